"""The doors of how systems stand together: areas, the register of health and its formula sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from flask import Response, abort, request

from isms.health.queries.areas import Stood, by_area, compare, model_of, snapshot_of, stood, worst_first
from isms.health.register.book import formula_book
from isms.health.register.formulas import write
from isms.health.rules import Model
from isms.health.rules.areas import Area, area_of
from isms.health.rules.facts import from_json
from isms.health.rules.flags import red_flags
from isms.health.rules.trend import trend_of
from isms.health.rules.wording import text
from isms.health.views.blueprint import Answer, blueprint
from isms.health.vocabulary import HealthStatus, HealthTrend, Permission
from isms.kernel.clock import end_of
from isms.kernel.formats import read_date
from isms.kernel.moments import moment_of, position_at
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.register.export import FORMATS
from isms.kernel.register.page import read_address
from isms.kernel.register.query import UnknownFilter
from isms.kernel.web.doors import assembly, database, me, now, requires, today, words
from isms.kernel.web.pages import render
from isms.kernel.web.registers import add_register, as_file, export_words, spooled
from isms.organisation.rules.periods import last_end

add_register(blueprint, "health", Permission.HEALTH_READ, path="/health/systems")

MOST_FLAGGED = 10
"""How many systems with red flags the page tells of; the register has them all."""

SHOWN = (HealthStatus.WANTED, HealthStatus.ACCEPTABLE, HealthStatus.UNACCEPTABLE, HealthStatus.NOT_ASSESSED)


@dataclass(frozen=True)
class Row:
    """An area, or all of them: how it stands, and which way its mean goes, when both can be told."""

    code: str
    name: str
    area: Area
    trend: HealthTrend | None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The counts as a bar shows them, best first."""
        said = words()
        return [
            {"count": self.area.counts[status], "word": said(status.label).lower(), "tone": status.tone, "term": status}
            for status in SHOWN
        ]


@blueprint.get("/health")
@requires(Permission.HEALTH_READ)
def areas() -> Answer:
    """Show how the systems of each service area stand, red flags first, and what has moved since a day."""
    since = _asked() or last_end(today())
    with database().reading() as session:
        systems = stood(session, Source(today()), _mine)
        then = stood(session, Source(since, position_at(session, end_of(since))), _mine)
        model = model_of(session, systems)
    flagged = worst_first(each for each in systems if each.flags)
    rows = rows_of(systems, then, model)
    return render(
        "health/areas.html",
        whole=row_of("", words()("health.whole"), systems, then, model),
        rows=rows,
        scale=max((row.area.total for row in rows), default=1),
        flagged=[(each, sentences(each.facts, model)) for each in flagged[:MOST_FLAGGED]],
        more=max(0, len(flagged) - MOST_FLAGGED),
        critical=[each for each in worst_first(systems) if each.member.system_class == 4],
        since=since,
        moved=compare(snapshot_of(then, since) if then else None, snapshot_of(systems, today()), model),
        statuses={str(status): status for status in HealthStatus},
        model=model,
    )


def _mine(unit: Any) -> Any:
    return me().access.within(Permission.HEALTH_READ, unit.c.path)


def _asked() -> date | None:
    """Return the day that is asked for, if any; answers 400 for one that is not over."""
    if not (asked := request.args.get("since")):
        return None
    try:
        since = read_date(asked)
    except ValueError:
        abort(400)
    return since if since < today() else abort(400)


def sentences(facts: str, model: Model) -> list[str]:
    """Return why a system is unacceptable today by its facts, a sentence for each red flag."""
    said = (text(raised.because, words()) for raised in red_flags(from_json(facts), model, today()))
    return [f"{sentence[:1].upper()}{sentence[1:]}." for sentence in said]


def rows_of(systems: Sequence[Stood], then: Sequence[Stood], model: Model) -> list[Row]:
    """Return the rows of the areas that some systems lie in, beside how they stood then."""
    before = by_area(then)
    return [
        row_of(area[0] if area else "", area[1] if area else words()("home.no_area"), some, before.get(area, []), model)
        for area, some in by_area(systems).items()
    ]


def row_of(code: str, name: str, systems: Sequence[Stood], then: Sequence[Stood], model: Model) -> Row:
    """Return a row; means under two models are not compared."""
    area = area_of([each.member for each in systems], model)
    before = area_of([each.member for each in then], model) if {each.model for each in then} == {model.code} else None
    if before is None or before.mean is None or area.mean is None:
        return Row(code, name, area, None)
    return Row(code, name, area, trend_of(before.mean, area.mean, model))


@blueprint.get("/health/formulas.xlsx")
@requires(Permission.HEALTH_READ)
def formulas() -> Response:
    """Give the systems of the register in a workbook whose formulas work their health out."""
    register, said = assembly().registers["health"], export_words()
    with database().reading() as session:
        try:
            address = read_address(register, request.path, request.args, ())
            moment = moment_of(session, address.as_of, now())
        except UnknownFilter:
            abort(400)
        except Refused as no:
            abort(400, description=words()(no.refusals[0].because, **no.refusals[0].values))
        source = Source(moment.day, moment.position if moment.past else None)
        systems, models = formula_book(session, register, source, me().access, address.wish, me().tenant_id)

    def book(target: IO[bytes]) -> None:
        write(target, systems, models, said)

    return as_file(Response(spooled(book), content_type=FORMATS["xlsx"]), "health-formulas", moment, "xlsx")
