"""What the program tells of a year is counted alike today and as it was when the year ended, on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, Campaign
from isms.deviations import service as deviations
from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.rules.figures import Clock, clocks_kept
from isms.deviations.vocabulary import Severity, StopCause
from isms.kernel.clock import FixedClock, end_of
from isms.kernel.db import Database
from isms.kernel.moments import position_at
from isms.kernel.register.columns import Source
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.risk.vocabulary import AssessmentStatus
from isms.scorecard.figures import shares
from isms.scorecard.rules import Share
from isms.scorecard.vocabulary import Feed
from tests.actions.test_plan import planned
from tests.cast import Cast
from tests.risk.stage import ME, TODAY, a_system, an_assessment, get

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(session: Session, cast: Cast, today: date = TODAY, position: int | None = None) -> dict[str, tuple[int, int]]:
    found = shares(session, Source(today, position), cast.municipality)
    return {str(feed): (share.part, share.whole) for feed, share in found.items()}


def a_deviation(session: Session, cast: Cast) -> Deviation:
    said: Any = {"now": NOW, "severity": Severity.SERIOUS, "discovered_at": NOW, "title": "Vaktlisten lå åpent"}
    return deviations.report(session, get(session, Unit, cast.nursing), cast.employee, **said)


def a_clock(session: Session, deviation: Deviation, rule: str, due_at: datetime, **stopped: Any) -> DeviationClock:
    clock = DeviationClock(
        tenant_id=deviation.tenant_id,
        deviation_id=deviation.id,
        rule=rule,
        basis="GDPR artikkel 33",
        starts_at=due_at - 72 * HOUR,
        due_at=due_at,
        **stopped,
    )
    session.add(clock)
    return clock


def an_attestation(session: Session, campaign: Campaign, system: System, person_id: int | None, code: str) -> None:
    session.add(
        Attestation(
            tenant_id=campaign.tenant_id,
            code=code,
            campaign_id=campaign.id,
            system_id=system.id,
            inherited=False,
            opened_on=campaign.opens_on,
            due_on=campaign.due_on,
            attested_on=TODAY if person_id else None,
            attested_by_id=person_id,
        )
    )


def fill(session: Session, cast: Cast) -> None:
    """Have four systems, three assessments, a campaign, five clocks, trained people and actions of every sort."""
    systems = [a_system(session, cast.nursing, name) for name in ("Journal", "Turnus", "Arkiv", "Lønn")]
    gone = a_system(session, cast.school, "Gammelt")
    gone.withdrawn_on, gone.withdrawn_because = TODAY, "Aldri tatt i bruk"
    systems[3].ended_on, systems[3].data_went_to, systems[3].lifecycle = TODAY, "Depot", Lifecycle.ENDED
    new, old = (an_assessment(session, [system], cast.officer) for system in systems[:2])
    for assessment in (new, old):
        assessment.status, assessment.approved_by_id = AssessmentStatus.APPROVED, cast.officer
        assessment.approved_on = TODAY
    new.valid_until = TODAY
    old.assessed_on, old.valid_until = date(2025, 1, 1), TODAY - timedelta(days=1)
    an_assessment(session, systems[2:3], cast.officer)
    tenant: Any = {"tenant_id": cast.municipality, "unit_id": cast.municipality}
    this = Campaign(**tenant, code="G-1", opens_on=date(2026, 10, 1), due_on=date(2026, 10, 31))
    before = Campaign(**tenant, code="G-2", opens_on=date(2025, 10, 1), due_on=date(2025, 10, 31))
    session.add_all([this, before])
    session.flush()
    for campaign, person_id, at in ((this, cast.officer, 0), (this, None, 1), (before, cast.officer, 2)):
        an_attestation(session, campaign, systems[at], person_id, f"E-{at}")
    for person_id, trained_on in ((cast.officer, date(2025, 11, 22)), (cast.hem_owner, date(2025, 11, 21))):
        get(session, Person, person_id).trained_on = trained_on
    get(session, Person, cast.opp_owner).deactivated_on = TODAY
    for due_on, done_on in ((TODAY, TODAY), (date(2026, 11, 1), None), (TODAY, None), (date(2025, 12, 31), None)):
        action = planned(session, cast, due_on)
        action.done_on = done_on
    late = planned(session, cast, date(2026, 11, 2))
    late.done_on = date(2026, 11, 3)


def clocks(session: Session, cast: Cast) -> list[DeviationClock]:
    """Have clocks that were kept to the second, late, run out, called off, running, and of the year before."""
    one = a_deviation(session, cast)
    at = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
    reported, off = StopCause.REPORTED, StopCause.NOT_NOTIFIABLE
    found = [
        a_clock(session, one, "kept", at, stopped_at=at, stop_cause=reported),
        a_clock(session, one, "late", at, stopped_at=at + HOUR, stop_cause=reported, delay_reason="Ferie"),
        a_clock(session, one, "missed", at),
        a_clock(session, one, "off", at, stopped_at=at, stop_cause=off),
        a_clock(session, one, "runs", NOW + 3 * HOUR),
    ]
    a_clock(session, one, "before", end_of(date(2025, 12, 31)) - HOUR)
    session.flush()
    return found


def test_every_feed_counts_both_sides_of_its_limits(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "filled:figures") as session:
        fill(session, cast)
        made = clocks(session, cast)
        seen = [Clock(clock.starts_at, clock.due_at, clock.stopped_at, clock.stop_cause) for clock in made]
    with database.reading() as session:
        figures = told(session, cast)
        assert figures == {
            Feed.VALID_ASSESSMENTS: (1, 3),
            Feed.ATTESTED_SYSTEMS: (1, 2),
            Feed.CLOCKS_KEPT: (1, 3),
            Feed.TRAINING_DONE: (1, 8),
            Feed.ACTIONS_IN_TIME: (1, 3),
        }
        of_deviations = clocks_kept(seen, NOW)
        assert figures[Feed.CLOCKS_KEPT] == (of_deviations.kept, of_deviations.known)
        assert shares(session, Source(TODAY), cast.neighbour)[Feed.VALID_ASSESSMENTS] == Share(0, 0)


def test_a_past_year_is_told_as_it_stood_when_it_ended(database: Database, cast: Cast, clock: FixedClock) -> None:
    with database.transaction(ME, "filled:figures") as session:
        fill(session, cast)
        late = clocks(session, cast)[-1].id
    clock.set(datetime(2027, 2, 1, 8, 0, tzinfo=UTC))
    with database.transaction(ME, "filled:later") as session:
        get(session, Person, cast.auditor).trained_on = date(2026, 12, 1)
        stopped = get(session, DeviationClock, late)
        stopped.stopped_at, stopped.stop_cause = stopped.due_at, StopCause.REPORTED
        a_system(session, cast.school, "Nytt")
    last_day = date(2026, 12, 31)
    with database.reading() as session:
        then = told(session, cast, last_day, position_at(session, end_of(last_day)))
        assert then == {
            Feed.VALID_ASSESSMENTS: (0, 3),
            Feed.ATTESTED_SYSTEMS: (1, 2),
            Feed.CLOCKS_KEPT: (1, 4),
            Feed.TRAINING_DONE: (0, 8),
            Feed.ACTIONS_IN_TIME: (1, 4),
        }
        now = told(session, cast, last_day)
        assert (now[Feed.VALID_ASSESSMENTS], now[Feed.TRAINING_DONE], now[Feed.CLOCKS_KEPT]) == ((0, 4), (1, 8), (2, 4))
