"""Makes packs for tests, opens them, changes what is inside, and closes them again."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from isms.app import PACK_FACTS, registers
from isms.kernel.access import CONSOLE, Access
from isms.kernel.db import Database
from isms.kernel.moments import moment_of
from isms.kernel.pack import verify
from isms.kernel.pack.making import Order, make_pack
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.signing import Signer
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE
from isms.overview.queries.packs import pack_access, pack_scope

Files = dict[str, bytes]
Log = list[dict[str, Any]]
Change = Callable[[Files], object]


def packed(
    database: Database,
    *,
    access: Access = CONSOLE,
    as_of: str = "",
    code: str | None = None,
    signer: Signer | None = None,
) -> bytes:
    """Return a pack."""
    target = BytesIO()
    with database.reading() as session:
        allowed = pack_access(session, access, code)
        assert allowed
        now = database.clock.now()
        order = Order(
            moment=moment_of(session, as_of, now),
            access=allowed,
            scope=pack_scope(session, allowed),
            made_by=Actor("operator", "test"),
            made_at=now,
            words=CATALOGUE.words("nb"),
            asked=code,
            signer=signer,
            facts=PACK_FACTS,
        )
        make_pack(session, Base.metadata, registers().values(), order, target)
    return target.getvalue()


def opened(pack: bytes) -> Files:
    """Return what a pack holds, by name."""
    with ZipFile(BytesIO(pack)) as file:
        return {name: file.read(name) for name in file.namelist()}


def closed(files: Files) -> bytes:
    """Return a pack of some files."""
    target = BytesIO()
    with ZipFile(target, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return target.getvalue()


def redo_sums(files: Files, **told: object) -> None:
    """Do what whoever tampers would do: write the sums anew, and whatever else the manifest is to tell."""
    manifest = json.loads(files["manifest.json"]) | told
    manifest["files"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
        if name not in ("manifest.json", "manifest.sig")
    ]
    files["manifest.json"] = json.dumps(manifest).encode()


def log_of(files: Files) -> Log:
    """Return the lines of the log."""
    return [json.loads(line) for line in files["log/log.jsonl"].splitlines()]


def put_log(files: Files, lines: Log) -> None:
    """Write the lines of the log."""
    files["log/log.jsonl"] = b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def chained(lines: Log) -> Log:
    """Return a log whose every digest was reckoned anew, as somebody who knows how would."""
    head, found = verify.GENESIS, []
    for line in lines:
        told = dict(line)
        if "sealed_at" in told:
            header = [told[name] for name in ("sealed_at", "actor_kind", "actor_id", "action", "why_digest")]
            head = verify.sha256(head, f"[{told['position']},{','.join(map(verify.text, header))}]")
            opening = told
        else:
            fields = json.loads(told["fields"]) | {n: verify.field_digest(v) for n, v in told["values"].items()}
            told["fields"] = json.dumps(fields, separators=(",", ":"))
            tenant = "null" if told["tenant_id"] is None else told["tenant_id"]
            texts = ",".join((str(told["entity_id"]), verify.text(told["change"]), verify.text(told["fields"])))
            head = verify.sha256(head, f"[{told['ordinal']},{tenant},{verify.text(told['entity'])},{texts}]")
            told["digest"] = head
        opening["digest"] = head
        found.append(told)
    return found


def faults(directory: Path, pack: bytes, trusted: str | None = None, kept: dict[str, Any] | None = None) -> list[str]:
    """Return what the verifier says of a pack."""
    path = directory / "pack.zip"
    path.write_bytes(pack)
    return verify.check(path, trusted, kept)[0]
