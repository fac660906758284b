"""What the page of a system says: its verdict, its need, what it leans on and where in life it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from isms.kernel.formats import print_date
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.words import Words
from isms.portfolio.models import Rating, System
from isms.portfolio.queries import DemandLine, Neighbour
from isms.portfolio.rules import (
    Need,
    Shortfall,
    Standing,
    findings,
    hub_shortfalls,
    need,
    shortfalls,
    system_class,
)
from isms.portfolio.vocabulary import DataFlow, DemandState, Finding, Lifecycle, Permission, Quality

TURNED = {DataFlow.IN: DataFlow.OUT, DataFlow.OUT: DataFlow.IN}
BEFORE_USE = (Lifecycle.PLANNED, Lifecycle.PROCURING, Lifecycle.PILOT)
TO_BE_RATED = frozenset({Finding.NO_RATING, Finding.RATING_EXPIRED})


@dataclass(frozen=True)
class Line:
    """A neighbour as a line of a table: the flow is seen from the page's system.

    `short` is what is too low, `aside` what is too low and set aside.
    """

    neighbour: Neighbour
    flow: DataFlow
    short: Sequence[Quality]
    aside: Sequence[Quality]


@dataclass(frozen=True)
class DemandRow:
    """A demand as a row of a table: what has become of it, and until when if it is set aside."""

    line: DemandLine
    state: DemandState


@dataclass(frozen=True)
class SystemPage:
    """The facts of one page, as its template asks for them."""

    system: System
    ratings: Sequence[Rating]
    neighbours: Sequence[Neighbour]
    demanded: Sequence[DemandLine]
    held: frozenset[KernelPermission]
    today: date
    words: Words

    @property
    def stands(self) -> bool:
        """Say whether the system has not been withdrawn."""
        return self.system.withdrawn_on is None

    def may(self, permission: str) -> bool:
        """Say whether who looks may do something with the system, by the permission's value."""
        return self.stands and Permission(permission) in self.held

    @property
    def need(self) -> Need | None:
        """Return the current need."""
        return need(self.system.k, self.system.i, self.system.t)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what is the matter, the gravest first."""
        system = self.system
        standing = Standing(
            lifecycle=system.lifecycle,
            rating_valid_until=system.rating_valid_until,
            has_owner=system.owner is not None,
            owner_left=system.owner is not None and system.owner.deactivated_on is not None,
            has_administrator=system.administrator is not None,
            personal_data=system.personal_data,
            processor_agreement=system.processor_agreement,
            agreement_until=system.agreement_until,
            end_of_support_on=system.end_of_support_on,
            dpia=system.dpia,
            warnings=self.open_demands,
        )
        return findings(standing, self.today)

    def text_of(self, finding: Finding) -> str:
        """Return the sentence that explains a finding."""
        days = {
            Finding.RATING_EXPIRED: self.system.rating_valid_until,
            Finding.AGREEMENT_EXPIRED: self.system.agreement_until,
            Finding.SUPPORT_ENDED: self.system.end_of_support_on,
        }
        day = days.get(finding)
        return self.words(f"finding_text.{finding}", day=self._day(day) if day else "")

    @property
    def next_step(self) -> tuple[str, str] | None:
        """Return the one thing to do next, as text and address, when who looks may do it."""
        for finding in self.findings:
            if finding == Finding.MISMATCH:
                continue
            if finding in TO_BE_RATED and self.may(Permission.SYSTEM_RATE):
                return self.words("system.rate_now"), url_for("portfolio.rate", system_id=self.system.id)
            if finding not in TO_BE_RATED and self.may(Permission.SYSTEM_CHANGE):
                names_owner = finding in {Finding.NO_OWNER, Finding.OWNER_LEFT}
                anchor = "owner_id" if names_owner else None
                label = "system.name_owner" if names_owner else "system.fill_in"
                return self.words(label), url_for("portfolio.change", system_id=self.system.id, _anchor=anchor)
        return None

    @property
    def need_sentence(self) -> str:
        """Return which letters decide the class."""
        found = self.need
        if found is None:
            return ""
        class_ = system_class(found)
        letters = [self.words(f"kit.letter.{q}") for q in Quality if found.level(q) == class_]
        listed = f" {self.words('system.need_and')} ".join(
            [*([", ".join(letters[:-1])] if letters[1:] else []), letters[-1]]
        )
        return self.words("system.need_sentence", letters=listed, level=class_)

    def said_of(self, rating: Rating) -> str:
        """Return who made a rating, when, and how long it holds or held."""
        holds = rating is self.ratings[0] and rating.valid_until >= self.today
        return self.words(
            "system.rated_by" if holds else "system.rating_was_valid",
            day=self._day(rating.rated_on),
            name=rating.rated_by.name,
            until=self._day(rating.valid_until),
        )

    @property
    def hub(self) -> list[str]:
        """Return at which letters the system lies below those its data comes from."""
        found = self.need
        if found is None:
            return []
        return [
            self.words(floor.because, letter=self.words(f"kit.letter.{floor.quality}"), level=floor.level)
            for floor in hub_shortfalls(found, sources(self.neighbours))
        ]

    @property
    def needs(self) -> list[Line]:
        """Return the systems this one needs."""
        return [self._line(neighbour) for neighbour in self.neighbours if neighbour.is_needed]

    @property
    def needed_by(self) -> list[Line]:
        """Return the systems that need this one."""
        return [self._line(neighbour) for neighbour in self.neighbours if not neighbour.is_needed]

    @property
    def demands(self) -> list[DemandRow]:
        """Return what others demand beyond the system's own levels."""
        return [DemandRow(line, self._state(line)) for line in self.demanded]

    @property
    def open_demands(self) -> int:
        """Return how many demands are neither met nor set aside."""
        return sum(row.state == DemandState.OPEN for row in self.demands)

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """Return each mismatch that is another system's, as a sentence and its explanation."""
        return [
            self._warning(neighbour, short)
            for neighbour in self.neighbours
            for short in self._shortfalls(neighbour)
            if short.other_is_short == neighbour.is_needed and not self._is_aside(neighbour, short)
        ]

    @property
    def phases(self) -> list[dict[str, Any]]:
        """Return the four phases of a life, which one is now, and since when."""
        system = self.system
        first = system.lifecycle if system.lifecycle in BEFORE_USE else Lifecycle.PLANNED
        steps = [first, Lifecycle.IN_USE, Lifecycle.PHASING_OUT, Lifecycle.ENDED]
        days = [None, system.in_use_from, system.phase_out_from, system.ended_on]
        at = steps.index(system.lifecycle)
        return [
            {
                "label": self.words(step.label),
                "note": self._since(day, place, at) if place else "",
                "state": "done" if place < at else "now" if place == at else "next",
            }
            for place, (step, day) in enumerate(zip(steps, days, strict=True))
        ]

    def _since(self, day: date | None, place: int, at: int) -> str:
        if day is None:
            return self.words("system.phase_not_planned" if place > at else "system.phase_not_known")
        return self.words("system.phase_since" if day <= self.today else "system.phase_from", day=self._day(day))

    def _line(self, neighbour: Neighbour) -> Line:
        flow = neighbour.direction if neighbour.is_needed else TURNED.get(neighbour.direction, neighbour.direction)
        found = self._shortfalls(neighbour)
        short = [f.quality for f in found if not self._is_aside(neighbour, f)]
        return Line(neighbour, flow, short, [f.quality for f in found if f.quality not in short])

    def _state(self, line: DemandLine) -> DemandState:
        if line.own is None:
            return DemandState.UNRATED
        holds = line.override is not None and line.override.valid_until >= self.today
        return DemandState.SET_ASIDE if holds else DemandState.OPEN

    def _is_aside(self, neighbour: Neighbour, short: Shortfall) -> bool:
        if short.other_is_short == neighbour.is_needed:
            return short.quality in neighbour.set_aside
        return any(row.line.quality == short.quality and row.state == DemandState.SET_ASIDE for row in self.demands)

    def _shortfalls(self, neighbour: Neighbour) -> tuple[Shortfall, ...]:
        pair = (self.need, neighbour.need) if neighbour.is_needed else (neighbour.need, self.need)
        return shortfalls(*pair, neighbour.direction)

    def _warning(self, neighbour: Neighbour, found: Shortfall) -> tuple[str, str]:
        values = {"short": neighbour.name, "other": self.system.name, "level": found.level, "needed": found.needed}
        key = f"shortfall.{found.quality}"
        return self.words(key, **values), self.words(f"{key}.text", **values)

    def _day(self, day: date) -> str:
        return print_date(day, self.words.language)


def sources(neighbours: Sequence[Neighbour]) -> list[Need]:
    """Return the needs of the neighbours that data comes from, as far as they are rated."""
    return [
        neighbour.need
        for neighbour in neighbours
        if neighbour.need
        and neighbour.direction in (DataFlow.BOTH, DataFlow.IN if neighbour.is_needed else DataFlow.OUT)
    ]


def hub_advice(neighbours: Sequence[Neighbour], words: Words) -> list[str]:
    """Return what one should know of the sources of a hub before rating it."""
    found = [floor.level for floor in hub_shortfalls(Need(0, 0, 0), sources(neighbours))]
    if not found:
        return []
    return [words("rating.hub", k=found[0], i=found[1], t=found[2])]


def demand_sentence(line: DemandLine, name: str, words: Words) -> str:
    """Return a demand on a system with a name, and its way; a system that who looks may not read has no name."""
    way = " → ".join([*(step.name or words("demand.hidden_system") for step in line.steps), name])
    return words("demand.sentence", letter=words(f"kit.letter.{line.quality}"), level=line.level, way=way)
