"""Which of the rows of the register of risks a person may assess."""

from dataclasses import replace

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import Register, Source
from isms.kernel.register.query import Wish, rows
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.risk.models import Scenario
from isms.risk.queries import scenario_scope
from isms.risk.vocabulary import Permission


def assessable_risks(
    session: Session, register: Register, source: Source, access: Access, wish: Wish, tenant_id: int | None, most: int
) -> list[int]:
    """Return the ids of the risks of a municipality that a wish finds and a person may assess, worst first.

    One more than `most` is returned when there are more.
    """
    theirs = replace(register, scope=_scope)
    found = rows(theirs, source, access, wish, []).where(source(Scenario).c.tenant_id == tenant_id)
    return [row.record_id for row in session.execute(found.limit(most + 1))]


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    return scenario_scope(access, Permission.RISK_ASSESS, s(Scenario), s(System), s(Unit).c.path)
