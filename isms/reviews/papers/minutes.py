"""Makes the minutes of a meeting: who was there, what was decided, what was corrected, and who has approved it."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.kernel.register.columns import Source
from isms.reviews.models import Meeting
from isms.reviews.papers.pdf import Corrected, Seal, Signed
from isms.reviews.queries.approved import follow_ups, names
from isms.reviews.queries.meetings import decisions_of, errata_of, participants_of, signatures_of
from isms.reviews.rules.blocks import Block, Column, Package, Part, Row, Sentence, Table, Written, day, term


def seal_of(session: Session, source: Source, meeting: Meeting, digest: str) -> Seal:
    """Return who has signed a package and what was corrected since it was frozen; three statements."""
    signatures, errata = signatures_of(session, meeting.id), errata_of(session, meeting.id)
    called = names(session, source, [one.person for one in signatures] + [one.written_by for one in errata])
    return Seal(
        digest,
        [Signed(called[one.person_id], one.signed_as, one.signed_at) for one in signatures],
        [Corrected(one.text, called[one.written_by_id], one.written_on) for one in errata],
    )


def minutes(session: Session, source: Source, meeting: Meeting, package: Package, seal: Seal) -> Package:
    """Return the minutes of a meeting that was given a package; four statements."""
    parts = [
        Part("minutes_part.attendance", (), (_attendance(session, source, meeting),)),
        Part("minutes_part.decisions", (), tuple(_decisions(session, source, meeting))),
        *([Part("package_paper.errata", (), _corrections(seal))] if seal.corrected else []),
        Part("minutes_part.approval", (), tuple(_approval(meeting, seal))),
    ]
    return Package(package.head, tuple(parts))


def _attendance(session: Session, source: Source, meeting: Meeting) -> Table:
    participants = participants_of(session, meeting.id)
    called = names(session, source, [one.person for one in participants])
    rows = [
        Row((called[one.person_id], term(one.takes_part_as.label), one.attended, one.disqualified_because))
        for one in participants
    ]
    columns = ("name", "signed_as", "attended", "disqualified")
    return Table("minutes_part.invited", [Column(f"minutes.{column}") for column in columns], rows)


def _decisions(session: Session, source: Source, meeting: Meeting) -> Iterator[Block]:
    decisions = decisions_of(session, meeting.id)
    promised = follow_ups(session, source, [one.action for one in decisions if one.action])
    rows = []
    for one in decisions:
        promise = promised[one.action_id] if one.action_id else None
        rows.append(
            Row((one.number, one.text, promise.owner if promise else None, day(promise.due_on if promise else None)))
        )
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
