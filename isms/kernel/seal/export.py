"""Writes the log so that it can be kept elsewhere: one JSON object a line, the checkpoint last."""

import json
from pathlib import Path
from typing import TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.refusal import Refusal, Refused
from isms.kernel.seal.chain import GENESIS, Head, canonical
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.kernel.tables import Base

ROWS_AT_A_TIME = 2_000


def write_log(session: Session, file: TextIO) -> Head:
    """Write every row of the log, table by table in key order, and then the head of the chain; return the head."""
    head = Head(0, GENESIS)
    for model in (Sealing, AuditEntry, AuditValue):
        table = Base.metadata.tables[model.__tablename__]
        statement = select(table).order_by(*table.primary_key.columns)
        for row in session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME)):
            cells = {
                name: value if isinstance(value, int) else canonical(value) for name, value in row._mapping.items()
            }
            file.write(json.dumps({"table": table.name, **cells}, ensure_ascii=False) + "\n")
            if model is Sealing:
                head = Head(row.position, row.digest)
    file.write(json.dumps({"checkpoint": {"position": head.position, "digest": head.digest}}) + "\n")
    return head


def read_checkpoint(path: Path) -> Head:
    """Return the checkpoint in the last line of a file; raises Refused when there is none."""
    try:
        last = path.read_text("utf-8").strip().splitlines()[-1]
        checkpoint = json.loads(last)["checkpoint"]
        return Head(int(checkpoint["position"]), str(checkpoint["digest"]))
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Refused(Refusal("cli.no_checkpoint", values={"file": path})) from error
