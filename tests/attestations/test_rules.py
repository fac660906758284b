"""When campaigns open, which systems they ask of, and what a part of a review comes to."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.attestations.rules.campaigns import DEFAULT, Yearly, campaign_refusals, fresh_until, is_asked, opening_now
from isms.attestations.rules.fitness import placement
from isms.attestations.rules.parts import Difference, Fact, FactKind, differences, fact, read_facts
from isms.attestations.rules.reviews import attest_refusals, delegate_refusals, is_answered, minutes, state_of
from isms.attestations.vocabulary import AttestationState, AttestationStep, Placement
from isms.clocks.library import SHIPPED
from isms.clocks.rules import Deadline, reached
from isms.kernel.clock import end_of
from isms.kernel.words import CATALOGUE
from isms.portfolio.vocabulary import Hosting

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("today", "opens"),
    [
        (date(2026, 9, 30), None),
        (date(2026, 10, 1), date(2026, 10, 1)),
        (date(2026, 10, 31), date(2026, 10, 1)),
        (date(2026, 11, 1), None),
    ],
)
def test_a_campaign_runs_all_of_october_unless_decided_otherwise(today: date, opens: date | None) -> None:
    assert opening_now(DEFAULT, today) == opens


def test_a_campaign_over_the_new_year_and_one_that_is_off() -> None:
    december = Yearly(12, 15, 40, is_active=True)
    assert opening_now(december, date(2027, 1, 10)) == date(2026, 12, 15)
    assert opening_now(Yearly(10, 1, 30, is_active=False), date(2026, 10, 5)) is None
    assert december.next_opening(date(2026, 12, 15)) == date(2027, 12, 15)


@settings(max_examples=50)
@given(attested_on=DAYS, opens_on=DAYS, system_class=st.sampled_from([None, 1, 2, 3, 4]))
def test_what_is_not_asked_is_fresh_until_the_next_campaign(
    attested_on: date, opens_on: date, system_class: int | None
) -> None:
    upcoming = DEFAULT.next_opening(opens_on)
    assert is_asked(None, system_class, upcoming)
    if not is_asked(attested_on, system_class, upcoming):
        assert fresh_until(attested_on, system_class) >= upcoming


def test_a_campaign_by_hand_is_due_later_than_today() -> None:
    today = date(2026, 11, 22)
    assert not list(campaign_refusals(today, today + timedelta(days=1), today))
    assert [no.because for no in campaign_refusals(today, today, today)] == ["campaign.due_before_it_opens"]
    late = campaign_refusals(today + timedelta(days=1), today + timedelta(days=9), today)
    assert [no.because for no in late] == ["campaign.opens_in_the_future"]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, AttestationState.OPEN),
        ({"begun_on": date(2026, 10, 2)}, AttestationState.BEGUN),
        ({"today": date(2026, 11, 1)}, AttestationState.OVERDUE),
        ({"is_over": True}, AttestationState.MISSED),
        ({"attested_on": date(2026, 10, 9), "is_over": True}, AttestationState.ATTESTED),
    ],
)
def test_where_a_review_stands(said: dict[str, object], state: AttestationState) -> None:
    standing = {"attested_on": None, "begun_on": None, "due_on": date(2026, 10, 31), "is_over": False}
    assert state_of(**{**standing, "today": date(2026, 10, 31), **said}) == state  # type: ignore[arg-type]


def test_an_answer_says_what_is_wrong_or_says_enough_by_itself() -> None:
    assert not is_answered(AttestationStep.FACTS, None, {})
    assert is_answered(AttestationStep.WISHES, None, {})
    assert is_answered(AttestationStep.FACTS, True, {})
    assert not is_answered(AttestationStep.FACTS, False, {})
    assert is_answered(AttestationStep.FACTS, False, {"note": "Nytt formål"})
    assert is_answered(AttestationStep.ASSESSMENT, False, {})
    assert not is_answered(AttestationStep.FITNESS, False, {"service": 3})


def test_why_a_review_cannot_be_attested() -> None:
    day = date(2026, 10, 9)
    assert not list(attest_refusals(missing=[], attested_on=None, is_over=False))
    for said, because in (
        ({"missing": [AttestationStep.FACTS]}, "attestation.parts_missing"),
        ({"attested_on": day}, "attestation.attested_already"),
        ({"is_over": True}, "attestation.is_over"),
    ):
        asked = {"missing": [], "attested_on": None, "is_over": False, **said}
        assert [no.because for no in attest_refusals(**asked)] == [because]  # type: ignore[arg-type]


def test_a_delegate_is_another_of_the_same_municipality() -> None:
    assert not list(delegate_refusals(None, 1, 9, 9))
    assert not list(delegate_refusals(2, 1, 9, 9))
    assert [no.because for no in delegate_refusals(1, 1, 9, 9)] == ["attestation.delegate_is_the_respondent"]
    assert [no.because for no in delegate_refusals(2, 1, 9, 8)] == ["attestation.delegate_of_elsewhere"]


def test_only_what_is_other_than_then_is_a_change() -> None:
    users, place = fact("system.users", 820), fact("system.hosting", Hosting.CLOUD)
    gone = fact("action:T-001", date(2026, 1, 1), name="T-001 Øve")
    then = read_facts([each.kept() for each in (users, place, gone)])
    more = fact("system.users", 1140)
    counted = fact("attestation.deviations_closed", 7, compared=False)
    assert differences(then, [more, place, counted]) == [Difference(users, more), Difference(gone, None)]
    nothing = [fact("system.purpose", None), Fact("system.personal_data", FactKind.WORDS, [])]
    assert differences(then, [users, place, gone, *nothing]) == []
    said = Fact("system.personal_data", FactKind.WORDS, ["personal_data.ordinary"])
    assert differences(then, [users, place, gone, said]) == [Difference(None, said)]


def test_a_fact_is_told_in_the_words_of_whoever_reads() -> None:
    words = CATALOGUE.words("en")
    assert fact("system.hosting", Hosting.CLOUD).told(words) == words(Hosting.CLOUD.label)
    assert fact("system.users", 1140).told(CATALOGUE.words("nb")) == "1\u00a0140"
    assert fact("system.agreement_until", date(2026, 3, 1)).told(CATALOGUE.words("nb")) == "01.03.2026"
    assert fact("measurement.passed", True).told(words) == "Yes"
    assert fact("system.purpose", None).told(words) == ""


@pytest.mark.parametrize(
    ("use", "technique", "place"),
    [
        (3, 3, Placement.INVEST),
        (2, 3, Placement.TOLERATE),
        (3, 2, Placement.MIGRATE),
        (1, 1, Placement.ELIMINATE),
    ],
)
def test_fitness_places_a_system_by_two_axes(use: int, technique: int, place: Placement) -> None:
    assert placement([use] * 5, [technique] * 5) == place


def test_a_review_takes_a_minute_at_the_least() -> None:
    assert (minutes(0, 11), minutes(0, 0), minutes(3, 9)) == (1, 1, 7)


def test_owners_are_reminded_then_their_leader_is_told_and_at_last_the_chief_executive() -> None:
    due_on = date(2026, 10, 31)
    deadline = Deadline("attestation", "attestation:1", "B-001", "/attestations/1", 1, "/1/2/", (7,), due_on)
    rule = SHIPPED["attestation"].rule
    told = [(day, [who.value for who in step.told]) for step, day in reached(rule, deadline, end_of(date(2026, 12, 1)))]
    owner = [(due_on - timedelta(days=before), ["owner"]) for before in (30, 14, 7, 0)]
    late = [(7, ["owner", "leader"]), (14, ["owner", "chief_executive"])]
    assert told == [*owner, *((due_on + timedelta(days=days), who) for days, who in late)]
