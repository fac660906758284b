"""A meeting goes from planned to approved step by step; what was frozen stays, and what was decided is followed up."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.actions.vocabulary import SourceKind
from isms.kernel.db import Database
from isms.kernel.outbox import Mail
from isms.kernel.refusal import Refused
from isms.organisation.models import Unit
from isms.reviews.models import Decision, Meeting, MeetingPackage, MeetingReview, Signature
from isms.reviews.queries import gathering
from isms.reviews.queries import meetings as queries
from isms.reviews.queries.deadlines import deadlines
from isms.reviews.rules import packages
from isms.reviews.rules.blocks import Package, Row, Table
from isms.reviews.rules.meetings import WRITTEN, missing_letters
from isms.reviews.rules.numbering import numbered
from isms.reviews.service import deciding, meetings, steps
from isms.reviews.vocabulary import MeetingKind, MeetingState, PackagePart, TakesPartAs
from tests.reviews.conftest import Town
from tests.reviews.test_prepare import rich
from tests.risk.stage import ME, a_system, get

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
MEETS_ON = date(2026, 3, 16)
BECAUSE: dict[str, Any] = {"text": None, "nothing_because": "Ingenting nytt siden sist."}


def planned(town: Town, unit_id: int | None = None, **said: Any) -> int:
    """Plan the main review in March, in February, and return its id."""
    with town.database.transaction(ME, "meeting:plan") as session:
        unit = get(session, Unit, unit_id or town.cast.municipality)
        wanted = {"kind": MeetingKind.MAIN, "meets_on": MEETS_ON, "today": date(2026, 2, 2), **said}
        return meetings.plan(session, unit, **wanted).id


def write_all(session: Session, town: Town, meeting: Meeting) -> None:
    """Say of every part that waits for words that there is nothing new."""
    for part in WRITTEN:
        said = {"written_by_id": town.cast.officer, "today": date(2026, 2, 20)}
        meetings.write(session, meeting, part, **BECAUSE, **said)


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]


def bring_to(town: Town, meeting_id: int, state: MeetingState, *, whole: bool = True) -> None:
    """Take the steps up to a state, each on its day; whole: with every text and a decision."""
    taken = [
        (MeetingState.COLLECTING, steps.collect, at(2026, 2, 16, 8)),
        (MeetingState.FROZEN, steps.freeze, at(2026, 3, 2, 8)),
        (MeetingState.SENT, steps.send, at(2026, 3, 9, 8)),
        (MeetingState.HELD, steps.hold, at(2026, 3, 16, 14)),
        (MeetingState.MINUTES, steps.minute, at(2026, 3, 17, 8)),
    ]
    for reached, take, moment in taken:
        town.clock.set(moment)
        with town.database.transaction(ME, "meeting:step") as session:
            meeting = get(session, Meeting, meeting_id)
            if reached == MeetingState.FROZEN and whole:
                write_all(session, town, meeting)
            if reached == MeetingState.MINUTES and whole:
                decided(session, meeting, town)
            take(session, meeting, moment)
        if reached == state:
            return


def decided(session: Session, meeting: Meeting, town: Town, **said: Any) -> Decision:
    wanted = {"text": "Teste gjenoppretting\nI klasse 4.", "owner_id": town.cast.hem_owner, "due_on": date(2026, 6, 1)}
    return deciding.decide(session, meeting, today=date(2026, 3, 16), **{**wanted, **said})


def sign(town: Town, meeting_id: int, person_id: int, moment: datetime | None = None) -> None:
    with town.database.transaction(ME, "meeting:sign") as session:
        meeting = get(session, Meeting, meeting_id)
        digest = deciding.minutes_digest(session, meeting)
        deciding.sign(session, meeting, person_id=person_id, digest=digest, now=moment or at(2026, 3, 18, 8))


def shown(town: Town, meeting_id: int, today: date = date(2026, 3, 2)) -> Package:
    with town.database.reading() as session:
        return gathering.shown(session, get(session, Meeting, meeting_id), today)[0]


def refused(town: Town, do: Any) -> list[str]:
    with pytest.raises(Refused) as no, town.database.transaction(ME, "meeting:try") as session:
        do(session)
    return [refusal.because for refusal in no.value.refusals]


def state(database: Database, meeting_id: int) -> MeetingState:
    with database.reading() as session:
        return get(session, Meeting, meeting_id).state  # type: ignore[no-any-return]


def rows(package: Package, part: PackagePart, caption: str) -> list[Row]:
    blocks = [block for each in package.parts if each.key == part for block in each.blocks]
    return [row for block in blocks if isinstance(block, Table) and block.caption == caption for row in block.rows]


def test_a_planned_meeting_has_its_days_and_asks_who_leads_and_who_owns(town: Town) -> None:
    meeting_id = planned(town)
    with town.database.reading() as session:
        meeting = get(session, Meeting, meeting_id)
        assert (meeting.code, meeting.freezes_on, meeting.period) == ("LG-001", date(2026, 3, 2), "2025-T3")
        people = {one.person_id: one.takes_part_as for one in queries.participants_of(session, meeting_id)}
    cast = town.cast
    assert people[cast.chief_executive] == TakesPartAs.CHAIR
    assert people[cast.officer] == TakesPartAs.SECRETARY
    assert {people[person] for person in (cast.hem_owner, cast.opp_owner, cast.leadership)} == {TakesPartAs.MEMBER}


def test_an_areas_meeting_is_led_by_its_owner(town: Town) -> None:
    meeting_id = planned(town, town.cast.hem)
    with town.database.reading() as session:
        people = {one.takes_part_as: one.person_id for one in queries.participants_of(session, meeting_id)}
    assert people == {TakesPartAs.CHAIR: town.cast.hem_owner, TakesPartAs.SECRETARY: town.cast.officer}


def test_a_package_holds_every_part_and_waits_for_the_words_that_only_people_have(town: Town) -> None:
    rich(town)
    package = shown(town, planned(town))
    assert list(dict.fromkeys(part.key for part in package.parts)) == [
        str(part) for part in PackagePart if part != PackagePart.PROJECTS
    ]
    assert [part.area for part in package.parts if part.own_page and part.area] == ["Helse og mestring", "Oppvekst"]
    assert missing_letters(package) == ["b", "c", "d3", "d4", "e", "g"]
    assert rows(package, PackagePart.RISKS, "package.top_risks")[0].cells[1] == "Systemet er nede"
    assert packages.read(packages.canonical(package)) == package


def test_a_short_meeting_takes_up_what_somebody_writes_and_owes_no_letter(town: Town) -> None:
    meeting_id = planned(town, kind=MeetingKind.SHORT)
    with town.database.transaction(ME, "meeting:write") as session:
        said: Any = {"nothing_because": None, "written_by_id": town.cast.officer, "today": date(2026, 2, 20)}
        meeting = get(session, Meeting, meeting_id)
        meetings.write(session, meeting, PackagePart.FEEDBACK, text="To har klaget.", **said)
    package = shown(town, meeting_id)
    answers = {part.key: tuple(part.answers) for part in package.parts}
    assert (answers["feedback"], answers["improvements"], answers["risks"]) == (("e",), (), ("f",))
    assert missing_letters(package) == []


def test_the_agenda_has_the_numbers_that_parts_are_printed_with_and_the_annex_what_the_next_compares_with(
    town: Town,
) -> None:
    rich(town)
    package = shown(town, planned(town), date(2026, 3, 2))
    items = [row.cells[0]["values"] for row in rows(package, PackagePart.AGENDA, "package.agenda")]  # type: ignore[index, call-overload]
    printed = [(number, part.key) for number, part in numbered(package.parts) if number and part.area is None]
    assert [(item["number"], item["what"]["key"]) for item in items] == [
        (number, f"package_part.{key}") for number, key in printed if key != "agenda"
    ]
    assert package.annex["areas"] == {"S-001": "HEM", "S-002": "OPP"}
    assert "health=" in str(package.head["models"])


def test_collecting_asks_each_areas_owner(town: Town) -> None:
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.COLLECTING)
    with town.database.reading() as session:
        mails = session.scalars(select(Mail).where(Mail.kind == "meeting:collect")).all()
    assert {mail.recipient for mail in mails} == {"hem.owner@example.test", "opp.owner@example.test"}
    assert {mail.title for mail in mails} == {
        "Si noe om Helse og mestring før gjennomgangen 16.03.2026",
        "Si noe om Oppvekst før gjennomgangen 16.03.2026",
    }
    links = {mail.body.splitlines()[-1] for mail in mails}
    assert links == {f"/meetings/{meeting_id}/areas/{area}" for area in (town.cast.hem, town.cast.opp)}


def test_what_is_frozen_stays_whatever_happens_after(town: Town) -> None:
    rich(town)
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.FROZEN)
    with town.database.reading() as session:
        kept = session.scalars(select(MeetingPackage)).one()
        package = packages.read(kept.content)
    assert kept.digest == packages.digest(kept.content)
    assert (package.head["frozen_at"], package.head["position"]) == ("2026-03-02T08:00:00+00:00", kept.position)
    town.change(town.journal, name="Et annet navn", owner_id=None)
    with town.database.transaction(ME, "system:register") as session:
        a_system(session, town.cast.school, "Kommet siden")
    assert shown(town, meeting_id, date(2027, 3, 2)) == package
    assert packages.canonical(package) == kept.content
    said: Any = {"written_by_id": town.cast.officer, "today": date(2026, 3, 3), **BECAUSE}
    late = refused(town, lambda s: meetings.write(s, get(s, Meeting, meeting_id), PackagePart.FEEDBACK, **said))
    assert late == ["meeting.is_frozen"]


def test_minutes_are_laid_before_only_when_every_letter_is_answered(town: Town) -> None:
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.HELD, whole=False)
    lacks = refused(town, lambda s: steps.minute(s, get(s, Meeting, meeting_id), at(2026, 3, 17, 8)))
    assert lacks == [f"meeting.lacks.{letter}" for letter in ("b", "c", "d3", "d4", "e", "g", "decision")]
    with town.database.transaction(ME, "meeting:correct") as session:
        meeting = get(session, Meeting, meeting_id)
        for part in WRITTEN:
            said: Any = {"text": "Gjennomgått i møtet.", "written_by_id": town.cast.officer, "today": MEETS_ON}
            deciding.correct(session, meeting, part=part, **said)
        decided(session, meeting, town, owner_id=None, due_on=None)
        steps.minute(session, meeting, at(2026, 3, 17, 8))
    assert state(town.database, meeting_id) == MeetingState.MINUTES


def test_a_decision_with_an_owner_becomes_an_action_and_one_without_is_taken_note_of(town: Town) -> None:
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.HELD)
    with town.database.transaction(ME, "meeting:decide") as session:
        meeting = get(session, Meeting, meeting_id)
        first = decided(session, meeting, town)
        second = decided(session, meeting, town, text="Tatt til etterretning", owner_id=None, due_on=None)
        assert (first.number, second.number, second.action_id) == (1, 2, None)
        action = get(session, Action, first.action_id)
    assert (action.title, action.source_kind, action.source_code) == (
        "Teste gjenoppretting",
        SourceKind.DECISION,
        "LG-001",
    )
    half = refused(town, lambda s: decided(s, get(s, Meeting, meeting_id), town, due_on=None))
    assert half == ["meeting.owner_without_deadline"]


def test_two_different_people_sign_and_then_nothing_changes_and_the_next_is_open(town: Town) -> None:
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.MINUTES)
    cast = town.cast
    with pytest.raises(Refused, match="signs_not"):
        sign(town, meeting_id, cast.hem_owner)
    sign(town, meeting_id, cast.officer)
    with pytest.raises(Refused, match="signed_already"):
        sign(town, meeting_id, cast.officer)
    assert state(town.database, meeting_id) == MeetingState.MINUTES
    assert refused(town, lambda s: steps.reopen(s, get(s, Meeting, meeting_id))) == ["meeting.somebody_has_signed"]
    sign(town, meeting_id, cast.chief_executive)
    assert state(town.database, meeting_id) == MeetingState.APPROVED
    with town.database.reading() as session:
        signatures = session.scalars(select(Signature)).all()
        following = session.scalars(select(Meeting).where(Meeting.id != meeting_id)).one()
    assert {one.signed_as for one in signatures} == {TakesPartAs.CHAIR, TakesPartAs.SECRETARY}
    assert len({one.digest for one in signatures}) == 1
    assert (following.kind, following.meets_on) == (MeetingKind.SHORT, date(2026, 9, 15))
    said: Any = {"text": "For sent", "written_by_id": cast.officer, "today": MEETS_ON, "part": None}
    assert refused(town, lambda s: deciding.correct(s, get(s, Meeting, meeting_id), **said)) == ["meeting.is_approved"]
    guest: Any = {"person_id": cast.auditor, "takes_part_as": TakesPartAs.GUEST}
    assert refused(town, lambda s: meetings.invite(s, get(s, Meeting, meeting_id), **guest)) == ["meeting.is_approved"]


def test_minutes_that_have_changed_since_they_were_read_are_not_signed(town: Town) -> None:
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.MINUTES)
    signing: Any = {"person_id": town.cast.officer, "digest": "0" * 64, "now": at(2026, 3, 18, 8)}
    assert refused(town, lambda s: deciding.sign(s, get(s, Meeting, meeting_id), **signing)) == [
        "meeting.minutes_are_others"
    ]


def test_the_next_package_follows_up_and_says_what_has_changed(town: Town) -> None:
    rich(town)
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.MINUTES)
    sign(town, meeting_id, town.cast.officer)
    sign(town, meeting_id, town.cast.chief_executive)
    town.change(town.school, owner_id=town.cast.opp_owner)
    with town.database.transaction(ME, "system:register") as session:
        a_system(session, town.cast.nursing, "Kommet siden")
    with town.database.reading() as session:
        following = session.scalars(select(Meeting.id).where(Meeting.id != meeting_id)).one()
    town.clock.set(at(2026, 9, 1, 8))
    package = shown(town, following, date(2026, 9, 1))
    earlier = rows(package, PackagePart.FOLLOW_UP, "package.earlier_decisions")
    assert [(row.cells[1], row.change) for row in earlier] == [("Teste gjenoppretting\nI klasse 4.", "overdue")]
    moved = {row.cells[1]: row.cells[2]["key"] for row in rows(package, PackagePart.CHANGES, "package.changes")}  # type: ignore[index, call-overload]
    assert moved == {"Kommet siden": "package.system_new", "Skoleplattform": "package.owner_changed"}
    listed = {row.cells[1]: row.change for row in rows(package, PackagePart.AREAS, "package.not_wanted")}
    assert listed["Kommet siden"] == "new"
    assert listed["Skoleplattform"] == "better"
    assert package.head["since"] == "2026-03-02"


def test_a_meeting_takes_up_the_period_reviews_since_the_one_before(town: Town) -> None:
    from_may = planned(town, meets_on=date(2026, 5, 29))
    town.at(2026, 5, 2, 8)
    with town.database.transaction(ME, "meeting:step") as session:
        meeting = get(session, Meeting, from_may)
        steps.collect(session, meeting, town.clock.now())
        steps.freeze(session, meeting, town.clock.now())
        assert session.scalars(select(MeetingReview)).all() == []


def test_days_of_steps_that_are_taken_stay_and_a_meeting_that_was_held_is_not_called_off(town: Town) -> None:
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.HELD)
    said: Any = {"because": "Utsatt", "today": MEETS_ON}
    assert refused(town, lambda s: meetings.withdraw(s, get(s, Meeting, meeting_id), **said)) == ["meeting.was_held"]
    filed: Any = {"case_number": "26/117", "journal_number": None, "marking": None, "meets_on": date(2026, 3, 20)}
    days: Any = {"collects_on": date(2026, 2, 16), "freezes_on": date(2026, 3, 2), "sends_on": date(2026, 3, 9)}
    moved = refused(town, lambda s: meetings.change(s, get(s, Meeting, meeting_id), **days, **filed))
    assert moved == ["meeting.day_has_been"]


def test_a_plan_opens_the_next_meeting_and_a_unit_below_an_area_has_none(town: Town) -> None:
    plan: Any = {"main_month": 4, "short_month": None, "day": 10, "collect_days": 20, "freeze_days": 10, "send_days": 5}
    with town.database.transaction(ME, "meeting_plan:set") as session:
        meetings.set_plan(session, get(session, Unit, town.cast.hem), is_active=True, today=date(2026, 2, 2), **plan)
        meetings.set_plan(session, get(session, Unit, town.cast.hem), is_active=True, today=date(2026, 2, 2), **plan)
        opened = session.scalars(select(Meeting)).one()
        assert (opened.meets_on, opened.collects_on) == (date(2026, 4, 10), date(2026, 3, 21))
    below = refused(
        town,
        lambda s: meetings.set_plan(s, get(s, Unit, town.cast.nursing), is_active=True, today=MEETS_ON, **plan),
    )
    assert below == ["review.not_of_this_kind"]


def test_who_takes_over_from_a_chair_takes_the_role_too_and_never_both(town: Town) -> None:
    meeting_id = planned(town)
    cast = town.cast
    with town.database.transaction(ME, "person:hand_over") as session:
        chair = next(
            one for one in queries.participants_of(session, meeting_id) if one.person_id == cast.chief_executive
        )
        with pytest.raises(Refused, match="signers_are_one"):
            meetings.replace_participant(session, chair, cast.officer)
        meetings.replace_participant(session, chair, cast.leadership)
        people = {one.person_id: one.takes_part_as for one in queries.participants_of(session, meeting_id)}
        assert (people[cast.leadership], people[cast.chief_executive]) == (TakesPartAs.CHAIR, TakesPartAs.MEMBER)


def test_what_areas_are_to_say_and_minutes_to_be_signed_run_as_deadlines(town: Town) -> None:
    meeting_id = planned(town)
    cast = town.cast
    with town.database.reading() as session:
        assert list(deadlines(session)) == []
    bring_to(town, meeting_id, MeetingState.COLLECTING)
    with town.database.transaction(ME, "meeting:state_area") as session:
        meeting, area = get(session, Meeting, meeting_id), get(session, Unit, cast.opp)
        meetings.state_area(session, meeting, area, text="Bra.", written_by_id=cast.opp_owner, today=MEETS_ON)
        assert [(one.rule, one.owner_ids, one.due_on) for one in deadlines(session)] == [
            ("area_statement", (cast.hem_owner,), date(2026, 3, 2))
        ]
    with town.database.transaction(ME, "meeting:freeze") as session:
        write_all(session, town, get(session, Meeting, meeting_id))
    for take, moment in (
        (steps.freeze, at(2026, 3, 2, 8)),
        (steps.send, at(2026, 3, 9, 8)),
        (steps.hold, at(2026, 3, 16, 8)),
    ):
        with town.database.transaction(ME, "meeting:step") as session:
            take(session, get(session, Meeting, meeting_id), moment)
    with town.database.transaction(ME, "meeting:minute") as session:
        meeting = get(session, Meeting, meeting_id)
        decided(session, meeting, town)
        steps.minute(session, meeting, at(2026, 3, 17, 8))
    sign(town, meeting_id, cast.officer)
    with town.database.reading() as session:
        assert [(one.rule, one.owner_ids, one.due_on) for one in deadlines(session)] == [
            ("minutes", (cast.chief_executive,), date(2026, 3, 31))
        ]
