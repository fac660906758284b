"""The phase of a project follows from its decisions alone, and so does what has moved between two days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.organisation.rules.periods import last_end
from isms.projects.rules import phases
from isms.projects.rules.phases import PHASES, POINTS, Standing, Taken, next_point, standing, standing_at
from isms.projects.rules.picture import Told, picture
from isms.projects.vocabulary import DecisionPoint, Outcome, Phase, ProjectState

BEGUN = date(2021, 1, 4)
FIRST, SECOND = date(2021, 4, 30), date(2021, 8, 31)


def approved(*days: date) -> list[Taken]:
    """Return the approvals of the first points, one on each day."""
    return [Taken(point, Outcome.APPROVED, day) for point, day in zip(DecisionPoint, days, strict=False)]


def after(months: int) -> date:
    return BEGUN + timedelta(days=30 * months)


def test_a_project_without_decisions_is_an_idea() -> None:
    assert standing(BEGUN, []) == Standing(Phase.IDEA, BEGUN)
    assert next_point(standing(BEGUN, [])) == DecisionPoint.BP1


@pytest.mark.parametrize("number", range(1, 6))
def test_each_approval_brings_it_one_phase_further(number: int) -> None:
    now = standing(BEGUN, approved(*(after(n) for n in range(number))))
    assert now == Standing(PHASES[number], after(number - 1))
    assert next_point(now) == POINTS[number]
    assert now.state == ProjectState.RUNNING


def test_the_last_approval_ends_it_where_it_is() -> None:
    now = standing(BEGUN, approved(*(after(n) for n in range(6))))
    assert now == Standing(Phase.REALISATION, after(4), ended_on=after(5))
    assert (now.state, next_point(now)) == (ProjectState.ENDED, None)


def test_what_is_sent_back_keeps_its_phase_and_what_is_stopped_goes_no_further() -> None:
    back = Taken(DecisionPoint.BP2, Outcome.SENT_BACK, after(2))
    now = standing(BEGUN, [*approved(after(1)), back])
    assert now == Standing(Phase.CONCEPT, after(1))
    assert next_point(now) == DecisionPoint.BP2
    stopped = standing(BEGUN, [*approved(after(1)), back, Taken(DecisionPoint.BP2, Outcome.STOPPED, after(3))])
    assert stopped == Standing(Phase.CONCEPT, after(1), stopped_on=after(3))
    assert (stopped.state, next_point(stopped)) == (ProjectState.STOPPED, None)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(Outcome), max_size=8), st.integers(0, 9))
def test_no_project_moves_back_and_a_later_day_never_shows_an_earlier_phase(outcomes: list[Outcome], at: int) -> None:
    taken: list[Taken] = []
    for number, outcome in enumerate(outcomes):
        point = next_point(standing(BEGUN, taken))
        if point is None:
            break
        taken.append(Taken(point, outcome, after(number)))
    earlier, later = (standing_at(BEGUN, taken, after(day)) for day in (at, at + 1))
    assert earlier
    assert later
    assert PHASES.index(later.phase) - PHASES.index(earlier.phase) in {0, 1}
    assert standing_at(BEGUN, taken, after(20)) == standing(BEGUN, taken)


def test_on_the_day_of_a_decision_it_counts_and_on_the_day_before_it_does_not() -> None:
    taken = approved(FIRST)
    assert standing_at(BEGUN, taken, FIRST) == Standing(Phase.CONCEPT, FIRST)
    assert standing_at(BEGUN, taken, FIRST - timedelta(days=1)) == Standing(Phase.IDEA, BEGUN)
    assert standing_at(BEGUN, [], BEGUN) is not None
    assert standing_at(BEGUN, [], BEGUN - timedelta(days=1)) is None


RUNNING = Standing(Phase.CONCEPT, after(1))
OVER = Standing(Phase.IDEA, BEGUN, stopped_on=BEGUN)


@pytest.mark.parametrize(
    ("now", "outcome", "day", "reason", "refused"),
    [
        (RUNNING, Outcome.APPROVED, after(2), None, []),
        (RUNNING, Outcome.APPROVED, after(1), None, []),
        (RUNNING, Outcome.APPROVED, after(1) - timedelta(days=1), None, ["project.decided_too_early"]),
        (RUNNING, Outcome.APPROVED, after(3), None, []),
        (RUNNING, Outcome.APPROVED, after(3) + timedelta(days=1), None, ["project.decided_in_the_future"]),
        (RUNNING, Outcome.SENT_BACK, after(2), " ", ["project.decision_needs_a_reason"]),
        (RUNNING, Outcome.STOPPED, after(2), None, ["project.decision_needs_a_reason"]),
        (RUNNING, Outcome.STOPPED, after(2), "For dyrt", []),
        (
            Standing(Phase.IDEA, BEGUN, stopped_on=BEGUN),
            Outcome.APPROVED,
            after(2),
            None,
            ["project.goes_on_no_longer"],
        ),
    ],
)
def test_what_may_be_decided_when(
    now: Standing, outcome: Outcome, day: date, reason: str | None, refused: list[str]
) -> None:
    said = phases.decision_refusals(now, outcome, day, reason, latest_on=after(1), today=after(3))
    assert [refusal.because for refusal in said] == refused


def test_a_project_begins_no_later_than_today_or_its_first_decision() -> None:
    def refused(begun_on: date, planned_end_on: date | None = None, first_on: date | None = None) -> list[str]:
        said = phases.project_refusals("Navn", begun_on, planned_end_on, first_on=first_on, today=after(3))
        return [refusal.because for refusal in said]

    assert refused(after(3), after(3), after(3)) == []
    assert refused(after(4)) == ["project.begins_in_the_future"]
    assert refused(after(2), first_on=after(1)) == ["project.decided_before_it_began"]
    assert refused(after(2), planned_end_on=after(1)) == ["project.ends_before_it_begins"]


def told(number: int, name: str, *days: date, begun_on: date = BEGUN) -> Told:
    return Told(number, f"P-{number:03d}", name, "Innovasjon og støttetjenester", begun_on, approved(*days))


EARLY = (date(2021, 2, 1), date(2021, 3, 1), date(2021, 4, 1))
MOVED_ON = date(2021, 6, 15)
THE_FIGURE = [
    told(1, "Nasjonale fellesløsninger", MOVED_ON, begun_on=date(2021, 5, 20)),
    told(2, "Effektivisering av lønnsprosesser", EARLY[0], MOVED_ON),
    told(3, "Avvikling av systemer (deponering)", *EARLY[:2], MOVED_ON),
    told(4, "Innsynsløsning eDepot", *EARLY[:2], SECOND),
    *(told(number, f"Konsept {number}", EARLY[0]) for number in range(5, 8)),
    *(told(number, f"Plan {number}", *EARLY[:2]) for number in range(8, 11)),
    *(told(number, f"Gjennomføring {number}", *EARLY) for number in range(11, 16)),
]
"""Fifteen projects as a municipality told of them on 31 August 2021: four have decided on a new phase since April."""


def test_the_figure_of_fifteen_projects() -> None:
    shown = picture(THE_FIGURE, SECOND, last_end(SECOND))
    assert shown.since == FIRST
    assert len(shown.projects) == 15
    assert [shown.counts[phase] for phase in Phase] == [0, 4, 4, 7, 0, 0]
    assert sum(shown.counts.values()) == 15
    assert [(move.name, move.before, move.phase) for move in shown.moved] == [
        ("Nasjonale fellesløsninger", None, Phase.CONCEPT),
        ("Effektivisering av lønnsprosesser", Phase.CONCEPT, Phase.PLANNING),
        ("Avvikling av systemer (deponering)", Phase.PLANNING, Phase.EXECUTION),
        ("Innsynsløsning eDepot", Phase.PLANNING, Phase.EXECUTION),
    ]
    assert [project.name for project in shown.begun] == ["Nasjonale fellesløsninger"]
    assert shown.left == []
    before = picture(THE_FIGURE, SECOND - timedelta(days=1), FIRST)
    assert len(before.moved) == 3


def test_what_was_stopped_or_ended_is_told_once_and_counts_no_more() -> None:
    stopped = Told(1, "P-001", "Stanset", "OPP", BEGUN, [Taken(DecisionPoint.BP1, Outcome.STOPPED, MOVED_ON)])
    ended = told(2, "Ferdig", *(date(2021, month, 1) for month in range(2, 8)))
    shown = picture([stopped, ended], SECOND, FIRST)
    assert (shown.projects, shown.moved) == ([], [])
    assert [(one.name, one.state, one.left_on) for one in shown.left] == [
        ("Stanset", ProjectState.STOPPED, MOVED_ON),
        ("Ferdig", ProjectState.ENDED, date(2021, 7, 1)),
    ]
    assert picture([stopped, ended], date(2021, 12, 31), SECOND).left == []


def test_an_idea_that_is_merely_begun_has_not_decided_on_a_phase() -> None:
    shown = picture([told(1, "Ny idé", begun_on=MOVED_ON)], SECOND, FIRST)
    assert (len(shown.projects), len(shown.begun), shown.moved) == (1, 1, [])
    assert picture([told(1, "Ny idé", begun_on=MOVED_ON)], FIRST, BEGUN).projects == []
