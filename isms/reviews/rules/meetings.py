"""What the organisation has decided about meetings: their days, their steps, who takes them, and when one is whole."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from isms.kernel.refusal import Refusal
from isms.organisation.rules.periods import Period
from isms.reviews.rules.blocks import Package, Part, Sentence
from isms.reviews.vocabulary import MeetingKind, MeetingState, MeetingStep, PackagePart, TakesPartAs

STATES = tuple(MeetingState)
STEPS = tuple(MeetingStep)
SIGNERS = (TakesPartAs.CHAIR, TakesPartAs.SECRETARY)
"""Who approves the minutes: two different people, each for themselves."""

BY_DATE = (MeetingStep.COLLECT, MeetingStep.FREEZE, MeetingStep.SEND)
"""The steps that are taken by themselves when their day comes; somebody may take them earlier."""

NOT_WRITTEN = "package.not_written"
"""The sentence of a part that waits for somebody's words: such a part answers nothing yet."""

NOT_TAKEN_UP = "package.not_taken_up"
"""The sentence of a part of a short meeting that nobody has written: it answers nothing and owes nothing."""

LETTERS = ("a", "b", "c", "d1", "d2", "d3", "d4", "e", "f", "g")
"""What top management considers (ISO/IEC 27001:2022 9.3.2), the four of d by themselves."""

ANSWERS: Mapping[PackagePart, tuple[str, ...]] = {
    PackagePart.FOLLOW_UP: ("a",),
    PackagePart.CHANGES: ("b",),
    PackagePart.EXPECTATIONS: ("c",),
    PackagePart.AREAS: ("d2",),
    PackagePart.SCORECARD: ("d2", "d4"),
    PackagePart.RISKS: ("f",),
    PackagePart.ACTIONS: ("f",),
    PackagePart.DEVIATIONS: ("d1",),
    PackagePart.AUDITS: ("d3",),
    PackagePart.SUPPLIERS: ("d2", "f"),
    PackagePart.FEEDBACK: ("e",),
    PackagePart.IMPROVEMENTS: ("g",),
}
"""Which parts answer which letters; the others frame them."""

WRITTEN = (
    PackagePart.CHANGES,
    PackagePart.EXPECTATIONS,
    PackagePart.SCORECARD,
    PackagePart.AUDITS,
    PackagePart.FEEDBACK,
    PackagePart.IMPROVEMENTS,
)
"""The parts that no figures can answer: somebody writes them, or says why there is nothing to write."""

FEWER = frozenset(
    {
        PackagePart.FRONT,
        PackagePart.AGENDA,
        PackagePart.SUMMARY,
        PackagePart.FOLLOW_UP,
        PackagePart.AREAS,
        PackagePart.RISKS,
        PackagePart.ACTIONS,
        PackagePart.DEVIATIONS,
        PackagePart.PROPOSALS,
        PackagePart.SIGNING,
    }
)
"""What a quarter's few pages hold; they are no management review."""


@dataclass(frozen=True)
class Plan:
    """In which months a unit meets, on which day of them, and how many days before it each step is taken."""

    main_month: int
    short_month: int | None
    day: int
    collect_days: int
    freeze_days: int
    send_days: int


DEFAULT_PLAN = Plan(main_month=3, short_month=9, day=15, collect_days=28, freeze_days=14, send_days=7)
"""The main review in March, when the year's reports are out; the short one in September, after the summer."""


@dataclass(frozen=True)
class Days:
    """The days on which a meeting's steps are taken, in their order."""

    collects_on: date
    freezes_on: date
    sends_on: date
    meets_on: date


def days_of(meets_on: date, plan: Plan) -> Days:
    """Return the days of a meeting's steps by a plan."""
    collect, freeze, send = (timedelta(days=n) for n in (plan.collect_days, plan.freeze_days, plan.send_days))
    return Days(meets_on - collect, meets_on - freeze, meets_on - send, meets_on)


def next_meeting(plan: Plan, after: date) -> tuple[MeetingKind, date]:
    """Return which meeting comes first after a day, and when; one that falls on a weekend is held the Monday after."""
    kinds = {plan.main_month: MeetingKind.MAIN}
    if plan.short_month is not None:
        kinds.setdefault(plan.short_month, MeetingKind.SHORT)
    coming = sorted(
        (_on_a_working_day(date(year, month, plan.day)), kind)
        for year in (after.year, after.year + 1)
        for month, kind in kinds.items()
    )
    return next((kind, day) for day, kind in coming if day > after)


