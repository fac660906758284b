"""Ending a system: its archive is deposited, its data deleted at the supplier and its access closed."""

from datetime import date

from sqlalchemy.orm import Session

from isms.kernel.refusal import refuse
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.service.fields import SystemFields
from isms.portfolio.vocabulary import Lifecycle
from isms.projects import queries
from isms.projects.models import SystemEnding
from isms.projects.rules import endings as rules
from isms.projects.vocabulary import EndingPart


def begin_ending(
    session: Session, system: System, *, begun_on: date, responsible_id: int | None, today: date
) -> SystemEnding:
    """Begin to end a system, which from then on is being phased out; raises Refused.

    The day on which it was phased out stays if it is known already.
    """
    refuse(rules.beginning_refusals(system.lifecycle, begun_on, today))
    ending = SystemEnding(
        tenant_id=system.tenant_id, system_id=system.id, begun_on=begun_on, responsible_id=responsible_id
    )
    session.add(ending)
    session.flush()
    fields: SystemFields = {"lifecycle": Lifecycle.PHASING_OUT}
    if system.phase_out_from is None and (system.in_use_from is None or system.in_use_from <= begun_on):
        fields["phase_out_from"] = begun_on
    portfolio.change(session, system, **fields)
    return ending


def settle_part(
    session: Session,
    ending: SystemEnding,
    part: EndingPart,
    *,
    done_on: date | None,
    evidence: str | None,
    not_needed_because: str | None,
    today: date,
) -> None:
    """Say that a part is done, with its evidence, or why it is not needed; neither opens it again. Raises Refused."""
    settled = rules.Settled(done_on, evidence, not_needed_because)
    system = ending.system
    refuse(
        rules.part_refusals(part, settled, archive_duty=system.archive_duty, lifecycle=system.lifecycle, today=today)
    )
    setattr(ending, f"{part}_done_on", done_on)
    setattr(ending, f"{part}_evidence", evidence)
    setattr(ending, f"{part}_not_needed_because", not_needed_because)
    session.flush()


def finish_ending(
    session: Session, ending: SystemEnding, *, ended_on: date, data_went_to: str | None, today: date
) -> None:
    """Say that a system has ended, when, and where its data went; raises Refused while anything is left to do."""
    system = ending.system
    unsettled = rules.left(queries.parts_of(ending))
    refuse(rules.finish_refusals(unsettled, system.lifecycle, ended_on, data_went_to, today))
    portfolio.change(session, system, lifecycle=Lifecycle.ENDED, ended_on=ended_on, data_went_to=data_went_to)


def hand_over_ending(session: Session, ending: SystemEnding, responsible_id: int) -> None:
    """Give the ending of a system to somebody else."""
    ending.responsible_id = responsible_id
    session.flush()
