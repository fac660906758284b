"""Accepting and revoking residual risks, approving plans, and what the database itself refuses."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from isms.app import DERIVATIONS, matrix
from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.register.query import Wish
from isms.kernel.seal.collector import Unsealed
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Role
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.risk import service
from isms.risk.models import Acceptance, Scenario
from isms.risk.queries import acceptance as queries
from isms.risk.register import ACCEPTANCES, RISKS
from isms.risk.rules import DEFAULT, SHIPPED
from isms.risk.rules.acceptance import AWAITING
from isms.risk.vocabulary import (
    AcceptanceKind,
    AcceptanceState,
    Authority,
    Consequence,
    Likelihood,
    RiskLevel,
    Treatment,
)
from tests.cast import SINCE, Cast
from tests.risk.stage import ME, TODAY, a_risk, a_system, access_for, an_action, an_assessment, get, seen

LOW, MEDIUM, HIGH = "1 1", "2 3", "3 4"
GROUNDS: dict[str, Any] = {
    "reason": "Nytten er liten.",
    "compensation": "Papirliste",
    "privacy_opinion": "Ingen merknad",
}


@dataclass(frozen=True)
class Stage:
    """A system of the nursing homes, owned by the employee."""

    cast: Cast
    system: int


@pytest.fixture
def stage(database: Database, cast: Cast) -> Stage:
    with database.transaction(ME, "risk:stage") as session:
        return Stage(cast, a_system(session, cast.nursing, "Journal", owner_id=cast.employee).id)


def a_scenario(
    database: Database, stage: Stage, cell: str, *, maker: int | None = None, treated: bool = False, **fields: Any
) -> int:
    """Return a risk in an approved assessment, made by the officer unless somebody else is named."""
    cast = stage.cast
    with database.transaction(ME, "risk:identify") as session:
        system = get(session, System, stage.system)
        assessment = an_assessment(session, [system], maker or cast.officer)
        risk = a_risk(session, assessment, system, cell, **{"owner_id": cast.employee, **fields})
        if treated:
            an_action(session, risk, cast.employee, date(2027, 3, 1))
        service.approve(session, assessment, cast.auditor, TODAY)
        return risk.id


def accept(database: Database, risk_id: int, person_id: int, **said: Any) -> int:
    with database.transaction(ME, "risk:accept") as session:
        return service.accept(session, get(session, Scenario, risk_id), person_id, **{"today": TODAY, **said}).id


def refused(database: Database, risk_id: int, person_id: int, **said: Any) -> list[str]:
    with pytest.raises(Refused) as no:
        accept(database, risk_id, person_id, **said)
    return [refusal.because for refusal in no.value.refusals]


def state(database: Database, risk_id: int, today: date | None = None) -> AcceptanceState:
    """Return how a risk stands, by the rule; the register must say the same."""
    if today is not None:
        assert isinstance(database.clock, FixedClock)
        database.clock.advance(hours=24 * (today - TODAY).days)
    with database.reading() as session:
        risk = get(session, Scenario, risk_id)
        newest = session.get(Acceptance, risk.acceptance_id) if risk.acceptance_id else None
        by_rule = queries.state_of_risk(risk, newest, today or TODAY)
        code = risk.code
    by_select = dict(seen(database, RISKS, CONSOLE, ("code", "acceptance")))[code]
    assert by_select == by_rule
    return by_rule


def test_a_system_owner_accepts_a_low_risk_until_it_is_assessed_again(database: Database, stage: Stage) -> None:
    risk_id = a_scenario(database, stage, LOW)
    assert state(database, risk_id) == AcceptanceState.OPEN
    made = accept(database, risk_id, stage.cast.employee)
    with database.reading() as session:
        record = get(session, Acceptance, made)
        assert (record.code, record.kind, record.authority) == (
            "AKS-001",
            AcceptanceKind.ACCEPTED,
            Authority.SYSTEM_OWNER,
        )
        assert (record.accepted_by_id, record.accepted_on, record.valid_until) == (
            stage.cast.employee,
            TODAY,
            date(2027, 11, 22),
        )
        assert (record.level, record.rating_version, record.system_class) == (RiskLevel.LOW, 1, None)
        assert (record.likelihood, record.consequence) == (Likelihood("1"), Consequence("1"))
        assert get(session, Scenario, risk_id).acceptance_id == made
    assert state(database, risk_id) == AcceptanceState.ACCEPTED


@pytest.mark.parametrize(
    ("cell", "who", "because"),
    [
        (LOW, "hem_owner", None),
        (LOW, "chief_executive", None),
        (LOW, "opp_owner", "acceptance.not_the_authority.system_owner"),
        (MEDIUM, "employee", "acceptance.not_the_authority.area_owner"),
        (MEDIUM, "hem_owner", None),
        (MEDIUM, "opp_owner", "acceptance.not_the_authority.area_owner"),
        (MEDIUM, "chief_executive", None),
        (HIGH, "hem_owner", "acceptance.not_the_authority.chief_executive"),
        (HIGH, "chief_executive", None),
        (HIGH, "leadership", "acceptance.not_the_authority.chief_executive"),
        (LOW, "officer", "acceptance.advisers_never_accept"),
        (HIGH, "privacy_officer", "acceptance.advisers_never_accept"),
    ],
)
def test_the_level_decides_who_accepts(
    database: Database, stage: Stage, cell: str, who: str, because: str | None
) -> None:
    risk_id = a_scenario(database, stage, cell, treated=True)
    if because is None:
        accept(database, risk_id, getattr(stage.cast, who), **GROUNDS)
    else:
        assert refused(database, risk_id, getattr(stage.cast, who), **GROUNDS) == [because]


def test_an_officer_who_also_leads_an_area_does_not_accept(database: Database, stage: Stage) -> None:
    risk_id = a_scenario(database, stage, MEDIUM)
    with database.transaction(ME, "role:grant") as session:
        leader, elsewhere = get(session, Person, stage.cast.hem_owner), get(session, Unit, stage.cast.school)
        organisation.grant_role(session, leader, Role.PRIVACY_OFFICER, elsewhere, SINCE)
    assert refused(database, risk_id, stage.cast.hem_owner, **GROUNDS) == ["acceptance.advisers_never_accept"]
    assert seen(database, RISKS, access_for(database, matrix(), stage.cast.hem_owner), wish=MINE) == []


def test_the_next_level_up_accepts_what_the_system_owner_has_assessed(database: Database, stage: Stage) -> None:
    risk_id = a_scenario(database, stage, LOW, maker=stage.cast.employee)
    assert refused(database, risk_id, stage.cast.employee) == ["acceptance.maker_never_accepts.area_owner"]
    accept(database, risk_id, stage.cast.hem_owner)


def test_what_the_chief_executive_has_assessed_takes_another_of_that_level(database: Database, stage: Stage) -> None:
    with database.transaction(ME, "risk:assess") as session:
        deputy, top = get(session, Person, stage.cast.leadership), get(session, Unit, stage.cast.municipality)
        organisation.grant_role(session, deputy, Role.CHIEF_EXECUTIVE, top, SINCE)
    risk_id = a_scenario(database, stage, HIGH, maker=stage.cast.chief_executive, treated=True)
    assert refused(database, risk_id, stage.cast.chief_executive, **GROUNDS) == [
        "acceptance.maker_needs_another_person"
    ]
    accept(database, risk_id, stage.cast.leadership, **GROUNDS)


def test_in_a_process_the_area_owner_accepts_what_a_system_owner_would(database: Database, stage: Stage) -> None:
    with database.transaction(ME, "risk:assess") as session:
        unit = get(session, Unit, stage.cast.nursing)
        process = an_assessment(session, [], stage.cast.officer, subject="Legemidler", unit=unit)
        cell = {"likelihood_before": Likelihood("1"), "consequence_before": Consequence("1")}
        owner_id = stage.cast.employee
        risk_id = service.identify(session, process, None, title="Feil", owner_id=owner_id, **cell).id
        service.approve(session, process, stage.cast.officer, TODAY)
    assert refused(database, risk_id, stage.cast.employee) == ["acceptance.not_the_authority.system_owner"]
    accept(database, risk_id, stage.cast.hem_owner)
    assert state(database, risk_id) == AcceptanceState.ACCEPTED


def test_a_high_risk_takes_reason_compensation_plan_and_opinion(database: Database, stage: Stage) -> None:
    bare = a_scenario(database, stage, HIGH, privacy_affected=True)
    assert refused(database, bare, stage.cast.chief_executive) == [
        "acceptance.reason_missing",
        "acceptance.compensation_missing",
        "acceptance.plan_missing",
        "acceptance.privacy_opinion_missing",
    ]
    ready = a_scenario(database, stage, HIGH, privacy_affected=True, treated=True)
    made = accept(database, ready, stage.cast.chief_executive, **GROUNDS)
    with database.reading() as session:
        assert get(session, Acceptance, made).valid_until == date(2027, 5, 22)


def test_a_risk_of_a_draft_or_against_the_law_is_accepted_by_nobody(database: Database, stage: Stage) -> None:
    with database.transaction(ME, "risk:assess") as session:
        system = get(session, System, stage.system)
        draft = a_risk(session, an_assessment(session, [system], stage.cast.officer), system, LOW).id
    assert refused(database, draft, stage.cast.employee) == ["acceptance.assessment_not_approved"]
    assert state(database, draft) == AcceptanceState.NOT_YET
    unlawful = a_scenario(database, stage, LOW, breaks_law=True)
    assert refused(database, unlawful, stage.cast.employee) == ["acceptance.breaks_the_law"]
    assert state(database, unlawful) == AcceptanceState.UNLAWFUL


def test_an_acceptance_expires_by_itself_and_reopens_the_risk(database: Database, stage: Stage) -> None:
    risk_id = a_scenario(database, stage, MEDIUM)
    accept(database, risk_id, stage.cast.hem_owner, reason="Nei", valid_until=TODAY + timedelta(days=31))
    assert state(database, risk_id) == AcceptanceState.ACCEPTED
    assert state(database, risk_id, TODAY + timedelta(days=1)) == AcceptanceState.EXPIRING


@pytest.mark.parametrize(("days", "expected"), [(0, AcceptanceState.EXPIRING), (1, AcceptanceState.LAPSED)])
def test_the_last_day_of_an_acceptance_counts(
    database: Database, stage: Stage, days: int, expected: AcceptanceState
) -> None:
    risk_id = a_scenario(database, stage, MEDIUM)
    accept(database, risk_id, stage.cast.hem_owner, reason="Nei", valid_until=TODAY)
    assert state(database, risk_id, TODAY + timedelta(days=days)) == expected


def test_an_acceptance_lives_on_in_a_copy_until_that_is_rated_otherwise(database: Database, stage: Stage) -> None:
    risk_id = a_scenario(database, stage, LOW)
    made = accept(database, risk_id, stage.cast.employee)
    for rated, expected in ((False, AcceptanceState.ACCEPTED), (True, AcceptanceState.STALE)):
        with database.transaction(ME, "risk:copy") as session:
            copied = service.copy(session, get(session, Scenario, risk_id).assessment, today=TODAY)
            [risk] = session.scalars(select(Scenario).where(Scenario.assessment_id == copied.id))
            service.change_scenario(session, risk, description="Mer")
            if rated:
                service.change_scenario(session, risk, likelihood_before=Likelihood("2"))
            service.approve(session, copied, stage.cast.auditor, TODAY)
            replaced, risk_id = risk_id, risk.id
        assert refused(database, replaced, stage.cast.employee) == ["assessment.locked.replaced"]
        assert state(database, risk_id) == expected
        assert seen(database, ACCEPTANCES, CONSOLE, ("code", "state")) == [("AKS-001", expected)]
        with database.reading() as session:
            living = queries.standing_on(session, get(session, Acceptance, made))
            assert living
            assert living.id == risk_id
    accept(database, risk_id, stage.cast.employee)
    assert state(database, risk_id) == AcceptanceState.ACCEPTED
    rows = seen(database, ACCEPTANCES, CONSOLE, ("code", "state"))
    assert rows == [("AKS-002", AcceptanceState.ACCEPTED), ("AKS-001", AcceptanceState.SUPERSEDED)]
    with database.reading() as session:
        assert len(queries.acceptances_of(session, get(session, Scenario, risk_id))) == 2


def test_another_class_of_the_system_makes_an_acceptance_stale(database: Database, stage: Stage) -> None:
    database.derivations = DERIVATIONS
    risk_id = a_scenario(database, stage, LOW)
    accept(database, risk_id, stage.cast.employee)
    with database.transaction(ME, "system:rate") as session:
        reason = {f"{quality}_reason": "Vakt" for quality in "kit"}
        portfolio.rate(
            session,
            get(session, System, stage.system),
            rated_by_id=stage.cast.officer,
            today=TODAY,
            k=2,
            i=2,
            t=3,
            **reason,
        )
    assert state(database, risk_id) == AcceptanceState.STALE


def test_a_revocation_is_a_record_of_its_own_with_a_reason(database: Database, stage: Stage) -> None:
    risk_id = a_scenario(database, stage, LOW)
    made = accept(database, risk_id, stage.cast.employee)
    with pytest.raises(Refused), database.transaction(ME, "risk:revoke") as session:
        service.revoke(session, get(session, Scenario, risk_id), stage.cast.employee, reason=None, today=TODAY)
    with pytest.raises(Refused), database.transaction(ME, "risk:revoke") as session:
        service.revoke(session, get(session, Scenario, risk_id), stage.cast.officer, reason="Nytt", today=TODAY)
    with database.transaction(ME, "risk:revoke") as session:
        gone = service.revoke(
            session, get(session, Scenario, risk_id), stage.cast.hem_owner, reason="Nytt", today=TODAY
        )
        assert (gone.kind, gone.valid_until, gone.authority) == (AcceptanceKind.REVOKED, None, Authority.AREA_OWNER)
    assert state(database, risk_id) == AcceptanceState.REVOKED
    with database.reading() as session:
        assert get(session, Acceptance, made).kind == AcceptanceKind.ACCEPTED
    with pytest.raises(Refused), database.transaction(ME, "risk:revoke") as session:
        service.revoke(session, get(session, Scenario, risk_id), stage.cast.hem_owner, reason="Igjen", today=TODAY)


def test_nobody_changes_a_record_of_acceptance(database: Database, stage: Stage) -> None:
    made = accept(database, a_scenario(database, stage, LOW), stage.cast.employee)
    with pytest.raises(Unsealed), database.transaction(ME, "risk:change") as session:
        get(session, Acceptance, made).reason = "Noe annet"
    for statement in ("UPDATE acceptance SET reason = 'Noe annet'", "DELETE FROM acceptance"):
        with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
            connection.execute(text(statement))


def test_the_owner_approves_the_plan_and_another_plan_is_approved_anew(database: Database, stage: Stage) -> None:
    cast = stage.cast
    risk_id = a_scenario(database, stage, MEDIUM, owner_id=cast.employee, treatment=Treatment.REDUCE)
    with pytest.raises(Refused), database.transaction(ME, "risk:approve_plan") as session:
        service.approve_plan(session, get(session, Scenario, risk_id), cast.hem_owner, TODAY)
    with database.transaction(ME, "risk:approve_plan") as session:
        service.approve_plan(session, get(session, Scenario, risk_id), cast.employee, TODAY)
    with pytest.raises(Refused), database.transaction(ME, "risk:approve_plan") as session:
        service.approve_plan(session, get(session, Scenario, risk_id), cast.employee, TODAY)
    with database.transaction(ME, "risk:change") as session:
        risk = get(session, Scenario, risk_id)
        assert (risk.plan_approved_by_id, risk.plan_approved_on) == (cast.employee, TODAY)
        copied = service.copy(session, risk.assessment, today=TODAY)
        [risk] = session.scalars(select(Scenario).where(Scenario.assessment_id == copied.id))
        service.change_scenario(session, risk, title="Ødelagt")
        assert (risk.plan_approved_by_id, risk.plan_approved_on) == (cast.employee, TODAY)
        service.change_scenario(session, risk, treatment=Treatment.SHARE)
        assert (risk.plan_approved_by_id, risk.plan_approved_on) == (None, None)


MINE = Wish(filters={"awaits": "me"})


def test_what_awaits_somebody_is_what_they_hold_the_level_of(database: Database, stage: Stage) -> None:
    """The select finds, for each person, the open risks that the rules let them accept at just their level."""
    cast = stage.cast
    risks = [a_scenario(database, stage, cell, treated=True) for cell in (LOW, MEDIUM, HIGH)]
    with database.transaction(ME, "risk:assess") as session:
        system = a_system(session, cast.nursing, "Uten eier")
        mine = a_system(session, cast.nursing, "Min egen", owner_id=cast.hem_owner, deputy_owner_id=cast.employee)
        for maker in (cast.employee, cast.hem_owner, cast.chief_executive):
            made = an_assessment(session, [get(session, System, stage.system), system, mine], maker)
            for some in (get(session, System, stage.system), system, mine):
                risks += [a_risk(session, made, some, cell, owner_id=cast.officer).id for cell in (LOW, MEDIUM, HIGH)]
            service.approve(session, made, cast.officer, TODAY)
    people = (cast.employee, cast.hem_owner, cast.opp_owner, cast.chief_executive, cast.officer, cast.outsider)
    for person_id in people:
        with database.reading() as session:
            expected = []
            for risk in session.query(Scenario).order_by(Scenario.code_key):
                known = queries.consider(session, risk, person_id, (), TODAY)
                held = queries.levels_held(risk, queries.standings(session, risk, {person_id}, TODAY)[person_id])
                if not known.refusals and known.needed in held:
                    expected.append(risk.code)
        found = seen(database, RISKS, access_for(database, matrix(), person_id), wish=MINE)
        assert sorted(code for (code,) in found) == expected, person_id
    assert seen(database, RISKS, access_for(database, matrix(), cast.employee), wish=MINE)


def test_whose_acceptance_is_awaited_is_said_alike_by_rule_and_select(database: Database, stage: Stage) -> None:
    cast = stage.cast
    with database.transaction(ME, "risk:assess") as session:
        for maker in (cast.employee, cast.hem_owner, cast.chief_executive, cast.officer):
            system = get(session, System, stage.system)
            made = an_assessment(session, [system], maker)
            for cell in (LOW, MEDIUM, HIGH):
                a_risk(session, made, system, cell, owner_id=cast.officer)
            service.approve(session, made, cast.auditor, TODAY)
    said = dict(seen(database, RISKS, CONSOLE, ("code", "awaits")))
    with database.reading() as session:
        for risk in session.query(Scenario):
            assert said[risk.code] == queries.consider(session, risk, cast.auditor, (), TODAY).needed
            holders = queries.acceptors(session, risk, Authority(said[risk.code]), TODAY)
            assert all(not queries.consider(session, risk, one.id, (), TODAY).refusals for one in holders)


def test_the_models_the_program_ships_agree_on_who_accepts() -> None:
    assert all(model.acceptance == DEFAULT.acceptance for model in SHIPPED.values())
    assert {AcceptanceState.OPEN, AcceptanceState.LAPSED} < AWAITING
