"""Gathers how each service area stands, with a page for each: what is the matter, whose it is, what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from isms.actions.models import Action
from isms.health.queries.areas import Stood, by_area, worst_first
from isms.health.rules.areas import Area
from isms.health.rules.score import tenths
from isms.health.vocabulary import HealthStatus
from isms.organisation.models import Unit
from isms.reviews.queries.asked import Asked, part
from isms.reviews.queries.standing import ALL, told
from isms.reviews.rules.blocks import (
    Bars,
    Block,
    Column,
    Part,
    Row,
    Sentence,
    Table,
    Value,
    Written,
    code,
    day,
    number,
    said,
    term,
)
from isms.reviews.rules.changes import compared, name_of, table_before
from isms.reviews.vocabulary import PackagePart
from isms.risk.models import Scenario, ScenarioAction

LISTED_AT_MOST = 40
"""How many systems a page lists; the appendix holds all."""

WORST_LAST = (HealthStatus.WANTED, HealthStatus.ACCEPTABLE, HealthStatus.NOT_ASSESSED, HealthStatus.UNACCEPTABLE)
STATUSES = tuple(status.label for status in HealthStatus)
COUNTED = (
    Column("review.area"),
    Column("review.column.systems", numeric=True),
    Column("review.column.class_4_3"),
    *(Column(status, numeric=True) for status in STATUSES),
    Column("package.status"),
    Column("package.mean", numeric=True),
    Column("package.trend"),
    Column("package.attested"),
)
LISTED = tuple(
    map(
        Column,
        ("review.column.system", "package.name", "package.status", "review.column.why"),
    )
) + tuple(map(Column, ("system.owner_id", "package.next_step")))


def areas(asked: Asked) -> Iterator[Part]:
    """Yield the table of the areas, then a page for each area that has systems or something to say."""
    grouped = by_area(asked.health.systems)
    outside = grouped.get(None, [])
    blocks: list[Block] = [bars(asked)] if asked.health.systems else []
    blocks += [_counts(asked), Sentence("package.areas_note", {}), *_moved(asked)]
    steps = _next_steps(asked)
    if outside:
        blocks.append(_listed(asked, outside, steps, None))
    yield part(PackagePart.AREAS, [*asked.written(PackagePart.AREAS), *blocks], own_page=True)
    for area in _areas_of(asked):
        systems = grouped.get((area.code, area.name), [])
        if not systems and area.id not in asked.statements:
            continue
        lead = Sentence("package.area_lead", {"n": len(systems), "wanted": len(systems) - len(lacking(systems))}, True)
        listed = _listed(asked, systems, steps, area.name)
        yield part(PackagePart.AREAS, [lead, *_statement(asked, area.id), listed], area.name, own_page=True)


def bars(asked: Asked) -> Bars:
    """Return how many systems of each area stand how, or of the whole where there is one area at most."""
    found = by_area(asked.health.systems)
    rows = [(area[1], asked.health.area(area[0])) for area in found if area] if len(found) > 1 else []
    named = rows or [(asked.place.name, asked.health.area())]
    return Bars("package.spread", STATUSES, tuple((name, counts_of(area)) for name, area in named))


def counts_of(area: Area) -> tuple[int, ...]:
    """Return how many systems have each status, in their order."""
    return tuple(area.counts[status] for status in HealthStatus)


def lacking(systems: Sequence[Stood]) -> list[Stood]:
    """Return the systems that are not as wanted, the worst first."""
    return [each for each in worst_first(systems) if each.member.status != HealthStatus.WANTED]


def _counts(asked: Asked) -> Table:
    codes = {area.id: area.code for area in _areas_of(asked)}
    attested = {codes.get(one.area_id or 0, ""): (one.attested, one.systems) for one in asked.health.attested}
    rows = [
        _counted(asked, area[1] if area else said("review.no_area"), area[0] if area else "", systems, attested)
        for area, systems in by_area(asked.health.systems).items()
    ]
    attested[ALL] = tuple(map(sum, zip(*attested.values(), strict=True))) if attested else (0, 0)  # type: ignore[assignment]
    whole = _counted(asked, said("review.whole"), ALL, asked.health.systems, attested)
    return Table("review.areas", COUNTED, (*rows, Row(whole.cells, strong=True)))


def _counted(
    asked: Asked, name: Value, area_code: str, systems: Sequence[Stood], attested: Mapping[str, tuple[int, int]]
) -> Row:
    area = asked.health.area(area_code)
    classes = [each.member.system_class for each in systems]
    confirmed, of = attested.get(area_code, (0, 0))
    cells: tuple[Value, ...] = (
        name,
        area.total,
        f"{classes.count(4)} / {classes.count(3)}",
        *counts_of(area),
        term(area.status.label) if area.status else said("package.counts_only"),
        number(float(area.mean) / 10, 1) if area.mean is not None else None,
        asked.health.trend(area_code),
        said("package.share", part=confirmed, of=of) if of else None,
    )
    return Row(cells)


def _moved(asked: Asked) -> list[Block]:
    """Return how many systems went from one status to another since the package before, if that is known."""
    if asked.health.then is None or asked.then is None:
        return []
    rows = tuple(
        Row((_status(one["before"], "package.system_new"), _status(one["after"], "package.system_gone"), one["number"]))
        for one in asked.health.moved["movements"]
    )
    columns = (Column("package.moved_from"), Column("package.moved_to"), Column("review.column.systems", numeric=True))
    since = Sentence("package.since_recomputed" if asked.health.is_recomputed else "package.since", {
        "day": day(asked.then.source.today), "model": asked.health.model.code,
    })  # fmt: skip
    return [Table("package.movements", columns, rows, "package.none_moved"), since]


def _status(word: str | None, otherwise: str) -> Value:
    return term(HealthStatus(word).label) if word else said(otherwise)


def _listed(asked: Asked, systems: Sequence[Stood], steps: Mapping[int, Any], area: str | None) -> Table:
    """Return the systems that are not as wanted: what is the matter, whose they are, what comes next."""
    found = lacking(systems)
    rows = tuple(_lacking(asked, one, steps.get(one.member.ref.id)) for one in found[:LISTED_AT_MOST])
    table = Table("package.not_wanted", LISTED, rows, "package.all_wanted", max(0, len(found) - LISTED_AT_MOST))
    told = compared(table, table_before(asked.before, PackagePart.AREAS, table.caption, area), lambda _: None)
    return replace(told, rows=tuple(_left(asked, row, systems, steps) for row in told.rows))


def _left(asked: Asked, row: Row, systems: Sequence[Stood], steps: Mapping[int, Any]) -> Row:
    """Return a row as it is; one that is gone from the list since its system is as wanted says that it is better."""
    if row.change != "gone":
        return row
    there = next((one for one in systems if one.member.ref.code == name_of(row)), None)
    return replace(_lacking(asked, there, steps.get(there.member.ref.id)), change="better") if there else row


def _lacking(asked: Asked, one: Stood, step: Any) -> Row:
    cells = (
        code(one.member.ref.code, f"/systems/{one.member.ref.id}"),
        one.name,
        term(one.member.status.label),
        said("package.of_class", why=why(asked, one), level=one.member.system_class or said("package.class_unknown")),
        one.owner,
        _next(asked, one, step),
    )
    return Row(cells, _change(asked, one))


def why(asked: Asked, one: Stood) -> Value:
    """Return why a system is not as wanted: its red flags, or else its points and how much is measured."""
    health = asked.health.health[one.member.ref.code]
    flags = [said("package.flag", because=told(raised.because)) for raised in health.flags]
    scored = said("package.points", points=number(one.member.points / 10, 1), coverage=number(one.coverage / 10))
    return joined(flags) if flags else scored


def _next(asked: Asked, one: Stood, step: Any) -> Value:
    """Return what would gain the most points, and what is planned already."""
    health = asked.health.health[one.member.ref.code]
    gain = next(iter(health.gains), None)
    advice = next((each.advice for each in health.outcomes if gain and each.indicator == gain.indicator), ())
    gained = (
        [said("package.gain", what=told(advice[0]), points=number(tenths(gain.points) / 10, 1))]
        if gain and advice
        else []
    )
    planned = [said("package.step", what=step.title, day=day(step.due_on))] if step else []
    return joined([*gained, *planned], "package.and_then")


def _change(asked: Asked, one: Stood) -> str | None:
    """Return whether a system that is not as wanted is so for the first time, or stands worse or better than then."""
    was = asked.health.before.get(one.member.ref.code, {}).get("was")
    if was is None:
        return None
    before, now = WORST_LAST.index(was), WORST_LAST.index(one.member.status)
    if was == HealthStatus.WANTED:
        return "new"
    trend = asked.health.moved["systems"][one.member.ref.code]["trend"]
    if before == now:
        return trend if trend in ("better", "worse") else None
    return "worse" if now > before else "better"


def _statement(asked: Asked, area_id: int) -> list[Block]:
    said_ = asked.statements.get(area_id)
    if said_ is None:
        return [Sentence("package.no_statement", {})]
    return [Written(said_.text, said_.written_by.name, said_.written_on, "package.area_statement")]


def _areas_of(asked: Asked) -> Sequence[Any]:
    unit = asked.source(Unit)
    named = select(unit.c.id, unit.c.code, unit.c.name).where(asked.lies_in(unit), unit.c.kind == "service_area")
    return asked.session.execute(named.order_by(unit.c.name_key, unit.c.id)).all()


def _next_steps(asked: Asked) -> dict[int, Any]:
    """Return the open action that is due first against the risks of each system."""
    scenario, link, action = asked.source(Scenario), asked.source(ScenarioAction), asked.source(Action)
    rows = asked.session.execute(
        select(scenario.c.system_id, action.c.title, action.c.due_on)
        .select_from(
            link.join(scenario, scenario.c.id == link.c.scenario_id).join(action, action.c.id == link.c.action_id)
        )
        .where(
            scenario.c.system_id.is_not(None),
            scenario.c.withdrawn_on.is_(None),
            link.c.withdrawn_on.is_(None),
            action.c.withdrawn_on.is_(None),
            action.c.done_on.is_(None),
        )
        .order_by(action.c.due_on.desc(), action.c.id.desc())
    )
    return {row.system_id: row for row in rows}


def joined(values: Sequence[Value], by: str = "package.both") -> Value:
    """Return several values as one that is printed as a list, or by another text."""
    if not values:
        return None
    first, *rest = values
    return said(by, first=first, rest=joined(rest, by)) if rest else first