def _on_a_working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def parts_of(kind: MeetingKind) -> tuple[PackagePart, ...]:
    """Return the parts that a meeting's package holds, in their order."""
    return tuple(part for part in PackagePart if kind != MeetingKind.QUARTERLY or part in FEWER)


def looked_back_on(kind: MeetingKind, period: Period) -> list[tuple[date, date]]:
    """Return from which days a meeting without an earlier package may look back, the better first.

    A main review looks back on the year that ends with its period, or else on the period as the others do. The day
    before is what it is compared with; beside it stands when the stretch before that one began.
    """
    third = period.begins_on, period.previous().begins_on
    if kind != MeetingKind.MAIN:
        return [third]
    year = period.previous().previous()
    return [(year.begins_on, year.previous().previous().previous().begins_on), third]


def state_of(instants: Sequence[datetime | None]) -> MeetingState:
    """Return where a meeting stands: behind the last step that has been taken, of the instants in their order."""
    return STATES[max((place for place, at in enumerate(instants, start=1) if at), default=0)]


def next_step(state: MeetingState) -> MeetingStep | None:
    """Return the step that comes next, or None when all are taken."""
    place = STATES.index(state)
    return STEPS[place] if place < len(STEPS) else None


def has_reached(state: MeetingState, other: MeetingState) -> bool:
    """Say whether a meeting that stands somewhere has come as far as a state."""
    return STATES.index(state) >= STATES.index(other)


def due_step(state: MeetingState, days: Days, today: date) -> MeetingStep | None:
    """Return the step that is to be taken by itself now; several days late they are taken one by one."""
    step = next_step(state)
    due = {
        MeetingStep.COLLECT: days.collects_on,
        MeetingStep.FREEZE: days.freezes_on,
        MeetingStep.SEND: days.sends_on,
    }
    return step if step in due and due[step] <= today else None


def step_refusals(step: MeetingStep, state: MeetingState, meets_on: date, today: date) -> Iterator[Refusal]:
    """Yield why a step cannot be taken: another comes first, it is taken already, or the day has not come."""
    if state == MeetingState.APPROVED:
        yield Refusal("meeting.is_approved")
    elif next_step(state) != step:
        yield Refusal("meeting.not_the_next_step")
    elif step == MeetingStep.HOLD and today < meets_on:
        yield Refusal("meeting.not_held_yet")


def write_refusals(state: MeetingState) -> Iterator[Refusal]:
    """Yield why nothing can be written into a package any more: it is frozen, and corrections are errata."""
    if has_reached(state, MeetingState.FROZEN):
        yield Refusal("meeting.is_frozen")


def erratum_refusals(state: MeetingState) -> Iterator[Refusal]:
    """Yield why nothing can be corrected: the package is not frozen yet, or the minutes stand for good."""
    if not has_reached(state, MeetingState.FROZEN):
        yield Refusal("meeting.not_frozen_yet")
    yield from approved_refusals(state)


def decision_refusals(state: MeetingState) -> Iterator[Refusal]:
    """Yield why nothing can be decided: the meeting has not been held, or its minutes are written."""
    if not has_reached(state, MeetingState.HELD):
        yield Refusal("meeting.not_held")
    elif state != MeetingState.HELD:
        yield Refusal("meeting.has_minutes")


def approved_refusals(state: MeetingState) -> Iterator[Refusal]:
    """Yield why nothing about a meeting can be changed: it is approved."""
    if state == MeetingState.APPROVED:
        yield Refusal("meeting.is_approved")


def day_refusals(state: MeetingState, old: Days, new: Days) -> Iterator[Refusal]:
    """Yield why days cannot be moved: those of steps that have been taken stay."""
    taken = {
        "collects_on": MeetingState.COLLECTING,
        "freezes_on": MeetingState.FROZEN,
        "sends_on": MeetingState.SENT,
        "meets_on": MeetingState.HELD,
    }
    for field, reached in taken.items():
        if has_reached(state, reached) and getattr(old, field) != getattr(new, field):
            yield Refusal("meeting.day_has_been", field)


