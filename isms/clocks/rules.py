"""What a deadline is, when it is and which steps it has reached, and what a municipality may decide about rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from isms.clocks.vocabulary import ClockStart, ClockStop, ClockTrigger, LengthUnit, Told
from isms.kernel.clock import day_of, end_of, months_after
from isms.kernel.refusal import Refusal

STEPS_OF = {LengthUnit.HOURS: 1, LengthUnit.DAYS: 1, LengthUnit.MONTHS: 28}
"""How many of the unit of a step there are, at least, in the unit of a length."""


@dataclass(frozen=True)
class Step:
    """Who is told some hours or days before (positive) or after (negative) a deadline; 0 is at the deadline.

    Hours where the rule counts hours, days otherwise. every: told again each so many of the same unit, from a
    step at the deadline or after it; None is once.
    """

    before: int
    told: tuple[Told, ...]
    every: int | None = None


@dataclass(frozen=True)
class Rule:
    """A rule for deadlines of one kind. `length` is None where the record itself names its day.

    verified: the source has been checked against the law; what is not stays inactive until somebody decides.
    """

    key: str
    unit: LengthUnit
    length: int | None
    steps: tuple[Step, ...]
    basis: str
    active: bool
    verified: bool


@dataclass(frozen=True)
class Shipped:
    """A rule as it is shipped, and what sets its clocks off, from when they count and what stops them.

    statutory: the length is the law's and may be shortened, never lengthened. always: it binds every municipality.
    """

    rule: Rule
    trigger: ClockTrigger
    start: ClockStart
    stop: ClockStop
    statutory: bool
    always: bool


@dataclass(frozen=True)
class Deadline:
    """Something that must be done by a day or an instant, as a room tells of it; never what it is about.

    rule: the key of the rule it follows. about: "action:12", which names the record. code: what people call it.
    path: where its page is. place: the path of the unit it lies at. owner_ids: the people who answer for it.
    due_on is the day in Oslo; due_at is set when the rule counts hours.
    """

    rule: str
    about: str
    code: str
    path: str
    tenant_id: int
    place: str
    owner_ids: tuple[int, ...]
    due_on: date
    due_at: datetime | None = None


def due_after(starts_at: datetime, unit: LengthUnit, length: int) -> datetime:
    """Return the last instant that is in time, in UTC, for a clock that starts at an aware instant.

    Hours are clock hours and are counted in UTC, so that no change of the clocks moves them. Days and months are
    whole days of the calendar in Oslo: the day of the start is not counted, the last day is in time to its end,
    and a month ends on the same date or on the last of the month (Regulation 1182/71 article 3). Weekends and
    holidays count like other days.
    """
    if unit == LengthUnit.HOURS:
        return starts_at + timedelta(hours=length)
    day = day_of(starts_at)
    last = day + timedelta(days=length) if unit == LengthUnit.DAYS else months_after(day, length)
    return last_of(last)


def last_of(day: date) -> datetime:
    """Return the last instant of a day in Oslo, in UTC."""
    return end_of(day) - datetime.resolution


def is_late(due_at: datetime, at: datetime) -> bool:
    """Say whether an instant is too late for a deadline; the deadline itself is in time."""
    return at > due_at


def reached(rule: Rule, deadline: Deadline, now: datetime) -> Iterator[tuple[Step, date]]:
    """Yield the steps that a deadline has reached, each with the day in Oslo it belongs to; none of an inactive rule.

    A step of a rule of hours is reached at its instant, another at the beginning of its day. One that is told
    again is yielded for each day it has been reached on.
    """
    if not rule.active:
        return
    for step in rule.steps:
        for day in dict.fromkeys(_days(rule, step, deadline, now)):
            yield step, day


def _days(rule: Rule, step: Step, deadline: Deadline, now: datetime) -> Iterator[date]:
    if rule.unit == LengthUnit.HOURS:
        at = (deadline.due_at or last_of(deadline.due_on)) - timedelta(hours=step.before)
        while at <= now:
            yield day_of(at)
            if step.every is None:
                return
            at += timedelta(hours=step.every)
        return
    day, today = deadline.due_on - timedelta(days=step.before), day_of(now)
    while day <= today:
        yield day
        if step.every is None:
            return
        day += timedelta(days=step.every)


def decision_refusals(
    shipped: Shipped, *, active: bool, length: int | None, steps: tuple[Step, ...], note: str | None
) -> Iterator[Refusal]:
    """Yield why a municipality cannot decide so about a rule."""
    if not (note or "").strip():
        yield Refusal("clock_rule.needs_a_reason", "note")
    if shipped.always and not active:
        yield Refusal("clock_rule.binds_always", "active")
    most = shipped.rule.length
    if (length is None) != (most is None):
        yield Refusal("clock_rule.length_missing" if most else "clock_rule.names_its_day", "length")
    elif length is not None and length < 1:
        yield Refusal("clock_rule.length_too_short", "length")
    elif shipped.statutory and length is not None and most is not None and length > most:
        yield Refusal("clock_rule.longer_than_the_law", "length", {"most": most})
    if active and not steps:
        yield Refusal("clock_rule.tells_nobody", "steps")
    yield from (Refusal(f"clock_rule.{fault}", "steps") for fault in step_faults(shipped.rule.unit, length, steps))


def step_faults(unit: LengthUnit, length: int | None, steps: tuple[Step, ...]) -> Iterator[str]:
    """Yield what is wrong with the steps of a clock of a length, or of none, by a word for each fault."""
    if any(not step.told for step in steps):
        yield "step_tells_nobody"
    if len({step.before for step in steps}) < len(steps):
        yield "step_twice"
    if any(step.every is not None and (step.every < 1 or step.before > 0) for step in steps):
        yield "step_repeats_before"
    if length is not None and any(step.before > length * STEPS_OF[unit] for step in steps):
        yield "step_before_the_start"


def token(step: Step) -> str:
    """Return a step as one word: "48:owner+leader", or "-1:owner:7" for one that is told again."""
    told = f"{step.before}:{'+'.join(step.told)}"
    return told if step.every is None else f"{told}:{step.every}"


def step_of(text: str) -> Step:
    """Return the step that a word of `token` stands for; raises ValueError for any other text."""
    before, told, *every = text.split(":")
    if len(every) > 1:
        raise ValueError(text)
    return Step(int(before), tuple(Told(word) for word in told.split("+")), int(every[0]) if every else None)


def people(*ids: int | None) -> tuple[int, ...]:
    """Return who answers for a record: each once, and as far as there is anybody."""
    return tuple(dict.fromkeys(id_ for id_ in ids if id_ is not None))
