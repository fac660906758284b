"""What changed when, in sentences a person can read: from the log, in the language of the reader."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Table,
    and_,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Session, defer

from isms.kernel.formats import print_date, print_instant, print_integer
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.kernel.tables import Base, Instant, WordList
from isms.kernel.vocabulary import Term
from isms.kernel.words import Words

Reference = tuple[str, int]
"""A record: its table and its id."""

PERSON = "person"
CHANGES_EACH = 8
"""How many changes of one record are looked through for the newest of the next record."""
LONGEST = 160
"""Longer texts are cut in sentences; the log holds them whole."""


@dataclass(frozen=True)
class Sentence:
    """One change: when, by whom and what, and the reason if one was given."""

    when: datetime
    text: str
    position: int
    why: str | None = None


def sentences(
    session: Session,
    words: Words,
    records: Iterable[tuple[str, int]],
    limit: int = 20,
    *,
    related: Mapping[str, Select[Any]] | None = None,
) -> list[Sentence]:
    """Return the newest changes of some records, given as pairs of table and id, in three statements.

    The first record is the one whose page it is: it is not named again in each sentence. related: further
    records by table, as selects of their ids, which are read in the same statements.
    """
    asked = list(records)
    by_entity: dict[str, list[int]] = defaultdict(list)
    for entity, number in asked:
        by_entity[entity].append(number)
    ids: list[tuple[str, Any]] = [*by_entity.items(), *(related or {}).items()]
    return _told(session, words, _of(ids), limit, asked[0])


def tenant_sentences(
    session: Session, words: Words, tenant_id: int | None, limit: int = 50, *, without: Sequence[str] = ()
) -> list[Sentence]:
    """Return the newest changes of a tenant's records; `without` names tables to leave out."""
    wanted = and_(AuditEntry.tenant_id == tenant_id, AuditEntry.entity.not_in(without))
    return _told(session, words, wanted, limit, None)


@dataclass(frozen=True)
class Headline:
    """The newest change of a record: when, who did what, which record it is, and what that is called."""

    when: datetime
    text: str
    record: Reference
    called: str


def headlines(
    session: Session, words: Words, readable: Mapping[str, Select[Any]], *, since: int, limit: int
) -> list[Headline]:
    """Return the newest change of each of the records changed last, in two statements.

    readable: by table, a select of the ids that may be told of. since: the position after which changes are news.
    """
    rows = session.execute(
        select(AuditEntry.entity, AuditEntry.entity_id, AuditEntry.change)
        .add_columns(Sealing.sealed_at, Sealing.actor_kind, Sealing.actor_id)
        .join(Sealing, Sealing.position == AuditEntry.position)
        .where(AuditEntry.position > since, _of(readable.items()))
        .order_by(AuditEntry.position.desc(), AuditEntry.ordinal)
        .limit(limit * CHANGES_EACH)
    )
    newest: dict[Reference, Any] = {}
    for row in rows:
        newest.setdefault((row.entity, row.entity_id), row)
    shown = list(newest.items())[:limit]
    mentioned: dict[str, set[int]] = defaultdict(set)
    for (entity, number), row in shown:
        mentioned[entity].add(number)
        if row.actor_kind == PERSON:
            mentioned[PERSON].add(int(row.actor_id))
    teller = _Teller(words, _called(session, mentioned), None)
    return [
        Headline(
            row.sealed_at,
            words(f"headline.{row.change}", who=teller.actor(row), what=words(record[0])),
            record,
            teller.names.get(record, ""),
        )
        for record, row in shown
    ]


def _of(records: Iterable[tuple[str, Any]]) -> ColumnElement[bool]:
    """Return the predicate of the entries of some records: pairs of a table and ids, or a select of ids."""
    return or_(*(and_(AuditEntry.entity == entity, AuditEntry.entity_id.in_(ids)) for entity, ids in records))


