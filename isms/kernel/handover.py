"""What belongs to people, and how it is handed over to others: each room says it of its own records.

A belonging is one column that points at a person who owns a record, leads it or answers for it. Columns that tell who
once did something are history and no belonging: they stay as they are when a person leaves.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, String, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from isms.kernel.permission import Permission
from isms.kernel.refusal import ChangedMeanwhile, Refusal, Refused


@dataclass(frozen=True, eq=False)
class Belonging:
    """One way in which records belong to people.

    person: the column that points at them. label: catalogue key of as what, as in "handover.system_owner". page: where
    a record's page lies, as in "/systems/". permission: what it takes to read the record, at its place. source: the
    record's table joined to what the other expressions need; place is the path of its unit. kept(today): whether it
    still is somebody's concern. hand_over(session, record id, person id) gives it to somebody else; raises Refused.
    title(code, language): what a record is called that has no name of its own. table: what
    `kept` needs to be asked of, when it is more than the record's own.
    """

    person: InstrumentedAttribute[Any]
    label: str
    page: str
    permission: Permission
    source: FromClause
    code: ColumnElement[str] | InstrumentedAttribute[str]
    place: ColumnElement[str] | InstrumentedAttribute[str]
    kept: Callable[[date], ColumnElement[bool]]
    hand_over: Callable[[Session, int, int], None]
    called: ColumnElement[str] | InstrumentedAttribute[str] | None = None
    title: Callable[[str, str], str] | None = None
    table: FromClause | None = None

    @property
    def alone(self) -> FromClause:
        """What `kept` is asked of: the record's table, or that joined to what it needs, without its place."""
        return self.table if self.table is not None else self.person.class_.__table__

    @property
    def key(self) -> str:
        """The column's name in the database, which names the belonging too."""
        return f"{self.person.class_.__tablename__}.{self.person.key}"

    def owned(self, today: date) -> Select[Any]:
        """Return the select of what belongs to anybody, in the order of `Owned`."""
        called = cast(self.called, String) if self.called is not None else literal("")
        columns: list[ColumnElement[Any]] = [
            literal(self.key).label("belonging"),
            cast(self.person.class_.id, Integer).label("record_id"),
            cast(self.person, Integer).label("person_id"),
            cast(self.code, String).label("code"),
            called.label("called"),
            cast(self.place, String).label("place"),
        ]
        return select(*columns).select_from(self.source).where(self.person.is_not(None), self.kept(today))


@dataclass(frozen=True)
class Owned:
    """Something that belongs to somebody: which belonging, the record, whose, what it is called, and where it lies."""

    belonging: Belonging
    record_id: int
    person_id: int
    code: str
    called: str
    place: str

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.belonging.key}:{self.record_id}"

    def title(self, language: str) -> str:
        """Return what it is called in a language."""
        return self.called or (self.belonging.title(self.code, language) if self.belonging.title else "")

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"{self.belonging.page}{self.record_id}"


class NotHandedOver(Exception):
    """Some of what was to be handed over cannot be; `refused` says why, by key. Nothing is written."""

    def __init__(self, refused: Mapping[str, Refusal]) -> None:
        super().__init__(", ".join(sorted(refused)))
        self.refused = refused


def owned_by(session: Session, belongings: Sequence[Belonging], person_id: int, today: date) -> list[Owned]:
    """Return everything that belongs to a person, by belonging in the given order, then by code; one statement."""
    if not belongings:
        return []
    by_key = {belonging.key: (place, belonging) for place, belonging in enumerate(belongings)}
    parts = [belonging.owned(today).where(belonging.person == person_id) for belonging in belongings]
    found = [Owned(by_key[row[0]][1], *row[1:]) for row in session.execute(union_all(*parts))]
    return sorted(found, key=lambda owned: (by_key[owned.belonging.key][0], owned.code, owned.record_id))


def counted(
    session: Session, belongings: Sequence[Belonging], person_ids: Collection[int], today: date
) -> dict[int, int]:
    """Return how much belongs to each of some people; one statement."""
    if not belongings or not person_ids:
        return {}
    parts = [
        select(belonging.person.label("person_id"))
        .select_from(belonging.source)
        .where(belonging.person.in_(person_ids), belonging.kept(today))
        for belonging in belongings
    ]
    every = union_all(*parts).subquery()
    rows = session.execute(select(every.c.person_id, func.count()).group_by(every.c.person_id))
    return {row[0]: row[1] for row in rows}


def owns_something(
    belongings: Iterable[Belonging], person_id: InstrumentedAttribute[int], today: date
) -> ColumnElement[bool]:
    """Return the predicate that something belongs to the person of a row; each table is looked up once."""
    sources: dict[tuple[Any, Any], list[Belonging]] = defaultdict(list)
    for belonging in belongings:
        sources[belonging.person.class_, belonging.kept].append(belonging)
    return or_(
        *(
            select(literal(1))
            .select_from(some[0].alone)
            .where(or_(*(each.person == person_id for each in some)), some[0].kept(today))
            .correlate(person_id.class_)
            .exists()
            for some in sources.values()
        )
    )


def hand_over(
    session: Session,
    belongings: Sequence[Belonging],
    person_id: int,
    chosen: Collection[str],
    heir_id: int,
    today: date,
) -> int:
    """Hand over some of what belongs to a person, named by its keys, and return how many: all of it or nothing.

    Raises ChangedMeanwhile for what is theirs no longer, and NotHandedOver with everything that is refused.
    """
    theirs = {owned.key: owned for owned in owned_by(session, belongings, person_id, today)}
    if missing := set(chosen) - theirs.keys():
        raise ChangedMeanwhile(missing)
    refused: dict[str, Refusal] = {}
    for key in (key for key in theirs if key in chosen):
        owned = theirs[key]
        try:
            owned.belonging.hand_over(session, owned.record_id, heir_id)
        except Refused as no:
            # What a refused decision has left in the session must not be written with the next one.
            session.expire_all()
            refused[key] = no.refusals[0]
    if refused:
        raise NotHandedOver(refused)
    return len(set(chosen))
