"""What follows from everything below: how the health of the systems stands that a transaction bears on."""

from sqlalchemy import Table
from sqlalchemy.orm import Session

from isms.health.models import HealthModel
from isms.health.queries.bearing import READ, models_in_force, systems_borne_on
from isms.health.service.recomputing import recompute, recompute_written
from isms.kernel.seal.collector import collector_of
from isms.kernel.seal.sealing import Derivation, sealing_day
from isms.portfolio.models import System


def _recompute(session: Session, touched: dict[Table, set[int]]) -> None:
    """Keep how the systems stand that were made, and those that what was written bears on."""
    today, by_name = sealing_day(session), {table.name: ids for table, ids in touched.items()}
    decided = by_name.get(HealthModel.__tablename__)
    if decided:
        by_name[HealthModel.__tablename__] = models_in_force(session, decided, today)
    ids = systems_borne_on(session, by_name)
    if decided:
        recompute(session, ids, today)
    elif ids:
        recompute_written(session, ids, _made(session), today, by_name.keys())


def _made(session: Session) -> set[int]:
    """Return the systems that did not exist before this transaction."""
    collector = collector_of(session)
    changes = collector.changes.values() if collector else ()
    return {change.id for change in changes if change.created and change.entity == System.__tablename__}


DERIVATIONS = (Derivation(reads=READ, recompute=_recompute),)