def _told(
    session: Session, words: Words, wanted: ColumnElement[bool], limit: int, page_of: Reference | None
) -> list[Sentence]:
    entries = session.execute(
        select(AuditEntry, Sealing)
        .join(Sealing, Sealing.position == AuditEntry.position)
        .where(wanted)
        .options(defer(AuditEntry.fields), defer(AuditEntry.digest), defer(AuditEntry.tenant_id))
        .options(defer(Sealing.digest), defer(Sealing.why_digest))
        .order_by(AuditEntry.position.desc(), AuditEntry.ordinal)
        .limit(limit)
    ).all()
    if not entries:
        return []
    told = {key for entry, _ in entries for key in ((entry.position, 0), (entry.position, entry.ordinal))}
    values: dict[tuple[int, int], list[AuditValue]] = defaultdict(list)
    # Two lists and not pairs: SQLite reads the whole log to find pairs. A few values too many are left aside.
    positions, ordinals = (sorted(set(numbers)) for numbers in zip(*told, strict=True))
    statement = select(AuditValue).where(AuditValue.position.in_(positions), AuditValue.ordinal.in_(ordinals))
    for value in sorted(session.scalars(statement), key=lambda value: value.field):
        values[value.position, value.ordinal].append(value)
    teller = _Teller(words, _names(session, entries, values), page_of)
    return [
        Sentence(
            sealing.sealed_at,
            teller.sentence(entry, sealing, values[entry.position, entry.ordinal]),
            entry.position,
            next((v.new for v in values[entry.position, 0]), None),
        )
        for entry, sealing in entries
    ]


def _names(
    session: Session, entries: Sequence[Any], values: Mapping[tuple[int, int], Sequence[AuditValue]]
) -> dict[Reference, str]:
    """Return what every record that the sentences mention is called."""
    mentioned: dict[str, set[int]] = defaultdict(set)
    for entry, sealing in entries:
        mentioned[entry.entity].add(entry.entity_id)
        if sealing.actor_kind == PERSON:
            mentioned[PERSON].add(int(sealing.actor_id))
        for value in values[entry.position, entry.ordinal]:
            target = _target(_column(entry.entity, value.field))
            if target is not None:
                mentioned[target.name].update(int(text) for text in (value.old, value.new) if text)
    return _called(session, mentioned)


def _called(session: Session, mentioned: Mapping[str, set[int]]) -> dict[Reference, str]:
    """Return what records are called, given as ids by table; one statement."""
    selects = []
    for name, ids in mentioned.items():
        table = Base.metadata.tables[name]
        called = called_by(table)
        if called is not None:
            selects.append(
                select(literal(name).label("entity"), table.c.id, called.label("called")).where(
                    table.c.id.in_(sorted(ids))
                )
            )
    if not selects:
        return {}
    return {(row.entity, row.id): row.called for row in session.execute(union_all(*selects))}


def called_by(table: Table) -> ColumnElement[str] | None:
    """Return what a row of a table is called: its code, and its name, its title or what it is for, if it has them.

    A row with neither may be called by a word of a vocabulary: by the column marked CALLED_BY.
    """
    word = next((table.c[name] for name in ("name", "title", "what") if name in table.c), None)
    if "code" not in table.c or table.name == "unit":
        telling = _telling_column(table)
        return word if word is not None or telling is None else type_coerce(telling, String)
    return table.c.code if word is None else table.c.code + " " + word


def _telling_column(table: Table) -> Column[Any] | None:
    """Return the column whose word a row without a name is called by, or None."""
    return next((column for column in table.columns if column.info.get("called_by")), None)


def _column(entity: str, field: str) -> Column[Any]:
    return Base.metadata.tables[entity].c[field]


def _target(column: Column[Any]) -> Table | None:
    """Return the table of records a column points to by their number, or None."""
    return next((key.column.table for key in column.foreign_keys if key.column.name == "id"), None)


