"""The door of the figures of deviations: how many, how long they take, which clocks were kept, and the trend."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from flask import Response, abort, request, url_for
from sqlalchemy.orm import Session

from isms.deviations.queries.figures import clocks_told, deviations_told
from isms.deviations.rules import figures as rules
from isms.deviations.rules.figures import Clock, Month, Period, Told
from isms.deviations.views.blueprint import Answer, blueprint
from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, Permission, Severity, Stage
from isms.kernel.clock import OSLO, end_of
from isms.kernel.formats import print_date, read_date
from isms.kernel.moments import Moment, moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Register, Source
from isms.kernel.register.export import FORMATS
from isms.kernel.register.page import Address, filters_of
from isms.kernel.register.query import Wish
from isms.kernel.sheets.columns import Kind, SheetColumn
from isms.kernel.sheets.csv_writing import write_csv
from isms.kernel.vocabulary import Term
from isms.kernel.web.doors import assembly, database, me, now, requires, words
from isms.kernel.web.pages import render
from isms.kernel.web.registers import as_file

LENGTHS = (12, 24)
"""How many months the trend may have."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the moment that is read, the days that count, and how far back the trend goes."""

    moment: Moment
    period: Period
    area: str
    months: int
    as_of: str

    @property
    def wish(self) -> Wish:
        """What the register is narrowed to."""
        return Wish(filters={"area": self.area} if self.area else {})

    @property
    def since(self) -> date:
        """The first day that any figure asks of."""
        return min(self.period.first, rules.months_to(self.period.last, self.months)[0])


@dataclass(frozen=True)
class Ledger:
    """The register the numbers lead to, and which words it can be narrowed by."""

    path: str
    asked: Asked
    filters: frozenset[str]

    def href(self, period: Period | None = None, **narrowed: str) -> str | None:
        """Return where the deviations behind a number stand, or None when no filter finds just them."""
        if not set(narrowed) <= self.filters:
            return None
        held = period or self.asked.period
        days = {"reported_from": held.first.isoformat(), "reported_until": held.last.isoformat()}
        address = Address(self.path, self.asked.wish, as_of=self.asked.as_of)
        return address.href(**days, **narrowed)


@blueprint.get("/deviations/figures")
@requires(Permission.DEVIATION_READ)
def figures() -> Answer:
    """Show the figures of the deviations somebody may read, in a period and as of a moment."""
    register = assembly().registers["deviations"]
    with database().reading() as session:
        asked, told, clocks = _read(session, register)
        address = Address(request.path, asked.wish, as_of=asked.as_of)
        offered = filters_of(session, register, me().access, address, words(), only=("area",))
    ledger = Ledger(url_for(".deviations"), asked, frozenset(c.key for c in register.columns if c.filter))
    months = rules.trend(told, asked.period.last, asked.months)
    return render(
        "deviations/figures.html",
        asked=asked,
        filters=offered,
        first=print_date(asked.period.first, me().language),
        last=print_date(asked.period.last, me().language),
        banner=_banner(asked.moment),
        lengths=LENGTHS,
        summary=_summary(told, clocks, asked),
        parts=_parts(rules.reported_in(told, asked.period), ledger),
        durations=_durations(told, asked.period),
        months=[_month(month, asked, ledger) for month in months],
        top=_top(months),
        asked_for=request.query_string.decode(),
    )


@blueprint.get("/deviations/figures.csv")
@requires(Permission.DEVIATION_READ)
def figures_csv() -> Response:
    """Give every table of the figures as one sheet: which table, which line, what is counted, and the number."""
    say, register = words(), assembly().registers["deviations"]
    with database().reading() as session:
        asked, told, _ = _read(session, register)
    ledger = Ledger("", asked, frozenset())
    months = rules.trend(told, asked.period.last, asked.months)
    lines = list(_lines(_parts(rules.reported_in(told, asked.period), ledger), _durations(told, asked.period), months))
    columns = [SheetColumn(key, say(f"figures.{key}")) for key in ("table", "what", "measure")]
    columns.append(SheetColumn("number", say("figures.number"), Kind.DECIMAL))
    body = b"".join(write_csv(columns, lines, say.language))
    return as_file(Response(body, content_type=FORMATS["csv"]), "deviation-figures", asked.moment, "csv")


def _lines(
    parts: Sequence[dict[str, Any]], durations: Sequence[dict[str, Any]], months: Sequence[Month]
) -> Iterator[tuple[str, str, str, Decimal | None]]:
    say = words()
    for month in months:
        for what, number in (("reported", month.reported), ("ended", month.ended), ("open", month.open)):
            yield say("figures.trend"), f"{month.first:%Y-%m}", say(f"figures.month_{what}"), Decimal(number)
    for part in parts:
        for row in part["rows"]:
            yield say(f"figures.by.{part['key']}"), row["name"], say("figures.month_reported"), Decimal(row["count"])
    for part in durations:
        for name, took in part["rows"]:
            yield say(f"figures.days_by.{part['key']}"), name, say("figures.median"), took.median
            yield say(f"figures.days_by.{part['key']}"), name, say("figures.closed"), Decimal(took.closed)


