"""What is decided about meetings: their days, their steps in order, and when a package answers every letter."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.kernel.refusal import Refusal
from isms.reviews.rules import meetings as rules
from isms.reviews.rules.blocks import Column, Package, Part, Row, Sentence, Table, Written, code, term
from isms.reviews.rules.changes import by_numbers, by_term, compared, trend_of
from isms.reviews.vocabulary import MeetingKind, MeetingState, MeetingStep, PackagePart, TakesPartAs

AT = datetime(2026, 2, 16, 8, tzinfo=UTC)
MARCH = date(2026, 3, 16)
PLAN = rules.DEFAULT_PLAN
DAYS = rules.days_of(MARCH, PLAN)


def keys(refusals: object) -> list[str]:
    return [refusal.because for refusal in refusals if isinstance(refusal, Refusal)]  # type: ignore[attr-defined]


def test_the_days_of_a_meeting_follow_from_its_plan() -> None:
    assert vars(DAYS) == {
        "collects_on": date(2026, 2, 16),
        "freezes_on": date(2026, 3, 2),
        "sends_on": date(2026, 3, 9),
        "meets_on": MARCH,
    }


@pytest.mark.parametrize(
    ("after", "kind", "meets_on"),
    [
        (date(2026, 3, 15), MeetingKind.MAIN, date(2026, 3, 16)),
        (date(2026, 3, 16), MeetingKind.SHORT, date(2026, 9, 15)),
        (date(2026, 9, 15), MeetingKind.MAIN, date(2027, 3, 15)),
        (date(2026, 12, 31), MeetingKind.MAIN, date(2027, 3, 15)),
    ],
)
def test_the_next_meeting_is_the_first_after_the_day_and_never_on_a_weekend(
    after: date, kind: MeetingKind, meets_on: date
) -> None:
    assert rules.next_meeting(PLAN, after) == (kind, meets_on)


@settings(max_examples=50, deadline=None)
@given(
    st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 12), st.none() | st.integers(1, 12), st.integers(1, 28)
)
def test_a_next_meeting_comes_within_a_year_and_a_few_days(after: date, main: int, short: int | None, day: int) -> None:
    _, meets_on = rules.next_meeting(rules.Plan(main, short, day, 28, 14, 7), after)
    assert 0 < (meets_on - after).days <= 369
    assert meets_on.weekday() < 5


def test_a_meeting_stands_behind_the_last_step_it_has_taken() -> None:
    for taken, state in enumerate(MeetingState):
        assert rules.state_of([AT] * taken + [None] * (6 - taken)) == state
    steps = [rules.next_step(state) for state in MeetingState]
    assert steps == [*MeetingStep, None]


@pytest.mark.parametrize(
    ("state", "today", "step"),
    [
        (MeetingState.PLANNED, date(2026, 2, 15), None),
        (MeetingState.PLANNED, date(2026, 2, 16), MeetingStep.COLLECT),
        (MeetingState.COLLECTING, date(2026, 3, 1), None),
        (MeetingState.COLLECTING, date(2026, 3, 2), MeetingStep.FREEZE),
        (MeetingState.FROZEN, date(2026, 3, 8), None),
        (MeetingState.FROZEN, date(2026, 3, 9), MeetingStep.SEND),
        (MeetingState.PLANNED, date(2027, 1, 1), MeetingStep.COLLECT),
        (MeetingState.SENT, date(2027, 1, 1), None),
    ],
)
def test_the_first_three_steps_are_taken_when_their_day_comes(
    state: MeetingState, today: date, step: MeetingStep | None
) -> None:
    assert rules.due_step(state, DAYS, today) == step


def test_steps_are_taken_in_order_and_a_meeting_is_not_held_before_its_day() -> None:
    step, state = MeetingStep.HOLD, MeetingState.SENT
    assert keys(rules.step_refusals(step, state, MARCH, date(2026, 3, 15))) == ["meeting.not_held_yet"]
    assert keys(rules.step_refusals(step, state, MARCH, MARCH)) == []
    assert keys(rules.step_refusals(step, MeetingState.FROZEN, MARCH, MARCH)) == ["meeting.not_the_next_step"]
    assert keys(rules.step_refusals(step, MeetingState.APPROVED, MARCH, MARCH)) == ["meeting.is_approved"]


def test_what_is_frozen_is_corrected_and_never_written() -> None:
    assert keys(rules.write_refusals(MeetingState.COLLECTING)) == []
    assert keys(rules.write_refusals(MeetingState.FROZEN)) == ["meeting.is_frozen"]
    assert keys(rules.erratum_refusals(MeetingState.COLLECTING)) == ["meeting.not_frozen_yet"]
    assert keys(rules.erratum_refusals(MeetingState.FROZEN)) == []
    assert keys(rules.erratum_refusals(MeetingState.APPROVED)) == ["meeting.is_approved"]


def test_decisions_are_written_between_the_meeting_and_its_minutes() -> None:
    assert keys(rules.decision_refusals(MeetingState.SENT)) == ["meeting.not_held"]
    assert keys(rules.decision_refusals(MeetingState.HELD)) == []
    assert keys(rules.decision_refusals(MeetingState.MINUTES)) == ["meeting.has_minutes"]


def test_the_day_of_a_step_that_is_taken_stays() -> None:
    later = rules.days_of(date(2026, 3, 17), PLAN)
    found = [refusal.field for refusal in rules.day_refusals(MeetingState.FROZEN, DAYS, later)]
    assert found == ["collects_on", "freezes_on"]


def signing(
    state: MeetingState, role: TakesPartAs | None, *signed: TakesPartAs, people: tuple[int, ...] = (1, 2)
) -> list[str]:
    return keys(rules.signature_refusals(state, role, signed, people))


def test_chair_and_secretary_sign_each_once_and_are_two() -> None:
    chair, state = TakesPartAs.CHAIR, MeetingState.MINUTES
    assert signing(state, chair) == []
    assert signing(state, chair, TakesPartAs.SECRETARY) == []
    assert signing(state, chair, chair) == ["meeting.signed_already"]
    assert signing(state, TakesPartAs.MEMBER) == ["meeting.signs_not"]
    assert signing(state, None) == ["meeting.signs_not"]
    assert signing(state, chair, people=(1, 1)) == ["meeting.signers_are_one"]
    assert signing(state, chair, people=(1,)) == ["meeting.signers_are_one"]
    assert signing(MeetingState.HELD, chair) == ["meeting.no_minutes_yet"]
    assert signing(MeetingState.APPROVED, chair) == ["meeting.is_approved"]


def a_package(*waiting: PackagePart, kind: MeetingKind = MeetingKind.MAIN) -> Package:
    """Return a package of which every part says something, but for those that wait for words."""
    return Package(
        {"kind": str(kind)},
        tuple(
            Part(
                str(key),
                rules.ANSWERS.get(key, ()),
                [Sentence(rules.NOT_WRITTEN, {}) if key in waiting else Written("Ja.")],
            )
            for key in rules.parts_of(kind)
        ),
    )


@pytest.mark.parametrize("letter", rules.LETTERS)
def test_a_letter_is_missing_when_every_part_that_answers_it_waits(letter: str) -> None:
    answering = [key for key, letters in rules.ANSWERS.items() if letter in letters]
    assert letter in rules.missing_letters(a_package(*answering))
    assert letter not in rules.missing_letters(a_package(*answering[1:]))
    assert letter not in rules.missing_letters(a_package(*answering), corrected=[str(answering[0])])
    assert letter in rules.ANSWERS[rules.part_that_answers(letter)]


def test_a_short_meeting_is_not_warned_of_what_it_does_not_take_up() -> None:
    assert rules.missing_letters(a_package(*rules.WRITTEN, kind=MeetingKind.SHORT)) == []
    assert rules.missing_letters(a_package(*rules.WRITTEN)) != []


def test_a_whole_package_lacks_nothing_and_a_quarters_owes_only_what_it_holds() -> None:
    assert rules.missing_letters(a_package()) == []
    assert rules.missing_letters(a_package(kind=MeetingKind.QUARTERLY)) == []
    assert PackagePart.EXPECTATIONS not in rules.parts_of(MeetingKind.QUARTERLY)


def test_minutes_say_everything_they_lack_at_once() -> None:
    lacks = keys(rules.minutes_refusals({TakesPartAs.CHAIR}, 0, ["c", "e"]))
    assert lacks == ["meeting.lacks.c", "meeting.lacks.e", "meeting.lacks.decision", "meeting.lacks.secretary"]
    assert keys(rules.minutes_refusals(set(rules.SIGNERS), 1, [])) == []


COLUMNS = (Column("x"), Column("y"))
LEVELS = ("risk_level.low", "risk_level.medium", "risk_level.high")


def a_table(**levels: str) -> Table:
    rows = tuple(Row((code(key), term(f"risk_level.{level}"))) for key, level in levels.items())
    return Table("risks", COLUMNS, rows)


def test_a_table_says_what_is_new_gone_worse_and_better() -> None:
    then = a_table(same="low", up="low", down="high", gone="medium")
    now = compared(a_table(same="low", up="high", down="medium", new="low"), then, by_term(1, LEVELS))
    assert [row.change for row in now.rows] == [None, "worse", "better", "new", "gone"]
    again = compared(a_table(same="low"), now, by_term(1, LEVELS))
    assert [row.change for row in again.rows if row.change != "gone"] == [None]
    assert "gone" not in {row.cells[0]["code"] for row in again.rows if isinstance(row.cells[0], dict)}


def test_without_a_table_before_nothing_has_changed_and_what_is_overdue_stays_so() -> None:
    table = a_table(one="low")
    assert compared(table, None, by_term(1, LEVELS)) == table
    late = Table("t", COLUMNS, (Row((code("a"), 3), "overdue"),))
    assert compared(late, Table("t", COLUMNS, ()), by_numbers((1,))).rows[0].change == "overdue"


def test_a_figure_is_better_by_what_it_counts() -> None:
    assert trend_of(3, 2, more_is_better=True) == "better"
    assert trend_of(3, 2, more_is_better=False) == "worse"
    assert trend_of(2, 2, more_is_better=False) == "same"
    assert trend_of(3, None, more_is_better=True) is None
    assert trend_of(3, 2, more_is_better=None) is None
