"""The register of the scorecard: every indicator with every year's result, for exports as of any day."""

from collections.abc import Callable

from markupsafe import escape
from sqlalchemy import ColumnElement, select

from isms.kernel.register.columns import Column, Expression, Join, Register, Source
from isms.kernel.register.gathered import Cells, Values, together
from isms.kernel.register.kinds import DATE, LINES, TEXT, Kind, choice
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit
from isms.scorecard.models import Objective, ScoreIndicator, ScoreResult
from isms.scorecard.queries import card_scope
from isms.scorecard.register.telling import accepted, printed, required
from isms.scorecard.rules import Requirement, band_of, trend
from isms.scorecard.vocabulary import Feed, MeasuredIn, Permission, WantedDirection

CELLS = Cells(
    {
        "measured_in": MeasuredIn,
        "direction": WantedDirection,
        "wanted": str,
        "acceptable": str,
        "value": str,
        "before": str,
    }
)
"""What the cells that are told by rules are made from."""


def _judged(s: Source) -> ColumnElement[str]:
    """Return what a result is judged by: the requirement, the value, and the last value measured before it."""
    indicator, result, earlier = s(ScoreIndicator).c, s(ScoreResult).c, s(ScoreResult, "earlier").c
    before = (
        select(earlier.value)
        .where(earlier.indicator_id == indicator.id, earlier.year < result.year, earlier.value.is_not(None))
        .order_by(earlier.year.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = (indicator.measured_in, indicator.direction, indicator.wanted, indicator.acceptable)
    return together(*asked, result.value, before)


def _requirement(values: Values) -> Requirement:
    return Requirement(values["measured_in"], values["direction"], values["wanted"], values["acceptable"])


def _told_by(tell: Callable[[Values, Words], str | None], data: Callable[[Values], str | None]) -> Kind:
    """Return the kind of a cell that rules tell from what it is judged by."""

    def said(text: str, words: Words) -> str:
        return tell(CELLS.one(text), words) or ""

    return Kind(
        "scored",
        html=lambda text, words: escape(said(text, words)),
        plain=lambda words: lambda text: said(text, words) or None,
        data=lambda text: data(CELLS.one(text)),
    )


WANTED = _told_by(lambda values, words: required(words, _requirement(values)), lambda values: values["wanted"])
ACCEPTABLE = _told_by(lambda values, words: accepted(words, _requirement(values)), lambda values: values["acceptable"])
RESULT = _told_by(
    lambda values, words: printed(words, values["measured_in"], values["value"]) if values["value"] else None,
    lambda values: values["value"],
)
BAND = _told_by(
    lambda values, words: words(band_of(_requirement(values), values["value"]).label),
    lambda values: band_of(_requirement(values), values["value"]),
)
TREND = _told_by(
    lambda values, words: words(trend(_requirement(values), values["value"], values["before"]).label),
    lambda values: trend(_requirement(values), values["value"], values["before"]),
)

YEAR = Kind("year", "integer", plain=lambda words: lambda value: value)
"""A year is no amount: its thousands are not parted."""

JOINS = (
    Join("objective", lambda s: s(Objective), lambda s: s(ScoreIndicator).c.objective_id == s(Objective).c.id),
    Join("unit", lambda s: s(Unit), lambda s: s(Objective).c.unit_id == s(Unit).c.id, ("objective",)),
    Join("result", lambda s: s(ScoreResult), lambda s: s(ScoreResult).c.indicator_id == s(ScoreIndicator).c.id),
    Join("person", lambda s: s(Person), lambda s: s(ScoreResult).c.recorded_by_id == s(Person).c.id, ("result",)),
)


def _column(key: str, label: str, value: Expression, kind: Kind, *needs: str, public: bool = True) -> Column:
    return Column(key, label, value, kind, needs=needs, public=public)


SCORECARD = Register(
    name="scorecard",
    model=ScoreIndicator,
    permission=Permission.SCORECARD_READ,
    joins=JOINS,
    scope=lambda s, access: card_scope(access, Permission.SCORECARD_READ, s(Unit).c.path),
    scope_needs=("unit",),
    live=lambda s: s(Objective).c.withdrawn_on.is_(None),
    order=lambda s: (
        s(Unit).c.name_key,
        s(Objective).c.number,
        s(Objective).c.id,
        s(ScoreIndicator).c.number,
        s(ScoreIndicator).c.id,
        s(ScoreResult).c.year,
    ),
    order_needs=("unit", "result"),
    has_pages=False,
    columns=(
        _column("unit", "objective.unit_id", lambda s: s(Unit).c.name, TEXT, "unit"),
        _column("objective", "score_indicator.objective_id", lambda s: s(Objective).c.title, TEXT, "objective"),
        _column("indicator", "score_result.indicator_id", lambda s: s(ScoreIndicator).c.title, TEXT),
        _column("wanted", "scorecard.requirement", _judged, WANTED, "result"),
        _column("acceptable", "scorecard.accepted", _judged, ACCEPTABLE, "result"),
        _column("year", "score_result.year", lambda s: s(ScoreResult).c.year, YEAR, "result"),
        _column("result", "score_result.value", _judged, RESULT, "result"),
        _column("band", "scorecard.band", _judged, BAND, "result"),
        _column("trend", "scorecard.trend", _judged, TREND, "result"),
        _column("feed", "score_indicator.feed", lambda s: s(ScoreIndicator).c.feed, choice(Feed)),
        _column("note", "score_result.note", lambda s: s(ScoreResult).c.note, LINES, "result", public=False),
        _column("recorded_on", "score_result.recorded_on", lambda s: s(ScoreResult).c.recorded_on, DATE, "result"),
        _column("recorded_by", "score_result.recorded_by_id", lambda s: s(Person).c.name, TEXT, "person", public=False),
    ),
)
"""One row per recorded result, and one per indicator of which nothing is recorded."""

REGISTERS = (SCORECARD,)
