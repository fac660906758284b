"""What follows from everything below: how the health of the systems stands that a transaction bears on."""

from sqlalchemy import Table
from sqlalchemy.orm import Session

from isms.health.models import HealthModel
from isms.health.queries.bearing import READ, models_in_force, systems_borne_on
from isms.health.queries.facts import columns_read
from isms.health.service.recomputing import recompute, recompute_written
from isms.kernel.seal.collector import collector_of
from isms.kernel.seal.sealing import Derivation, sealing_day
from isms.kernel.tables import Base
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
    elif ids and (collector := collector_of(session)):
        written = {table.name: collector.columns(table) for table in touched}
        recompute_written(session, ids, collector.created(_SYSTEM), today, written)


_SYSTEM = Base.metadata.tables[System.__tablename__]

DERIVATIONS = (Derivation(reads=READ, recompute=_recompute, columns=columns_read()),)
