"""Reads of notices: who is who, what has been told, what waits, and how each has fared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from isms.kernel.access import Access, within
from isms.kernel.outbox import Mail
from isms.notices.models import Notice, NoticeChoice
from isms.notices.rules import notice_state
from isms.notices.rules.telling import Directory, Key
from isms.notices.vocabulary import NoticeState, Permission
from isms.organisation.models import Person, RoleHolding, Unit

CHUNK = 500
LOG_LINES = 50


@dataclass(frozen=True)
class Recipient:
    """A person as mail reaches them: where, in which language, and which groups they do without."""

    id: int
    email: str
    language: str
    muted: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True)
class LogLine:
    """How one notice has fared: to whom, and how far it has come; `at` is when, `said` what the server said."""

    notice: Notice
    name: str
    state: NoticeState
    at: datetime | None
    said: str | None


@dataclass(frozen=True)
class Outbox:
    """How mail stands: how much waits and since when, what the server last said of it, and when one last left."""

    waiting: int
    oldest_at: datetime | None
    said: str | None
    last_sent_at: datetime | None


def directory(session: Session, today: date) -> Directory:
    """Return who is who on a day, in three statements."""
    people = session.execute(
        select(Person.id, Unit.path)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .add_columns(or_(Person.deactivated_on.is_(None), Person.deactivated_on > today).label("is_active"))
    ).all()
    leaders = session.execute(select(Unit.id, Unit.leader_id).where(Unit.leader_id.is_not(None))).all()
    holdings = session.execute(
        select(RoleHolding.role, RoleHolding.unit_id, RoleHolding.person_id)
        .where(
            RoleHolding.withdrawn_on.is_(None),
            RoleHolding.valid_from <= today,
            or_(RoleHolding.valid_until.is_(None), RoleHolding.valid_until >= today),
        )
        .order_by(RoleHolding.id)
    )
    holders: dict[tuple[str, int], list[int]] = {}
    for row in holdings:
        holders.setdefault((row.role.value, row.unit_id), []).append(row.person_id)
    return Directory(
        active=frozenset(row.id for row in people if row.is_active),
        homes={row.id: row.path for row in people if row.path},
        leaders={row.id: row.leader_id for row in leaders},
        holders=holders,
    )


def told(session: Session, abouts: Sequence[str]) -> dict[Key, set[int]]:
    """Return who has a notice of some records, by what they were told."""
    found: dict[Key, set[int]] = {}
    for start in range(0, len(abouts), CHUNK):
        some = select(Notice.kind, Notice.about, Notice.on_day, Notice.person_id)
        for row in session.execute(some.where(Notice.about.in_(abouts[start : start + CHUNK]))):
            found.setdefault((row.kind, row.about, row.on_day), set()).add(row.person_id)
    return found


def untold(session: Session) -> dict[int, list[Notice]]:
    """Return the notices that wait to be told, by person, in the order they were put."""
    found: dict[int, list[Notice]] = {}
    waiting = Notice.mail_id.is_(None), Notice.withheld.is_(None)
    for notice in session.scalars(select(Notice).where(*waiting).order_by(Notice.person_id, Notice.id)):
        found.setdefault(notice.person_id, []).append(notice)
    return found


def recipients(session: Session, person_ids: Sequence[int], today: date) -> dict[int, Recipient]:
    """Return some people as mail reaches them."""
    found: dict[int, Recipient] = {}
    for start in range(0, len(person_ids), CHUNK):
        some = select(Person, NoticeChoice).outerjoin(NoticeChoice, NoticeChoice.person_id == Person.id)
        for person, choice in session.execute(some.where(Person.id.in_(person_ids[start : start + CHUNK]))):
            active = person.deactivated_on is None or person.deactivated_on > today
            language, muted = (choice.language, choice.muted) if choice else (person.language, ())
            found[person.id] = Recipient(person.id, person.email, str(language), muted, active)
    return found


def mailed(session: Session, kind: str, day: date) -> set[str]:
    """Return what mail of a kind is about that was put for a day."""
    return set(session.scalars(select(Mail.about).where(Mail.kind == kind, Mail.due_on == day)))


def log_of(session: Session, page: str) -> list[LogLine]:
    """Return the newest notices of a record, by the address of its page, in one statement."""
    rows = session.execute(
        select(Notice, Person.name, Mail.put_at, Mail.sent_at, Mail.failed_at, Mail.last_error)
        .join(Person, Person.id == Notice.person_id)
        .outerjoin(Mail, Mail.id == Notice.mail_id)
        .where(within((f"{page}/",), Notice.path) | (Notice.path == page))
        .order_by(Notice.id.desc())
        .limit(LOG_LINES)
    )
    return [
        LogLine(
            notice,
            name,
            notice_state(notice.withheld, put_at, sent_at, failed_at, said),
            sent_at or failed_at,
            said,
        )
        for notice, name, put_at, sent_at, failed_at, said in rows
    ]


def outbox(session: Session, access: Access) -> Outbox:
    """Return how the mail stands of the people whose notices a reader looks after."""
    waits = Mail.sent_at.is_(None) & Mail.failed_at.is_(None)
    row = session.execute(
        select(
            func.count(Mail.id).filter(waits),
            func.min(Mail.put_at).filter(waits),
            func.max(Mail.last_error).filter(waits),
            func.max(Mail.sent_at),
        ).where(_to_theirs(access))
    ).one()
    return Outbox(*row)


def failed_mail(session: Session, access: Access) -> Sequence[tuple[Mail, Person]]:
    """Return the mail that could not be delivered to people whose notices a reader looks after, newest first."""
    failed = select(Mail, Person).join(Person, _is_to(Person))
    failed = failed.where(Mail.failed_at.is_not(None), _to_theirs(access))
    return [(row[0], row[1]) for row in session.execute(failed.order_by(Mail.id.desc()).limit(LOG_LINES))]


def _is_to(person: type[Person]) -> ColumnElement[bool]:
    """Say whose a mail is: of whom its notices are, who may have another address by now, or by the address."""
    notified = select(Notice.person_id).where(Notice.mail_id == Mail.id).limit(1).scalar_subquery()
    return or_(person.id == notified, and_(notified.is_(None), person.email == Mail.recipient))


def _to_theirs(access: Access) -> ColumnElement[bool]:
    """Return the predicate that a mail is to somebody whose notices a reader looks after."""
    theirs = access.within(Permission.NOTICE_MANAGE, Unit.path)
    people = select(Person.id).join(Unit, Unit.id == Person.unit_id).where(theirs)
    notified = select(Notice.mail_id).where(Notice.person_id.in_(people))
    return or_(Mail.id.in_(notified), Mail.recipient.in_(people.with_only_columns(Person.email)))


def choice_of(session: Session, person_id: int) -> NoticeChoice | None:
    """Return what a person has chosen, or None for who has chosen nothing."""
    return session.scalar(select(NoticeChoice).where(NoticeChoice.person_id == person_id))
