"""The door of the picture of all projects: how they lie over the phases at a date, and what has moved since another."""

from datetime import date
from typing import Any

from flask import abort, request

from isms.kernel.formats import print_date, read_date
from isms.kernel.web.doors import database, me, requires, today, words
from isms.kernel.web.pages import render
from isms.organisation.rules.periods import last_end
from isms.projects import queries
from isms.projects.rules.picture import PhasePicture
from isms.projects.views.blueprint import Answer, blueprint
from isms.projects.vocabulary import Permission, Phase


@blueprint.get("/projects/phases")
@requires(Permission.PROJECT_READ)
def phases() -> Answer:
    """Show how the projects that somebody may read lie over the phases, and what has moved."""
    at = _day("at") or today()
    since = _day("since") or last_end(at)
    if since >= at or at > today():
        abort(400, description=words()("phases.wrong_order"))
    with database().reading() as session:
        shown = queries.pictured(session, me().access, at, since)
    return render(
        "projects/phases.html",
        picture=shown,
        sentence=_sentence(shown),
        phases=[(phase, shown.of(phase)) for phase in Phase],
        top=max(shown.counts.values()),
        at=print_date(at, me().language),
        since=print_date(since, me().language),
    )


def _sentence(shown: PhasePicture) -> str:
    """Return what has moved, as the tertial report says it."""
    days: dict[str, Any] = {day: print_date(getattr(shown, day), me().language) for day in ("at", "since")}
    return words().plural("phases.moved_sentence", len(shown.moved), **days)


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    try:
        return read_date(text) if text else None
    except ValueError:
        abort(400, description=words()("as_of.unreadable"))
