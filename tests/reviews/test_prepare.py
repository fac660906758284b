"""Reviews are prepared once per unit and period, with the figures of the period's last day however late it is."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from isms.deviations import service as deviations
from isms.deviations.vocabulary import Severity
from isms.kernel.clock import day_of
from isms.kernel.outbox import Mail
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.runs import LEASE, claim
from isms.kernel.seal.collector import Actor
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from isms.organisation.rules.periods import Period
from isms.organisation.vocabulary import Role
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.reviews import queries, service
from isms.reviews.jobs import JOB, prepare_by_hand, prepare_due
from isms.reviews.models import Review
from isms.risk.service import approve
from tests.reviews.conftest import Town
from tests.risk.stage import ME, a_risk, a_system, an_action, an_assessment, get

CONSOLE = Actor("operator", "console")
T1 = Period(2026, 1)


def made(town: Town, unit_id: int, period: str = "2026-T1") -> Review:
    with town.database.reading() as session:
        return session.scalars(select(Review).where(Review.unit_id == unit_id, Review.period == period)).one()


def figures(town: Town, unit_id: int, period: str = "2026-T1") -> dict[str, Any]:
    content: dict[str, Any] = json.loads(made(town, unit_id, period).figures)
    return content


def all_made(town: Town) -> list[tuple[int, str]]:
    with town.database.reading() as session:
        return [(r.unit_id, r.period) for r in session.scalars(select(Review).order_by(Review.id))]


def test_nothing_is_prepared_before_the_period_has_ended_in_oslo(town: Town) -> None:
    town.at(2026, 4, 30, 21, 59)
    assert prepare_due(town.database, "w") == 0
    town.at(2026, 4, 30, 22, 2)
    assert prepare_due(town.database, "w") == 3
    assert all_made(town) == [(unit, "2026-T1") for unit in (town.cast.municipality, town.cast.hem, town.cast.opp)]


def test_a_second_look_prepares_nothing(town: Town) -> None:
    town.at(2026, 5, 1, 8)
    assert prepare_due(town.database, "w") == 3
    assert prepare_due(town.database, "v") == 0


def test_a_worker_that_was_away_makes_good_every_period_in_order(town: Town) -> None:
    town.at(2027, 1, 1, 8)
    assert prepare_due(town.database, "w") == 9
    assert [period for unit, period in all_made(town) if unit == town.cast.hem] == ["2026-T1", "2026-T2", "2026-T3"]
    assert figures(town, town.cast.hem)["change"] is None
    assert figures(town, town.cast.hem, "2026-T2")["change"]["since"] == "2026-T1"


def test_a_period_waits_while_another_worker_has_the_one_before(town: Town) -> None:
    town.at(2027, 1, 1, 8)
    claim(town.database, JOB, f"{town.cast.hem}:2026-T1", "other", LEASE)
    assert prepare_due(town.database, "w") == 6
    town.clock.advance(minutes=6)
    assert prepare_due(town.database, "w") == 3


def test_a_worker_that_is_told_to_stop_finishes_the_review_in_hand(town: Town) -> None:
    town.at(2026, 5, 1, 8)
    answers = iter([False, True])
    assert prepare_due(town.database, "w", stopping=lambda: next(answers)) == 1
    assert len(all_made(town)) == 1


def rich(town: Town) -> None:
    """Rate one system, assess it with a high and a medium risk, and leave an action and a deviation open."""
    cast = town.cast
    with town.database.transaction(ME, "test:fill") as session:
        journal = get(session, System, town.journal)
        reasons = {f"{letter}_reason": "Grunn" for letter in "kit"}
        portfolio.rate(
            session,
            journal,
            rated_by_id=cast.officer,
            today=date(2026, 2, 2),
            rated_on=date(2026, 2, 2),
            k=4,
            i=3,
            t=3,
            **reasons,
        )
        assessment = an_assessment(
            session, [journal], cast.officer, assessed_on=date(2026, 2, 2), valid_until=date(2026, 7, 1)
        )
        risk = a_risk(session, assessment, journal, "4 4", owner_id=cast.hem_owner)
        a_risk(session, assessment, journal, "2 3", title="Tregt", owner_id=cast.hem_owner)
        approve(session, assessment, cast.chief_executive, date(2026, 2, 2))
        an_action(session, risk, cast.hem_owner, date(2026, 4, 29))
        deviations.report(
            session,
            journal.unit,
            cast.employee,
            now=town.clock.now(),
            systems=[journal],
            title="Feil mottaker",
            severity=Severity.SERIOUS,
            discovered_at=town.clock.now(),
            due_on=day_of(town.clock.now()) + timedelta(days=27),
        )


def test_the_figures_of_a_unit_are_what_lies_in_it_and_below(town: Town) -> None:
    rich(town)
    town.at(2026, 5, 1, 8)
    prepare_due(town.database, "w")
    health, school, whole = (figures(town, unit) for unit in (town.cast.hem, town.cast.opp, town.cast.municipality))
    assert (health["systems"], school["systems"], whole["systems"]) == (1, 1, 2)
    assert health["classes"] == {"4": 1, "3": 0, "2": 0, "1": 0, "none": 0}
    assert (health["risks"]["high"], health["risks"]["medium"]) == (1, 1)
    assert health["actions"] == {"open": 1, "overdue": 1}
    assert (health["deviations"]["open"], health["deviations"]["serious"], health["deviations"]["overdue"]) == (1, 1, 1)
    assert health["portfolio"]["S-001"]["faults"] == ["high_risk"]
    assert school["portfolio"]["S-002"]["faults"] == ["ownerless", "rating_missing", "assessment_missing"]
    assert school["risks"] == dict.fromkeys(health["risks"], 0)
    assert [(area["code"], area["systems"]) for area in whole["areas"]] == [("HEM", 1), ("OPP", 1)]


def test_what_expires_is_judged_by_the_last_day_of_the_period(town: Town) -> None:
    rich(town)
    town.at(2027, 9, 1, 8)
    prepare_due(town.database, "w")
    assert "assessment_expired" not in figures(town, town.cast.hem)["portfolio"]["S-001"]["faults"]
    assert "assessment_expired" in figures(town, town.cast.hem, "2026-T2")["portfolio"]["S-001"]["faults"]


def test_a_review_prepared_late_says_what_one_prepared_in_time_would_have_said(town: Town) -> None:
    rich(town)
    town.at(2026, 4, 30, 21, 59)
    town.change(town.school, name="Skoleplattformen", owner_id=town.cast.opp_owner)
    town.at(2026, 5, 1, 8)
    with town.database.reading() as session:
        unit = session.get_one(Unit, town.cast.municipality)
        in_time = service.draft(session, unit, T1, date(2026, 5, 1))
    town.change(town.journal, unit_id=town.cast.kindergarten, name="Flyttet", owner_id=None)
    with town.database.transaction(ME, "test:after") as session:
        organisation.move(session, get(session, Unit, town.cast.nursing), get(session, Unit, town.cast.opp))
        a_system(session, town.cast.nursing, "Kommet siden")
        portfolio.withdraw(session, get(session, System, town.school), because="Erstattet", today=date(2026, 5, 1))
    town.at(2026, 12, 1, 8)
    prepare_due(town.database, "w")
    late = made(town, town.cast.municipality)
    assert in_time
    assert late.figures == in_time.content
    assert (late.position, late.prepared_at) == (in_time.position, town.clock.now())
    assert figures(town, town.cast.opp)["portfolio"]["S-002"]["name"] == "Skoleplattformen"


def test_what_has_changed_is_told_by_system_and_by_figure(town: Town) -> None:
    town.at(2026, 5, 1, 8)
    prepare_due(town.database, "w")
    rich(town)
    town.change(town.school, owner_id=town.cast.opp_owner)
    with town.database.transaction(ME, "system:register") as session:
        a_system(session, town.cast.nursing, "Nytt")
    town.at(2026, 9, 1, 8)
    prepare_due(town.database, "w")
    change = figures(town, town.cast.municipality, "2026-T2")["change"]
    assert change["new"] == [["S-003", "Nytt"]]
    assert change["worse"] == [["S-001", "Pasientjournal"]]
    assert change["better"] == [["S-002", "Skoleplattform"]]
    assert (change["gone"], change["since"]) == ([], "2026-T1")
    assert change["before"] == {"systems": 2, "rated": 0, "high_risks": 0, "overdue_actions": 0}
    with town.database.transaction(ME, "system:withdraw") as session:
        portfolio.withdraw(session, get(session, System, town.school), because="Erstattet", today=date(2026, 9, 1))
    town.at(2027, 1, 1, 8)
    prepare_due(town.database, "w")
    assert figures(town, town.cast.municipality, "2026-T3")["change"]["gone"] == [["S-002", "Skoleplattform"]]


def test_a_unit_without_systems_is_not_reviewed_until_somebody_plans_it(town: Town) -> None:
    town.at(2026, 5, 1, 8)
    prepare_due(town.database, "w")
    assert town.cast.neighbour not in {unit for unit, _ in all_made(town)}
    with town.database.transaction(ME, "review:plan") as session:
        service.plan(session, get(session, Unit, town.cast.neighbour), first_period="2026-t1")
    assert prepare_due(town.database, "w") == 1
    assert figures(town, town.cast.neighbour)["systems"] == 0


def test_reviews_begin_with_the_period_that_was_planned(town: Town) -> None:
    with town.database.transaction(ME, "review:plan") as session:
        service.plan(session, get(session, Unit, town.cast.hem), first_period="2026-T2")
    town.at(2026, 9, 1, 8)
    prepare_due(town.database, "w")
    assert [period for unit, period in all_made(town) if unit == town.cast.hem] == ["2026-T2"]


def test_a_unit_is_not_reviewed_for_a_day_it_was_not_in_force(town: Town) -> None:
    with town.database.transaction(ME, "review:plan") as session:
        service.plan(session, get(session, Unit, town.cast.hem), first_period="2025-T2")
    town.at(2026, 5, 1, 8)
    assert prepare_due(town.database, "w") == 3
    assert prepare_due(town.database, "w") == 0
    with pytest.raises(Refused, match=r"review\.not_in_force"):
        list(prepare_by_hand(town.database, Period(2025, 2), "HEM", CONSOLE))


def test_a_unit_withdrawn_after_the_period_is_still_reviewed_for_it(town: Town) -> None:
    town.at(2026, 5, 1, 8)
    with town.database.transaction(ME, "unit:withdraw") as session:
        area = get(session, Unit, town.cast.opp)
        area.withdrawn_on, area.withdrawn_because = date(2026, 5, 1), "Slått sammen"
    town.at(2026, 10, 1, 8)
    prepare_due(town.database, "w")
    assert [period for unit, period in all_made(town) if unit == town.cast.opp] == ["2026-T1"]


def test_by_hand_before_the_end_is_refused(town: Town) -> None:
    town.at(2026, 4, 30, 12)
    with pytest.raises(Refused, match=r"review\.not_over"):
        list(prepare_by_hand(town.database, T1, None, CONSOLE))
    assert all_made(town) == []


def test_by_hand_names_what_exists_and_the_worker_makes_no_second_one(town: Town) -> None:
    town.at(2026, 5, 1, 8)
    assert [(p.code, p.is_new) for p in prepare_by_hand(town.database, T1, "HEM", CONSOLE)] == [("G-001", True)]
    again = list(prepare_by_hand(town.database, T1, None, CONSOLE))
    assert [(p.unit, p.is_new) for p in again] == [
        ("Eksempelfjord kommune", True),
        ("Helse og mestring", False),
        ("Oppvekst", True),
    ]
    assert prepare_due(town.database, "w") == 0
    with pytest.raises(Refused, match=r"review\.no_such_unit"):
        list(prepare_by_hand(town.database, T1, "XYZ", CONSOLE))


def test_the_database_itself_refuses_a_second_review(town: Town) -> None:
    town.at(2026, 5, 1, 8)
    prepare_due(town.database, "w")
    with town.database.reading() as session:
        again = service.draft(session, session.get_one(Unit, town.cast.hem), T1, date(2026, 5, 1))
    assert again
    with (
        pytest.raises(Refused, match=r"review\.prepared_already"),
        town.database.transaction(ME, "test:twice") as session,
    ):
        service.keep(session, again, town.clock.now())


def test_the_officers_of_today_are_told_once(town: Town) -> None:
    with town.database.transaction(ME, "person:register") as session:
        unit = get(session, Unit, town.cast.municipality)
        later = organisation.register_person(session, email="later@example.test", name="Ny Leder", unit=unit)
        organisation.grant_role(session, later, Role.SECURITY_OFFICER, unit, date(2026, 6, 1), None)
        organisation.deactivate(session, get(session, Person, town.cast.officer), date(2026, 5, 2))
    town.at(2026, 7, 1, 8)
    prepare_due(town.database, "w")
    prepare_due(town.database, "w")
    with town.database.reading() as session:
        letters = session.execute(select(Mail.recipient, Mail.title)).all()
    assert {letter.recipient for letter in letters} == {"later@example.test"}
    assert len(letters) == 3


def test_first_periods_follow_the_first_system_wherever_it_lies_now(town: Town) -> None:
    town.at(2026, 6, 1, 8)
    town.change(town.journal, unit_id=town.cast.school)
    with town.database.reading() as session:
        first = queries.first_periods(session)
        place = queries.place_at(session, Source(date(2026, 6, 1)), town.cast.hem)
    assert first == {town.cast.municipality: T1, town.cast.hem: T1, town.cast.opp: T1}
    assert place
    assert place.code == "HEM"
