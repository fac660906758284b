"""Gathers what the unit steers by beside its systems: the scorecard, the projects, and what ends."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.projects.models import SystemEnding
from isms.projects.queries.picture import phases
from isms.projects.rules.picture import PhasePicture
from isms.projects.vocabulary import EndingPart, Phase
from isms.reviews.queries.asked import Asked, part
from isms.reviews.queries.parts.areas import joined
from isms.reviews.rules.blocks import Block, Column, Part, Row, Sentence, Table, Value, code, day, number, said, term
from isms.reviews.rules.changes import compared, table_before
from isms.reviews.vocabulary import PackagePart
from isms.scorecard.queries import Line, YearResult, card
from isms.scorecard.rules import Requirement, read_words
from isms.scorecard.vocabulary import Band, MeasuredIn

CARD = (
    Column("package.success_factor"),
    Column("package.indicator"),
    Column("package.requirement"),
    Column("package.year_before_last"),
    Column("package.last_year"),
    Column("package.this_year"),
    Column("package.band"),
    Column("package.movement"),
)
MOVED = tuple(
    map(Column, ("package.project", "package.name", "package.unit", "package.moved_from", "package.moved_to"))
) + (Column("package.moved_on"),)
ENDING = tuple(map(Column, ("review.column.system", "package.name", "package.begun", "package.left")))


def scorecard(asked: Asked) -> Iterator[Part]:
    """Yield the card of the municipality with three years, and what is written of objectives."""
    lines = card(asked.session, asked.source, asked.session.get_one(Unit, asked.meeting.tenant_id))
    measured = any(line.band != Band.NOT_MEASURED for line in lines)
    blocks: list[Block] = [*asked.written(PackagePart.SCORECARD, owed=not measured)]
    if lines:
        last = asked.today.year
        blocks.append(Table("package.card", CARD, tuple(_line(line) for line in lines)))
        blocks.append(
            Sentence("package.card_years", {"first": str(last - 2), "second": str(last - 1), "last": str(last)})
        )
    yield part(PackagePart.SCORECARD, blocks)


def _line(line: Line) -> Row:
    results = (_result(line.requirement, result) for result in line.results)
    wanted = _required(line.requirement)
    return Row((line.objective, line.indicator, wanted, *results, term(line.band.label), term(line.trend.label)))


def _result(requirement: Requirement, result: YearResult) -> Value:
    if result.value is None:
        return said("package_paper.not_measured") if result.recorded else None
    value = _value(requirement, result.value)
    return said("package.so_far", value=value) if result.provisional else value


def _value(requirement: Requirement, value: str) -> Value:
    if requirement.measured_in == MeasuredIn.STATE:
        return value
    shown = number(float(value), len(value.partition(".")[2]))
    return said("scorecard.percent", n=shown) if requirement.measured_in == MeasuredIn.PERCENT else shown


def _required(requirement: Requirement) -> Value:
    if requirement.direction is None:
        return joined(read_words(requirement.wanted), "package.or")
    return said(f"scorecard.threshold.{requirement.direction}", n=_value(requirement, requirement.wanted))


def projects(asked: Asked) -> Iterator[Part]:
    """Yield the projects by phase, which have moved since the package before, what ends, and what is written."""
    found = phases(asked.session, asked.source, asked.place.path, asked.today, asked.since)
    endings = _endings(asked)
    blocks = asked.written(PackagePart.PROJECTS)
    if found.projects or found.left:
        blocks += [_by_phase(found), _moved(found)]
    if endings:
        table = Table("package.endings", ENDING, endings)
        before = table_before(asked.before, PackagePart.PROJECTS, table.caption)
        blocks.append(compared(table, before, lambda _: None))
    if blocks:
        yield part(PackagePart.PROJECTS, blocks)


def _by_phase(found: PhasePicture) -> Table:
    rows = tuple(
        Row((term(phase.label), count, joined([project.name for project in found.of(phase)])))
        for phase, count in found.counts.items()
    )
    columns = (Column("package.phase"), Column("package.projects", numeric=True), Column("package.which"))
    return Table("package.by_phase", columns, rows)


def _moved(found: PhasePicture) -> Table:
    """Return the projects that have come, moved on or left since the package before."""
    moved = [
        Row(_project(one.id, one.code, one.name, one.unit, one.before, term(one.phase.label), day(one.moved_on)),
            "new" if one.before is None else None)
        for one in found.moved
    ]  # fmt: skip
    known = {row.cells[0]["code"] for row in moved if isinstance(row.cells[0], dict)}
    begun = [
        Row(_project(one.id, one.code, one.name, one.unit, None, term(one.phase.label), day(one.moved_on)), "new")
        for one in found.begun
        if one.code not in known
    ]
    left = [
        Row(_project(one.id, one.code, one.name, one.unit, one.phase, term(one.state.label), day(one.left_on)), "gone")
        for one in found.left
    ]
    return Table("package.projects_moved", MOVED, (*moved, *begun, *left), "package.no_project_moved")


def _project(
    id_: int, called: str, name: str, unit: str, before: Phase | None, now: Value, on: Value
) -> tuple[Value, ...]:
    return code(called, f"/projects/{id_}"), name, unit, term(before.label) if before else None, now, on


def _endings(asked: Asked) -> tuple[Row, ...]:
    """Return the systems whose ending has begun and is not done, with what is left of each."""
    ending, system, unit = asked.source(SystemEnding), asked.source(System), asked.source(Unit)
    parts = {
        each: or_(ending.c[f"{each}_done_on"].is_not(None), ending.c[f"{each}_not_needed_because"].is_not(None))
        for each in EndingPart
    }
    rows = asked.session.execute(
        select(system.c.id, system.c.code, system.c.name, ending.c.begun_on)
        .add_columns(*(done.label(str(each)) for each, done in parts.items()))
        .select_from(ending)
        .join(system, system.c.id == ending.c.system_id)
        .join(unit, unit.c.id == system.c.unit_id)
        .where(asked.lies_in(unit), system.c.withdrawn_on.is_(None), system.c.lifecycle != Lifecycle.ENDED)
        .order_by(ending.c.begun_on, system.c.id)
    )
    return tuple(
        Row(
            (
                code(row.code, f"/systems/{row.id}"),
                row.name,
                day(row.begun_on),
                joined([term(each.label) for each in EndingPart if not getattr(row, str(each))]),
            )
        )
        for row in rows
    )
