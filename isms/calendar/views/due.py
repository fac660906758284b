"""The door of what falls due in one month, or should have been done by now."""

from itertools import groupby

from flask import abort, request

from isms.calendar.rules import by_month, in_order, is_overdue, kind_of, month_named
from isms.calendar.views.blueprint import Answer, blueprint, my_deadlines
from isms.calendar.vocabulary import DeadlineKind, Permission
from isms.clocks.rules import Deadline
from isms.kernel.formats import print_date, print_instant
from isms.kernel.web.doors import database, requires, today, words
from isms.kernel.web.pages import render


@blueprint.get("/calendar/due")
@requires(Permission.CALENDAR_READ)
def due() -> Answer:
    """Show the deadlines of the month the address names, or those that have passed, by kind."""
    asked = request.args.get("month", "")
    month = month_named(asked, today())
    if asked and month is None:
        abort(404)
    with database().reading() as session:
        mine = my_deadlines(session)
    late = in_order(one for one in mine if is_overdue(one, today()))
    shown = by_month(mine, today()).get(month, []) if month else late
    return render("calendar/due.html", month=month, groups=_groups(list(shown)), total=len(shown))


def _groups(shown: list[Deadline]) -> list[tuple[DeadlineKind, int, list[tuple[str, list[Deadline]]]]]:
    """Return what falls due by kind: how much, and for each day or instant what."""
    order = list(DeadlineKind)
    ordered = sorted(shown, key=lambda one: order.index(kind_of(one.rule)))
    return [
        (kind, len(some), [(when, list(due)) for when, due in groupby(some, key=_when)])
        for kind, same in groupby(ordered, key=lambda one: kind_of(one.rule))
        for some in [list(same)]
    ]


def _when(one: Deadline) -> str:
    language = words().language
    return print_instant(one.due_at, language) if one.due_at else print_date(one.due_on, language)
