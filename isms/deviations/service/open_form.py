"""Decides how deviations come in without an account: whether, from where, how many, and what leads back."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Unpack

from sqlalchemy import delete
from sqlalchemy.orm import Session

from isms.deviations.models import Deviation, OpenForm, OpenReport, Receipt
from isms.deviations.queries.reporting import counted, open_form_of
from isms.deviations.rules import open_form as rules
from isms.deviations.rules.directions import direction_refusals
from isms.deviations.service.fields import DeviationFields
from isms.deviations.service.reporting import report
from isms.kernel.file_kinds import File
from isms.kernel.refusal import refuse
from isms.organisation.models import Unit


class AskedToWait(Exception):
    """Too many reports have come in; `wait` is how long until another is taken."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


def switch(session: Session, municipality: Unit, *, is_open: bool, **directions: str | None) -> OpenForm:
    """Let a municipality take reports without an account, or no longer, and return its open form; raises Refused.

    directions: where it wants to be told of what belongs in no report, by "whistleblowing_phone" and so on; what is
    not given stays.
    """
    refuse(direction_refusals(directions))
    form = open_form_of(session, municipality.id)
    if form is None:
        form = OpenForm(tenant_id=municipality.id, unit_id=municipality.id, is_open=is_open, generation=1)
        session.add(form)
    form.is_open = is_open
    for name, said in directions.items():
        setattr(form, name, said)
    session.flush()
    return form


def renew(session: Session, form: OpenForm) -> None:
    """Give an open form a new address; the one before leads nowhere from now on."""
    form.generation += 1
    session.flush()


def report_openly(
    session: Session,
    municipality: Unit,
    unit: Unit,
    ip: str,
    *,
    secret: str,
    now: datetime,
    files: Sequence[File] = (),
    **fields: Unpack[DeviationFields],
) -> tuple[Deviation, str]:
    """Report a deviation without an account, and return it with the token that leads back to it.

    Only the token's digest is kept. Raises AskedToWait when too many have come from the network address `ip` or to
    the municipality, and Refused.
    """
    source = rules.counted_as(secret, municipality.id, ip)
    _count(session, municipality.id, source, now)
    deviation = report(session, unit, None, now=now, files=files, **fields)
    token = secrets.token_urlsafe(32)
    session.add(Receipt(deviation_id=deviation.id, token_digest=digest(token)))
    session.flush()
    return deviation, token


def digest(token: str) -> str:
    """Return what is kept of a receipt's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _count(session: Session, unit_id: int, source: str, now: datetime) -> None:
    """Count a report, and forget what no longer counts; raises AskedToWait."""
    session.execute(delete(OpenReport).where(OpenReport.reported_at <= now - rules.KEPT_FOR))
    before = counted(session, unit_id, now - rules.WINDOW)
    of_the_source = [at for counted_as, at in before if counted_as == source]
    wait = max(
        rules.wait(of_the_source, rules.MOST_OF_AN_ADDRESS, now),
        rules.wait([at for _, at in before], rules.MOST_OF_A_MUNICIPALITY, now),
    )
    if wait > timedelta(0):
        raise AskedToWait(wait)
    session.add(OpenReport(unit_id=unit_id, counted_as=source, reported_at=now))
