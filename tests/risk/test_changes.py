"""What happens to systems after their assessments were approved questions these, until somebody answers."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.app import DERIVATIONS, matrix
from isms.deviations import service as deviations
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import Severity
from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.organisation.models import Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import Dependency, System
from isms.portfolio.vocabulary import Criticality, DataFlow
from isms.risk import queries, service
from isms.risk.models import Assessment, SignificantChange
from isms.risk.queries import changes
from isms.risk.vocabulary import ChangeAnswer, ChangeKind
from tests.cast import Cast
from tests.risk.stage import ME, TODAY, a_risk, a_system, access_for, an_assessment, get

JOURNAL, INTEGRATION, SUPPLIER = 1, 2, 1


@pytest.fixture
def approved(database: Database, cast: Cast) -> Cast:
    """Journal, rated 2-2-2, from a supplier and assessed; an integration platform; every derivation."""
    database.derivations = DERIVATIONS
    with database.transaction(ME, "risk:stage") as session:
        supplier = portfolio.register_supplier(session, cast.municipality, name="Journal AS")
        journal = a_system(session, cast.nursing, "Journal", supplier_id=supplier.id)
        a_system(session, cast.school, "Integrasjon")
        rate(session, cast, journal, 2, 2, 2)
    with database.transaction(ME, "risk:stage") as session:
        journal = get(session, System, JOURNAL)
        made = an_assessment(session, [journal], cast.officer)
        a_risk(session, made, journal, owner_id=cast.employee)
        service.approve(session, made, cast.hem_owner, TODAY)
    return cast


def rate(session: Session, cast: Cast, system: System, k: int, i: int, t: int) -> None:
    said: Any = {f"{letter}_reason": "Taushetsplikt" for letter in "kit"}
    portfolio.rate(session, system, rated_by_id=cast.employee, today=TODAY, k=k, i=i, t=t, **said)


def depend(session: Session) -> None:
    portfolio.depend(
        session,
        get(session, System, JOURNAL),
        get(session, System, INTEGRATION),
        what="Meldinger",
        direction=DataFlow.IN,
        criticality=Criticality.HIGH,
    )


def report(session: Session, database: Database, cast: Cast, severity: Severity, *systems: System) -> Deviation:
    now = database.clock.now()
    return deviations.report(
        session,
        get(session, Unit, cast.nursing),
        cast.employee,
        now=now,
        systems=systems,
        title="Feil pasient",
        severity=severity,
        discovered_at=now,
    )


def noted(database: Database) -> list[tuple[str, str, bool]]:
    """Return kind and source of what is noted, and whether it is open, in order."""
    with database.reading() as session:
        rows = session.scalars(select(SignificantChange).order_by(SignificantChange.id))
        return [(row.kind, row.source, row.answer is None) for row in rows]


def answer(database: Database, cast: Cast, change_id: int, said: ChangeAnswer = ChangeAnswer.STILL_HOLDS) -> None:
    with database.transaction(ME, "change:answer") as session:
        change = get(session, SignificantChange, change_id)
        service.answer(session, change, answer=said, answer_reason="Sett på", answered_by_id=cast.officer, today=TODAY)


def test_a_raised_rating_is_noted_once_and_again_when_it_rises_further(
    database: Database, clock: FixedClock, approved: Cast
) -> None:
    clock.advance(days=3)
    for k in (2, 3, 3):
        with database.transaction(ME, "system:rate") as session:
            rate(session, approved, get(session, System, JOURNAL), k, 1, 2)
    assert noted(database) == [(ChangeKind.RATING_RAISED, "S-001", True)]
    with database.reading() as session:
        assert get(session, SignificantChange, 1).noted_on == date(2026, 11, 25)
    answer(database, approved, 1)
    for k in (3, 4):
        with database.transaction(ME, "system:rate") as session:
            rate(session, approved, get(session, System, JOURNAL), k, 1, 2)
    assert noted(database) == [
        (ChangeKind.RATING_RAISED, "S-001", False),
        (ChangeKind.RATING_RAISED, "S-001", True),
    ]


def test_another_supplier_is_noted_until_it_is_answered(database: Database, approved: Cast) -> None:
    for name in ("Nytt navn", "Journal"):
        with database.transaction(ME, "system:change") as session:
            portfolio.change(session, get(session, System, JOURNAL), name=name)
    assert noted(database) == []
    for supplier_id in (None, SUPPLIER, None):
        with database.transaction(ME, "system:change") as session:
            portfolio.change(session, get(session, System, JOURNAL), supplier_id=supplier_id)
    assert noted(database) == [(ChangeKind.SUPPLIER_CHANGED, "S-001", True)]
    answer(database, approved, 1)
    with database.transaction(ME, "system:change") as session:
        portfolio.change(session, get(session, System, JOURNAL), users=12)
    assert noted(database) == [(ChangeKind.SUPPLIER_CHANGED, "S-001", False)]


def test_a_new_dependency_is_noted_and_what_is_said_of_it_later_is_not(database: Database, approved: Cast) -> None:
    with database.transaction(ME, "dependency:depend") as session:
        depend(session)
    assert noted(database) == [(ChangeKind.DEPENDENCY_ADDED, "S-002", True)]
    answer(database, approved, 1)
    with database.transaction(ME, "dependency:change") as session:
        get(session, Dependency, 1).note = "Hver natt"
    assert noted(database) == [(ChangeKind.DEPENDENCY_ADDED, "S-002", False)]


def test_a_serious_deviation_is_noted_when_it_is_reported_or_becomes_serious(
    database: Database, approved: Cast
) -> None:
    with database.transaction(ME, "deviation:report") as session:
        journal = get(session, System, JOURNAL)
        report(session, database, approved, Severity.SERIOUS, journal)
        report(session, database, approved, Severity.SERIOUS, get(session, System, INTEGRATION))
        report(session, database, approved, Severity.MODERATE, journal)
    assert noted(database) == [(ChangeKind.SERIOUS_DEVIATION, "AV-001", True)]
    answer(database, approved, 1)
    now = database.clock.now()
    with database.transaction(ME, "deviation:change") as session:
        journal = get(session, System, JOURNAL)
        for number in (1, 2, 3):
            deviation = get(session, Deviation, number)
            nothing: Any = {"risks": [], "controls": [], "suppliers": [], "today": TODAY}
            deviations.link(session, deviation, systems=[journal], **nothing)
            deviations.change(session, deviation, now=now, severity=Severity.SERIOUS)
    assert [source for _, source, is_open in noted(database) if is_open] == ["AV-002", "AV-003"]


def test_what_does_not_stand_is_not_questioned(database: Database, approved: Cast) -> None:
    with database.transaction(ME, "assessment:withdraw") as session:
        service.withdraw_assessment(session, get(session, Assessment, 1), "Feil", TODAY)
        an_assessment(session, [get(session, System, JOURNAL)], approved.officer)
    with database.transaction(ME, "dependency:depend") as session:
        depend(session)
        rate(session, approved, get(session, System, JOURNAL), 4, 4, 4)
    assert noted(database) == []


def test_a_new_assessment_leaves_the_questions_to_the_old_one(database: Database, approved: Cast) -> None:
    with database.transaction(ME, "dependency:depend") as session:
        depend(session)
    with database.transaction(ME, "assessment:copy") as session:
        copied = service.copy(session, get(session, Assessment, 1), today=TODAY)
        rate(session, approved, get(session, System, JOURNAL), 4, 4, 4)
    with database.transaction(ME, "assessment:approve") as session:
        copied, journal = get(session, Assessment, copied.id), get(session, System, JOURNAL)
        service.change_assessment(session, copied, [journal], today=TODAY, valid_until=None)
        service.approve(session, copied, approved.hem_owner, TODAY)
    with database.reading() as session:
        assert session.scalar(changes.waiting(CONSOLE)["questioned_assessments"]) == 0
        assert queries.of_system(session, JOURNAL)[2] == []
    with database.transaction(ME, "system:rate") as session:
        rate(session, approved, get(session, System, JOURNAL), 4, 4, 4)
    assert len(noted(database)) == 2
    with pytest.raises(Refused):
        answer(database, approved, 1)


def test_half_an_answer_and_a_second_one_are_refused(database: Database, approved: Cast) -> None:
    with database.transaction(ME, "dependency:depend") as session:
        depend(session)
    with pytest.raises(Refused), database.transaction(ME, "change:answer") as session:
        get(session, SignificantChange, 1).answer = ChangeAnswer.STILL_HOLDS
    answer(database, approved, 1, ChangeAnswer.REASSESS)
    with pytest.raises(Refused):
        answer(database, approved, 1)


def test_whom_assessments_wait_for(database: Database, approved: Cast) -> None:
    with database.transaction(ME, "dependency:depend") as session:
        depend(session)
        journal = get(session, System, JOURNAL)
        sent = an_assessment(session, [journal], approved.officer)
        a_risk(session, sent, journal, owner_id=approved.employee)
        service.send(session, sent)
    waits = {}
    for who in ("officer", "hem_owner", "opp_owner", "chief_executive", "auditor", "employee", "outsider"):
        with database.reading() as session:
            found = changes.waiting(access_for(database, matrix(), getattr(approved, who)))
            waits[who] = tuple(session.scalar(number) for number in found.values())
    nobody = (0, 0)
    assert waits == {
        "officer": (1, 1),
        "hem_owner": (1, 1),
        "chief_executive": (1, 0),
        "opp_owner": nobody,
        "auditor": nobody,
        "employee": nobody,
        "outsider": nobody,
    }
