"""What other programs are told of: who is told, once each, and only when the change is kept."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.notices import service
from isms.notices.models import Webhook, WebhookDelivery
from tests.cast import Cast

ME = Actor("operator", "test")
REPORTED = "deviation.reported"
CLOSED = "deviation.closed"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def webhook_ids(database: Database, cast: Cast) -> list[int]:
    """Four webhooks: one that wants to know, one of other things, a withdrawn one, and one of the neighbour."""
    with database.transaction(ME, "test:stage") as session:
        made = [
            Webhook(
                tenant_id=tenant,
                label="Kundesenter",
                url="https://desk.example.test",
                events=events,
                salt="s",
                secret_since=NOW,
            )
            for tenant, events in (
                (cast.municipality, (REPORTED, CLOSED)),
                (cast.municipality, (CLOSED,)),
                (cast.municipality, (REPORTED,)),
                (cast.neighbour, (REPORTED,)),
            )
        ]
        made[2].withdrawn_on, made[2].withdrawn_because = date(2026, 1, 1), "Byttet ut"
        session.add_all(made)
        session.flush()
        return [webhook.id for webhook in made]


def announce(database: Database, tenant_id: int, event: str, key: str | None = None) -> None:
    with database.transaction(ME, "test:announce") as session:
        service.announce(session, tenant_id, event, "deviation:1", "AVV-001", database.clock.now(), key)


def deliveries(database: Database) -> list[tuple[int, str]]:
    with database.reading() as session:
        rows = session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)).all()
        return [(row.webhook_id, row.event) for row in rows]


def test_those_in_force_that_want_to_know_are_told(database: Database, cast: Cast, webhook_ids: list[int]) -> None:
    announce(database, cast.municipality, REPORTED)
    assert deliveries(database) == [(webhook_ids[0], REPORTED)]
    announce(database, cast.municipality, CLOSED)
    assert deliveries(database)[1:] == [(webhook_ids[0], CLOSED), (webhook_ids[1], CLOSED)]


def test_the_same_is_told_once_and_what_happens_again_is_told_again(
    database: Database, cast: Cast, webhook_ids: list[int]
) -> None:
    for key in ("first", "first", "second"):
        announce(database, cast.municipality, REPORTED, key)
    assert deliveries(database) == [(webhook_ids[0], REPORTED)] * 2


def test_nothing_is_told_of_what_was_not_kept(database: Database, cast: Cast, webhook_ids: list[int]) -> None:
    with pytest.raises(RuntimeError), database.transaction(ME, "test:announce") as session:
        service.announce(session, cast.municipality, REPORTED, "deviation:1", "AVV-001", database.clock.now())
        raise RuntimeError
    assert deliveries(database) == []
