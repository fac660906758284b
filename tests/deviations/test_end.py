"""The handling of deviations in the services: every stage, back to work, closing, rejecting, merging and reopening."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.actions.vocabulary import Effect
from isms.deviations import queries, service
from isms.deviations.models import AffectedSystem, Deviation, DeviationAction, DeviationClock, DeviationControl
from isms.deviations.queries.stages import stage
from isms.deviations.register import DEVIATIONS
from isms.deviations.rules.handling import stage_of
from isms.deviations.vocabulary import DeviationKind, DeviationStatus, Severity, Stage, StopCause
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.register.query import Wish
from isms.risk.vocabulary import Consequence
from tests.cast import Cast
from tests.deviations import stage as staged
from tests.deviations.stage import NOW, WHY, bring, reported, triage
from tests.risk.stage import ME, TODAY, a_system, get, seen


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction(ME, "deviation:handle") as session:
        yield session


def because(no: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.because for refusal in no.value.refusals]


@pytest.mark.parametrize("end", Stage)
def test_sql_and_the_rule_say_the_same_of_where_it_stands(session: Session, cast: Cast, end: Stage) -> None:
    made = bring(session, reported(session, cast), cast, end)
    told = session.scalar(select(stage(Deviation.__table__)).where(Deviation.id == made.id))
    assert (stage_of(made), told) == (end, end.value)
    closed = end in (Stage.CLOSED, Stage.REJECTED, Stage.MERGED)
    assert made.status == (DeviationStatus.CLOSED if closed else DeviationStatus.OPEN)


def test_a_correction_without_effect_sends_the_deviation_back_to_work(session: Session, cast: Cast) -> None:
    made = bring(session, reported(session, cast), cast, Stage.CORRECTED)
    staged.check(session, made, cast, Effect.NONE)
    told = session.scalar(select(stage(Deviation.__table__)).where(Deviation.id == made.id))
    assert (stage_of(made), told) == (Stage.IN_PROGRESS, "in_progress")
    assert made.effect_reason == "Ingen feil siden"
    staged.correct(session, made, cast)
    assert (stage_of(made), made.effect, made.effect_checked_by_id) == (Stage.CORRECTED, None, None)


def test_the_effect_is_checked_by_somebody_else(session: Session, cast: Cast) -> None:
    made = bring(session, reported(session, cast), cast, Stage.CORRECTED)
    said: Any = {"effect": Effect.GOOD, "effect_reason": "Virker", "today": TODAY}
    with pytest.raises(Refused) as no:
        service.check_effect(session, made, judge_id=cast.employee, **said)
    assert because(no) == ["deviation.effect_checked_by_who_corrected"]
    with pytest.raises(Refused) as no:
        service.check_effect(session, made, judge_id=cast.hem_owner, **said)
    assert because(no) == ["deviation.effect_checked_by_responsible"]


def test_triage_proposes_the_severity_and_the_deadline(session: Session, cast: Cast) -> None:
    made = reported(session, cast, severity=Severity.MINOR)
    with pytest.raises(Refused) as no:
        triage(session, made, cast, severity=Severity.SERIOUS)
    assert because(no) == ["deviation.override_needs_a_reason"]
    triage(session, made, cast, severity=Severity.SERIOUS, severity_reason="Mange er berørt")
    assert (made.severity, made.due_on.isoformat(), made.triaged_by_id) == (
        Severity.SERIOUS,
        "2026-12-22",
        cast.officer,
    )
    triage(session, made, cast, consequence=Consequence.MODERATE)
    assert (made.severity, made.severity_reason) == (Severity.MODERATE, None)


def test_a_minor_deviation_is_corrected_and_closed_at_once(session: Session, cast: Cast) -> None:
    made = bring(session, reported(session, cast), cast, Stage.TRIAGED, Severity.MINOR)
    with pytest.raises(Refused) as no:
        staged.close(session, made, cast, learning=" ", cause=None, corrective_action="")
    assert because(no) == [
        "deviation.needs_a_cause",
        "deviation.needs_a_corrective_action",
        "deviation.needs_a_lesson",
    ]
    staged.close(session, made, cast, **WHY)
    assert (stage_of(made), made.corrected_on, made.corrected_by_id, made.effect) == (
        Stage.CLOSED,
        TODAY,
        cast.officer,
        None,
    )


def test_a_graver_one_is_not(session: Session, cast: Cast) -> None:
    made = bring(session, reported(session, cast), cast, Stage.CORRECTED)
    with pytest.raises(Refused) as no:
        staged.close(session, made, cast, **WHY)
    assert because(no) == ["deviation.verify_first"]


def test_a_closed_deviation_is_worked_on_again_when_it_is_reopened(session: Session, cast: Cast) -> None:
    made = bring(session, reported(session, cast), cast, Stage.CLOSED)
    said: Any = {"reopened_by_id": cast.officer, "today": TODAY}
    with pytest.raises(Refused) as no:
        service.change(session, made, now=NOW, title="Annet")
    assert because(no) == ["deviation.already_closed"]
    with pytest.raises(Refused):
        service.reopen(session, made, " ", **said)
    service.reopen(session, made, "Det skjedde igjen", **said)
    assert (stage_of(made), made.corrected_on, made.effect, made.cause) == (
        Stage.IN_PROGRESS,
        None,
        None,
        "Gammel liste",
    )
    rejected = bring(session, reported(session, cast), cast, Stage.REJECTED)
    service.reopen(session, rejected, "Det var ingen øvelse", **said)
    assert (stage_of(rejected), rejected.rejected_because) == (Stage.REPORTED, None)


def test_a_finding_is_answered_before_it_is_closed(session: Session, cast: Cast) -> None:
    made = reported(session, cast, kind=DeviationKind.AUDIT_FINDING, source_document="Revisjon 2026")
    bring(session, made, cast, Stage.VERIFIED)
    made.kind = DeviationKind.AUDIT_FINDING
    with pytest.raises(Refused) as no:
        staged.close(session, made, cast)
    assert because(no) == ["deviation.answer_first"]
    answered: Any = {"answer_due_on": None, "follow_up": None, "today": TODAY}
    service.answer(session, made, answer="Vi retter", answered_on=TODAY, **answered)
    staged.close(session, made, cast)
    assert stage_of(made) == Stage.CLOSED


def test_a_merged_deviation_hands_over_what_it_has(session: Session, cast: Cast) -> None:
    journal, portal = a_system(session, cast.nursing, "Journal"), a_system(session, cast.school, "Portal")
    first, second = reported(session, cast, [journal]), reported(session, cast, [portal])
    third = reported(session, cast, [portal], severity=Severity.MINOR)
    action = service.mend(
        session, first, title="Lage maler", description=None, owner_id=cast.employee, due_on=TODAY, today=TODAY
    )
    said: Any = {"merged_by_id": cast.officer, "today": TODAY}
    service.merge(session, first, second, **said)
    assert {link.system_id for link in queries.standing_links(session, second.id)} == {journal.id, portal.id}
    links = queries.standing_links(session, second.id, DeviationAction)
    assert [link.action_id for link in links] == [action.id]
    service.merge(session, second, third, **said)
    assert (first.merged_into_id, second.merged_into_id) == (third.id, third.id)
    assert [one.id for one in queries.merged_with(session, third.id)] == [first.id, second.id]
    with pytest.raises(Refused) as no:
        service.merge(session, third, second, **said)
    assert because(no) == ["deviation.merged_into_an_ended"]
    with pytest.raises(Refused) as no:
        service.merge(session, third, third, **said)
    assert because(no) == ["deviation.merged_into_itself"]


def test_nothing_ends_while_a_statutory_clock_runs(session: Session, cast: Cast) -> None:
    made = reported(session, cast)
    clock = DeviationClock(tenant_id=made.tenant_id, deviation_id=made.id, rule="breach_72h", basis="GDPR art. 33")
    clock.starts_at, clock.due_at = NOW, datetime(2026, 11, 25, 8, tzinfo=UTC)
    session.add(clock)
    session.flush()
    with pytest.raises(Refused) as no:
        bring(session, made, cast, Stage.REJECTED)
    assert because(no) == ["deviation.clock_still_runs"]
    clock.stopped_at, clock.stop_cause = NOW, StopCause.NOT_NOTIFIABLE
    bring(session, made, cast, Stage.REJECTED)
    assert stage_of(made) == Stage.REJECTED


def test_links_to_another_municipality_are_refused(session: Session, cast: Cast) -> None:
    made, other = reported(session, cast), a_system(session, cast.neighbour_unit, "Legejournal")
    assert queries.links_of(session, made.id, DeviationControl) == []
    with pytest.raises(Refused) as no:
        service.link(session, made, systems=[other], risks=[], controls=[], suppliers=[], today=TODAY)
    assert because(no) == ["deviation.other_municipality"]
    assert session.scalars(select(AffectedSystem)).all() == []


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"effect": Effect.GOOD, "effect_checked_on": TODAY}, "deviation.effect_before_it_is_corrected"),
        ({"rejected_on": TODAY}, "deviation.rejected_without_a_reason"),
        ({"merged_on": TODAY, "merged_into_id": 1}, "deviation.merged_into_itself"),
        ({"kind": DeviationKind.AUDIT_FINDING}, "deviation.finding_without_a_source"),
        (
            {"closed_on": TODAY, "cause": "Feil", "rejected_on": TODAY, "rejected_because": "Nei"},
            "deviation.already_closed",
        ),
    ],
)
def test_the_database_keeps_the_rules_of_handling_too(
    database: Database, cast: Cast, fields: dict[str, Any], refused: str
) -> None:
    with database.transaction(ME, "deviation:report") as session:
        reported(session, cast)
    with pytest.raises(Refused) as no, database.transaction(ME, "deviation:handle") as session:
        for name, value in fields.items():
            setattr(get(session, Deviation, 1), name, value)
    assert because(no) == [refused]


def test_the_register_tells_stages_findings_and_where_merged_ones_went(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "deviation:handle") as session:
        for each in Stage:
            bring(session, reported(session, cast), cast, each)
        finding = reported(session, cast, kind=DeviationKind.AUDIT_FINDING, source_document="Revisjon 2026")
        assert finding.code == "AV-010"
    told = seen(database, DEVIATIONS, CONSOLE, ("code", "stage", "merged_into"), Wish(sort="stage"))
    stages = list(Stage)
    assert [stage for _, stage, _ in told] == sorted((s for _, s, _ in told), key=lambda s: stages.index(Stage(s)))
    assert [code for _, stage, code in told if stage == "merged"] == ["AV-009"]
    narrowed = Wish(filters={"stage": "corrected"})
    assert len(seen(database, DEVIATIONS, CONSOLE, ("code",), narrowed)) == 1
    for value in ("any", "unanswered"):
        assert seen(database, DEVIATIONS, CONSOLE, ("code",), Wish(filters={"finding": value})) == [("AV-010",)]