def _read(session: Session, register: Register) -> tuple[Asked, list[Told], Sequence[Clock]]:
    """Return what the address asks for, and what the figures are counted from."""
    asked = _asked(lambda text: moment_of(session, text, now()))
    source = Source(asked.moment.day, asked.moment.position if asked.moment.past else None)
    told = deviations_told(session, register, source, me().access, asked.wish, asked.since)
    begun, over = _instants(asked.period)
    return asked, told, clocks_told(session, register, source, me().access, asked.wish, begun, over)


def _asked(moment_named: Callable[[str], Moment]) -> Asked:
    """Return what the address asks for; answers 400 for days that are none, or in the wrong order."""
    as_of = request.args.get("as_of", "").strip()
    try:
        moment = moment_named(as_of)
        usual = rules.default_period(moment.day)
        last = min(_day("to") or usual.last, moment.day)
        period = Period(_day("from") or rules.default_period(last).first, last)
    except Refused as no:
        abort(400, description=words()(no.refusals[0].because))
    except ValueError:
        abort(400, description=words()("as_of.unreadable"))
    if period.first > period.last:
        abort(400, description=words()("period.ends_before_it_begins"))
    months = request.args.get("months", "")
    length = int(months) if months in {str(each) for each in LENGTHS} else LENGTHS[0]
    return Asked(moment, period, request.args.get("area", "").strip(), length, as_of)


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    return read_date(text) if text else None


def _instants(period: Period) -> tuple[datetime, datetime]:
    """Return the first instant of a period, and the first after it."""
    return datetime.combine(period.first, time(), OSLO), end_of(period.last)


def _summary(told: Sequence[Told], clocks: Sequence[Clock], asked: Asked) -> dict[str, Any]:
    """Return the figures the page opens with."""
    at = end_of(asked.moment.day) if asked.moment.past else now()
    return {
        "reported": len(rules.reported_in(told, asked.period)),
        "open": rules.trend(told, asked.period.last, 1)[0].open,
        "closing": rules.closing_time(told, asked.period),
        "clocks": rules.clocks_kept(clocks, at),
    }


def _parts(told: Sequence[Told], ledger: Ledger) -> list[dict[str, Any]]:
    """Return how many deviations there are of each word, for each thing they are sorted by."""
    areas = sorted({one.area for one in told if one.area[0]}, key=lambda area: area[1])
    by: list[tuple[str, Callable[[Told], Any], Iterable[Any]]] = [
        ("category", lambda one: one.category, DeviationCategory),
        ("severity", lambda one: one.severity, reversed(Severity)),
        ("area", lambda one: one.area if one.area[0] else None, areas),
        ("cause_kind", lambda one: one.cause_kind, Cause),
        ("kind", lambda one: one.kind, DeviationKind),
        ("stage", lambda one: one.stage, Stage),
    ]
    return [_part(key, _worth_a_line(key, rules.counted(told, what, order)), ledger) for key, what, order in by]


def _worth_a_line(key: str, counted: Sequence[tuple[Any, int]]) -> Sequence[tuple[Any, int]]:
    """Return the lines that are shown: there are many causes, and only those that occur say something."""
    return [(word, count) for word, count in counted if count] if key == "cause_kind" else counted


def _part(key: str, counted: Sequence[tuple[Any, int]], ledger: Ledger) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {
            "name": _name(word, f"figures.none.{key}"),
            "count": count,
            "href": ledger.href(**{key: word[0] if isinstance(word, tuple) else word.value}) if word else None,
        }
        for word, count in counted
    ]
    return {"key": key, "rows": rows, "top": max([row["count"] for row in rows], default=0)}


def _name(word: Term | tuple[str, str] | None, otherwise: str) -> str:
    if word is None:
        return words()(otherwise)
    return word[1] if isinstance(word, tuple) else words()(word.label)


def _durations(told: Sequence[Told], period: Period) -> list[dict[str, Any]]:
    """Return the days that deviations took to close, by severity and by area; what had none closed is left out."""
    areas = sorted({one.area for one in told}, key=lambda area: (not area[0], area[1]))
    groups = [
        ("severity", [(_name(each, ""), [one for one in told if one.severity == each]) for each in reversed(Severity)]),
        (
            "area",
            [(each[1] or words()("figures.none.area"), [one for one in told if one.area == each]) for each in areas],
        ),
    ]
    found = []
    for key, some in groups:
        rows = [(name, rules.closing_time(theirs, period)) for name, theirs in some]
        rows = [(name, took) for name, took in rows if took.closed]
        found.append({"key": key, "rows": rows, "top": max([took.median or 0 for _, took in rows], default=0)})
    return found


def _month(month: Month, asked: Asked, ledger: Ledger) -> dict[str, Any]:
    ends = _end_of_month(month.first)
    days = Period(month.first, min(ends, asked.period.last))
    return {
        "first": month.first,
        "is_over": ends <= asked.period.last,
        "reported": month.reported,
        "ended": month.ended,
        "open": month.open,
        "href": ledger.href(days),
    }


def _end_of_month(first: date) -> date:
    """Return the last day of the month that a day begins."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _top(months: Sequence[Month]) -> int:
    """Return the even number at which the scale of the trend ends."""
    highest = max(max(month.reported, month.ended, month.open) for month in months)
    return max(2, highest + highest % 2)


def _banner(moment: Moment) -> str | None:
    day = print_date(moment.day, me().language)
    return words()("register.as_of_banner", day=day, position=moment.position) if moment.past else None
