"""The door of what is overdue: open actions by service area and by how long their deadlines have been passed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import url_for

from isms.actions.register import NO_AREA, overdue_by_area
from isms.actions.views.blueprint import blueprint
from isms.actions.vocabulary import ActionStatus, OverdueAge, Permission
from isms.kernel.register.page import Address, filters_of
from isms.kernel.web.doors import me, requires, words
from isms.kernel.web.pages import render
from isms.kernel.web.reading import past_banner, reading

NARROWING = ("owner", "priority", "source_kind")


@blueprint.get("/actions/overdue")
@requires(Permission.ACTION_READ)
def overdue() -> str:
    """Show how many open actions of each age there are in each area; every number leads to its actions."""
    with reading("actions", only=NARROWING) as asked:
        access, wish = me().access, asked.address.wish
        filters = filters_of(asked.session, asked.register, access, asked.address, words(), only=NARROWING)
        found = overdue_by_area(asked.session, asked.register, asked.source, access, wish)
    address = replace(asked.address, path=url_for(".actions"))
    areas = [_row(address, area.name or words()("action.no_area"), area.code or NO_AREA, area.ages) for area in found]
    whole = _row(address, words()("action.overdue_total"), "", _sums([area.ages for area in found]))
    return render(
        "actions/overdue.html",
        filters=filters,
        as_of=asked.address.as_of,
        banner=past_banner(asked.moment),
        areas=areas,
        whole=whole,
        scale=max((row["overdue"] for row in areas), default=0),
    )


def _sums(some: Sequence[Mapping[OverdueAge, int]]) -> dict[OverdueAge, int]:
    return {age: sum(ages[age] for ages in some) for age in OverdueAge}


def _row(address: Address, name: str, area: str, ages: Mapping[OverdueAge, int]) -> dict[str, Any]:
    """Return a row of the table: the number of each age with where it leads, and the parts of its bar.

    The bar draws what is overdue alone: what is in time would drown it.
    """
    return {
        "name": name,
        "ages": [(age, ages[age], address.href(area=area, age=age.value)) for age in OverdueAge],
        "total": sum(ages.values()),
        "href": address.href(area=area, status=ActionStatus.OPEN.value),
        "overdue": sum(ages[age] for age in SHADES),
        "parts": [{"count": ages[age], "word": words()(age.label), "tone": SHADES[age]} for age in SHADES],
    }


SHADES = {
    OverdueAge.UP_TO_30: "neutral",
    OverdueAge.UP_TO_90: "warning",
    OverdueAge.OVER_90: "danger",
}
"""How each age that is overdue is drawn: three fills that differ in print too."""
