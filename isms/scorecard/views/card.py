"""The doors of the whole card: its page in any year and as of any day, its exports, and the first objectives."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import abort, request, url_for
from sqlalchemy.orm import Session

from isms.kernel.formats import print_date
from isms.kernel.moments import moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.web.doors import database, me, now, requires, today, words
from isms.kernel.web.pages import form_page, render
from isms.kernel.web.registers import add_edition
from isms.organisation.models import Unit
from isms.scorecard import queries, service
from isms.scorecard.forms import StartForm
from isms.scorecard.library import STARTS
from isms.scorecard.queries import Line, YearResult
from isms.scorecard.register.telling import accepted, printed, required
from isms.scorecard.rules import FIRST_YEAR, LAST_YEAR
from isms.scorecard.views.blueprint import Answer, blueprint, card_page, municipality, told
from isms.scorecard.vocabulary import Permission

YEARS_TO_CHOOSE = 10

add_edition(blueprint, "/scorecard", "scorecard", Permission.SCORECARD_READ)


@blueprint.get("/scorecard")
@requires(Permission.SCORECARD_READ)
def scorecard() -> Answer:
    """Show the card: every objective with its indicators, three years, the band and what has changed."""
    as_of = request.args.get("as_of", "").strip()
    with database().reading() as session:
        source, banner = _asked(session, as_of)
        unit = municipality(session, Permission.SCORECARD_READ)
        year = _year(source.today.year)
        lines = queries.card(session, source, unit, year)
        objectives = queries.objectives_of(session, source, unit.id)
    may_plan = not as_of and me().access.allows_at(Permission.SCORECARD_PLAN, unit.path)
    return render(
        "scorecard/card.html",
        unit=unit,
        year=year,
        choices=_choices(year, source.today.year),
        years=range(year - queries.YEARS_SHOWN + 1, year + 1),
        as_of=as_of,
        banner=banner,
        groups=_groups(objectives, lines),
        bare=_bare(objectives, lines) if may_plan else [],
        may_plan=may_plan,
        may_record=not as_of and me().access.allows_at(Permission.SCORECARD_RECORD, unit.path),
        provisional=any(result.provisional for line in lines for result in line.results),
        asked_for=request.query_string.decode(),
        paper=_paper(unit, year),
    )


@blueprint.route("/scorecard/start", methods=["GET", "POST"])
@requires(Permission.SCORECARD_PLAN)
def start() -> Answer:
    """Give the municipality the objectives it may start with."""
    say = words()
    with database().reading() as session:
        municipality(session)
    answer = form_page(
        StartForm(),
        title="scorecard.start_title",
        intro="scorecard.start_intro",
        action="scorecard:start",
        submit="scorecard.start_submit",
        save=lambda session: service.start(session, municipality(session), say),
        done=lambda _: card_page(),
        cancel=card_page(),
        template="scorecard/start.html",
        starts=[(say(one.objective), say(one.indicator), required(say, one.requirement)) for one in STARTS],
    )
    return told(answer, "scorecard.started")


def _asked(session: Session, as_of: str) -> tuple[Source, str | None]:
    """Return what is read, and what says so when it is the past; answers 400 for a day that is not over."""
    say = words()
    try:
        moment = moment_of(session, as_of, now())
    except Refused as no:
        abort(400, description=say(no.refusals[0].because))
    if not moment.past:
        return Source(moment.day), None
    day = print_date(moment.day, say.language)
    banner = say("register.as_of_banner", day=day, position=moment.position)
    return Source(moment.day, moment.position), banner


def _year(newest: int) -> int:
    """Return the last year to show: the newest, for one still to come on the day read; answers 400 for what is none."""
    text = request.args.get("year", "").strip() or str(newest)
    if not (text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR):
        abort(400)
    return min(int(text), newest)


def _choices(year: int, newest: int) -> Sequence[int]:
    """Return the years to choose from, latest first, the one that is shown among them."""
    oldest = max(FIRST_YEAR, min(year, newest - YEARS_TO_CHOOSE + 1))
    return range(newest, oldest - 1, -1)


def _groups(objectives: Sequence[Any], lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return the lines as the page tells them, under the objectives they belong to."""
    numbers = {row.id: row.number for row in objectives}
    return [
        {"id": objective_id, "number": numbers[objective_id], "title": title, "lines": [_shown(line) for line in some]}
        for (objective_id, title), some in groupby(lines, key=lambda line: (line.objective_id, line.objective))
    ]


def _bare(objectives: Sequence[Any], lines: Sequence[Line]) -> list[Any]:
    measured = {line.objective_id for line in lines}
    return [row for row in objectives if row.id not in measured]


def _shown(line: Line) -> dict[str, Any]:
    say = words()
    measured_in = line.requirement.measured_in
    return {
        "id": line.indicator_id,
        "title": line.indicator,
        "fed": line.feed is not None,
        "required": required(say, line.requirement),
        "accepted": accepted(say, line.requirement),
        "results": [(r, printed(say, measured_in, r.value) if r.value is not None else None) for r in line.results],
        "may_wait": [
            r.year for r in line.results if not r.recorded and not r.provisional and not _is_followed(line, r)
        ],
        "band": line.band,
        "trend": line.trend,
        "compared_with": line.compared_with,
        "href": url_for("scorecard.indicator", indicator_id=line.indicator_id),
    }


def _is_followed(line: Line, result: YearResult) -> bool:
    """Say whether the program itself sees to a year: it runs, and nobody need record it."""
    return line.feed is not None and result.year == today().year


def _paper(unit: Unit, year: int) -> dict[str, str]:
    say = words()
    return {
        "head_left": say("scorecard.paper_head", unit=unit.name, year=year),
        "head_right": print_date(today(), say.language),
        "foot_left": say("scorecard.title"),
        "foot_right": "",
    }
