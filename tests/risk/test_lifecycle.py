"""The life of an assessment: made, sent, given back, approved, locked, copied and replaced."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.organisation.models import Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.risk import queries, service
from isms.risk.models import Assessment, RiskModel, Scenario
from isms.risk.queries import copies
from isms.risk.queries.references import controls_of
from isms.risk.rules import SHIPPED
from isms.risk.vocabulary import (
    AssessmentStatus,
    Authority,
    Consequence,
    Likelihood,
    ModelStatus,
    RiskLevel,
    SinceLast,
)
from tests.cast import Cast
from tests.controls.stage import adopted
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_action, an_assessment, get

NEXT_YEAR = date(2027, 11, 1)


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.because for refusal in refused.value.refusals]


def a_draft(session: Session, cast: Cast, cell: str = "3 3") -> tuple[Assessment, System, Scenario]:
    """Make a draft of the officer's of one system with one owned risk."""
    system = a_system(session, cast.nursing, "Journal")
    made = an_assessment(session, [system], cast.officer)
    return made, system, a_risk(session, made, system, cell, owner_id=cast.employee)


def approved(session: Session, cast: Cast) -> tuple[Assessment, System, Scenario]:
    """Make an assessment that the area's owner has approved."""
    made, system, risk = a_draft(session, cast)
    service.approve(session, made, cast.hem_owner, TODAY)
    return made, system, risk


