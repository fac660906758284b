"""What a deadline is, and what a rule says of it: how long, on what basis, and who is told when."""

from dataclasses import dataclass
from datetime import date, datetime

from isms.clocks.vocabulary import LengthUnit, Told


@dataclass(frozen=True)
class Step:
    """Who is told some hours or days before (positive) or after (negative) a deadline; 0 is at the deadline.

    every: after the deadline, told again each so many of the same unit; None is once.
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
