"""Adopting frameworks, deciding, reviewing, evidence, actions and systems, and who sees what."""

from datetime import date

import pytest
from sqlalchemy import select

from isms.actions.vocabulary import SourceKind
from isms.app import matrix
from isms.controls import queries, service
from isms.controls.models import Control, ControlSystem, Evidence
from isms.controls.vocabulary import Applicability, ControlStatus, Permission
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.organisation.models import Unit
from tests.cast import Cast
from tests.controls.stage import ANNEX, NEXT, NSM, adopted, applying, in_place, shown_by, the_control
from tests.risk.stage import ME, TODAY, a_system, access_for


def refused(call: object, *arguments: object, **named: object) -> list[str]:
    with pytest.raises(Refused) as no:
        call(*arguments, **named)  # type: ignore[operator]
    return [refusal.because for refusal in no.value.refusals]


def test_a_framework_is_adopted_whole_and_undecided(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "control:adopt") as session:
        assert len(adopted(session, cast, ANNEX)) == 93
        assert len(adopted(session, cast, NSM)) == 21
        control = the_control(session, "A.8.13")
        assert (control.framework, control.framework_version, control.theme) == (ANNEX, "2022", "A.8")
        assert (control.applicability, control.status, control.per_system) == (Applicability.UNDECIDED, None, True)
        assert "tryggleikskopiar" in control.search_text


def test_adopting_twice_is_refused_and_another_municipality_has_its_own(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "control:adopt") as session:
        adopted(session, cast)
        assert refused(adopted, session, cast) == ["control.adopted_already"]
        assert len(service.adopt(session, session.get_one(Unit, cast.neighbour), NSM)) == 21


def test_a_newer_version_takes_in_what_is_new_and_leaves_what_is_said(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "control:adopt") as session:
        adopted(session, cast)
        applying(session)
    with database.transaction(ME, "control:adopt") as session:
        for control in queries.controls_of(session, cast.municipality):
            control.framework_version = "2.0"
        the_control(session, "NSM 4.4").code = "NSM 4.5"
    with database.transaction(ME, "control:adopt") as session:
        assert [control.code for control in adopted(session, cast)] == ["NSM 4.4"]
        assert the_control(session).applicability == Applicability.APPLIES
        left = the_control(session, "NSM 4.5")
        assert (left.framework_version, left.theme) == ("2.1", "NSM 4")


def test_deciding_gives_a_status_and_excluding_takes_it_away(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "control:decide") as session:
        adopted(session, cast)
        control = applying(session, owner_id=cast.hem_owner)
        assert control.status == ControlStatus.NOT_STARTED
        said = {"applicability": Applicability.EXCLUDED, "owner_id": None}
        assert refused(service.decide, session, control, reason=None, **said) == ["control.exclusion_needs_a_reason"]
    with database.transaction(ME, "control:decide") as session:
        control = the_control(session)
        service.decide(session, control, reason="Driften er satt bort", **said)  # type: ignore[arg-type]
        assert (control.status, control.owner_id) == (None, None)


def test_several_are_decided_alike_and_keep_what_is_not_given(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "control:decide_several") as session:
        adopted(session, cast)
        owned = applying(session, "NSM 1.1", owner_id=cast.officer)
        some = [owned, the_control(session, "NSM 1.2")]
        said = {"applicability": Applicability.APPLIES, "reason": None, "owner_id": None}
        service.decide_several(session, some, **said)  # type: ignore[arg-type]
        assert [(c.applicability, c.owner_id, c.reason) for c in some] == [
            (Applicability.APPLIES, cast.officer, "Risiko R-1"),
            (Applicability.APPLIES, None, None),
        ]
        assert refused(service.decide_several, session, [], **said) == ["control.choose_some"]


def test_a_review_sets_status_and_both_days(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "control:review") as session:
        adopted(session, cast)
        assert refused(in_place, session, the_control(session)) == ["control.does_not_apply"]
        control = applying(session)
        in_place(session, control)
        assert (control.status, control.reviewed_on, control.next_review_on) == (ControlStatus.IN_PLACE, TODAY, NEXT)


def test_evidence_is_added_and_withdrawn_with_a_reason(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "evidence:add") as session:
        adopted(session, cast)
        assert refused(shown_by, session, the_control(session)) == ["control.does_not_apply"]
        control = applying(session)
        evidence = shown_by(session, control)
        assert refused(service.withdraw_evidence, session, evidence, " ", TODAY) == ["reason.missing"]
        service.withdraw_evidence(session, evidence, "Feil rapport", TODAY)
        assert queries.evidence_of(session, control.id) == []


