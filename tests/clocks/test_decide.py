"""Decides which rules hold in a municipality: what is shipped, and its own decisions over it."""

from datetime import date

import pytest

from isms.clocks import queries, service
from isms.clocks.library import SHIPPED
from isms.clocks.rules import Step
from isms.clocks.vocabulary import Told
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from tests.cast import Cast
from tests.risk.stage import ME

TODAY = date(2026, 11, 22)
STEPS = (Step(24, (Told.PRIVACY_OFFICER, Told.SECURITY_OFFICER)), Step(0, (Told.OWNER,), 24))


def decide(database: Database, cast: Cast, key: str = "breach_72h", **said: object) -> None:
    standing: dict[str, object] = {
        "active": True,
        "length": SHIPPED[key].rule.length,
        "steps": SHIPPED[key].rule.steps,
        "basis": None,
        "note": "Vedtatt av ledergruppen",
    }
    with database.transaction(ME, "clock_rule:decide") as session:
        service.decide(
            session,
            cast.municipality,
            key,
            decided_by_id=cast.officer,
            today=TODAY,
            **(standing | said),  # type: ignore[arg-type]
        )


def test_what_is_shipped_holds_until_somebody_decides(database: Database, cast: Cast) -> None:
    with database.reading() as session:
        assert service.rules_of(session, cast.municipality) == {key: s.rule for key, s in SHIPPED.items()}


def test_a_decision_holds_in_its_own_municipality_alone(database: Database, cast: Cast) -> None:
    decide(database, cast, length=48, steps=STEPS, basis="Vedtak 12/26")
    with database.reading() as session:
        own = service.rules_of(session, cast.municipality)["breach_72h"]
        assert (own.length, own.steps, own.basis, own.verified) == (48, STEPS, "Vedtak 12/26", True)
        assert service.rules_of(session, cast.neighbour) == {key: s.rule for key, s in SHIPPED.items()}


def test_a_later_decision_takes_the_place_of_an_earlier_and_the_law_can_come_back(
    database: Database, cast: Cast
) -> None:
    decide(database, cast, length=48, steps=STEPS)
    decide(database, cast, length=72)
    with database.reading() as session:
        assert service.rules_of(session, cast.municipality) == {key: s.rule for key, s in SHIPPED.items()}
        (row,) = queries.decisions_of(session, cast.municipality).values()
        assert (row.version, row.decided_by.name, row.decided_on) == (2, "Ingrid Solvang", TODAY)


def test_an_unverified_rule_comes_into_force_when_somebody_decides_so(database: Database, cast: Cast) -> None:
    decide(database, cast, "nis2_24h", active=True)
    with database.reading() as session:
        rule = service.rules_of(session, cast.municipality)["nis2_24h"]
        assert rule.active
        assert not rule.verified


def test_a_refused_decision_leaves_nothing(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        decide(database, cast, length=96)
    assert [(r.because, r.field) for r in no.value.refusals] == [("clock_rule.longer_than_the_law", "length")]
    with database.reading() as session:
        assert queries.decisions_of(session, cast.municipality) == {}
