"""Reads of how deviations come in: open forms, what is counted of them, receipts, and attachments."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, load_only

from isms.deviations.models import Attachment, Deviation, OpenForm, OpenReport, Receipt
from isms.deviations.queries import held_on, systems_of
from isms.deviations.rules.directions import PARTS, SUBJECTS, Directions
from isms.deviations.vocabulary import About, Permission
from isms.kernel.access import Access
from isms.kernel.clock import day_of
from isms.organisation.models import Unit
from isms.organisation.vocabulary import UnitKind


def managed(session: Session, access: Access, tenant_id: int | None) -> Unit | None:
    """Return the municipality whose open form a person may switch on and off, or None."""
    may = access.within(Permission.OPEN_FORM_MANAGE, Unit.__table__.c.path)
    return session.scalar(select(Unit).where(Unit.id == tenant_id, may))


def open_form_of(session: Session, unit_id: int) -> OpenForm | None:
    """Return a municipality's open form, or None when it has never had one."""
    return session.scalar(select(OpenForm).where(OpenForm.unit_id == unit_id))


def directions_of(session: Session, unit_id: int | None) -> Mapping[About, Directions]:
    """Return where a municipality wants to be told of what belongs in no report, as far as it has said so itself.

    They hold while it takes reports without an account, and for reports with one as well.
    """
    columns = [getattr(OpenForm, f"{subject}_{part}") for subject in SUBJECTS for part in PARTS]
    said = session.execute(select(*columns).where(OpenForm.unit_id == unit_id, OpenForm.is_open)).one_or_none()
    texts = list(said) if said else []
    parts = {subject: texts[at * len(PARTS) : (at + 1) * len(PARTS)] for at, subject in enumerate(SUBJECTS)}
    return {subject: Directions(*some) for subject, some in parts.items() if any(some)}


def open_forms(session: Session) -> Sequence[OpenForm]:
    """Return every open form that takes reports."""
    return session.scalars(select(OpenForm).where(OpenForm.is_open).order_by(OpenForm.id)).all()


def areas_of(session: Session, municipality: Unit, now: datetime) -> list[tuple[int, str]]:
    """Return a municipality's service areas in force as pairs of id and name, for a form to offer."""
    statement = select(Unit.id, Unit.name).where(
        Unit.tenant_id == municipality.id,
        Unit.kind == UnitKind.SERVICE_AREA,
        Unit.withdrawn_on.is_(None),
        or_(Unit.valid_until.is_(None), Unit.valid_until >= day_of(now)),
    )
    return [(row.id, row.name) for row in session.execute(statement.order_by(Unit.name_key, Unit.id))]


def counted(session: Session, unit_id: int, since: datetime) -> list[tuple[str, datetime]]:
    """Return what has come in through a municipality's open form since an instant: from where, and when."""
    statement = select(OpenReport.counted_as, OpenReport.reported_at).where(
        OpenReport.unit_id == unit_id, OpenReport.reported_at > since
    )
    return [(row.counted_as, row.reported_at) for row in session.execute(statement)]


def followed(session: Session, token_digest: str) -> Deviation | None:
    """Return the deviation a receipt leads to, or None."""
    return session.scalar(
        select(Deviation)
        .join(Receipt, Receipt.deviation_id == Deviation.id)
        .where(Receipt.token_digest == token_digest, Deviation.withdrawn_on.is_(None))
    )


def attachments_of(session: Session, deviation_id: int) -> Sequence[Attachment]:
    """Return every attachment of a deviation in the order they came, withdrawn ones too."""
    statement = select(Attachment).where(Attachment.deviation_id == deviation_id)
    return session.scalars(statement.order_by(Attachment.id)).all()


def files_of(session: Session, deviation_id: int) -> Sequence[Attachment]:
    """Return what the files that lie with a deviation are called and how large they are, in the order they came."""
    statement = select(Attachment).where(Attachment.deviation_id == deviation_id, Attachment.withdrawn_on.is_(None))
    return session.scalars(statement.options(load_only(Attachment.name, Attachment.size)).order_by(Attachment.id)).all()


def handles(session: Session, access: Access, deviation: Deviation) -> bool:
    """Say whether a person may handle a deviation; its systems are only asked for when nothing else says so."""
    if Permission.DEVIATION_HANDLE in held_on(access, deviation, ()):
        return True
    return Permission.DEVIATION_HANDLE in held_on(access, deviation, systems_of(session, deviation.id))


def attachment_of(session: Session, deviation: Deviation, attachment_id: int) -> Attachment | None:
    """Return an attachment of a deviation, or None; one that is withdrawn is not there."""
    return session.scalar(
        select(Attachment).where(
            Attachment.id == attachment_id,
            Attachment.deviation_id == deviation.id,
            Attachment.withdrawn_on.is_(None),
        )
    )
