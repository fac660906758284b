"""Makes a pack: what goes into it, in which order, and the manifest that tells of all of it."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import MetaData
from sqlalchemy.orm import Session

from isms import __version__
from isms.kernel.access import Access
from isms.kernel.clock import end_of
from isms.kernel.moments import Moment
from isms.kernel.pack.parts import ACCESS_FIELDS, AccessLines, log_lines, record_columns, record_lines
from isms.kernel.pack.scope import Held, Scope
from isms.kernel.register.columns import Register
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.seal.chain import canonical
from isms.kernel.seal.checkpoint import Checkpoint, taken
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.signing import Signer
from isms.kernel.tables import audited_tables
from isms.kernel.words import Words

HERE = Path(__file__).parent
SIGNED = b"systemhelse manifest\n"
"""What precedes a manifest when it is signed."""

FIXED = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a pack: the same pack made twice has the same bytes."""

LINES_AT_A_TIME = 500

Facts = Callable[[Session, date, Sequence[int] | None], Mapping[str, object]]
"""What a room tells of itself in the manifest, on a day, for some tenants or all: as the model its rows follow."""


@dataclass(frozen=True)
class Order:
    """What a pack is asked to hold, by whom and when.

    access decides what registers show, scope whose records and values are in it; asked names the place in words.
    """

    moment: Moment
    access: Access
    scope: Scope
    made_by: Actor
    made_at: datetime
    words: Words
    asked: str | None = None
    signer: Signer | None = None
    facts: Sequence[Facts] = ()


class _Pack:
    """A zip that notes the size and the sum of each file as it is written."""

    def __init__(self, target: IO[bytes]) -> None:
        self.zip = ZipFile(target, "w", ZIP_DEFLATED)
        self.files: list[dict[str, object]] = []

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a file from its parts."""
        info = ZipInfo(name, FIXED)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self.zip.open(info, "w", force_zip64=True) as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
        self.files.append({"name": name, "size": size, "sha256": digest.hexdigest()})


def make_pack(
    session: Session, metadata: MetaData, registers: Iterable[Register], order: Order, target: IO[bytes]
) -> None:
    """Write a pack to a file that can be sought in: all of it from one snapshot, streamed."""
    pack = _Pack(target)
    for name in ("README.txt", "verify.py"):
        pack.add(name, [(HERE / name).read_bytes()])
    names = _add_registers(pack, session, registers, order)
    held = Held(session, metadata, order.scope)
    position = order.moment.position
    pack.add("log/log.jsonl", _together(log_lines(session, position, held)))
    access = AccessLines(session, end_of(order.moment.day) if order.moment.past else None, order.scope)
    pack.add("log/access.jsonl", _together(access))
    # What follows wholly from other rows has no raw state, and the log does not tell of it.
    told = [table for table in audited_tables(metadata) if record_columns(table)]
    for table in sorted(told, key=lambda table: table.name):
        pack.add(f"records/{table.name}.json", _together(record_lines(session, table, position, held)))
    checkpoint = taken(session, order.made_at, position)
    checkpoint = Checkpoint(checkpoint.log, access.head, checkpoint.taken_at).signed_by(order.signer)
    pack.add("checkpoint.json", [f"{checkpoint.line()}\n".encode()])
    manifest = _manifest(session, order, names, pack.files)
    pack.add("manifest.json", [manifest])
    if order.signer:
        pack.add("manifest.sig", [_signature(order.signer, manifest)])
    pack.zip.close()


def _add_registers(pack: _Pack, session: Session, registers: Iterable[Register], order: Order) -> list[str]:
    """Add every register that may be read, as CSV and JSON, and return their names."""
    names = []
    for register in sorted(registers, key=lambda register: register.name):
        if not order.access.allows(register.permission):
            continue
        made = export(session, register, order.moment, order.access, Wish(), order.words)
        pack.add(f"registers/{register.name}.csv", made.csv())
        pack.add(f"registers/{register.name}.json", made.json())
        names.append(register.name)
    return names


def _together(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines some hundred at a time: a zip takes few long parts faster than many short ones."""
    some: list[bytes] = []
    for line in lines:
        some.append(line)
        if len(some) == LINES_AT_A_TIME:
            yield b"".join(some)
            some.clear()
    yield b"".join(some)


def _manifest(session: Session, order: Order, names: list[str], files: list[dict[str, object]]) -> bytes:
    told: dict[str, Any] = {
        "pack": 1,
        "program": {"name": "Systemhelse", "version": __version__},
        "made_at": canonical(order.made_at),
        "made_by": {"kind": order.made_by.kind, "id": order.made_by.id},
        "as_of": str(order.moment),
        "position": order.moment.position,
        "day": order.moment.day.isoformat(),
        "past": order.moment.past,
        "language": order.words.language,
        "asked": order.asked,
        "tenants": order.scope.tenants,
        "whole": order.scope.is_whole,
        "registers": names,
        "access_fields": ACCESS_FIELDS,
        "public_key": order.signer.public_key if order.signer else None,
    }
    for facts in order.facts:
        told |= facts(session, order.moment.day, order.scope.tenants)
    return (json.dumps({**told, "files": files}, ensure_ascii=False, indent=1) + "\n").encode()


def _signature(signer: Signer, manifest: bytes) -> bytes:
    signature = signer.sign(SIGNED + hashlib.sha256(manifest).hexdigest().encode())
    return (json.dumps({"public_key": signer.public_key, "signature": signature}) + "\n").encode()
