"""A municipality that lives from Christmas 2026 on: its systems, and on which days its people do what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.attestations.models import Attestation
from isms.attestations.rules.fitness import FUNCTIONAL, TECHNICAL
from isms.attestations.service import attesting
from isms.attestations.service.attesting import Signature
from isms.attestations.service.corrections import Attester, Said
from isms.attestations.vocabulary import AttestationStep, AttestedAs
from isms.health.rules import SHIPPED as MEASURED_BY
from isms.health.service import models as health
from isms.kernel.access import Access
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.kernel.words import CATALOGUE
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.reviews import service as periods
from isms.reviews.models import Meeting, Review
from isms.reviews.queries.meetings import package_of, papers_of, participants_of
from isms.reviews.rules.meetings import DEFAULT_PLAN, WRITTEN
from isms.reviews.service import deciding, meetings, steps
from isms.reviews.vocabulary import PaperKind
from isms.risk import service as risk
from isms.risk.rules import SHIPPED as RATED_BY
from isms.scorecard import service as scorecard
from tests.cast import Cast

ME = Actor("operator", "lived")
BEGUN = date(2026, 12, 20)
MAIN, SHORT, NEXT_MAIN = date(2027, 3, 15), date(2027, 9, 15), date(2028, 3, 15)
PROMISED_ON = date(2027, 6, 1)

SYSTEMS: Mapping[str, tuple[str, str | None, date | None]] = {
    "Pasientjournal": ("nursing", "employee", date(2027, 10, 3)),
    "Skoleplattform": ("school", "opp_owner", date(2027, 10, 20)),
    "Barnehagedagbok": ("kindergarten", "operator", date(2027, 11, 8)),
    "Turnus": ("home_care", "employee", None),
    "Sykesignal": ("nursing", None, None),
    "Sak og arkiv": ("municipality", "operator", None),
}
"""Where each system is used, who owns it, and when its owner attests it."""

ANSWERS_FOR = {"Sykesignal": "hem_owner"}
"""Who is asked of a system that nobody owns."""
OTHERWISE = {"weight.ownership": 4, "weight.fallback": 6}
"""What changes in the health model: together as much as before."""
LEADERS = {"municipality": "chief_executive", "hem": "hem_owner", "opp": "opp_owner"}

Act = Callable[["Life", Session, date], object]
Kept = tuple[PaperKind | None, str]


@dataclass
class Life:
    """The database as people see it, its clock, who is in it, and its systems by the name they first had."""

    database: Database
    clock: FixedClock
    cast: Cast
    systems: dict[str, int] = field(default_factory=dict)
    kept: Mapping[Kept, str] | None = None

    def person(self, key: str) -> int:
        return int(getattr(self.cast, key))

    def set_day(self, day: date) -> None:
        """Let it be the morning of a day."""
        self.clock.set(datetime(day.year, day.month, day.day, 8, tzinfo=UTC))

    def do(self, act: Act, day: date) -> None:
        with self.database.transaction(ME, "lived:act") as session:
            act(self, session, day)


def begin(life: Life, session: Session, day: date) -> None:
    """Lay the ground: leaders, systems, the scorecard, and by which plan the municipality meets."""
    for place, leader in LEADERS.items():
        organisation.appoint_leader(session, session.get_one(Unit, life.person(place)), life.person(leader))
    for name, (place, owner, _) in SYSTEMS.items():
        owner_id = life.person(owner) if owner else None
        said: Any = {"lifecycle": Lifecycle.IN_USE, "purpose": "Til daglig bruk", "users": 120, "owner_id": owner_id}
        life.systems[name] = portfolio.register(
            session, session.get_one(Unit, life.person(place)), name=name, **said
        ).id
    portfolio.register(session, session.get_one(Unit, life.cast.hem), name="Velferd 3", lifecycle=Lifecycle.PLANNED)
    municipality = session.get_one(Unit, life.cast.municipality)
    scorecard.start(session, municipality, CATALOGUE.words("nb"))
    meetings.set_plan(session, municipality, is_active=True, today=day, **vars(DEFAULT_PLAN))


def acts() -> dict[date, list[Act]]:
    """Return what people do, by the day they do it."""
    found: dict[date, list[Act]] = {date(2027, 1, 8): [comment]}
    for meets_on in (MAIN, SHORT):
        found[meets_on - timedelta(days=20)] = [write]
        found[meets_on] = [hold]
        found[meets_on + timedelta(days=2)] = [minute]
        found[meets_on + timedelta(days=3)] = [sign]
    found[date(2027, 4, 1)] = [remember]
    found[date(2027, 5, 20)] = [measure_otherwise, move_and_rename]
    for name, (_, _, day) in SYSTEMS.items():
        if day:
            found[day] = [attester(name)]
    return found


def comment(life: Life, session: Session, day: date) -> None:
    """An area's owner comments on its tertial."""
    review = session.scalars(select(Review).where(Review.unit_id == life.cast.hem)).one()
    periods.comment(session, review, text="To systemer må følges opp.", written_by_id=life.cast.hem_owner, today=day)


