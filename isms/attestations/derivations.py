"""Lets open reviews follow their systems: when an owner is changed, leaves or comes, or a system ends."""

from sqlalchemy import Table
from sqlalchemy.orm import Session

from isms.attestations.queries import asking
from isms.attestations.service.respondents import follow
from isms.kernel.seal.sealing import Derivation, sealing_day
from isms.organisation.models import Person, RoleHolding
from isms.portfolio.models import System


def recompute(session: Session, touched: dict[Table, set[int]]) -> None:
    """Find anew who shall attest where systems, people or roles have changed; a role bears on every open review."""
    by_name = {table.name: ids for table, ids in touched.items()}
    some = by_name.get(System.__tablename__, set()), by_name.get(Person.__tablename__, set())
    found = asking.open_reviews(session, *some, every=RoleHolding.__tablename__ in by_name)
    if found:
        follow(session, found, sealing_day(session))


DERIVATIONS = (Derivation(reads=(System, Person, RoleHolding), recompute=recompute),)
