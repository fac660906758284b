"""Decides what a checkpoint is: both logs' ends at an instant, signed, to be kept where the database is not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.refusal import Refusal, Refused
from isms.kernel.seal.access_log import access_head
from isms.kernel.seal.chain import GENESIS, Head, canonical
from isms.kernel.seal.models import Sealing
from isms.kernel.seal.signing import Signer, is_signed

SIGNED = b"systemhelse checkpoint\n"
"""What precedes a checkpoint when it is signed, so that a signature of something else never fits."""


@dataclass(frozen=True)
class Checkpoint:
    """The ends of the log and of the access log, and who has signed them."""

    log: Head
    access: Head | None = None
    taken_at: str | None = None
    public_key: str | None = None
    signature: str | None = None

    def told(self) -> dict[str, object]:
        """Return what is signed, by name."""
        told: dict[str, object] = {"position": self.log.position, "digest": self.log.digest}
        if self.access:
            told |= {"access_position": self.access.position, "access_digest": self.access.digest}
        if self.taken_at:
            told["taken_at"] = self.taken_at
        return told

    def message(self) -> bytes:
        """Return the bytes that are signed."""
        return SIGNED + json.dumps(self.told(), sort_keys=True, separators=(",", ":")).encode()

    def line(self) -> str:
        """Return the checkpoint as one line of JSON."""
        signed = {"public_key": self.public_key, "signature": self.signature} if self.signature else {}
        return json.dumps({"checkpoint": self.told(), **signed})

    def signed_by(self, signer: Signer | None) -> "Checkpoint":
        """Return the checkpoint signed, or as it is when nobody signs."""
        if signer is None:
            return self
        return replace(self, public_key=signer.public_key, signature=signer.sign(self.message()))

    def signature_faults(self, trusted: str | None) -> Iterator[str]:
        """Yield what is wrong with the signature; `trusted` is the public key it must be by, if one is known."""
        if self.signature is None and self.public_key is None:
            return
        if self.signature is None or self.public_key is None:
            yield "the checkpoint has half a signature"
        elif not is_signed(self.message(), self.signature, self.public_key):
            yield "the checkpoint was changed after it was signed"
        elif trusted is not None and self.public_key != trusted:
            yield "the checkpoint was signed with another key"


def taken(session: Session, now: datetime, position: int | None = None) -> Checkpoint:
    """Return the checkpoint of both logs as they stand, or of the log as it stood at a position, unsigned."""
    statement = select(Sealing.position, Sealing.digest).order_by(Sealing.position.desc()).limit(1)
    if position is not None:
        statement = statement.where(Sealing.position <= position)
    last = session.execute(statement).first()
    log = Head(last.position, last.digest) if last else Head(0, GENESIS)
    return Checkpoint(log, access_head(session), canonical(now))


def read_checkpoint(path: Path) -> Checkpoint:
    """Return the checkpoint in the last line of a file; raises Refused when there is none."""
    try:
        found = json.loads(path.read_text("utf-8").strip().splitlines()[-1])
        told = found["checkpoint"]
        access = Head(int(told["access_position"]), str(told["access_digest"])) if "access_digest" in told else None
        log = Head(int(told["position"]), str(told["digest"]))
        return Checkpoint(log, access, told.get("taken_at"), found.get("public_key"), found.get("signature"))
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Refused(Refusal("cli.no_checkpoint", values={"file": path})) from error


def contradictions(session: Session, checkpoint: Checkpoint) -> Iterator[str]:
    """Yield where the logs no longer hold what a checkpoint says, without walking them."""
    digest = session.scalar(select(Sealing.digest).where(Sealing.position == checkpoint.log.position))
    if (digest or GENESIS) != checkpoint.log.digest:
        yield f"the log no longer holds position {checkpoint.log.position} as the checkpoint says"
