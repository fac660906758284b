"""The decisions about notices; each is named by its verb and leaves the commit to its door."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from isms.clocks.rules import Deadline, Rule, reached
from isms.kernel.clock import day_of
from isms.kernel.inserting import insert_new
from isms.kernel.refusal import Refusal, Refused
from isms.notices import queries
from isms.notices.models import Notice, NoticeChoice
from isms.notices.rules import MUTABLE, is_muted, is_urgent
from isms.notices.rules.telling import Reached, recipients, to_tell
from isms.notices.service.webhooks import announce
from isms.notices.vocabulary import MailLanguage, Withheld
from isms.organisation.models import Person

__all__ = ["announce"]

ROWS_AT_A_TIME = 500

Running = Collection[tuple[str, str, date, datetime | None]]
"""The deadlines that run: the rule, the record, and when each is due."""


@dataclass(frozen=True)
class Sources:
    """Where deadlines come from, and the rules of a municipality."""

    readers: Sequence[Callable[[Session], Iterable[Deadline]]]
    rules_of: Callable[[Session, int], Mapping[str, Rule]]


@dataclass(frozen=True)
class Standing:
    """What is to be told now and nobody has put yet, as rows, and the deadlines that run."""

    missing: Sequence[Mapping[str, Any]]
    running: Running


class Taken(Exception):
    """Another worker has told some of these meanwhile: what was written must not be kept."""


def standing(session: Session, sources: Sources, now: datetime) -> Standing:
    """Return how things stand at an instant; the same database at the same instant gives the same rows."""
    deadlines = list(_active(session, sources))
    running = {(d.rule, d.about, d.due_on, d.due_at) for _, d in deadlines}
    stepped = [(rule, d) for rule, d in deadlines if any(reached(rule, d, now))]
    known = queries.told(session, sorted({d.about for _, d in stepped}))
    found = [step for rule, d in stepped for step in to_tell(rule, d, now, known.__contains__)]
    if not found:
        return Standing((), running)
    who = queries.directory(session, day_of(now))
    missing = []
    for step in found:
        told = known.get((step.kind, step.deadline.about, step.on_day), set())
        people = recipients(who, step.deadline, step.step)
        missing += [
            _row(step, person_id, as_what, now) for person_id, as_what in people.items() if person_id not in told
        ]
    return Standing(missing, running)


def _active(session: Session, sources: Sources) -> Iterator[tuple[Rule, Deadline]]:
    """Yield every deadline that runs under a rule in force, with the rule."""
    known: dict[int, Mapping[str, Rule]] = {}
    for reader in sources.readers:
        for deadline in reader(session):
            if deadline.tenant_id not in known:
                known[deadline.tenant_id] = sources.rules_of(session, deadline.tenant_id)
            rule = known[deadline.tenant_id].get(deadline.rule)
            if rule and rule.active:
                yield rule, deadline


def _row(step: Reached, person_id: int, told: str, now: datetime) -> dict[str, Any]:
    return {
        "tenant_id": step.deadline.tenant_id,
        "kind": step.kind,
        "about": step.deadline.about,
        "person_id": person_id,
        "on_day": step.on_day,
        "rule": step.rule.key,
        "told": told,
        "code": step.deadline.code,
        "path": step.deadline.path,
        "due_on": step.deadline.due_on,
        "due_at": step.deadline.due_at,
        "urgent": is_urgent(step.rule),
        "created_at": now,
    }


def keep(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep notices; one that another worker has kept meanwhile is left as it is."""
    # One row's statement for all rows: a statement of many rows takes longer to write than they take to keep.
    session.connection().execute(insert_new(session, Notice), [dict(row) for row in rows])


def withheld_because(notice: Notice, recipient: queries.Recipient, running: Running) -> Withheld | None:
    """Return why a notice is not sent to its recipient, or None when it is."""
    if not recipient.is_active:
        return Withheld.INACTIVE
    if (notice.rule, notice.about, notice.due_on, notice.due_at) not in running:
        return Withheld.SETTLED
    return Withheld.MUTED if is_muted(notice.rule, recipient.muted) else None


def mark(session: Session, notices: Sequence[Notice], **outcome: object) -> None:
    """Mark notices as told or withheld; raises Taken when one of them is no longer untold."""
    ids = [notice.id for notice in notices]
    for start in range(0, len(ids), ROWS_AT_A_TIME):
        some = ids[start : start + ROWS_AT_A_TIME]
        untold = Notice.id.in_(some), Notice.mail_id.is_(None), Notice.withheld.is_(None)
        marked = session.execute(update(Notice).where(*untold).values(**outcome).returning(Notice.id)).all()
        if len(marked) != len(some):
            raise Taken


def choose(session: Session, person: Person, *, language: MailLanguage, muted: Sequence[str]) -> NoticeChoice:
    """Choose how a person is told: the language of mail, and the groups done without; raises Refused."""
    if not set(muted) <= {group.value for group in MUTABLE}:
        raise Refused(Refusal("notice_choice.not_mutable", "muted"))
    choice = queries.choice_of(session, person.id) or NoticeChoice(person_id=person.id, tenant_id=person.tenant_id)
    choice.language, choice.muted = language, tuple(group.value for group in MUTABLE if group.value in muted)
    session.add(choice)
    session.flush()
    return choice
