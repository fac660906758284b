"""The door of the statement of applicability: a framework's controls by theme, as they stand or stood."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import abort, request
from sqlalchemy.orm import Session

from isms.controls.frameworks import LIBRARY
from isms.controls.models import Control
from isms.controls.views.blueprint import Answer, blueprint
from isms.controls.vocabulary import Applicability, ControlStatus, EvidenceState, Permission
from isms.kernel.formats import print_date
from isms.kernel.moments import Moment, moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.register.query import Wish, rows
from isms.kernel.web.doors import assembly, database, me, now, requires, words
from isms.kernel.web.pages import render

SHOWN = (
    "framework",
    "theme",
    "title",
    "applicability",
    "reason",
    "status",
    "implementation",
    "owner",
    "evidence",
    "pieces",
)
Line = Mapping[str, Any]


@blueprint.get("/controls/statement")
@requires(Permission.CONTROL_READ)
def statement() -> Answer:
    """Show what the municipality says of every control of a framework."""
    who = me()
    if not who.access.allows(Permission.CONTROL_READ):
        abort(403)
    as_of = request.args.get("as_of", "").strip()
    with database().reading() as session:
        try:
            moment = moment_of(session, as_of, now())
        except Refused as no:
            abort(400, description=words()(no.refusals[0].because))
        everything = _lines(session, moment)
    there = list(dict.fromkeys(line["framework"] for line in everything))
    asked = request.args.get("framework", "")
    chosen = asked if asked in there else next(iter(there), "")
    lines = [line for line in everything if line["framework"] == chosen]
    language = words().language
    framework = LIBRARY.frameworks.get(chosen)
    return render(
        "controls/statement.html",
        frameworks=[(id_, LIBRARY.frameworks[id_].title(language)) for id_ in there if id_ in LIBRARY.frameworks],
        chosen=chosen,
        framework=framework.title(language) if framework else chosen,
        note=framework.noted(language) if framework else "",
        themes=[(_theme(id_, language), list(some)) for id_, some in groupby(lines, lambda line: line["theme"])],
        counts=_counts(lines),
        Applicability=Applicability,
        as_of=as_of,
        day=moment.day if moment.past else None,
        paper=_paper(moment, framework.title(language) if framework else ""),
    )


def _lines(session: Session, moment: Moment) -> Sequence[Line]:
    """Return the controls of the reader's municipality at a moment, in order, through the register's own columns."""
    register = assembly().registers["controls"]
    source = Source(moment.day, moment.position if moment.past else None)
    found = rows(register, source, me().access, Wish(), [register.column(key) for key in SHOWN])
    mine = found.where(source(Control).c.tenant_id == me().tenant_id)
    return [_line(row) for row in session.execute(mine).mappings()]


def _line(row: Mapping[Any, Any]) -> Line:
    return {
        **row,
        "heading": LIBRARY.title(row["title"], words().language),
        "applicability": Applicability(row["applicability"]),
        "status": ControlStatus(row["status"]) if row["status"] else None,
        "evidence": EvidenceState(row["evidence"]),
    }


def _theme(id_: str, language: str) -> str:
    return LIBRARY.groups[id_].title(language) if id_ in LIBRARY.groups else id_


def _counts(lines: Sequence[Line]) -> dict[str, int]:
    """Return how many controls there are, apply, are in place, are proven and are not decided."""
    applying = [line for line in lines if line["applicability"] == Applicability.APPLIES]
    return {
        "all": len(lines),
        "applies": len(applying),
        "in_place": sum(line["status"] == ControlStatus.IN_PLACE for line in applying),
        "proven": sum(line["evidence"] == EvidenceState.VALID for line in applying),
        "undecided": sum(line["applicability"] == Applicability.UNDECIDED for line in lines),
    }


def _paper(moment: Moment, framework: str) -> dict[str, str]:
    say = words()
    return {
        "head_left": f"{me().tenant_name or ''} · {say('statement.title')}",
        "head_right": framework,
        "foot_left": print_date(moment.day, say.language),
        "foot_right": say("statement.as_of", moment=moment),
    }
