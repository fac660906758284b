"""Gathers the picture of risk and the state of what is done about it (9.3.2 f)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from isms.actions.models import Action
from isms.actions.rules import overdue_age
from isms.actions.vocabulary import OverdueAge
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.reviews.queries.asked import Asked, part
from isms.reviews.queries.parts.opening import difference
from isms.reviews.rules.blocks import (
    Block,
    Column,
    Figure,
    Figures,
    Part,
    Row,
    Sentence,
    Table,
    Value,
    code,
    day,
    number,
    said,
    term,
)
from isms.reviews.rules.changes import by_term, compared, plain, table_before, trend_of, weighed
from isms.reviews.vocabulary import PackagePart
from isms.risk.models import Assessment, Scenario
from isms.risk.queries.awaiting import newest, state_of
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.vocabulary import AcceptanceState, Consequence, Likelihood, RiskLevel

ACCEPTED = (AcceptanceState.ACCEPTED, AcceptanceState.EXPIRING, AcceptanceState.LAPSED)
"""Where it is told who accepted a risk and until when; that day may have been."""

SAID_BY_STATE = (AcceptanceState.STALE, AcceptanceState.UNLAWFUL)
"""Where an acceptance counts for nothing, and the word says why."""

HIGHEST = 10
OVERDUE_AT_MOST = 20
LEVELS = tuple(level.label for level in RiskLevel)
TOP = tuple(
    map(
        Column,
        ("package.risk", "scenario.title", "review.column.system", "scenario.residual_level", "scenario.owner_id"),
    )
) + (Column("package.accepted_until"),)


def risks(asked: Asked) -> Iterator[Part]:
    """Yield the counts by level, the matrix now and then, the heaviest risks, and acceptances that have lapsed."""
    found = _risks(asked)
    blocks: list[Block] = [Figures(tuple(_levels(asked))), _matrix(asked, found)]
    rows = tuple(_told(row) for row in found[:HIGHEST])
    top = Table("package.top_risks", TOP, rows, "package.no_risks", max(0, len(found) - HIGHEST))
    before = table_before(asked.before, PackagePart.RISKS, top.caption)
    lapsed = sum(row.acceptance == AcceptanceState.LAPSED for row in found)
    if lapsed:
        blocks.append(Sentence("package.acceptances_lapsed", {"n": lapsed}))
    yield part(
        PackagePart.RISKS, [*asked.written(PackagePart.RISKS), *blocks, compared(top, before, by_term(3, LEVELS))]
    )


def _levels(asked: Asked) -> Iterator[Figure]:
    before = figures_before(asked, PackagePart.RISKS)
    for level in reversed(RiskLevel):
        label, now = f"review.risks.{level}", asked.figures["risks"][str(level)]
        was = before.get(label)
        better = None if level == RiskLevel.MEDIUM else level == RiskLevel.LOW
        trend = trend_of(now, was, more_is_better=better)
        yield Figure(label, number(now), None, trend, None if was is None else difference(now, was))


def figures_before(asked: Asked, key: PackagePart) -> dict[str, float | None]:
    """Return the figures of a part of the package before, by label."""
    parts = asked.before.parts if asked.before else ()
    blocks = [block for each in parts if each.key == key for block in each.blocks if isinstance(block, Figures)]
    return {figure.label: plain(figure.number) for block in blocks for figure in block.figures}


def _risks(asked: Asked) -> list[Any]:
    s = asked.source
    scenario, assessment, system, unit = s(Scenario), s(Assessment), s(System), s(Unit)
    given, owner, accepted_by = newest(s), s(Person), s(Person, "accepted_by")
    likelihood = func.coalesce(scenario.c.likelihood_after, scenario.c.likelihood_before)
    consequence = func.coalesce(scenario.c.consequence_after, scenario.c.consequence_before)
    return list(
        asked.session.execute(
            select(
                scenario.c.id,
                scenario.c.code,
                scenario.c.title,
                scenario.c.residual_level,
                likelihood.label("likelihood"),
                consequence.label("consequence"),
                system.c.name.label("system"),
                owner.c.name.label("owner"),
                state_of(s).label("acceptance"),
                given.c.valid_until,
                accepted_by.c.name.label("accepted_by"),
            )
            .select_from(
                scenario.join(assessment, assessment.c.id == scenario.c.assessment_id)
                .outerjoin(system, system.c.id == scenario.c.system_id)
                .join(unit, unit.c.id == unit_of_risk(assessment, system))
                .outerjoin(owner, owner.c.id == scenario.c.owner_id)
                .outerjoin(given, given.c.id == scenario.c.acceptance_id)
                .outerjoin(accepted_by, accepted_by.c.id == given.c.accepted_by_id)
            )
            .where(
                scenario.c.withdrawn_on.is_(None),
                risk_counts(assessment, system),
                func.coalesce(system.c.lifecycle, Lifecycle.IN_USE.value) != Lifecycle.ENDED.value,
                asked.lies_in(unit),
            )
            .order_by(scenario.c.rank.desc(), scenario.c.code_key, scenario.c.id)
        )
    )


def _told(row: Any) -> Row:
    accepted: Value = None
    if row.acceptance in SAID_BY_STATE:
        accepted = term(AcceptanceState(row.acceptance).label)
    elif row.acceptance in ACCEPTED:
        accepted = said("package.accepted_by", who=row.accepted_by, until=day(row.valid_until))
    cells = (
        code(row.code, f"/risks/{row.id}"),
        row.title,
        row.system,
        term(RiskLevel(row.residual_level).label),
        row.owner,
        accepted,
    )
    return Row(cells, "overdue" if row.acceptance == AcceptanceState.LAPSED else None)


def _matrix(asked: Asked, found: list[Any]) -> Table:
    """Return how many risks lie in each cell, worst row first; what the package before said stands beside."""
    counted = Counter((Likelihood(row.likelihood), Consequence(row.consequence)) for row in found)
    steps = 5 if any("5" in (likelihood, consequence) for likelihood, consequence in counted) else 4
    columns = (Column("package.likelihood"), *(Column(word.label, numeric=True) for word in list(Consequence)[:steps]))
    rows = tuple(
        Row((term(likelihood.label), *(counted[likelihood, word] for word in list(Consequence)[:steps])))
        for likelihood in reversed(list(Likelihood)[:steps])
    )
    then = table_before(asked.before, PackagePart.RISKS, "package.matrix")
    if then is not None and then.columns == columns:
        rows = tuple(Row(tuple(map(_beside, now.cells, was.cells))) for now, was in zip(rows, then.rows, strict=True))
    return Table("package.matrix", columns, rows)


def _beside(now: Value, was: Value) -> Value:
    """Return a count with what it was, where it was another."""
    then = was["values"]["now"] if isinstance(was, dict) and was.get("key") == "package.now_and_before" else was
    return now if now == then or isinstance(now, dict) else said("package.now_and_before", now=now, before=then)


def actions(asked: Asked) -> Iterator[Part]:
    """Yield the plan of action: open, done since, and overdue by area and age."""
    open_, done = _actions(asked)
    overdue = [row for row in open_ if row.due_on < asked.today]
    before = figures_before(asked, PackagePart.ACTIONS)
    counted = (("open", len(open_), None), ("done", done, True), ("overdue", len(overdue), False))
    figures = []
    for key, now, better in counted:
        label = f"package.actions_{key}"
        was = before.get(label)
        trend = trend_of(now, was, more_is_better=better)
        figures.append(Figure(label, number(now), None, trend, None if was is None else difference(now, was)))
    blocks: list[Block] = [Figures(tuple(figures)), _ages(asked, overdue), _overdue(asked, overdue)]
    yield part(PackagePart.ACTIONS, [*asked.written(PackagePart.ACTIONS), *blocks])


def _actions(asked: Asked) -> tuple[list[Any], int]:
    """Return the open actions, first due first, and how many were done since the package before."""
    s = asked.source
    action, unit, owner, area = s(Action), s(Unit), s(Person), s(Unit, "area")
    rows = asked.session.execute(
        select(action.c.id, action.c.code, action.c.title, action.c.due_on, action.c.done_on)
        .add_columns(owner.c.name.label("owner"), area.c.name.label("area"))
        .select_from(
            action.join(unit, unit.c.id == action.c.unit_id)
            .join(owner, owner.c.id == action.c.owner_id)
            .outerjoin(area, area.c.id == unit.c.area_id)
        )
        .where(
            asked.lies_in(unit),
            action.c.withdrawn_on.is_(None),
            action.c.done_on.is_(None) | (action.c.done_on >= asked.since),
        )
        .order_by(action.c.due_on, action.c.code_key, action.c.id)
    ).all()
    open_ = [row for row in rows if row.done_on is None]
    return open_, len(rows) - len(open_)


def _ages(asked: Asked, overdue: list[Any]) -> Table:
    ages = (OverdueAge.UP_TO_30, OverdueAge.UP_TO_90, OverdueAge.OVER_90)
    counted = Counter((row.area or "", overdue_age(row.due_on, asked.today)) for row in overdue)
    names = sorted({row.area or "" for row in overdue})
    rows = tuple(Row((name or said("review.no_area"), *(counted[name, age] for age in ages))) for name in names)
    columns = (Column("review.area"), *(Column(age.label, numeric=True) for age in ages))
    table = Table("package.overdue_by_age", columns, rows, "package.none_overdue")
    return weighed(table, table_before(asked.before, PackagePart.ACTIONS, table.caption), range(1, len(columns)))


def _overdue(asked: Asked, overdue: list[Any]) -> Table:
    rows = tuple(
        Row((code(row.code, f"/actions/{row.id}"), row.title, row.owner, day(row.due_on)), "overdue")
        for row in overdue[:OVERDUE_AT_MOST]
    )
    columns = tuple(map(Column, ("decision.action_id", "action.title", "action.owner_id", "action.due_on")))
    return Table(
        "package.overdue_actions", columns, rows, "package.none_overdue", max(0, len(overdue) - OVERDUE_AT_MOST)
    )