def test_a_process_without_a_system_is_assessed_at_a_unit(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        said: dict[str, Any] = {"title": "Postmottak", "assessed_on": TODAY, "responsible_id": cast.officer}
        with pytest.raises(Refused) as no:
            service.assess(session, [], today=TODAY, subject="Postmottak", **said)
        assert reasons(no) == ["assessment.unit_missing"]
        unit = get(session, Unit, cast.nursing)
        made = service.assess(session, [], today=TODAY, unit=unit, subject="Postmottak", **said)
        risk = service.identify(
            session,
            made,
            None,
            title="Brev åpnes av feil person",
            likelihood_before=Likelihood("2"),
            consequence_before=Consequence("3"),
            owner_id=cast.employee,
        )
        assert (made.valid_until, risk.place.id) == (date(2027, 11, 22), cast.nursing)
        with pytest.raises(Refused) as no:
            service.change_assessment(session, made, [a_system(session, cast.nursing, "J")], today=TODAY, subject=None)
        assert reasons(no) == ["assessment.subject_has_risks"]


def test_the_class_decides_how_long_an_assessment_holds(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        simple, critical = a_system(session, cast.nursing, "Hjelpemidler"), a_system(session, cast.nursing, "Journal")
        simple.system_class, critical.system_class = 1, 4
        assert an_assessment(session, [simple], cast.officer, valid_until=None).valid_until == date(2028, 11, 22)
        made = an_assessment(session, [simple, critical], cast.officer, valid_until=None)
        assert made.valid_until == date(2027, 11, 22)
        with pytest.raises(Refused) as no:
            service.change_assessment(session, made, [critical], today=TODAY, valid_until=date(2027, 12, 1))
        assert reasons(no) == ["assessment.holds_too_long"]


def test_a_draft_is_sent_given_back_and_approved(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        made, _, risk = a_draft(session, cast)
        with pytest.raises(Refused) as no:
            service.give_back(session, made, "Mangler")
        assert reasons(no) == ["assessment.not_in_review"]
        service.send(session, made)
        for attempt in (lambda: service.send(session, made), lambda: service.give_back(session, made, " ")):
            with pytest.raises(Refused):
                attempt()
        with pytest.raises(Refused) as no:
            service.change_scenario(session, risk, title="Noe annet")
        assert reasons(no) == ["assessment.locked.in_review"]
        service.give_back(session, made, "Mangler en risiko")
        service.change_scenario(session, risk, title="Noe annet")
        service.send(session, made)
        service.approve(session, made, cast.hem_owner, TODAY)
        assert made.status == AssessmentStatus.APPROVED


def test_a_risk_nobody_owns_is_named_when_it_holds_up(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        made, system, _ = a_draft(session, cast)
        a_risk(session, made, system)
        for attempt in (
            lambda: service.send(session, made),
            lambda: service.approve(session, made, cast.hem_owner, TODAY),
        ):
            with pytest.raises(Refused) as no:
                attempt()
            assert [r.values for r in no.value.refusals] == [{"codes": "R-002"}]


def test_the_maker_approves_unless_a_risk_is_high(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        made, _, risk = a_draft(session, cast, "2 4")
        with pytest.raises(Refused) as no:
            service.approve(session, made, cast.officer, TODAY)
        assert reasons(no) == ["assessment.high_approved_by_its_maker"]
        service.change_scenario(session, risk, likelihood_after=Likelihood("1"), consequence_after=Consequence("4"))
        service.approve(session, made, cast.officer, TODAY)
        assert made.approved_by_id == cast.officer


def test_approving_keeps_what_the_assessment_rests_on(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        made, system, _ = a_draft(session, cast)
        supplier = portfolio.register_supplier(session, cast.municipality, name="Journal AS")
        portfolio.change(session, system, supplier_id=supplier.id)
        system.k, system.i, system.t = 3, 2, 4
        service.approve(session, made, cast.hem_owner, TODAY)
        link = queries.links_of(session, made.id)[0]
        assert (link.basis_k, link.basis_i, link.basis_t, link.basis_supplier_id) == (3, 2, 4, supplier.id)


def test_nothing_of_an_approved_assessment_changes(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        made, system, risk = approved(session, cast)
        for attempt in (
            lambda: service.change_assessment(session, made, [system], today=TODAY, summary="Ny"),
            lambda: a_risk(session, made, system),
            lambda: service.change_scenario(session, risk, likelihood_after=Likelihood("1")),
            lambda: service.change_scenario(session, risk, title="Ny", owner_id=cast.officer),
            lambda: service.withdraw_scenario(session, risk, "Utgår", TODAY),
        ):
            with pytest.raises(Refused) as no:
                attempt()
            assert reasons(no) == ["assessment.locked.approved"]


def test_following_up_goes_on_after_approval(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        made, _, risk = approved(session, cast)
        an_action(session, risk, cast.employee, NEXT_YEAR)
        service.change_scenario(session, risk, owner_id=cast.hem_owner, title=risk.title)
        assert (risk.owner_id, len(queries.actions_of(session, risk.id))) == (cast.hem_owner, 1)
        copied = service.copy(session, made, today=TODAY)
        service.approve(session, copied, cast.hem_owner, TODAY)
        for attempt in (
            lambda: an_action(session, risk, cast.employee, NEXT_YEAR),
            lambda: service.change_scenario(session, risk, owner_id=cast.officer),
            lambda: service.withdraw_assessment(session, made, "Feil", TODAY),
        ):
            with pytest.raises(Refused) as no:
                attempt()
            assert reasons(no)[0] in {"assessment.locked.replaced", "assessment.replaced_is_kept"}


def test_a_copy_is_last_years_assessment_as_a_draft(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:copy") as session:
        made, system, risk = approved(session, cast)
        action = an_action(session, risk, cast.employee, NEXT_YEAR)
        risk.acceptance_id = 7
        copied = service.copy(session, made, today=NEXT_YEAR)
        assert (copied.code, copied.previous_id, copied.status) == ("ROS-002", made.id, AssessmentStatus.DRAFT)
        assert (copied.assessed_on, copied.valid_until) == (NEXT_YEAR, date(2028, 11, 1))
        assert [s.id for s in queries.systems_of(session, copied.id)] == [system.id]
        twin = copies.standing(session, copied.id)[0]
        assert (twin.code, twin.previous_id, twin.since_last) == (risk.code, risk.id, SinceLast.UNCHANGED)
        assert (twin.rating_version, twin.acceptance_id, twin.rank) == (risk.rating_version, 7, risk.rank)
        assert [a.id for a in queries.actions_of(session, twin.id)] == [action.id]
        with pytest.raises(Refused) as no:
            service.copy(session, made, today=NEXT_YEAR)
        assert reasons(no) == ["assessment.is_being_copied"]
        service.withdraw_assessment(session, copied, "Feil valg", NEXT_YEAR)
        assert service.copy(session, made, today=NEXT_YEAR).code == "ROS-003"


def test_a_copied_risk_is_marked_as_it_changes_and_changes_back(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:copy") as session:
        made, system, risk = approved(session, cast)
        copied = service.copy(session, made, today=TODAY)
        twin = copies.standing(session, copied.id)[0]
        service.change_scenario(session, twin, likelihood_before=Likelihood("1"))
        assert (twin.since_last, twin.rating_version) == (SinceLast.MODIFIED, 2)
        service.change_scenario(session, twin, likelihood_before=risk.likelihood_before, owner_id=cast.officer)
        assert twin.since_last == SinceLast.UNCHANGED
        assert a_risk(session, copied, system).since_last == SinceLast.NEW
        service.withdraw_scenario(session, twin, "Gjelder ikke lenger", TODAY)
        assert twin.since_last == SinceLast.DROPPED


def test_an_approved_copy_replaces_what_it_was_copied_from(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:copy") as session:
        made, _, risk = approved(session, cast)
        copied = service.copy(session, made, today=TODAY)
        action = an_action(session, risk, cast.employee, NEXT_YEAR)
        risk.acceptance_id = 9
        control = adopted(session, cast)[0]
        service.refer(session, risk, [control], TODAY)
        service.change_scenario(session, risk, owner_id=cast.hem_owner)
        risk.plan_approved_by_id, risk.plan_approved_on = cast.hem_owner, TODAY
        twin = copies.standing(session, copied.id)[0]
        assert twin.owner_id == cast.hem_owner
        service.approve(session, copied, cast.hem_owner, TODAY)
        assert (made.status, copied.status) == (AssessmentStatus.REPLACED, AssessmentStatus.APPROVED)
        assert (twin.acceptance_id, twin.plan_approved_on) == (9, TODAY)
        assert [found.id for found in controls_of(session, twin.id)] == [control.id]
        with pytest.raises(Refused):
            service.refer(session, risk, [], TODAY)
        assert [a.id for a in queries.actions_of(session, twin.id)] == [action.id]
        again = service.copy(session, copied, today=TODAY)
        assert again.previous_id == copied.id


def test_what_has_been_withdrawn_is_left_behind(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:copy") as session:
        one, two = a_system(session, cast.nursing, "Journal"), a_system(session, cast.nursing, "Turnus")
        made = an_assessment(session, [one, two], cast.officer)
        a_risk(session, made, one, "1 1", owner_id=cast.employee)
        gone = a_risk(session, made, two, "1 1", owner_id=cast.employee)
        service.withdraw_scenario(session, a_risk(session, made, one), "Dobbelt", TODAY)
        service.approve(session, made, cast.hem_owner, TODAY)
        portfolio.withdraw(session, two, because="Feil", today=TODAY)
        copied = service.copy(session, made, today=TODAY)
        assert [s.id for s in queries.systems_of(session, copied.id)] == [one.id]
        assert gone.code not in [risk.code for risk in copies.standing(session, copied.id)]


def test_a_copy_is_made_under_the_model_of_today(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:copy") as session:
        larger = a_model(session, cast, "5x5-1", "M-1", date(2026, 1, 1))
        system = a_system(session, cast.nursing, "Journal")
        made = an_assessment(session, [system], cast.officer)
        owned = {"owner_id": cast.employee}
        worst = a_risk(
            session, made, system, "5 5", likelihood_after=Likelihood("5"), consequence_after=Consequence("1"), **owned
        )
        small = a_risk(session, made, system, "2 2", **owned)
        assert (made.model_id, worst.level_before, worst.residual_level) == (
            larger.id,
            RiskLevel.HIGH,
            RiskLevel.MEDIUM,
        )
        service.approve(session, made, cast.hem_owner, TODAY)
        smaller = a_model(session, cast, "4x4-1", "M-2", NEXT_YEAR)
        copied = service.copy(session, made, today=NEXT_YEAR)
        assert (copied.model_id, copied.model_version) == (smaller.id, "M-2")
        capped, kept = copies.standing(session, copied.id)
        assert (capped.likelihood_before, capped.consequence_before) == (Likelihood("4"), Consequence("4"))
        assert (capped.likelihood_after, capped.level_after, capped.residual_level) == (None, None, RiskLevel.HIGH)
        assert (capped.since_last, capped.rating_version) == (SinceLast.MODIFIED, 2)
        assert (small.level_before, kept.level_before) == (RiskLevel.LOW, RiskLevel.MEDIUM)
        assert (kept.since_last, kept.rating_version) == (SinceLast.UNCHANGED, 2)


def a_model(session: Session, cast: Cast, shipped: str, code: str, valid_from: date) -> RiskModel:
    """Approve a model of the municipality's own, like a shipped one, from a day on."""
    like = SHIPPED[shipped]
    accepted = {
        f"{level}_{what}": getattr(rule, of)
        for level, rule in like.acceptance.items()
        for what, of in (("accepted_by", "authority"), ("months", "months"))
    }
    model = RiskModel(
        tenant_id=cast.municipality,
        code=code,
        title=code,
        size=like.size,
        valid_from=valid_from,
        status=ModelStatus.APPROVED,
        approved_by_id=cast.officer,
        approved_on=TODAY,
        cells=tuple(str(level) for level in like.cells),
        **accepted,
        **{f"class_{number}_months": months for number, months in like.intervals.items()},
    )
    session.add(model)
    session.flush()
    assert model.low_accepted_by == Authority.SYSTEM_OWNER
    return model
