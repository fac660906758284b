"""The doors of the statement of applicability: a framework's controls by theme, as they stand or stood."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import Response, abort, request
from sqlalchemy import Row
from sqlalchemy.orm import Session

from isms.controls.frameworks import LIBRARY
from isms.controls.models import Control
from isms.controls.views.blueprint import Answer, blueprint
from isms.controls.vocabulary import Applicability, ControlStatus, EvidenceState, Permission
from isms.kernel.formats import print_date
from isms.kernel.moments import Moment, moment_of
from isms.kernel.paper.parts import Facts, Paper, Part, Section, Text
from isms.kernel.paper.printing import print_paper
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.register.paper import reading_facts, table_of
from isms.kernel.register.query import Wish, rows
from isms.kernel.web.doors import assembly, database, me, now, requires, words
from isms.kernel.web.pages import render
from isms.kernel.web.registers import as_file, export_words, reader
from isms.kernel.words import Words

PLACE = ("framework", "theme")
PRINTED = ("code", "title", "applicability", "reason", "status", "implementation", "owner", "evidence", "pieces")
COUNTED = ("applies", "in_place", "proven", "undecided")
Line = Mapping[Any, Any]


@blueprint.get("/controls/statement")
@requires(Permission.CONTROL_READ)
def statement() -> Answer:
    """Show what the municipality says of every control of a framework."""
    as_of = request.args.get("as_of", "").strip()
    with database().reading() as session:
        moment = _moment(session, as_of)
        everything = [row._mapping for row in _read(session, moment)]
    there, chosen = _chosen(everything)
    language = words().language
    framework = LIBRARY.frameworks.get(chosen)
    lines = [_line(row) for row in everything if row["framework"] == chosen]
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


@blueprint.get("/controls/statement.pdf")
@requires(Permission.CONTROL_READ)
def statement_pdf() -> Response:
    """Print what the municipality says of every control of a framework."""
    with database().reading() as session:
        moment = _moment(session, request.args.get("as_of", "").strip())
        everything = _read(session, moment)
    _, chosen = _chosen([row._mapping for row in everything])
    printed = print_paper(_document([row for row in everything if row.framework == chosen], chosen, moment))
    return as_file(Response(printed, content_type="application/pdf"), "statement", moment, "pdf")


def _moment(session: Session, as_of: str) -> Moment:
    """Return the moment asked for; answers 403 to who reads single controls alone, 400 to what is no moment."""
    if not me().access.allows(Permission.CONTROL_READ):
        abort(403)
    try:
        return moment_of(session, as_of, now())
    except Refused as no:
        abort(400, description=words()(no.refusals[0].because))


def _read(session: Session, moment: Moment) -> Sequence[Row[Any]]:
    """Return the controls of the reader's municipality at a moment, in order, through the register's own columns."""
    register = assembly().registers["controls"]
    source = Source(moment.day, moment.position if moment.past else None)
    columns = [register.column(key) for key in (*PLACE, *PRINTED)]
    found = rows(register, source, me().access, Wish(), columns)
    return session.execute(found.where(source(Control).c.tenant_id == me().tenant_id)).all()


def _chosen(everything: Sequence[Line]) -> tuple[list[str], str]:
    """Return the frameworks there are, and the one that is asked for, or the first."""
    there = list(dict.fromkeys(str(line["framework"]) for line in everything))
    asked = request.args.get("framework", "")
    return there, asked if asked in there else next(iter(there), "")


def _line(row: Mapping[Any, Any]) -> Line:
    return {
        **row,
        "title": LIBRARY.title(row["code"], words().language),
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


def _document(found: Sequence[Row[Any]], chosen: str, moment: Moment) -> Paper:
    say, who = export_words(), reader()
    framework = LIBRARY.frameworks.get(chosen)
    note = framework.noted(say.language) if framework else ""
    register = assembly().registers["controls"]
    columns = [register.column(key) for key in PRINTED]
    parts: list[Part] = [Facts([*reading_facts(moment, who, say), *_said(_counts([r._mapping for r in found]), say)])]
    if note:
        parts.append(Text(note))
    for theme, some in groupby(found, lambda row: str(row.theme)):
        parts += [
            Section(_theme(theme, say.language)),
            table_of(columns, [tuple(row)[len(PLACE) :] for row in some], say),
        ]
    return Paper(
        language=say.language,
        owner=who.owner,
        title=say("statement.title"),
        lead=framework.title(say.language) if framework else say("statement.none"),
        parts=parts,
        page_words=say("paper.page"),
        made_at=who.at,
        marking=say(register.marking) if register.marking else "",
        landscape=True,
    )


def _said(counts: Mapping[str, int], say: Words) -> list[tuple[str, str]]:
    whole = {"applies": "all", "undecided": "all"}
    return [
        (say(f"statement.{what}"), f"{counts[what]} {say('statement.of', n=counts[whole.get(what, 'applies')])}")
        for what in COUNTED
    ]
