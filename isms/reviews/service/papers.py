"""Keeps the files of a meeting as they were made, so that they are the same years later."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from isms.kernel import blobs
from isms.reviews.models import Meeting, MeetingPackage, MeetingPaper
from isms.reviews.papers.making import KEPT, PAPER_LANGUAGES, Made, frozen_of, make_each
from isms.reviews.queries.meetings import papers_of
from isms.reviews.vocabulary import PaperKind


def make_papers(
    session: Session,
    meeting: Meeting,
    languages: Collection[str] = PAPER_LANGUAGES,
    kinds: Collection[PaperKind] = KEPT,
) -> list[Made]:
    """Return the files of a frozen meeting that are not kept yet; slow, so best made where nothing is written.

    Raises ValueError before the freeze.
    """
    frozen = frozen_of(session, meeting)
    if frozen is None:
        raise ValueError(f"nothing is frozen for {meeting.code}")
    standing = {(one.kind, one.language) for one in papers_of(session, meeting.id)}
    wanted = [(kind, language) for kind in kinds for language in languages if (kind, language) not in standing]
    return list(make_each(frozen, wanted))


def keep_made(session: Session, meeting: Meeting, made: Collection[Made]) -> list[MeetingPaper]:
    """Keep files of a meeting with the transaction; those that stand already are left as they are."""
    standing = {(one.kind, one.language) for one in papers_of(session, meeting.id)}
    kept = [
        MeetingPaper(
            tenant_id=meeting.tenant_id,
            meeting_id=meeting.id,
            kind=one.kind,
            language=one.language,
            sha256=blobs.keep(session, one.content),
            made_at=meeting.approved_at or meeting.frozen_at,
        )
        for one in made
        if (one.kind, one.language) not in standing
    ]
    session.add_all(kept)
    session.flush()
    return kept


def keep_papers(
    session: Session, meeting: Meeting, package: MeetingPackage, languages: Collection[str] = PAPER_LANGUAGES
) -> list[MeetingPaper]:
    """Make and keep the files of a meeting in one go; some seconds per language for four hundred systems."""
    assert package.meeting_id == meeting.id
    return keep_made(session, meeting, make_papers(session, meeting, languages))
