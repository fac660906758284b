"""Objectives, indicators and results are added, ordered, corrected and taken out; the card tells what stands."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from isms.app import matrix
from isms.kernel.access import Access
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Unit
from isms.scorecard import queries, service
from isms.scorecard.queries import Line
from isms.scorecard.vocabulary import Band, Feed, MeasuredIn, ScoreTrend
from tests.cast import Cast
from tests.risk.stage import ME, TODAY, access_for, get
from tests.scorecard.stage import a_result, an_indicator, an_objective, started

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)


def the_card(session: Session, cast: Cast, year: int | None = None, today: date = TODAY) -> list[Line]:
    return queries.card(session, Source(today), get(session, Unit, cast.municipality), year)


def because(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str | None]]:
    return [(refusal.because, refusal.field) for refusal in refused.value.refusals]


def test_a_card_tells_three_years_with_the_band_and_the_change_since_last_measured(
    database: Database, cast: Cast
) -> None:
    with database.transaction(ME, "scorecard:plan") as session:
        indicator = an_indicator(session, an_objective(session, cast))
        for year, value in ((2023, "1"), (2025, None), (2026, "2")):
            a_result(session, indicator, year, value)
    with database.reading() as session:
        (line,) = the_card(session, cast)
        assert [(r.year, r.value, r.recorded) for r in line.results] == [
            (2024, None, False),
            (2025, None, True),
            (2026, "2", True),
        ]
        assert (line.band, line.trend, line.compared_with) == (Band.ACCEPTABLE, ScoreTrend.BETTER, 2023)
        (line,) = the_card(session, cast, 2025)
        assert (line.band, line.trend, line.compared_with) == (Band.NOT_MEASURED, ScoreTrend.UNKNOWN, None)
        assert json.loads(json.dumps(asdict(line)))["requirement"]["wanted"] == "3"


def test_a_card_is_in_the_order_it_was_given(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "scorecard:plan") as session:
        first, second, third = (an_objective(session, cast, title) for title in ("A", "B", "C"))
        one, two = (an_indicator(session, second, title) for title in ("Én", "To"))
        an_indicator(session, first)
        an_indicator(session, third)
        service.change_objective(session, third, title="C", number=1)
        service.change_objective(session, first, title="A", number=99)
        kept: dict[str, Any] = {"acceptable": None, "feed": None, "measured_in": one.measured_in}
        service.change_indicator(session, two, title="To", direction=two.direction, wanted="3", number=1, **kept)
        assert [(o.title, o.number) for o in (third, second, first)] == [("C", 1), ("B", 2), ("A", 3)]
    with database.reading() as session:
        lines = the_card(session, cast)
        assert [(line.objective, line.indicator) for line in lines] == [
            ("C", "Samhandling"),
            ("B", "To"),
            ("B", "Én"),
            ("A", "Samhandling"),
        ]


def test_what_is_taken_out_leaves_the_card_and_the_rest_moves_up(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "scorecard:plan") as session:
        first, second = an_objective(session, cast, "A"), an_objective(session, cast, "B")
        an_indicator(session, first)
        gone, stays = an_indicator(session, second, "Én"), an_indicator(session, second, "To")
        service.withdraw_objective(session, first, "Målet er nådd", TODAY)
        service.withdraw_indicator(session, gone, "Måles ikke lenger", TODAY)
        assert (second.number, stays.number) == (1, 1)
    with database.reading() as session:
        assert [line.indicator for line in the_card(session, cast)] == ["To"]
    with pytest.raises(Refused) as no, database.transaction(ME, "scorecard:plan") as session:
        service.withdraw_indicator(session, get(session, type(stays), stays.id), " ", TODAY)
    assert because(no) == [("reason.missing", "because")]


def test_a_result_is_corrected_in_its_place_and_nonsense_is_refused(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "scorecard:record") as session:
        indicator = an_indicator(session, an_objective(session, cast))
        a_result(session, indicator, 2025, "2")
        a_result(session, indicator, 2025, "2,50", recorded_by_id=cast.officer)
        (result,) = queries.results_of(session, indicator.id)
        assert (result.value, result.recorded_by_id, result.version) == ("2.5", cast.officer, 2)
        with pytest.raises(Refused) as no:
            a_result(session, indicator, 2027, "mye")
    assert because(no) == [("score_result.no_such_year", "value"), ("score_result.no_number", "value")]


def test_what_an_indicator_is_measured_in_stays_once_it_is_measured(database: Database, cast: Cast) -> None:
    wanted: dict[str, Any] = {"direction": None, "wanted": "Innført", "acceptable": None, "feed": None, "number": 1}
    with database.transaction(ME, "scorecard:plan") as session:
        indicator = an_indicator(session, an_objective(session, cast))
        a_result(session, indicator, 2024, None)
        service.change_indicator(session, indicator, title="Metode", measured_in=MeasuredIn.STATE, **wanted)
        assert (indicator.direction, indicator.wanted) == (None, "Innført")
        a_result(session, indicator, 2025, "I arbeid")
        with pytest.raises(Refused) as no:
            service.change_indicator(
                session, indicator, title="M", measured_in=MeasuredIn.NUMBER, **{**wanted, "wanted": "3"}
            )
    assert because(no) == [("score_indicator.measured_already", "measured_in")]


def test_five_objectives_are_started_with_once_and_at_a_municipality(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "scorecard:start") as session:
        assert set(started(session, cast)) == set(Feed)
        with pytest.raises(Refused) as twice:
            started(session, cast)
        with pytest.raises(Refused) as small:
            service.start(session, get(session, Unit, cast.hem), CATALOGUE.words("nb"))
    assert because(twice) == [("scorecard.started_already", None)]
    assert because(small) == [("scorecard.not_a_municipality", "title")]


def test_what_the_program_tells_is_provisional_until_it_is_recorded(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "scorecard:start") as session:
        made = started(session, cast)
        service.record_fed(session, cast.municipality, 2026, {made["training_done"].id: "40"}, TODAY)
        again = {made["training_done"].id: "99", made["clocks_kept"].id: None}
        assert len(service.record_fed(session, cast.municipality, 2026, again, TODAY)) == 1
        with pytest.raises(Refused) as no:
            a_result(session, made["actions_in_time"], 2026, "99")
    assert because(no) == [("score_result.year_runs", "value")]
    with database.reading() as session:
        told = {line.feed: line.results[-1] for line in the_card(session, cast)}
        assert (told[Feed.TRAINING_DONE].value, told[Feed.TRAINING_DONE].provisional) == ("40", False)
        assert (told[Feed.CLOCKS_KEPT].recorded, told[Feed.ACTIONS_IN_TIME].recorded) == (True, False)


@pytest.mark.parametrize(
    ("who", "reads", "plans"),
    [("officer", True, True), ("hem_owner", True, False), ("auditor", True, False), ("employee", False, False)]
    + [("outsider", False, False)],
)
def test_a_card_is_read_in_all_of_its_municipality_and_planned_by_the_officer(
    database: Database, cast: Cast, who: str, reads: bool, plans: bool
) -> None:
    with database.transaction(ME, "scorecard:plan") as session:
        indicator = an_indicator(session, an_objective(session, cast))
    access: Access = access_for(database, matrix(), getattr(cast, who))
    with database.reading() as session:
        assert (queries.municipality_of(session, access, cast.municipality) is not None) == reads
        assert (queries.indicator_for(session, access, indicator.id) is not None) == reads
        assert (queries.objective_for(session, access, indicator.objective_id) is not None) == plans
