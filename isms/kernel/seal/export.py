"""Writes the log so that it can be kept elsewhere: one JSON object a line, the checkpoint last."""

import json
from typing import TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.seal.chain import canonical
from isms.kernel.seal.checkpoint import Checkpoint
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.kernel.tables import Base

ROWS_AT_A_TIME = 2_000


def write_log(session: Session, file: TextIO, checkpoint: Checkpoint) -> None:
    """Write every row of the log, table by table in key order, and then its checkpoint."""
    for model in (Sealing, AuditEntry, AuditValue):
        table = Base.metadata.tables[model.__tablename__]
        statement = select(table).order_by(*table.primary_key.columns)
        for row in session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME)):
            cells = {
                name: value if isinstance(value, int) else canonical(value) for name, value in row._mapping.items()
            }
            file.write(json.dumps({"table": table.name, **cells}, ensure_ascii=False) + "\n")
    file.write(checkpoint.line() + "\n")
