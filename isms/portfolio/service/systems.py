"""Registering, changing and withdrawing systems."""

from collections.abc import Iterator
from datetime import date
from typing import Unpack

from sqlalchemy.orm import Session

from isms.kernel.codes import next_code
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.kernel.text import normalise
from isms.organisation.models import Unit
from isms.portfolio import rules
from isms.portfolio.models import System
from isms.portfolio.service.fields import DEFAULTS, SystemFields

PREFIX = "S"


def register(session: Session, unit: Unit, **fields: Unpack[SystemFields]) -> System:
    """Register a system of a unit under the next code and return it; raises Refused.

    `name` and `lifecycle` must be among the fields; what is not given is not known.
    """
    if unit.tenant_id is None:
        raise Refused(Refusal("system.unit_above_municipality", "unit_id"))
    system = System(tenant_id=unit.tenant_id)
    _take(system, fields)
    system.unit_id = unit.id
    refuse(_refusals(system))
    system.code = next_code(session, unit.tenant_id, PREFIX)
    session.add(system)
    session.flush()
    return system


def change(session: Session, system: System, unit: Unit | None = None, **fields: Unpack[SystemFields]) -> None:
    """Change the facts given, and the owning unit if one is given; the others stay. Raises Refused."""
    if unit is not None:
        if unit.tenant_id != system.tenant_id:
            raise Refused(Refusal("system.other_municipality", "unit_id"))
        system.unit_id = unit.id
    with session.no_autoflush:
        _take(system, fields)
        refuse(_refusals(system))
    session.flush()


def withdraw(session: Session, system: System, *, because: str | None, today: date) -> None:
    """Withdraw a system with a reason; it then warns nobody and is needed by nobody. Raises Refused."""
    refuse(rules.withdrawal_refusals(because, withdrawn=system.withdrawn_on is not None))
    system.withdrawn_on = today
    system.withdrawn_because = because
    session.flush()


def _take(system: System, fields: SystemFields) -> None:
    for name, value in fields.items():
        meant = DEFAULTS.get(name) if value is None else value
        if name == "name":
            meant = normalise(str(value or ""))
        if getattr(system, name) != meant:
            setattr(system, name, meant)


def _refusals(system: System) -> Iterator[Refusal]:
    yield from rules.fact_refusals({name: getattr(system, name) for name in rules.CHECKED})
    if system.replaces_id is not None and system.replaces_id == system.id:
        yield Refusal("system.replaces_itself", "replaces_id")
