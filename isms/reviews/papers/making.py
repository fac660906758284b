"""Makes each file of a meeting from what was frozen for it; the same rows make the same bytes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.kernel.paper.printing import print_paper
from isms.kernel.refusal import refuse
from isms.kernel.register.columns import Source
from isms.kernel.words import CATALOGUE, Words
from isms.reviews.models import Meeting
from isms.reviews.papers.message import message
from isms.reviews.papers.minutes import minutes, seal_of
from isms.reviews.papers.pdf import Seal, plain_paper, print_package
from isms.reviews.papers.sheets import write_annex
from isms.reviews.papers.snapshot import write_snapshot
from isms.reviews.papers.word import write_word
from isms.reviews.queries.approved import as_approved
from isms.reviews.queries.gathering import gather
from isms.reviews.queries.meetings import package_of
from isms.reviews.queries.naming import names_of
from isms.reviews.rules.blocks import Package
from isms.reviews.rules.packages import canonical, digest, read
from isms.reviews.rules.redaction import Names, redaction_refusals
from isms.reviews.vocabulary import PaperKind

KEPT = (PaperKind.PACKAGE_PDF, PaperKind.ANNEX_XLSX, PaperKind.MINUTES_DOCX, PaperKind.MINUTES_PDF)
"""What is kept as files; the snapshot is the frozen text itself, and a message is looked through each time."""
PAPER_LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class Frozen:
    """What the files of a meeting are made from: the package and its text, what stands beside it, and the minutes."""

    package: Package
    content: str
    frozen_at: datetime
    seal: Seal
    minutes: Package


@dataclass(frozen=True)
class Made:
    """A file that was made: what it is, in which language, and its bytes."""

    kind: PaperKind
    language: str
    content: bytes

    @property
    def name(self) -> str:
        """What it is called: "package-nb.pdf"."""
        stem, _, ending = self.kind.rpartition("_")
        return f"{stem}-{self.language}.{ending}"


def frozen_of(session: Session, meeting: Meeting) -> Frozen | None:
    """Return what was frozen for a meeting, or None before the freeze; what its approval stands on never changes.

    Nine statements at the most.
    """
    kept = package_of(session, meeting.id)
    if kept is None:
        return None
    package = read(kept.content)
    source = as_approved(session, meeting)
    seal = seal_of(session, source, meeting, kept.digest)
    return Frozen(package, kept.content, kept.frozen_at, seal, minutes(session, source, meeting, package, seal))


def drafted_of(session: Session, meeting: Meeting, now: datetime) -> Frozen:
    """Return what would be frozen for a meeting now; its papers say that they are a draft."""
    source = Source(day_of(now))
    package = gather(session, source, meeting)
    content = canonical(package)
    seal = seal_of(session, source, meeting, digest(content))
    return Frozen(package, content, now, seal, minutes(session, source, meeting, package, seal))


def make(kind: PaperKind, frozen: Frozen, words: Words) -> bytes:
    """Return a file of a meeting in a language; the message is made by `make_message`."""
    match kind:
        case PaperKind.PACKAGE_PDF:
            return print_package(frozen.package, words, frozen.frozen_at, frozen.seal)
        case PaperKind.ANNEX_XLSX:
            return write_annex(frozen.package, words, frozen.seal.digest)
        case PaperKind.SNAPSHOT_JSON:
            return write_snapshot(frozen.content, frozen.seal.digest)
        case PaperKind.MINUTES_DOCX | PaperKind.MINUTES_PDF:
            return _plain(frozen.minutes, words, frozen.frozen_at, words("minutes.title"), kind.endswith("docx"))
    raise ValueError(f"not made here: {kind}")


def make_each(frozen: Frozen, wanted: Collection[tuple[PaperKind, str]]) -> Iterator[Made]:
    """Yield files by kind and language as they are made, so that it can be told how far the work has come."""
    for kind, language in wanted:
        yield Made(kind, language, make(kind, frozen, CATALOGUE.words(language)))


def make_message(frozen: Frozen, names: Names, words: Words, *, docx: bool, without: Collection[str] = ()) -> bytes:
    """Return the public edition; raises Refused with every place that names what may not be named."""
    said = message(frozen.package, names, without)
    refuse(redaction_refusals(said, frozen.package, names))
    return _plain(said, words, frozen.frozen_at, words("message.title"), docx, words("paper.public"))


def names_at(session: Session, meeting: Meeting, now: datetime) -> Names:
    """Return the names that the message of a meeting may not hold."""
    return names_of(session, meeting.tenant_id, day_of(now))


def _plain(package: Package, words: Words, at: datetime, title: str, docx: bool, marking: str | None = None) -> bytes:
    paper = plain_paper(package, words, at, title, marking)
    return write_word(package, words, paper) if docx else print_paper(paper)
