"""The timed door of the annual review: opens each campaign that is due, once, and finds respondents as days pass."""

from collections.abc import Callable
from datetime import date, timedelta

from isms.attestations.queries import asking, campaigns
from isms.attestations.rules.campaigns import DEFAULT, opening_now
from isms.attestations.service.campaigns import open_campaign
from isms.attestations.service.respondents import follow
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.runs import LEASE, Superseded, claim, done_slots, finish, is_done
from isms.kernel.seal.collector import Actor
from isms.organisation import queries as organisation
from isms.organisation.models import Unit

OPENING, FOLLOWING = "campaign:open", "attestation:follow"
WORKER = Actor("worker", "attestations")


def open_due(
    database: Database, owner: str, lease: timedelta = LEASE, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Open every campaign whose time it is and return how many this worker has opened; each is opened once.

    What a role's last day alone changes about who shall attest is followed once a day.
    """
    opened = 0
    for unit_id, opens_on in _due(database):
        if stopping():
            return opened
        opened += _open(database, unit_id, opens_on, owner, lease)
    _follow(database, owner, lease)
    return opened


def _due(database: Database) -> list[tuple[int, date]]:
    today = day_of(database.clock.now())
    with database.reading() as session:
        plans, standing = campaigns.plans(session), campaigns.openings(session)
        units = [unit for unit in organisation.municipalities(session) if unit.withdrawn_on is None]
        settled = done_slots(session, OPENING)
    wanted = [(unit.id, opening_now(plans.get(unit.id, DEFAULT), today)) for unit in units]
    return [
        (unit_id, opens_on)
        for unit_id, opens_on in wanted
        if opens_on and (unit_id, opens_on) not in standing and f"{unit_id}:{opens_on}" not in settled
    ]


def _open(database: Database, unit_id: int, opens_on: date, owner: str, lease: timedelta) -> bool:
    """Open a campaign and settle its slot in one transaction, so that neither stands alone."""
    claimed = claim(database, OPENING, f"{unit_id}:{opens_on}", owner, lease)
    if claimed is None:
        return False
    now = database.clock.now()
    today = day_of(now)
    try:
        with database.transaction(WORKER, OPENING) as session:
            finish(session, claimed, now)
            due_on = campaigns.yearly(campaigns.plan_of(session, unit_id)).due_of(opens_on)
            due_on = max(due_on, today + timedelta(days=1))
            unit = session.get_one(Unit, unit_id)
            open_campaign(session, unit, opens_on=opens_on, due_on=due_on, today=today)
    except (Superseded, Refused):
        return False
    return True


def _follow(database: Database, owner: str, lease: timedelta) -> None:
    """Find once a day who shall attest what is open."""
    now = database.clock.now()
    today = day_of(now)
    with database.reading() as session:
        if is_done(session, FOLLOWING, today.isoformat()) or not asking.open_reviews(session, every=True):
            return
    claimed = claim(database, FOLLOWING, today.isoformat(), owner, lease)
    if claimed is None:
        return
    try:
        with database.transaction(WORKER, FOLLOWING) as session:
            finish(session, claimed, now)
            follow(session, asking.open_reviews(session, every=True), today)
    except Superseded:
        return