def write(life: Life, session: Session, day: date) -> None:
    """The officer writes what figures cannot tell, the areas' owners what they say, and a decision is proposed."""
    meeting = coming(life, session)
    for part in WRITTEN:
        text = f"Skrevet før møtet {meeting.code}."
        said: Any = {"text": text, "nothing_because": None, "written_by_id": life.cast.officer}
        meetings.write(session, meeting, part, **said, today=day)
    for place, owner in (("hem", "hem_owner"), ("opp", "opp_owner")):
        area = session.get_one(Unit, life.person(place))
        meetings.state_area(
            session, meeting, area, text="Vi holder kursen.", written_by_id=life.person(owner), today=day
        )
    meetings.summarise(session, meeting, summary="Det står bra til.", climate_considered=True)
    meetings.propose(session, meeting, text="Øve på gjenoppretting", owner_id=life.cast.hem_owner, due_on=PROMISED_ON)


def hold(life: Life, session: Session, day: date) -> None:
    meeting = coming(life, session)
    steps.hold(session, meeting, life.clock.now())
    for one in participants_of(session, meeting.id):
        said: Any = {"takes_part_as": one.takes_part_as, "attended": True, "disqualified_because": None}
        meetings.change_participant(session, meeting, one, **said)
    follow_up: Any = {"owner_id": life.cast.hem_owner, "due_on": PROMISED_ON} if meeting.meets_on == MAIN else {}
    said = {"owner_id": None, "due_on": None, **follow_up}
    deciding.decide(session, meeting, text="Øve på gjenoppretting", today=day, **said)


def minute(life: Life, session: Session, day: date) -> None:
    steps.minute(session, coming(life, session), life.clock.now())


def sign(life: Life, session: Session, day: date) -> None:
    """Chair and secretary sign what they have read."""
    meeting = coming(life, session)
    for person_id in (life.cast.chief_executive, life.cast.officer):
        digest = deciding.minutes_digest(session, meeting)
        deciding.sign(session, meeting, person_id=person_id, digest=digest, now=life.clock.now())


def remember(life: Life, session: Session, day: date) -> None:
    """Note what is kept of the meeting in March."""
    life.kept = kept_of(session)


def kept_of(session: Session) -> dict[Kept, str]:
    """Return the digests of what is kept of the meeting in March: the package's own, and those of its files."""
    meeting = session.scalars(select(Meeting).where(Meeting.meets_on == MAIN)).one()
    package = package_of(session, meeting.id)
    assert package
    return {
        (None, ""): package.digest,
        **{(one.kind, one.language): one.sha256 for one in papers_of(session, meeting.id)},
    }


def coming(life: Life, session: Session) -> Meeting:
    """Return the meeting that has not been approved."""
    mine = Meeting.unit_id == life.cast.municipality
    return session.scalars(select(Meeting).where(mine, Meeting.approved_at.is_(None))).one()


def attester(name: str) -> Act:
    """Return the act of attesting a system, by whoever is asked."""

    def attest(life: Life, session: Session, day: date) -> None:
        review = session.scalars(select(Attestation).where(Attestation.system_id == life.systems[name])).one()
        assert review.respondent_id
        by = Attester(review.respondent_id, Access(review.respondent_id), day, CATALOGUE.words("nb"))
        said = {step: Said(True) for step in AttestationStep}
        said[AttestationStep.FITNESS] = Said(False, dict.fromkeys((*FUNCTIONAL, *TECHNICAL), "3"))
        signature = Signature(session.get_one(Person, by.person_id).name, AttestedAs.OWNER, life.clock.now())
        attesting.attest(session, review, said, {}, [], by, signature, lambda _content, _digest: b"%PDF-1.7 receipt")

    return attest


def measure_otherwise(life: Life, session: Session, day: date) -> None:
    """Measure health and risk by other models from the summer on."""
    tenant_id, until = life.cast.municipality, day + timedelta(days=30)
    drafted = health.draft_model(session, tenant_id, MEASURED_BY, title="Helse 2027", valid_from=until)
    said: Any = {"title": "Helse 2027", "valid_from": until, "basis": "Vedtak 12/27"}
    health.change_model(session, drafted, OTHERWISE, **said)
    health.decide_model(session, drafted, basis="Vedtak 12/27", decided_by_id=life.cast.chief_executive, today=day)
    model = risk.draft_model(session, tenant_id, RATED_BY["5x5-1"], title="Risiko 2027", valid_from=until)
    risk.approve_model(session, model, RATED_BY["5x5-1"], life.cast.chief_executive, day)


def move_and_rename(life: Life, session: Session, day: date) -> None:
    """Give systems, units and people other names, a unit another place, and a decision somebody else to follow it."""
    for name, system_id in life.systems.items():
        portfolio.change(session, session.get_one(System, system_id), name=f"{name} 2")
    home_care, opp = session.get_one(Unit, life.cast.home_care_north), session.get_one(Unit, life.cast.opp)
    organisation.move(session, home_care, opp)
    hem = session.get_one(Unit, life.cast.hem)
    said: Any = {"leader_id": hem.leader_id, "valid_from": hem.valid_from, "note": None}
    organisation.change_unit(session, hem, code="HOM", name="Helse og omsorg", **said)
    for key in ("chief_executive", "hem_owner"):
        person = session.get_one(Person, life.person(key))
        unit = session.get_one(Unit, person.unit_id)
        named: Any = {"name": f"{person.name} Nygård", "title": "Noe annet"}
        organisation.change_person(session, person, email=person.email, unit=unit, **named)
    actions.reassign(session, session.scalars(select(Action)).one(), life.cast.leadership)
