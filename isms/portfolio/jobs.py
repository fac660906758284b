"""The timed door of the portfolio: what has been set aside for a while counts again when the while is over."""

from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.portfolio import queries, service
from isms.portfolio.derivations import settle_everything

WORKER = Actor("worker", "portfolio")


def lapse_due(database: Database) -> int:
    """Let overrides whose last day is past lapse, and return how many did; looks first, so that it rarely writes."""
    today = day_of(database.clock.now())
    with database.reading() as session:
        if not queries.past_overrides(session, today):
            return 0
    with database.transaction(WORKER, "override:lapse") as session:
        return service.lapse_overrides(session, today)


def settle_demands(database: Database, actor: Actor) -> None:
    """Work out from the whole graph what is demanded of every system; needed once after an upgrade, harmless else."""
    with database.transaction(actor, "demand:settle") as session:
        settle_everything(session)
