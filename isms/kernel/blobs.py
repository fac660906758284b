"""Keeps files by the digest of their content, in the database, so that one backup holds all."""

import hashlib

from sqlalchemy import LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from isms.kernel.inserting import insert_new
from isms.kernel.tables import Base


class Blob(Base):
    """The bytes of a file; whoever refers to it says what it is called and what it is."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


def keep(session: Session, content: bytes) -> str:
    """Keep a file's bytes with the transaction and return their SHA-256; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    session.execute(insert_new(session, Blob).values(sha256=digest, content=content))
    return digest


def content_of(session: Session, sha256: str) -> bytes | None:
    """Return the bytes of a file, or None when nothing is kept by that digest."""
    return session.scalar(select(Blob.content).where(Blob.sha256 == sha256))