def test_an_action_of_a_control_lies_at_the_municipality(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "control:plan") as session:
        adopted(session, cast)
        said = {"title": "Øve", "description": None, "owner_id": cast.officer, "due_on": NEXT, "today": TODAY}
        assert refused(service.plan, session, the_control(session), **said) == ["control.does_not_apply"]
        control = applying(session)
        action = service.plan(session, control, **said)  # type: ignore[arg-type]
        assert (action.source_kind, action.source_code, action.unit_id) == (
            SourceKind.CONTROL,
            "NSM 2.9",
            cast.municipality,
        )
        assert [a.id for a in queries.actions_of(session, control.id)] == [action.id]


def test_systems_are_linked_taken_away_and_linked_again(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "control:link") as session:
        adopted(session, cast)
        control = the_control(session)
        school, home = a_system(session, cast.school, "Skole"), a_system(session, cast.home_care, "Hjem")
        service.link(session, control, [school, home], TODAY)
        service.link(session, control, [home], TODAY)
        service.link(session, control, [home, school], TODAY)
        rows = session.scalars(select(ControlSystem).order_by(ControlSystem.system_id)).all()
        assert [(row.system_id, row.withdrawn_on) for row in rows] == [(school.id, None), (home.id, None)]
        other = a_system(session, cast.neighbour_unit, "Lege")
        assert refused(service.link, session, control, [other], TODAY) == ["control.other_municipality"]


def test_a_reader_of_an_area_sees_every_control_but_only_their_systems(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "control:link") as session:
        adopted(session, cast)
        control = the_control(session)
        school, home = a_system(session, cast.school, "Skole"), a_system(session, cast.home_care, "Hjem")
        service.link(session, control, [school, home], TODAY)
        ids = control.id, home.id
    access = access_for(database, matrix(), cast.hem_owner)
    with database.reading() as session:
        assert queries.control_for(session, access, ids[0]) is not None
        assert queries.control_for(session, access, ids[0], Permission.CONTROL_REVIEW) is None
        assert [system.id for system in queries.systems_of(session, access, ids[0])] == [ids[1]]


@pytest.mark.parametrize(
    ("who", "read", "review", "manage"),
    [
        ("officer", True, True, True),
        ("auditor", True, False, False),
        ("employee", True, True, False),
        ("operator", False, False, False),
        ("outsider", False, False, False),
    ],
)
def test_the_officer_manages_the_owner_reviews_and_readers_read(
    database: Database, cast: Cast, who: str, read: bool, review: bool, manage: bool
) -> None:
    with database.transaction(ME, "control:decide") as session:
        adopted(session, cast)
        control_id = applying(session, owner_id=cast.employee).id
    access = access_for(database, matrix(), getattr(cast, who))
    wanted = {Permission.CONTROL_READ: read, Permission.CONTROL_REVIEW: review, Permission.CONTROL_MANAGE: manage}
    with database.reading() as session:
        for permission, opens in wanted.items():
            assert (queries.control_for(session, access, control_id, permission) is not None) == opens, permission
        found = queries.control_for(session, access, control_id)
        if found:
            assert {p for p in wanted if p != Permission.CONTROL_READ and wanted[p]} == queries.held_on(access, found)


MADE = {
    "a control twice": lambda control: Control(
        tenant_id=control.tenant_id,
        framework=NSM,
        framework_version="2.1",
        code=control.code,
        applicability=Applicability.UNDECIDED,
    ),
    "evidence that says nothing": lambda control: Evidence(control_id=control.id, title="x", dated_on=TODAY),
    "evidence that expires too soon": lambda control: Evidence(
        control_id=control.id, title="x", dated_on=TODAY, valid_until=date(2026, 11, 21), link="https://x.test"
    ),
}
CHANGED = {
    "excluded without a reason": {"applicability": Applicability.EXCLUDED, "reason": None, "status": None},
    "applying without a status": {"status": None},
    "undecided with a status": {"applicability": Applicability.UNDECIDED},
    "reviewed again the same day": {"reviewed_on": TODAY, "next_review_on": TODAY},
}


@pytest.mark.parametrize("what", [*MADE, *CHANGED])
def test_the_database_refuses_in_words_what_no_rule_has_seen(database: Database, cast: Cast, what: str) -> None:
    with database.transaction(ME, "control:adopt") as session:
        adopted(session, cast)
        applying(session)
    with pytest.raises(Refused), database.transaction(ME, "control:break") as session:
        control = the_control(session)
        if what in MADE:
            session.add(MADE[what](control))
        for name, value in CHANGED.get(what, {}).items():
            setattr(control, name, value)