@dataclass(frozen=True)
class _Teller:
    """Tells changes in one language, knowing what the records are called."""

    words: Words
    names: Mapping[Reference, str]
    page_of: Reference | None

    def sentence(self, entry: AuditEntry, sealing: Sealing, values: Sequence[AuditValue]) -> str:
        """Return one change as a sentence."""
        who = self.actor(sealing)
        what = self.record(entry)
        if entry.change == "created":
            details = self.details(entry, values)
            said = {"who": who, "what": what, "details": details}
            return self.words("history.created_with" if details else "history.created", **said)
        told = {value.field: value for value in values}
        if entry.change == "withdrawn":
            because = told.get("withdrawn_because")
            reason = because.new if because and because.new else ""
            return self.words("history.withdrawn", who=who, what=what, because=reason)
        fields = "; ".join(self.field(entry.entity, value) for value in values)
        if self.page_of == (entry.entity, entry.entity_id):
            return self.words("history.changed", who=who, fields=fields)
        return self.words("history.changed_in", who=who, what=what, fields=fields)

    def actor(self, sealing: Any) -> str:
        """Return who did it: a person's name, or what the door is called."""
        if sealing.actor_kind == PERSON:
            return self.names.get((PERSON, int(sealing.actor_id)), self.words("history.somebody"))
        return self.words(f"actor.{sealing.actor_kind}")

    def record(self, entry: AuditEntry) -> str:
        """Return the record as the catalogue and its own name call it."""
        label = self.words(entry.entity)
        name = self.names.get((entry.entity, entry.entity_id))
        telling = _telling_column(Base.metadata.tables[entry.entity])
        if name and telling is not None:
            name = self.words("history.quoted", text=self.text(telling, name))
        return f"{label} {name}" if name else label

    def details(self, entry: AuditEntry, values: Sequence[AuditValue]) -> str:
        """Return what a record without a name of its own was registered with."""
        table = Base.metadata.tables[entry.entity]
        telling = _telling_column(table)
        if telling is None:
            return ""
        order = [column.name for column in table.columns]
        parts = []
        for value in sorted(values, key=lambda value: order.index(value.field)):
            column = _column(entry.entity, value.field)
            target = _target(column)
            page = target is not None and self.page_of == (target.name, int(value.new or 0))
            if column is not telling and not page:
                label = _in_running_text(self.words(f"{entry.entity}.{value.field}"))
                parts.append(self.words("history.is", field=label, new=self.text(column, value.new)))
        return "; ".join(parts)

    def field(self, entity: str, value: AuditValue) -> str:
        """Return one field's change as a part of a sentence."""
        column = _column(entity, value.field)
        label = _in_running_text(self.words(f"{entity}.{value.field}"))
        old, new = self.text(column, value.old), self.text(column, value.new)
        if not old:
            return self.words("history.set", field=label, new=new)
        if not new:
            return self.words("history.cleared", field=label, old=old)
        return self.words("history.from_to", field=label, old=old, new=new)

    def text(self, column: Column[Any], canonical: str | None) -> str:
        """Return a canonical value as a person reads it."""
        if canonical is None or canonical == "":
            return ""
        target = _target(column)
        if target is not None:
            return self.names.get((target.name, int(canonical)), self.words("history.something"))
        language = self.words.language
        match column.type:
            case EnumType() as kind if kind.enum_class and issubclass(kind.enum_class, Term):
                return self.words(kind.enum_class(canonical).label)
            case Boolean():
                return self.words("yes_no.yes" if canonical == "true" else "yes_no.no")
            case Date():
                return print_date(date.fromisoformat(canonical), language)
            case Instant():
                return print_instant(datetime.fromisoformat(canonical), language)
            case Integer():
                return print_integer(int(canonical), language)
            case WordList():
                return ", ".join(self._word(column, word) for word in canonical.split(","))
        return canonical if len(canonical) <= LONGEST else f"{canonical[:LONGEST]} …"

    def _word(self, column: Column[Any], word: str) -> str:
        vocabulary = column.info.get("vocabulary")
        return self.words(str(vocabulary(word).label)) if vocabulary else word


def _in_running_text(label: str) -> str:
    """Return a label as it is written inside a sentence: small first letter, abbreviations left alone."""
    return label if label[1:2].isupper() or len(label) == 1 else label[:1].lower() + label[1:]
