"""What health tells of areas, freezes in snapshots, compares, and leaves out by decision."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from isms.health.models import NotRelevant
from isms.health.queries.areas import areas, compare, snapshot
from isms.health.rules import SHIPPED
from isms.health.service.exempting import count_again, exempt
from isms.health.vocabulary import HealthTrend, Indicator, IndicatorResult
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import PersonalData
from tests.cast import Cast
from tests.health.stage import kept_rows, result_of
from tests.health.test_recomputing import a_measurement, a_rating
from tests.risk.stage import ME, TODAY, a_system


@pytest.fixture
def journal(database: Database, cast: Cast) -> int:
    """The id of a system of class 4 at the nursing homes, with personal data and nobody who owns it."""
    with database.transaction(ME, "system:register") as session:
        system = a_system(session, cast.nursing, "Journal", personal_data=(PersonalData.SPECIAL,))
        a_rating(session, system, cast.officer, 4, TODAY)
        a_system(session, cast.school, "Skole", owner_id=cast.officer)
    return system.id


def told(database: Database, clock: FixedClock, cast: Cast, position: int | None = None) -> tuple[Any, Any]:
    """Return the areas and the snapshot of the municipality."""
    with database.reading() as session:
        path = session.get_one(Unit, cast.municipality).path
        source = Source(day_of(clock.now()), position)
        return areas(session, source, path), snapshot(session, source, path)


def test_areas_tell_counts_alone_of_few_systems_and_name_what_is_critical_and_flagged(
    database: Database, clock: FixedClock, cast: Cast, journal: int
) -> None:
    said, _ = told(database, clock, cast)

    assert [(area["code"], area["systems"], area["mean"], area["status"]) for area in said["areas"]] == [
        ("HEM", 1, None, None),
        ("OPP", 1, None, None),
    ]
    assert (said["total"]["counts"]["unacceptable"], said["total"]["counts"]["not_assessed"]) == (1, 1)
    assert [each["name"] for each in said["total"]["critical"]] == ["Journal"]
    assert [(each["name"], each["flags"]) for each in said["flagged"]] == [
        ("Journal", ["ownerless", "no_restore_test"])
    ]


def test_a_snapshot_of_the_past_never_changes_and_tells_what_moved_since(
    database: Database, clock: FixedClock, cast: Cast, journal: int
) -> None:
    _, then = told(database, clock, cast)
    with database.transaction(ME, "system:measure") as session:
        system = session.get_one(System, journal)
        system.owner_id = cast.officer
        session.add(a_measurement(system, TODAY, passed=True))
    position = session.info["position"]
    _, now = told(database, clock, cast)
    moved = compare(then, now, SHIPPED)
    code = next(code for code, said in then["systems"].items() if said["status"] == "unacceptable")

    assert told(database, clock, cast, position - 1)[1] == then
    assert (moved["systems"][code]["was"], moved["systems"][code]["trend"]) == ("unacceptable", HealthTrend.SAME)
    assert moved["movements"] == [{"before": "unacceptable", "after": "not_assessed", "number": 1}]
    assert set(compare(None, now, SHIPPED)["trends"].items()) >= {("not_comparable", 2), ("better", 0)}


def test_a_snapshot_under_another_model_is_worked_out_anew(
    database: Database, clock: FixedClock, cast: Cast, journal: int
) -> None:
    _, then = told(database, clock, cast)
    own = replace(SHIPPED, code="H-1", weights={**SHIPPED.weights, Indicator.RATING: 60})
    now = {**then, "systems": {code: {**said, "model": "H-1"} for code, said in then["systems"].items()}}

    assert all(each["is_recomputed"] for each in compare(then, now, own)["systems"].values())


def test_what_does_not_bear_on_a_system_is_left_out_until_it_is_taken_back(
    database: Database, cast: Cast, journal: int
) -> None:
    def result() -> IndicatorResult:
        return result_of(kept_rows(database)[journal], Indicator.DPIA)

    before = result()
    by: dict[str, Any] = {"decided_by_id": cast.officer, "today": TODAY}
    with database.transaction(ME, "not_relevant:decide") as session:
        decided = exempt(session, session.get_one(System, journal), Indicator.DPIA, "Ingen data", **by)
    without = result()
    with database.transaction(ME, "not_relevant:withdraw") as session:
        count_again(session, session.get_one(NotRelevant, decided.id), "Likevel", TODAY)

    assert (before, without, result()) == (
        IndicatorResult.NOT_MEASURED,
        IndicatorResult.NOT_RELEVANT,
        IndicatorResult.NOT_MEASURED,
    )


@pytest.mark.parametrize(("indicator", "reason"), [(Indicator.OWNERSHIP, "Ingen"), (Indicator.DPIA, " ")])
def test_what_always_bears_or_lacks_a_reason_is_refused(
    database: Database, cast: Cast, journal: int, indicator: Indicator, reason: str
) -> None:
    with pytest.raises(Refused), database.transaction(ME, "not_relevant:decide") as session:
        system = session.get_one(System, journal)
        exempt(session, system, indicator, reason, decided_by_id=cast.officer, today=date(2026, 11, 22))
