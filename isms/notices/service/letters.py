"""How notices are written: what kind, which record by its code, by when and where; never what it is about."""

from collections.abc import Collection
from datetime import date

from isms.kernel.formats import long_date, print_instant
from isms.kernel.outbox import Letter
from isms.kernel.words import CATALOGUE, Words
from isms.notices.models import Notice
from isms.notices.queries import Recipient
from isms.notices.rules import gathered, group_of

DIGEST = "notices"
URGENT = "notices:urgent"
MOST = 20
"""How many records of one kind a mail names; the others are counted, and their list is linked to."""

CHOICES = "/account/notices"


def about_digest(person_id: int) -> str:
    """Return what makes a person's digest one of a kind for its day."""
    return f"person:{person_id}"


def digest(recipient: Recipient, notices: Collection[Notice], today: date, address: str) -> Letter:
    """Write the one mail of a day that gathers what a person is told."""
    return _letter(DIGEST, about_digest(recipient.id), recipient, notices, today, address)


def urgent(recipient: Recipient, notices: Collection[Notice], today: date, address: str) -> Letter:
    """Write the mail of what cannot wait for the next digest."""
    about = f"{about_digest(recipient.id)}:{min(notice.id for notice in notices)}"
    return _letter(URGENT, about, recipient, notices, today, address)


def rule_name(words: Words, rule: str) -> str:
    """Return what the notices of a rule are called."""
    key = f"notice.rule.{rule}"
    return words(key) if key in words else words(group_of(rule).label)


def _letter(
    kind: str, about: str, recipient: Recipient, notices: Collection[Notice], today: date, address: str
) -> Letter:
    words = CATALOGUE.words(recipient.language)
    parts, count = [], 0
    for rule, some in gathered(notices):
        parts.append(_part(words, rule, some, today, address))
        count += len(some)
    choices = address + CHOICES
    opening = words("notice.opening_urgent" if kind == URGENT else "notice.opening")
    title = words.plural("notice.title_urgent" if kind == URGENT else "notice.title", count)
    body = "\n\n".join([opening, *parts, words("notice.closing", choices=choices)])
    return Letter(kind, about, recipient.email, title, body + "\n", choices)


def _part(words: Words, rule: str, notices: list[Notice], today: date, address: str) -> str:
    some = sorted(notices, key=lambda notice: (notice.due_on, notice.code))
    lines = [words("notice.heading", name=rule_name(words, rule), n=len(some))]
    for notice in some[:MOST]:
        lines += [_line(words, notice, today), f"  {address}{notice.path}"]
    if len(some) > MOST:
        lists = address + "/" + some[0].path.split("/")[1]
        lines.append(words("notice.more", n=len(some) - MOST, link=lists))
    return "\n".join(lines)


def _line(words: Words, notice: Notice, today: date) -> str:
    code = words(f"notice.told_as.{notice.told.value}", code=notice.code)
    if notice.due_at:
        return words("notice.line_at", code=code, at=print_instant(notice.due_at, words.language))
    if notice.due_on == today:
        return words("notice.line_today", code=code)
    key = "notice.line_passed" if notice.due_on < today else "notice.line"
    return words(key, code=code, day=long_date(notice.due_on, words.language))
