"""A workbook of several registers read in one snapshot, with a read-me, the audit trail and the code lists."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.moments import Moment
from isms.kernel.register.columns import Register
from isms.kernel.register.export import Export, export
from isms.kernel.register.paper import Reader, reading_facts, selection
from isms.kernel.register.query import Wish
from isms.kernel.seal.models import AuditEntry, Sealing
from isms.kernel.sheets.columns import Kind, SheetColumn
from isms.kernel.sheets.xlsx_writing import SheetSpec, Written, write_workbook
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE, Words

PERSON = "person"
MOST_ENTRIES = 500_000
"""The audit trail of a workbook goes this far back; the whole log is exported as lines of JSON."""


@dataclass(frozen=True)
class Workbook:
    """What a workbook holds: registers in order, and the name of the one that its filters narrow.

    title: label key. definitions, left_out: label keys of what a reader must know, one line each. facts: what more
    the read-me says, label and value. trail: whose audit trail follows when `with_trail`, None for everybody's.
    """

    title: str
    registers: Sequence[Register]
    narrowed: str
    definitions: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    left_out: Sequence[str] = ()
    trail: int | None = None
    with_trail: bool = False
    public: bool = False


def write(
    target: IO[bytes],
    session: Session,
    workbook: Workbook,
    moment: Moment,
    access: Access,
    wish: Wish,
    words: Words,
    reader: Reader,
) -> list[Written]:
    """Write a workbook and return its sheets; one statement per register and one for the audit trail.

    Raises UnknownFilter when the register it narrows does not offer a filter; the others take what means the same.
    """
    registers = [register.redacted() if workbook.public else register for register in workbook.registers]
    main = next(register for register in registers if register.name == workbook.narrowed)
    made = [export(session, r, moment, access, wish if r is main else _shared(r, wish), words) for r in registers]
    sheets = [one.sheet() for one in made]
    if workbook.with_trail and not workbook.public:
        sheets.append(_trail(session, workbook.trail, moment, words))
    sheets.append(_code_lists(made, words))
    narrowed = selection(session, main, access, wish, words)

    def about(written: Sequence[Written]) -> SheetSpec:
        return _read_me(workbook, moment, narrowed, words, reader, written)

    return write_workbook(target, sheets, words("workbook.read_me"), about)


def _shared(register: Register, wish: Wish) -> Wish:
    offered = {column.key for column in (*register.columns, *register.silent) if column.filter}
    return Wish(filters={key: value for key, value in wish.filters.items() if key in offered & SHARED})


SHARED = frozenset({"area", "unit"})
"""Filters that mean the same in every register: where something lies."""


def _read_me(
    workbook: Workbook, moment: Moment, narrowed: str, words: Words, reader: Reader, written: Sequence[Written]
) -> SheetSpec:
    edition = words("workbook.public" if workbook.public else "workbook.internal")
    rows = [
        (words("workbook.holds"), words(workbook.title)),
        (words("workbook.owner"), reader.owner),
        (words("workbook.edition"), edition),
        *reading_facts(moment, reader, words),
        (words("paper.selection"), narrowed),
        *workbook.facts,
        *((words("workbook.sheet", name=sheet.name), _sheet(sheet, words)) for sheet in written),
        *((words("workbook.left_out"), words(key)) for key in workbook.left_out),
        *((words("workbook.definition"), words(key)) for key in workbook.definitions),
    ]
    columns = [
        SheetColumn("what", words("workbook.what"), width=34),
        SheetColumn("how", words("workbook.how"), width=110),
    ]
    return SheetSpec(words("workbook.read_me"), columns, rows)


def _sheet(sheet: Written, words: Words) -> str:
    return words("workbook.sheet_value", n=sheet.rows, part=sheet.part, sha256=sheet.sha256)


TRAIL = (
    ("position", Kind.INTEGER),
    ("sealed_at", Kind.INSTANT),
    ("who", Kind.TEXT),
    ("action", Kind.TEXT),
    ("record", Kind.TEXT),
    ("record_id", Kind.INTEGER),
    ("change", Kind.TEXT),
    ("fields", Kind.TEXTS),
    ("digest", Kind.TEXT),
)


def _trail(session: Session, tenant_id: int | None, moment: Moment, words: Words) -> SheetSpec:
    """Return the audit trail up to a moment, newest first: what was done to which record, and the chain's digests."""
    person = Base.metadata.tables[PERSON]
    statement = (
        select(
            Sealing.position,
            Sealing.sealed_at,
            person.c.name,
            Sealing.actor_id,
            Sealing.action,
            AuditEntry.entity,
            AuditEntry.entity_id,
            AuditEntry.change,
            AuditEntry.fields,
            AuditEntry.digest,
        )
        .join(AuditEntry, AuditEntry.position == Sealing.position)
        .outerjoin(person, (Sealing.actor_kind == PERSON) & (cast(person.c.id, String) == Sealing.actor_id))
        .where(Sealing.position <= moment.position)
        .order_by(Sealing.position.desc(), AuditEntry.ordinal)
        .limit(MOST_ENTRIES)
    )
    if tenant_id is not None:
        statement = statement.where(AuditEntry.tenant_id == tenant_id)
    columns = [SheetColumn(key, words.heading(f"trail.{key}"), kind) for key, kind in TRAIL]
    return SheetSpec(words("workbook.trail"), columns, _entries(session, statement, words))


def _entries(session: Session, statement: Any, words: Words) -> Iterator[tuple[Any, ...]]:
    found = session.connection().execution_options(yield_per=2_000).execute(statement)
    for position, at, name, actor, action, entity, number, change, fields, digest in found:
        told = tuple(_label(f"{entity}.{field}", field, words) for field in sorted(json.loads(fields)))
        yield position, at, name or actor, action, _label(entity, entity, words), number, change, told, digest


def _label(key: str, otherwise: str, words: Words) -> str:
    return words(key) if key in words else otherwise


def _code_lists(made: Iterable[Export], words: Words) -> SheetSpec:
    """Return every word the columns of some exports may say, in each language."""
    rows: dict[tuple[str, str], tuple[str, ...]] = {}
    languages = [CATALOGUE.words(language) for language in ("nb", "nn", "en")]
    for one in made:
        for column in one.columns:
            for term in column.kind.terms or ():
                key = (type(term).__name__, str(term))
                rows.setdefault(key, (words(column.label), term.value, *(said(term.label) for said in languages)))
    columns = [SheetColumn(key, words.heading(f"code_list.{key}")) for key in ("list", "code", "nb", "nn", "en")]
    return SheetSpec(words("workbook.code_lists"), columns, list(rows.values()))
