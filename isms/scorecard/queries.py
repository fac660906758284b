"""Reads of scorecards: a municipality's card in any year, as it stands or stood, and the rows behind it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from isms.kernel.access import Access, Path
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.register.columns import Source
from isms.organisation.models import Unit
from isms.portfolio.queries import within_or_above
from isms.scorecard.figures import shares
from isms.scorecard.models import Objective, ScoreIndicator, ScoreResult
from isms.scorecard.rules import Requirement, band_of, trend
from isms.scorecard.vocabulary import Band, Feed, MeasuredIn, Permission, ScoreTrend, WantedDirection

YEARS_SHOWN = 3


@dataclass(frozen=True)
class YearResult:
    """What an indicator came to in a year, as it is kept; provisional: told by the program of a year that runs.

    recorded: somebody, or the program, has said what the year came to, be it that it was not measured.
    """

    year: int
    value: str | None
    note: str | None
    recorded: bool
    provisional: bool


@dataclass(frozen=True)
class Line:
    """One indicator of a card, ready for JSON: what is asked, the latest years, oldest first, and what they say.

    band and trend are of the last of those years; compared_with is the year of the measurement before it, if any.
    """

    objective_id: int
    objective: str
    indicator_id: int
    indicator: str
    requirement: Requirement
    feed: Feed | None
    results: tuple[YearResult, ...]
    band: Band
    trend: ScoreTrend
    compared_with: int | None


def card(session: Session, source: Source, unit: Unit, year: int | None = None) -> list[Line]:
    """Return a municipality's card, the last of its years being that of the source's day or an earlier one.

    What the program feeds is told live of the year that holds the source's day, until somebody has recorded it.
    """
    last = year or source.today.year
    indicators = _indicators(session, source, unit.id)
    results = _results(session, source, unit.id, last)
    live = _live(session, source, unit.id, indicators, results) if last == source.today.year else {}
    return [_line(row, results[row.id], live.get(row.feed), last) for row in indicators]


def municipality_of(
    session: Session,
    access: Access,
    tenant_id: int | None,
    permission: KernelPermission = Permission.SCORECARD_READ,
) -> Unit | None:
    """Return a municipality whose card a person may read, or plan or record on; None when it is not theirs."""
    return session.scalar(select(Unit).where(Unit.id == tenant_id, card_scope(access, permission, Unit.path)))


def card_scope(access: Access, permission: KernelPermission, path: Path) -> ColumnElement[bool]:
    """Return the predicate of the municipalities whose card is theirs; it is read from every place within them."""
    if permission == Permission.SCORECARD_READ:
        return within_or_above(access, permission, path)
    return access.within(permission, path)


def objectives_of(session: Session, source: Source, tenant_id: int) -> Sequence[Any]:
    """Return the id and title of the objectives of a municipality, in order."""
    objective = source(Objective)
    statement = select(objective.c.id, objective.c.title, objective.c.number)
    return session.execute(
        statement.where(objective.c.unit_id == tenant_id, objective.c.withdrawn_on.is_(None)).order_by(
            objective.c.number, objective.c.id
        )
    ).all()


def objective_for(
    session: Session, access: Access, objective_id: int, permission: KernelPermission = Permission.SCORECARD_PLAN
) -> Objective | None:
    """Return an objective that stands, or None when it is not theirs."""
    return session.scalar(
        select(Objective)
        .join(Objective.unit)
        .where(
            Objective.id == objective_id,
            Objective.withdrawn_on.is_(None),
            card_scope(access, permission, Unit.path),
        )
        .options(joinedload(Objective.unit))
    )


def indicator_for(
    session: Session, access: Access, indicator_id: int, permission: KernelPermission = Permission.SCORECARD_READ
) -> ScoreIndicator | None:
    """Return an indicator that stands with its objective, or None when it is not theirs."""
    return session.scalar(
        select(ScoreIndicator)
        .join(ScoreIndicator.objective)
        .join(Objective.unit)
        .where(
            ScoreIndicator.id == indicator_id,
            ScoreIndicator.withdrawn_on.is_(None),
            Objective.withdrawn_on.is_(None),
            card_scope(access, permission, Unit.path),
        )
        .options(joinedload(ScoreIndicator.objective).joinedload(Objective.unit))
    )


def objectives_in_order(session: Session, tenant_id: int) -> Sequence[Objective]:
    """Return the objectives of a municipality that stand, in order."""
    statement = select(Objective).where(Objective.unit_id == tenant_id, Objective.withdrawn_on.is_(None))
    return session.scalars(statement.order_by(Objective.number, Objective.id)).all()


def indicators_in_order(session: Session, objective_id: int) -> Sequence[ScoreIndicator]:
    """Return the indicators of an objective that stand, in order."""
    statement = select(ScoreIndicator).where(
        ScoreIndicator.objective_id == objective_id, ScoreIndicator.withdrawn_on.is_(None)
    )
    return session.scalars(statement.order_by(ScoreIndicator.number, ScoreIndicator.id)).all()


def fed_indicators(session: Session, source: Source, tenant_id: int) -> Mapping[int, Feed]:
    """Return the feed of each indicator of a municipality that the program feeds, by its id."""
    return {row.id: row.feed for row in _indicators(session, source, tenant_id) if row.feed}


def fed_municipalities(session: Session) -> Sequence[int]:
    """Return the ids of the municipalities that have an indicator which the program feeds."""
    statement = select(ScoreIndicator.tenant_id).where(
        ScoreIndicator.feed.is_not(None), ScoreIndicator.withdrawn_on.is_(None)
    )
    return [
        tenant_id for tenant_id in session.scalars(statement.distinct().order_by(ScoreIndicator.tenant_id)) if tenant_id
    ]


def result_of(session: Session, indicator_id: int, year: int) -> ScoreResult | None:
    """Return what is recorded of an indicator in a year, or None."""
    return session.scalar(select(ScoreResult).where(ScoreResult.indicator_id == indicator_id, ScoreResult.year == year))


def results_of(session: Session, indicator_id: int) -> Sequence[ScoreResult]:
    """Return every recorded result of an indicator with who recorded it, the latest year first."""
    statement = select(ScoreResult).where(ScoreResult.indicator_id == indicator_id)
    return session.scalars(
        statement.options(joinedload(ScoreResult.recorded_by)).order_by(ScoreResult.year.desc())
    ).all()


def recorded_in(session: Session, tenant_id: int, year: int) -> set[int]:
    """Return the ids of a municipality's indicators of which a year's result is recorded."""
    statement = select(ScoreResult.indicator_id).where(ScoreResult.tenant_id == tenant_id, ScoreResult.year == year)
    return set(session.scalars(statement))


def has_values(session: Session, indicator_id: int) -> bool:
    """Say whether an indicator has been measured in any year."""
    measured = select(func.count()).where(ScoreResult.indicator_id == indicator_id, ScoreResult.value.is_not(None))
    return bool(session.scalar(measured))


def requirement_of(indicator: Any) -> Requirement:
    """Return what is asked of an indicator, of its record or of a row with its columns."""
    return Requirement(
        MeasuredIn(indicator.measured_in),
        WantedDirection(indicator.direction) if indicator.direction else None,
        indicator.wanted,
        indicator.acceptable,
    )


def _indicators(session: Session, source: Source, tenant_id: int) -> Sequence[Any]:
    objective, indicator = source(Objective), source(ScoreIndicator)
    columns = ("id", "title", "measured_in", "direction", "wanted", "acceptable", "feed")
    return session.execute(
        select(*(indicator.c[name] for name in columns), objective.c.id.label("objective_id"))
        .add_columns(objective.c.title.label("objective"))
        .join_from(indicator, objective, objective.c.id == indicator.c.objective_id)
        .where(objective.c.unit_id == tenant_id, objective.c.withdrawn_on.is_(None), indicator.c.withdrawn_on.is_(None))
        .order_by(objective.c.number, objective.c.id, indicator.c.number, indicator.c.id)
    ).all()


def _results(session: Session, source: Source, tenant_id: int, last: int) -> Mapping[int, dict[int, YearResult]]:
    """Return the recorded results of a municipality until a year, by indicator and year."""
    result = source(ScoreResult)
    rows = session.execute(
        select(result.c.indicator_id, result.c.year, result.c.value, result.c.note).where(
            result.c.tenant_id == tenant_id, result.c.year <= last
        )
    )
    found: dict[int, dict[int, YearResult]] = defaultdict(dict)
    for row in rows:
        found[row.indicator_id][row.year] = YearResult(row.year, row.value, row.note, recorded=True, provisional=False)
    return found


def _live(
    session: Session,
    source: Source,
    tenant_id: int,
    indicators: Sequence[Any],
    results: Mapping[int, dict[int, YearResult]],
) -> dict[Feed, str | None]:
    """Return the program's own figures, if any indicator waits for them."""
    year = source.today.year
    if not any(row.feed and year not in results.get(row.id, {}) for row in indicators):
        return {}
    return {feed: share.percent for feed, share in shares(session, source, tenant_id).items()}


def _line(row: Any, results: Mapping[int, YearResult], live: str | None, last: int) -> Line:
    years = range(last - YEARS_SHOWN + 1, last + 1)
    shown = {year: YearResult(year, None, None, recorded=False, provisional=False) for year in years}
    if live is not None:
        shown[last] = YearResult(last, live, None, recorded=False, provisional=True)
    shown |= {year: result for year, result in results.items() if year in years}
    before = max((r for r in results.values() if r.year < last and r.value is not None), key=_year, default=None)
    requirement, now = requirement_of(row), shown[last].value
    return Line(
        objective_id=row.objective_id,
        objective=row.objective,
        indicator_id=row.id,
        indicator=row.title,
        requirement=requirement,
        feed=row.feed,
        results=tuple(shown.values()),
        band=band_of(requirement, now),
        trend=trend(requirement, now, before.value if before else None),
        compared_with=before.year if before and now is not None else None,
    )


def _year(result: YearResult) -> int:
    return result.year
