"""What other programs are told of deviations: which step, which record, and nothing more."""

from sqlalchemy import select

from isms.deviations import service
from isms.deviations.service.breaches import open_breach
from isms.deviations.vocabulary import Stage
from isms.kernel.db import Database
from isms.notices.models import Webhook, WebhookDelivery
from tests.cast import Cast
from tests.deviations.stage import NOW, bring, reported
from tests.risk.stage import ME

EVENTS = ("deviation.reported", "deviation.triaged", "deviation.breach", "deviation.closed")


def test_each_step_that_somebody_wants_to_know_of_is_announced_once(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "webhook:add") as session:
        said = {"label": "Kundesenter", "url": "https://desk.example.test/hook", "salt": "0" * 64, "secret_since": NOW}
        session.add(Webhook(tenant_id=cast.municipality, events=EVENTS, **said))
        session.add(Webhook(tenant_id=cast.municipality, events=("deviation.closed",), **said))
        session.add(Webhook(tenant_id=cast.neighbour, events=EVENTS, **said))
    with database.transaction(ME, "deviation:stage") as session:
        bring(session, reported(session, cast), cast, Stage.CLOSED)
        other = reported(session, cast)
        open_breach(session, other, aware_at=other.aware_at, from_processor=False, now=NOW)
        service.reject(
            session,
            bring(session, reported(session, cast), cast, Stage.TRIAGED),
            "Meldt to ganger",
            rejected_by_id=cast.officer,
            today=NOW.date(),
        )
    with database.reading() as session:
        told = session.execute(
            select(WebhookDelivery.webhook_id, WebhookDelivery.event, WebhookDelivery.code).order_by(WebhookDelivery.id)
        ).all()
    assert [tuple(row) for row in told] == [
        (1, "deviation.reported", "AV-001"),
        (1, "deviation.triaged", "AV-001"),
        (1, "deviation.closed", "AV-001"),
        (2, "deviation.closed", "AV-001"),
        (1, "deviation.reported", "AV-002"),
        (1, "deviation.breach", "AV-002"),
        (1, "deviation.reported", "AV-003"),
        (1, "deviation.triaged", "AV-003"),
    ]
