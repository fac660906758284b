"""Keeps a signed checkpoint of every day outside the database: as a file that is never overwritten, and by mail."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.outbox import Letter, put
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.runs import LEASE, Claim, Superseded, claim, finish, is_done
from isms.kernel.seal.checkpoint import Checkpoint, contradictions, read_checkpoint, taken
from isms.kernel.seal.signing import Signer, keep_new, signer_at
from isms.kernel.words import CATALOGUE

log = structlog.get_logger()

JOB = "checkpoint"
NAME = re.compile(r"checkpoint-(\d{4}-\d{2}-\d{2})\.json")
LATE = timedelta(days=1)
"""How many days back the newest file may be dated: today's is written when a worker next looks."""


@dataclass(frozen=True)
class Places:
    """Where checkpoints are kept: a directory, an address, both or neither; and where the key lies."""

    directory: Path | None = None
    mail: str | None = None
    key: Path | None = None

    def signer(self) -> Signer | None:
        """Return the signer, or None when nothing is signed here; raises Refused when the key cannot be used."""
        try:
            return signer_at(self.key) if self.key else None
        except (OSError, ValueError) as error:
            raise Refused(Refusal("checkpoint.no_key", values={"said": error})) from error


class Taken(Exception):
    """The day's file is there already, and speaks of another log."""


def keep_due(database: Database, places: Places, owner: str, lease: timedelta = LEASE) -> int:
    """Keep the day's checkpoint wherever it is not yet kept, and return in how many places it now is.

    A place that fails is told of, and tried again when the lease is over. A day on which nothing ran gets
    none: made later it would say no more than the one of the day it was made.
    """
    kept = 0
    for place, keep in (("file", _keep_file), ("mail", _keep_mail)):
        now = database.clock.now()
        slot = day_of(now).isoformat()
        with database.reading() as session:
            if not _is_wanted(places, place) or is_done(session, f"{JOB}:{place}", slot):
                continue
        claimed = claim(database, f"{JOB}:{place}", slot, owner, lease)
        if claimed is None:
            continue
        try:
            keep(database, places, claimed, now)
            kept += 1
        except Superseded:
            continue
        except (OSError, Refused, Taken) as error:
            log.error("checkpoint not kept", place=place, said=f"{type(error).__name__}: {error}")
    return kept


def _is_wanted(places: Places, place: str) -> bool:
    return (places.directory if place == "file" else places.mail) is not None


def _keep_file(database: Database, places: Places, claimed: Claim, now: datetime) -> None:
    """Write the day's file, then settle the slot: a death between leaves a file, which the next attempt finds right."""
    assert places.directory
    path = places.directory / f"checkpoint-{claimed.slot}.json"
    with database.reading() as session:
        checkpoint = taken(session, now).signed_by(places.signer())
        if not keep_new(path, f"{checkpoint.line()}\n".encode()) and any(
            contradictions(session, read_checkpoint(path))
        ):
            raise Taken(path)
    with database.bookkeeping() as session:
        finish(session, claimed, now)


def _keep_mail(database: Database, places: Places, claimed: Claim, now: datetime) -> None:
    """Put the day's letter in the outbox and settle the slot with it."""
    assert places.mail
    with database.reading() as session:
        checkpoint = taken(session, now).signed_by(places.signer())
    with database.bookkeeping() as session:
        finish(session, claimed, now)
        put(session, _letter(checkpoint, places.mail, claimed.slot), day_of(now), now)


def _letter(checkpoint: Checkpoint, recipient: str, day: str) -> Letter:
    words = CATALOGUE.words("nb")
    title = words("checkpoint.mail_title", day=day, position=checkpoint.log.position)
    return Letter(JOB, day, recipient, title, words("checkpoint.mail_body", line=checkpoint.line()))


def place_refusals(session: Session, places: Places, today: date) -> Iterator[Refusal]:
    """Yield what is wrong with where checkpoints are kept, and where the newest one contradicts the log."""
    directory = places.directory
    if directory is None:
        return
    if not directory.is_dir() or not os.access(directory, os.W_OK | os.X_OK):
        yield Refusal("checkpoint.no_directory", values={"directory": directory})
        return
    newest = newest_file(directory)
    if newest is None:
        yield Refusal("checkpoint.none_yet", values={"directory": directory})
        return
    day, path = newest
    if today - day > LATE:
        yield Refusal("checkpoint.late", values={"directory": directory, "day": day.isoformat()})
    checkpoint = read_checkpoint(path)
    try:
        signer = places.signer()
    except Refused as no:
        yield from no.refusals
        return
    for fault in (
        *checkpoint.signature_faults(signer.public_key if signer else None),
        *contradictions(session, checkpoint),
    ):
        yield Refusal("checkpoint.contradicts", values={"file": path, "fault": fault})


def newest_file(directory: Path) -> tuple[date, Path] | None:
    """Return the day and the path of the newest checkpoint in a directory, or None."""
    found = [(date.fromisoformat(name[1]), path) for path in directory.iterdir() if (name := NAME.fullmatch(path.name))]
    return max(found) if found else None
