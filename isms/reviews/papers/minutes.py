"""Makes the minutes of a meeting: who was there, what was decided, what was corrected, and who has approved it."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.reviews.models import Meeting
from isms.reviews.papers.pdf import Corrected, Seal, Signed
from isms.reviews.queries.meetings import decisions_of, errata_of, participants_of, signatures_of
from isms.reviews.rules.blocks import Block, Column, Package, Part, Row, Sentence, Table, Written, day, term


def seal_of(session: Session, meeting: Meeting, digest: str) -> Seal:
    """Return who has signed a package and what was corrected since it was frozen; two statements."""
    return Seal(
        digest,
        [Signed(one.person.name, one.signed_as, one.signed_at) for one in signatures_of(session, meeting.id)],
        [Corrected(one.text, one.written_by.name, one.written_on) for one in errata_of(session, meeting.id)],
    )


def minutes(session: Session, meeting: Meeting, package: Package, seal: Seal) -> Package:
    """Return the minutes of a meeting that was given a package; two statements."""
    parts = [
        Part("minutes_part.attendance", (), (_attendance(session, meeting),)),
        Part("minutes_part.decisions", (), tuple(_decisions(session, meeting))),
        *([Part("package_paper.errata", (), _corrections(seal))] if seal.corrected else []),
        Part("minutes_part.approval", (), tuple(_approval(meeting, seal))),
    ]
    return Package(package.head, tuple(parts))


def _attendance(session: Session, meeting: Meeting) -> Table:
    rows = [
        Row((one.person.name, term(one.takes_part_as.label), one.attended, one.disqualified_because))
        for one in participants_of(session, meeting.id)
    ]
    columns = ("name", "signed_as", "attended", "disqualified")
    return Table("minutes_part.invited", [Column(f"minutes.{column}") for column in columns], rows)


def _decisions(session: Session, meeting: Meeting) -> Iterator[Block]:
    rows = [
        Row(
            (
                one.number,
                one.text,
                one.action.owner.name if one.action else None,
                day(one.action.due_on if one.action else None),
            )
        )
        for one in decisions_of(session, meeting.id)
    ]
    columns = [Column(f"minutes.{column}", numeric=column == "number") for column in ("number", "text", "owner", "due")]
    yield Table("minutes_part.decided", columns, rows, "minutes.nothing_decided")
    if meeting.climate_considered is not None:
        yield Sentence(f"minutes.climate_{'considered' if meeting.climate_considered else 'left_out'}", {})


def _corrections(seal: Seal) -> tuple[Block, ...]:
    return tuple(Written(one.text, one.name, one.written_on) for one in seal.corrected)


def _approval(meeting: Meeting, seal: Seal) -> Iterator[Block]:
    yield Sentence("minutes.of_package", {"digest": seal.digest})
    if meeting.journal_number:
        yield Sentence("minutes.journal", {"number": meeting.journal_number})
    rows = [Row((term(one.signed_as.label), one.name, day(day_of(one.signed_at)))) for one in seal.signed]
    columns = [Column(f"package_paper.{column}") for column in ("signed_as", "name", "signed_at")]
    yield Table("minutes_part.signatures", columns, rows, "minutes.not_signed")
