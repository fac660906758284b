"""Decides which files lie with a deviation."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from isms.actions.rules import reason_refusals
from isms.deviations.models import Attachment, Deviation
from isms.deviations.queries.reporting import attachments_of
from isms.deviations.rules.handling import stage_of, step_refusals
from isms.deviations.rules.reporting import attachment_refusals, grading_refusals
from isms.deviations.vocabulary import HandlingStep
from isms.kernel.blobs import keep
from isms.kernel.file_kinds import File, file_refusals, media_type_of
from isms.kernel.refusal import refuse


def attach(session: Session, deviation: Deviation, files: Sequence[File]) -> None:
    """Lay files with an open deviation; one that was withdrawn and comes again stands again. Raises Refused."""
    names = [file.name for file in files]
    refuse(step_refusals(HandlingStep.CHANGE, stage_of(deviation), deviation.severity))
    refuse([*file_refusals(files, "files"), *grading_refusals(names, "files")])
    kept = {(one.sha256, one.name): one for one in attachments_of(session, deviation.id)}
    standing = sum(one.withdrawn_on is None for one in kept.values())
    for file in files:
        sha256, media_type = keep(session, file.content), media_type_of(file.content)
        assert media_type
        there = kept.setdefault(
            (sha256, file.name),
            Attachment(
                tenant_id=deviation.tenant_id,
                deviation_id=deviation.id,
                name=file.name,
                media_type=media_type,
                size=len(file.content),
                sha256=sha256,
            ),
        )
        there.withdrawn_on = there.withdrawn_because = None
        session.add(there)
    refuse(attachment_refusals(standing, sum(one.withdrawn_on is None for one in kept.values()) - standing))
    session.flush()


def withdraw_attachment(session: Session, attachment: Attachment, because: str, today: date) -> None:
    """Withdraw a file from a deviation with a reason; it can no longer be fetched. Raises Refused."""
    refuse(reason_refusals(because))
    attachment.withdrawn_on = today
    attachment.withdrawn_because = because
    session.flush()
