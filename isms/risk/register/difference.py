"""What is different between the register of risks at two moments, each risk known by its code."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Join, Register, Source
from isms.kernel.register.kinds import CODE, INTEGER, TEXT
from isms.kernel.register.query import Wish, rows
from isms.portfolio.models import System
from isms.risk.models import Assessment, Scenario
from isms.risk.rules import Stood, differences
from isms.risk.vocabulary import AcceptanceState, Closed, Difference, RiskLevel

COMPARED = ("code", "title", "system", "area", "residual_level", "cell", "model_size", "owner", "acceptance")

Key = tuple[int, str]
"""A municipality and the code of a risk."""


@dataclass(frozen=True)
class Side:
    """How a risk stood at one of the moments."""

    scenario_id: int
    title: str
    system: str | None
    area: str | None
    cell: str
    owner: str | None
    stood: Stood


@dataclass(frozen=True)
class Line:
    """One difference: the risk before and after, and for a closed one why it stands no more."""

    difference: Difference
    code: str
    before: Side | None
    after: Side | None
    closed: Closed | None = None
    because: str | None = None

    @property
    def known(self) -> Side:
        """The risk as it was last seen."""
        side = self.after or self.before
        assert side
        return side


@dataclass(frozen=True)
class Compared:
    """Every difference by kind, worst risks first, and how many risks went from which level to which.

    shifts: None stands for what a new risk came from and what a closed one went to.
    """

    lines: Mapping[Difference, Sequence[Line]]
    shifts: Mapping[tuple[RiskLevel | None, RiskLevel | None], int]

    def before(self, level: RiskLevel) -> int:
        """Return how many risks had a level before."""
        return sum(number for (was, _), number in self.shifts.items() if was == level)

    def after(self, level: RiskLevel) -> int:
        """Return how many risks have a level after."""
        return sum(number for (_, now), number in self.shifts.items() if now == level)


def compared(
    session: Session, register: Register, before: Source, after: Source, access: Access, wish: Wish
) -> Compared:
    """Return the differences among the risks that a wish finds at either moment; two statements, or four."""
    columns = _columns(register)
    ended = _read(session, _with_end(register, after), before, access, (*columns, *_end(after)))
    was = {_key(row): row for row in ended}
    now = {_key(row): row for row in _read(session, register, after, access, columns)}
    wanted = _wanted(session, register, (before, after), access, wish, (was, now))
    lines: dict[Difference, list[Line]] = {kind: [] for kind in Difference}
    for key in [*(key for key in now if key in wanted), *(key for key in was if key not in now and key in wanted)]:
        for line in _lines(key, was.get(key), now.get(key)):
            lines[line.difference].append(line)
    return Compared(lines, Counter((_level(was.get(key)), _level(now.get(key))) for key in wanted))


def _lines(key: Key, was: Row[Any] | None, now: Row[Any] | None) -> Iterator[Line]:
    before, after = _side(was), _side(now)
    for kind in differences(before.stood if before else None, after.stood if after else None):
        if kind == Difference.CLOSED and was is not None:
            yield Line(kind, key[1], before, None, Closed(was.closed) if was.closed else None, was.because)
        else:
            yield Line(kind, key[1], before, after)


def _side(row: Row[Any] | None) -> Side | None:
    if row is None:
        return None
    stood = Stood(
        RiskLevel(row.residual_level), row.rank, row.model_size or 0, row.owner_id, AcceptanceState(row.acceptance)
    )
    return Side(row.record_id, row.title, row.system, row.area, row.cell, row.owner, stood)


def _level(row: Row[Any] | None) -> RiskLevel | None:
    return RiskLevel(row.residual_level) if row is not None else None


def _wanted(
    session: Session,
    register: Register,
    sources: Sequence[Source],
    access: Access,
    wish: Wish,
    sides: Sequence[Mapping[Key, Row[Any]]],
) -> set[Key]:
    """Return the risks that a wish finds at either moment; all of them when it narrows nothing."""
    if not wish.q and not wish.filters:
        return {key for side in sides for key in side}
    columns = (register.column("code"), *_KEYS)
    return {_key(row) for source in sources for row in session.execute(rows(register, source, access, wish, columns))}


def _read(
    session: Session, register: Register, source: Source, access: Access, columns: Sequence[Column]
) -> Sequence[Row[Any]]:
    return session.execute(rows(register, source, access, Wish(), columns)).all()


def _key(row: Row[Any]) -> Key:
    return row.tenant, row.code


_KEYS = (
    Column("tenant", "scenario", lambda s: s(Scenario).c.tenant_id, INTEGER),
    Column("rank", "scenario.rank", lambda s: s(Scenario).c.rank, INTEGER),
    Column("owner_id", "scenario.owner_id", lambda s: s(Scenario).c.owner_id, INTEGER),
)


def _columns(register: Register) -> tuple[Column, ...]:
    return (*(replace(register.column(key), href=None) for key in COMPARED), *_KEYS)


def _with_end(register: Register, after: Source) -> Register:
    """Return the register joined with what became of each risk, its assessment and its system."""
    risk, assessment, system = _ends(after)
    return register.offering(
        joins=(
            Join("end", lambda s: risk, lambda s: s(Scenario).c.id == risk.c.id),
            Join("end_assessment", lambda s: assessment, lambda s: risk.c.assessment_id == assessment.c.id, ("end",)),
            Join("end_system", lambda s: system, lambda s: risk.c.system_id == system.c.id, ("end",)),
        )
    )


def _ends(after: Source) -> tuple[Any, Any, Any]:
    return after(Scenario, "end_risk"), after(Assessment, "end_assessment"), after(System, "end_system")


def _end(after: Source) -> tuple[Column, ...]:
    """Return the columns that tell why a risk stands no more; a dropped one has its reason in the copy."""
    risk, assessment, system = _ends(after)
    copy = after(Scenario, "end_copy")

    def dropped_because(s: Source) -> ColumnElement[Any]:
        said = select(func.max(copy.c.withdrawn_because)).where(copy.c.previous_id == s(Scenario).c.id)
        return said.scalar_subquery()

    def because(s: Source) -> ColumnElement[Any]:
        return case(
            (risk.c.withdrawn_on.is_not(None), risk.c.withdrawn_because),
            (assessment.c.withdrawn_on.is_not(None), assessment.c.withdrawn_because),
            (system.c.withdrawn_on.is_not(None), system.c.withdrawn_because),
            else_=dropped_because(s),
        )

    closed = case(
        (risk.c.withdrawn_on.is_not(None), Closed.WITHDRAWN.value),
        (assessment.c.withdrawn_on.is_not(None), Closed.ASSESSMENT_WITHDRAWN.value),
        (system.c.withdrawn_on.is_not(None), Closed.SYSTEM_WITHDRAWN.value),
        else_=Closed.DROPPED.value,
    )
    needs = ("end", "end_assessment", "end_system")
    return (
        Column("closed", "closed", lambda s: closed, CODE, needs=needs),
        Column("because", "scenario.withdrawn_because", because, TEXT, needs=needs),
    )
