"""The demo's annual wheel: taken into use by the security officer, with a change or two, and a few feeds."""

from isms.calendar import service
from isms.calendar.library import WHEEL
from isms.calendar.models import WheelActivity
from isms.demo.replay import Replay
from isms.demo.story import Row
from isms.organisation.models import Person, Unit

OFFICER = "officer@demo.example"
SUBSCRIBERS = ((OFFICER, "EKF"), (OFFICER, ""), ("owner.hem@demo.example", "HEM"), ("kari.myrvoll@demo.example", ""))
"""Who follows deadlines in their calendar: those at a unit, or their own."""


def begin_wheel(replay: Replay, _row: Row) -> None:
    """The wheel is taken into use, made the municipality's own, and read by a few calendars."""
    with replay.by(OFFICER, "wheel_activity:take_in") as session:
        municipality = session.get_one(Unit, replay.tenant_id)
        made = service.take_in(session, municipality, [shipped.key for shipped in WHEEL], "nb")
        standing = {activity.shipped_key: activity.id for activity in made}
    with replay.by(OFFICER, "wheel_activity:change") as session:
        service.change(
            session,
            session.get_one(WheelActivity, standing["exercise"]),
            month=9,
            title="Øvelse: strømbrudd og papirrutiner",
            description="Hjemmetjenesten og sykehjemmene øver sammen.",
            link="https://intranett.eksempelfjord.example/ovelser",
        )
    with replay.by(OFFICER, "wheel_activity:add") as session:
        service.add(
            session,
            session.get_one(Unit, replay.tenant_id),
            month=11,
            title="Informasjonssikkerhetsrådet møtes",
            description="Avvik, tiltak over frist og nye systemer.",
            link=None,
        )
    for email, code in SUBSCRIBERS:
        with replay.by(email, "calendar_feed:subscribe") as session:
            unit = session.get_one(Unit, replay.units[code]) if code else None
            service.subscribe(session, session.get_one(Person, replay.people[email]), unit, replay.today())
