"""Writes deadlines as a calendar that other programs read (RFC 5545): what falls due, never what it is about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from isms.calendar.library import BY_KEY
from isms.calendar.models import WheelActivity
from isms.calendar.rules import kind_of, months_from
from isms.clocks.rules import Deadline
from isms.kernel.text import normalise
from isms.kernel.words import Words

MEDIA_TYPE = "text/calendar; charset=utf-8"
READ_AGAIN = timedelta(hours=6)
MAKER = "-//Systemhelse//Systemhelse//NO"


@dataclass(frozen=True)
class Entry:
    """An entry of a calendar: a whole day, or an instant; `known_by` is the same as long as it is the same entry."""

    known_by: str
    at: date | datetime
    summary: str
    text: str
    path: str


def deadline_entries(deadlines: Iterable[Deadline], words: Words) -> Iterator[Entry]:
    """Yield an entry for each deadline: its kind, its code and its page; a clock of hours at its very instant."""
    for one in deadlines:
        said = words(f"calendar.event.{kind_of(one.rule)}", code=normalise(one.code))
        yield Entry(f"{one.about}/{one.rule}", one.due_at or one.due_on, said, "", one.path)


def wheel_entries(activities: Sequence[WheelActivity], today: date, words: Words) -> Iterator[Entry]:
    """Yield an entry for each activity on the first day of its month, within the year that begins now."""
    months = {month.month: month for month in months_from(today)}
    for one in activities:
        month = months[one.month]
        title, text = told(one, words.language)
        yield Entry(f"wheel_activity:{one.id}/{month:%Y-%m}", month, title, text, f"/calendar#m-{month:%Y-%m}")


def told(activity: WheelActivity, language: str) -> tuple[str, str]:
    """Return the title and the text of an activity as somebody who reads a language sees them."""
    shipped = BY_KEY.get(activity.shipped_key or "")
    if shipped is None:
        return activity.title, activity.description or ""
    return shipped.told(activity.title, activity.description, language)


def write_calendar(name: str, entries: Iterable[Entry], address: str, changed_at: datetime) -> bytes:
    """Return a calendar.

    address: where the program is reached; links begin with it, and it sets this installation's entries apart from
    another's. changed_at: when anything was last changed, which is when each entry was last revised at the latest.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    for property_ in ("name", "x-wr-calname"):
        calendar.add(property_, normalise(name))
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry, address, changed_at))
    return bytes(calendar.to_ical())


def _event(entry: Entry, address: str, changed_at: datetime) -> Event:
    link = address + quote(entry.path, safe="/?&=#")
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{address}/{entry.known_by}")))
    event.add("dtstamp", changed_at)
    event.add("dtstart", entry.at)
    event.add("summary", normalise(entry.summary))
    event.add("description", f"{entry.text}\n{link}".strip())
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    return event