def plan_refusals(plan: Plan) -> Iterator[Refusal]:
    """Yield why a unit cannot meet by a plan."""
    for field in ("main_month", "short_month"):
        month = getattr(plan, field)
        if month is not None and not 1 <= month <= 12:
            yield Refusal("meeting.no_month", field)
    if not 1 <= plan.day <= 28:
        yield Refusal("meeting.day_not_in_every_month", "day")
    if not plan.collect_days >= plan.freeze_days >= plan.send_days >= 0:
        yield Refusal("meeting.days_in_disorder", "freeze_days")


def text_refusals(text: str | None, nothing_because: str | None) -> Iterator[Refusal]:
    """Yield why a part cannot hold what was written: it needs a text or a reason, and never both."""
    if text and nothing_because:
        yield Refusal("meeting.text_and_reason", "nothing_because")
    if not text and not nothing_because:
        yield Refusal("meeting.text_or_reason", "text")


def owner_refusals(owner_id: int | None, due_on: date | None) -> Iterator[Refusal]:
    """Yield why a decision cannot be followed up: an owner and a deadline belong together."""
    if owner_id is not None and due_on is None:
        yield Refusal("meeting.owner_without_deadline", "due_on")
    if owner_id is None and due_on is not None:
        yield Refusal("meeting.deadline_without_owner", "owner_id")


def reopening_refusals(state: MeetingState, signatures: int) -> Iterator[Refusal]:
    """Yield why minutes cannot be taken back: there are none, or somebody has signed them."""
    if state != MeetingState.MINUTES:
        yield Refusal("meeting.is_approved" if state == MeetingState.APPROVED else "meeting.no_minutes_yet")
    elif signatures:
        yield Refusal("meeting.somebody_has_signed")


def invitation_refusals(takes_part_as: TakesPartAs, others: Iterable[TakesPartAs]) -> Iterator[Refusal]:
    """Yield why somebody cannot take part in a role: a meeting has one chair and one secretary."""
    if takes_part_as in SIGNERS and takes_part_as in set(others):
        yield Refusal("meeting.has_one_already", "takes_part_as")


def minutes_refusals(signers: Collection[TakesPartAs], decisions: int, missing: Iterable[str]) -> Iterator[Refusal]:
    """Yield what minutes lack: an answer to every letter, a decision, a chair, a secretary."""
    for letter in missing:
        yield Refusal(f"meeting.lacks.{letter}")
    if not decisions:
        yield Refusal("meeting.lacks.decision")
    for signer in SIGNERS:
        if signer not in signers:
            yield Refusal(f"meeting.lacks.{signer}")


def signature_refusals(
    state: MeetingState, takes_part_as: TakesPartAs | None, signed: Collection[TakesPartAs], people: Collection[int]
) -> Iterator[Refusal]:
    """Yield why a person cannot sign: too early, not chair or secretary, signed already, or twice the same person.

    people: the ids of chair and secretary.
    """
    if state != MeetingState.MINUTES:
        yield Refusal("meeting.is_approved" if state == MeetingState.APPROVED else "meeting.no_minutes_yet")
    elif takes_part_as not in SIGNERS:
        yield Refusal("meeting.signs_not")
    elif takes_part_as in signed:
        yield Refusal("meeting.signed_already")
    elif len(set(people)) < len(SIGNERS):
        yield Refusal("meeting.signers_are_one")


def is_answered(part: Part) -> bool:
    """Say whether a part answers its letters: it does not wait for words."""
    return not any(isinstance(block, Sentence) and block.key == NOT_WRITTEN for block in part.blocks)


def owes_all(kind: MeetingKind) -> bool:
    """Say whether a meeting must answer every letter: a main review does, the others what they take up."""
    return kind == MeetingKind.MAIN


def missing_letters(package: Package, corrected: Collection[str] = ()) -> list[str]:
    """Return the letters that a package leaves unanswered, of those its parts are there to answer.

    corrected: the keys of parts that errata have supplied. A short meeting leaves none open: what nobody has written
    there is not taken up.
    """
    if not owes_all(MeetingKind(str(package.head["kind"]))):
        return []
    owed = {letter for part in package.parts for letter in part.answers}
    given = {letter for part in package.parts if is_answered(part) or part.key in corrected for letter in part.answers}
    return [letter for letter in LETTERS if letter in owed - given]


def part_that_answers(letter: str) -> PackagePart:
    """Return the part in which a letter is answered: one that is written, if there is one."""
    return next(part for some in (WRITTEN, tuple(ANSWERS)) for part in some if letter in ANSWERS[part])
