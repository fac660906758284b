"""The demo: an invented municipality whose past shows trends, made by the real services."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.actions.vocabulary import SourceKind
from isms.attestations.models import Attestation
from isms.cli import main
from isms.demo.story import happenings, rows
from isms.health.models import SystemHealth
from isms.health.vocabulary import HealthStatus
from isms.kernel.db import Database
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import MeasurementKind
from isms.portfolio.models import Dependency, System
from isms.projects.models import Project, SystemEnding
from isms.projects.vocabulary import Phase
from isms.reviews.models import Decision, Meeting, MeetingPaper, Review
from isms.reviews.vocabulary import MeetingKind
from isms.scorecard.models import ScoreIndicator, ScoreResult


def test_what_happened_is_told_in_order() -> None:
    told = happenings(date(2026, 11, 20))
    assert told == sorted(told)
    assert {happening.called for happening in told} >= {
        "register",
        "rate",
        "assess",
        "report",
        "review",
        "meet",
        "close",
    }


def test_the_demo_people_of_the_contract_are_there() -> None:
    there = {row["email"].split("@")[0] for row in rows("people")}
    assert {"officer", "director", "auditor", "employee", "operator", "owner.hem"} <= there


def see_meetings(session: Session) -> None:
    """See that reviews have been held, that the main one has its papers, and that one is being prepared."""
    approved = session.scalars(select(Meeting.id).where(Meeting.approved_at.is_not(None))).all()
    assert len(approved) == 4
    with_papers = session.scalars(select(Meeting.id).where(Meeting.kind == MeetingKind.MAIN, Meeting.id.in_(approved)))
    assert set(session.scalars(select(MeetingPaper.meeting_id))) == set(with_papers)
    collecting = select(Meeting.id).where(Meeting.collecting_at.is_not(None), Meeting.frozen_at.is_(None))
    assert len(session.scalars(collecting).all()) == 1


def see_health(session: Session) -> None:
    """See that the demo shows what health rests on, and everything that is built on it."""
    measured = session.scalars(select(Measurement.kind).distinct()).all()
    assert set(measured) == set(MeasurementKind)
    assert session.scalar(select(func.count()).select_from(ScoreIndicator)) == 7
    assert set(session.scalars(select(ScoreResult.year))) == {2024, 2025, 2026}
    running = session.scalars(select(Project.phase).where(Project.stopped_on.is_(None))).all()
    assert len(running) == 15
    assert set(running) == set(Phase)
    assert session.scalar(select(func.count()).select_from(SystemEnding)) == 2
    attested = select(Attestation.campaign_id, func.count()).where(Attestation.attested_on.is_not(None))
    assert all(number > 40 for _, number in session.execute(attested.group_by(Attestation.campaign_id)))
    from_reviews = select(Action.title).where(Action.source_kind == SourceKind.ATTESTATION)
    assert len(session.scalars(from_reviews).all()) == 5
    health = dict(Counter(session.scalars(select(SystemHealth.status).where(SystemHealth.is_counted))))
    assert set(health) == set(HealthStatus)
    assert health[HealthStatus.UNACCEPTABLE] <= 10


@pytest.mark.slow
def test_the_demo_is_made_whole_and_a_second_time_only_its_password_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    monkeypatch.setenv("ISMS_DATABASE_URL", url)
    monkeypatch.setenv("ISMS_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("ISMS_DEMO_PASSWORD", "en-tur-i-fjellet")
    made = CliRunner().invoke(main, ["demo", "--no-serve"])
    assert made.exit_code == 0, made.output
    assert "en-tur-i-fjellet" in made.output
    database = Database(url)
    with database.reading() as session:
        standing = session.scalar(select(func.count()).select_from(System).where(System.withdrawn_on.is_(None)))
        assert standing is not None
        assert 55 <= standing <= 70
        assert session.scalar(select(func.count()).select_from(Dependency)) == len(rows("dependencies"))
        periods = set(session.scalars(select(Review.period)))
        assert periods >= {"2025-T3", "2026-T1", "2026-T2"}
        assert session.scalar(select(func.count()).select_from(Decision)) == 6
        see_meetings(session)
        see_health(session)
        assert verify(session, Base.metadata).faults == ()
    again = CliRunner().invoke(main, ["demo", "--no-serve"])
    assert again.exit_code == 0, again.output
    with database.reading() as session:
        assert set(session.scalars(select(Review.period))) == periods
    database.close()
