"""Decides which position a register is read at: now, the end of a day, a moment, or a position named outright."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from isms.kernel.clock import OSLO, day_of, end_of
from isms.kernel.formats import read_date
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.remembering import head_of
from isms.kernel.seal.models import Sealing

SETTLING = timedelta(minutes=1)
"""A change is given its time just before its commit: only after this long is a moment surely over."""


@dataclass(frozen=True)
class Moment:
    """A position and the day it is read at; `past` tells that history must be asked."""

    position: int
    day: date
    past: bool

    def __str__(self) -> str:
        return f"{self.position}@{self.day.isoformat()}"


def present(session: Session, now: datetime) -> Moment:
    """Return the newest position, read today."""
    return Moment(head_of(session)[0], day_of(now), past=False)


def moment_of(session: Session, text: str, now: datetime) -> Moment:
    """Return the moment a text names: a day (its end in Oslo), an ISO moment, or POSITION@DAY.

    Raises Refused for text that is none of these, and for a time that is not yet over.
    """
    text = text.strip()
    if not text:
        return present(session, now)
    if found := re.fullmatch(r"(\d{1,10})@(\d{4}-\d{2}-\d{2})", text):
        return _named(session, int(found[1]), _day(found[2]), now)
    instant, day = _instant(text)
    if instant > now - SETTLING:
        raise Refused(Refusal("as_of.not_over", "as_of"))
    return Moment(position_at(session, instant), day, past=True)


def position_at(session: Session, instant: datetime) -> int:
    """Return the last position sealed before an instant; 0 when nothing was."""
    return session.scalar(select(func.max(Sealing.position)).where(Sealing.sealed_at < instant)) or 0


def _named(session: Session, position: int, day: date, now: datetime) -> Moment:
    newest = present(session, now)
    if position > newest.position or day > newest.day:
        raise Refused(Refusal("as_of.not_over", "as_of"))
    return Moment(position, day, past=True)


def _day(text: str) -> date:
    try:
        return read_date(text)
    except ValueError as error:
        raise Refused(Refusal("as_of.unreadable", "as_of")) from error


def _instant(text: str) -> tuple[datetime, date]:
    """Return the first instant that no longer counts, and the day it belongs to."""
    if "T" not in text:
        day = _day(text)
        return end_of(day), day
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(Refusal("as_of.unreadable", "as_of")) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=OSLO)
    return moment, day_of(moment)
