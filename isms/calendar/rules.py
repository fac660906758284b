"""What counts in the calendar: which months it shows, which deadlines it holds, and what each is called."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from isms.calendar.vocabulary import DeadlineKind
from isms.clocks.rules import Deadline
from isms.kernel.refusal import Refusal

MONTHS = 12
LOOKS_BACK = timedelta(days=90)
"""How long a feed goes on telling of a deadline that has passed."""

REPORTS = frozenset(
    {
        "breach_72h",
        "processor_72h",
        "digital_security_24h",
        "digital_security_72h",
        "digital_security_1m",
        "nis2_24h",
        "nis2_72h",
        "nis2_1m",
    }
)
"""The rules by which something must be reported to somebody outside."""

_KINDS = {kind.value: kind for kind in DeadlineKind}


def kind_of(rule: str) -> DeadlineKind:
    """Return what falls due by a rule; a rule that has no word here is something else."""
    return DeadlineKind.REPORT if rule in REPORTS else _KINDS.get(rule, DeadlineKind.FURTHER)


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def months_from(today: date) -> list[date]:
    """Return the first day of each of the twelve months that begin with the present one."""
    whole = today.year * MONTHS + today.month - 1
    return [date(number // MONTHS, number % MONTHS + 1, 1) for number in range(whole, whole + MONTHS)]


def month_named(text: str, today: date) -> date | None:
    """Return the first day of the month an address names as "2026-11", or None when it is none of the twelve."""
    return next((month for month in months_from(today) if f"{month:%Y-%m}" == text), None)


def is_overdue(deadline: Deadline, today: date) -> bool:
    """Say whether the day of a deadline has passed; due today is in time."""
    return deadline.due_on < today


def by_month(deadlines: Iterable[Deadline], today: date) -> Mapping[date, Sequence[Deadline]]:
    """Return the deadlines that have not passed by the first day of their month, each month's in order."""
    found: dict[date, list[Deadline]] = defaultdict(list)
    for deadline in in_order(deadlines):
        if not is_overdue(deadline, today):
            found[first_of(deadline.due_on)].append(deadline)
    return found


def in_order(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Return deadlines by day, then by kind and code; the order follows from nothing else."""
    return sorted(deadlines, key=lambda one: (one.due_on, kind_of(one.rule).value, one.code, one.about, one.rule))


def counted(deadlines: Iterable[Deadline]) -> list[tuple[DeadlineKind, int]]:
    """Return how many deadlines there are of each kind there is one of, in the order of the kinds."""
    kinds = [kind_of(deadline.rule) for deadline in deadlines]
    return [(kind, kinds.count(kind)) for kind in DeadlineKind if kind in kinds]


def window(today: date) -> tuple[date, date]:
    """Return the first and the last day a feed tells of: 90 days back, and a year ahead."""
    return today - LOOKS_BACK, _a_year_after(today)


def in_window(deadlines: Iterable[Deadline], today: date) -> list[Deadline]:
    """Return the deadlines a feed tells of on a day, in order."""
    first, last = window(today)
    return in_order(deadline for deadline in deadlines if first <= deadline.due_on <= last)


def activity_refusals(month: int, title: str) -> Iterator[Refusal]:
    """Yield why an activity cannot stand in the wheel: it has no name, or no month of the year."""
    if not 1 <= month <= MONTHS:
        yield Refusal("wheel_activity.no_such_month", "month")
    if not title.strip():
        yield Refusal("wheel_activity.needs_a_title", "title")


def withdrawal_refusals(because: str) -> Iterator[Refusal]:
    """Yield why an activity cannot be taken out of the wheel: no reason is given."""
    if not because.strip():
        yield Refusal("wheel_activity.needs_a_reason", "because")


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)
