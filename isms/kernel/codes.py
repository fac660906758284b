"""Gives each record its short code, unique within its tenant and never used again."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from isms.kernel.tables import Base


class CodeCounter(Base):
    """The last number given under a prefix within a tenant."""

    __tablename__ = "code_counter"

    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    prefix: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_code(session: Session, tenant_id: int, prefix: str) -> str:
    """Return the next code under a prefix, as in "S-012"; three digits at least."""
    counter = session.scalar(
        select(CodeCounter).where(CodeCounter.tenant_id == tenant_id, CodeCounter.prefix == prefix).with_for_update()
    )
    if counter is None:
        counter = CodeCounter(tenant_id=tenant_id, prefix=prefix, last=0)
        session.add(counter)
    counter.last += 1
    return f"{prefix}-{counter.last:03d}"
