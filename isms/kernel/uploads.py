"""Keeps what somebody has uploaded between the page that shows what it would do and their yes."""

import hashlib
import json
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from isms.kernel.sheets.table import Row, Sheet
from isms.kernel.tables import Base

KEPT_FOR = timedelta(hours=2)


class Upload(Base):
    """A sheet's cells, by the digest of their content, for the one person who sent them."""

    __tablename__ = "upload"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)


def keep(session: Session, sheet: Sheet, person_id: int, now: datetime) -> str:
    """Keep a sheet's cells and return their digest; the file itself, with what else it holds, is not kept."""
    content = json.dumps([sheet.headers, [[row.number, *row.cells] for row in sheet.rows]]).encode()
    digest = hashlib.sha256(content).hexdigest()
    session.execute(delete(Upload).where(Upload.expires_at < now))
    session.merge(Upload(sha256=digest, person_id=person_id, content=content, expires_at=now + KEPT_FOR))
    return digest


def kept(session: Session, digest: str, person_id: int, now: datetime) -> Sheet | None:
    """Return the sheet a person sent, or None when it is not theirs or no longer kept."""
    found = session.get(Upload, (digest, person_id))
    if found is None or found.expires_at < now:
        return None
    headers, rows = json.loads(found.content)
    return Sheet(tuple(headers), tuple(Row(number, tuple(cells)) for number, *cells in rows))
