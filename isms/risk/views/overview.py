"""The door of the overview of risks: the worst ones, what has moved since a day, and the trend."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request, url_for

from isms.kernel.formats import print_date
from isms.kernel.moments import Moment
from isms.kernel.register.page import filters_of
from isms.kernel.web.doors import me, requires, words
from isms.kernel.web.pages import render
from isms.risk.queries.trend import levels_at, moments_at
from isms.risk.register import Compared, compared, worst_risks
from isms.risk.rules import ends_before
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.difference import default_since
from isms.risk.views.levels import level_parts
from isms.risk.views.reading import Reading, past_banner, reading, source_at
from isms.risk.vocabulary import Difference, Pace, Permission, RiskLevel

TOP = 10
POINTS = 6
"""The most points a trend may have, the moment itself counted."""


@blueprint.get("/risks/overview")
@requires(Permission.RISK_READ)
def overview() -> Answer:
    """Show the worst risks, what has moved since a day, and how many of each level there were."""
    asked_pace = request.args.get("pace", "")
    pace = Pace(asked_pace) if asked_pace in {each.value for each in Pace} else Pace.TERTIAL
    with reading(only=("area",)) as asked:
        area = asked.address.wish.filters.get("area", "")
        offered = filters_of(asked.session, asked.register, me().access, asked.address, words(), only=("area",))
        since = asked.at(request.args.get("since") or default_since(asked.moment.day).isoformat())
        sources = source_at(since), asked.source
        moved = compared(asked.session, asked.register, *sources, me().access, asked.address.wish)
        moments = [*moments_at(asked.session, ends_before(asked.moment.day, pace, POINTS - 1)), asked.moment]
        levels = levels_at(asked.session, me().access, moments, area)
        top = worst_risks(asked.session, asked.register, asked.source, me().access, asked.address.wish, TOP)
    points = _bars([_day(moment) for moment in moments], levels)
    return render(
        "risk/overview.html",
        filters=offered,
        since=print_date(since.day, me().language),
        as_of=asked.address.as_of,
        banner=past_banner(asked.moment),
        paces=[(each, each == pace) for each in Pace],
        top=top,
        moved=_moved(moved, since, asked),
        points=points,
        total=points[-1]["total"],
        scale=max(row["total"] for row in points),
    )


def _bars(names: Sequence[str], levels: Sequence[Mapping[RiskLevel, int]]) -> list[dict[str, Any]]:
    """Return rows of bars, one per moment."""
    return [
        {
            "name": name,
            "href": None,
            "levels": [(level, numbers[level], None) for level in RiskLevel],
            "total": sum(numbers.values()),
            "parts": level_parts(numbers),
        }
        for name, numbers in zip(names, levels, strict=True)
    ]


def _moved(found: Compared, since: Moment, asked: Reading) -> dict[str, Any]:
    """Return what has moved: how many of each kind, the bars of both moments, and from which level to which."""
    address = replace(asked.address, path=url_for(".difference"), as_of="")
    span = {"from": str(since), "to": str(asked.moment) if asked.moment.past else ""}
    names = [_day(since), _day(asked.moment)]
    rows = _bars(names, [{level: count(level) for level in RiskLevel} for count in (found.before, found.after)])
    ways = [None, *RiskLevel]
    return {
        "kinds": [(kind, len(found.lines[kind]), f"{address.href(**span)}#{kind}") for kind in Difference],
        "rows": rows,
        "scale": max(row["total"] for row in rows),
        "shifts": [(was, [found.shifts.get((was, now), 0) for now in (*RiskLevel, None)]) for was in ways],
        "levels": list(RiskLevel),
    }


def _day(moment: Moment) -> str:
    return print_date(moment.day, me().language)
