"""The doors of the difference between two moments of the register of risks: a page, and the same as files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Response, request, url_for

from isms.kernel.formats import print_date
from isms.kernel.moments import Moment
from isms.kernel.register.export import FORMATS
from isms.kernel.register.page import filters_of
from isms.kernel.sheets.csv_writing import write_csv
from isms.kernel.sheets.json_writing import write_json
from isms.kernel.sheets.xlsx_writing import write_xlsx
from isms.kernel.web.doors import me, requires, today, words
from isms.kernel.web.pages import render
from isms.kernel.web.registers import as_file, export_words, spooled
from isms.risk.register import Compared, compared, every_column, every_row, sheets_of
from isms.risk.rules import ends_before
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.reading import Reading, reading, source_at
from isms.risk.vocabulary import Difference, Pace, Permission, RiskLevel

ENDINGS = ("xlsx", "csv", "json")

MOST_SHOWN = 200
"""Rows of each kind on the page; the files hold all."""


@dataclass(frozen=True)
class Span:
    """Two moments, the earlier first, and what is different."""

    asked: Reading
    before: Moment
    after: Moment
    found: Compared


@blueprint.get("/risks/difference")
@requires(Permission.RISK_READ)
def difference() -> Answer:
    """Show what is new, closed, worse, better and owned by others between two moments."""
    with _span() as span:
        filters = filters_of(span.asked.session, span.asked.register, me().access, span.asked.address, words())
    counts = {kind: len(span.found.lines[kind]) for kind in Difference}
    return render(
        "risk/difference.html",
        asked=span.asked.address,
        filters=filters,
        before=_told(span.before),
        after=_told(span.after),
        totals=[sum(map(count, RiskLevel)) for count in (span.found.before, span.found.after)],
        kinds=[(kind, counts[kind], span.found.lines[kind][:MOST_SHOWN]) for kind in Difference],
        most=MOST_SHOWN,
        exports=[(ending.upper(), _address(span, ending)) for ending in ENDINGS],
    )


@blueprint.get("/risks/difference.xlsx")
@requires(Permission.RISK_READ)
def difference_xlsx() -> Response:
    """Hand out the differences as a workbook with a sheet per kind."""
    return _file("xlsx")


@blueprint.get("/risks/difference.csv")
@requires(Permission.RISK_READ)
def difference_csv() -> Response:
    """Hand out the differences as one table."""
    return _file("csv")


@blueprint.get("/risks/difference.json")
@requires(Permission.RISK_READ)
def difference_json() -> Response:
    """Hand out the differences as data."""
    return _file("json")


def _file(ending: str) -> Response:
    said = export_words()
    with _span() as span:
        found = span.found
    if ending == "xlsx":
        body = spooled(lambda target: write_xlsx(target, sheets_of(found, said)))
    elif ending == "csv":
        body = write_csv(every_column(said), every_row(found, said), said.language)
    else:
        about = {"from": str(span.before), "to": str(span.after)}
        body = write_json("difference", every_column(said), every_row(found, said), about)
    response = Response(body, content_type=FORMATS[ending])
    return as_file(response, f"risks-{span.before}", span.after, ending)


def default_since(day: date) -> date:
    """Return the last day of the latest four months that were over: 30 April, 31 August or 31 December."""
    return ends_before(day, Pace.TERTIAL, 1)[0]


@contextmanager
def _span() -> Iterator[Span]:
    with reading() as asked:
        since = request.args.get("from", "").strip() or asked.address.as_of or default_since(today()).isoformat()
        one, other = asked.at(since), asked.at(request.args.get("to", ""))
        before, after = sorted((one, other), key=lambda moment: (moment.position, moment.day))
        sources = source_at(before), source_at(after)
        found = compared(asked.session, asked.register, *sources, me().access, asked.address.wish)
        yield Span(asked, before, after, found)


def _told(moment: Moment) -> dict[str, Any]:
    """Return a moment for the page: the day in words, and what the field of the form holds."""
    day = print_date(moment.day, me().language)
    return {"day": day, "asked": day if moment.past else "", "past": moment.past}


def _address(span: Span, ending: str) -> str:
    address = replace(span.asked.address, path=url_for(f".difference_{ending}"), as_of="")
    return address.href(**{"from": str(span.before), "to": str(span.after)})
