"""What is decided about need, floors, mismatches and the life of a system."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.portfolio import rules
from isms.portfolio.rules import Floor, Need, Shortfall, Standing
from isms.portfolio.vocabulary import (
    DataFlow,
    Dpia,
    Finding,
    Lifecycle,
    PersonalData,
    ProcessorAgreement,
    Quality,
    RatingState,
)

TODAY = date(2026, 11, 22)
LEVELS = st.integers(1, 4)
NEEDS = st.builds(Need, LEVELS, LEVELS, LEVELS)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(NEEDS)
def test_the_class_is_the_highest_of_the_three(need: Need) -> None:
    class_ = rules.system_class(need)
    assert class_ in need
    assert all(level <= class_ for level in need)


@given(DAYS, st.integers(0, 60))
def test_months_after_a_day_stay_in_the_right_month(day: date, months: int) -> None:
    after = rules.months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day <= day.day


@pytest.mark.parametrize(
    ("class_", "until"), [(4, date(2027, 11, 22)), (3, date(2027, 11, 22)), (2, date(2028, 11, 22))]
)
def test_high_classes_are_rated_every_year_and_low_ones_every_other(class_: int, until: date) -> None:
    assert rules.default_valid_until(TODAY, class_) == until


def test_a_rating_holds_on_its_last_day() -> None:
    assert rules.rating_state(TODAY, TODAY) == RatingState.VALID
    assert rules.rating_state(date(2026, 11, 21), TODAY) == RatingState.EXPIRED
    assert rules.rating_state(None, TODAY) == RatingState.MISSING


@pytest.mark.parametrize("kind", [PersonalData.SPECIAL, PersonalData.CRIMINAL, PersonalData.HIDDEN_ADDRESS])
def test_sensitive_data_needs_k3(kind: PersonalData) -> None:
    found = rules.floors((kind,), None, round_the_clock=False, master_data=False)
    assert found == (Floor(Quality.K, 3, f"floor.{kind}"),)


def test_ordinary_data_has_no_floor() -> None:
    kinds = (PersonalData.ORDINARY, PersonalData.EMPLOYEES, PersonalData.CHILDREN)
    assert rules.floors(kinds, rules.LARGE_SCALE_USERS - 1, round_the_clock=False, master_data=False) == ()


def test_children_on_a_large_scale_need_k3() -> None:
    found = rules.floors((PersonalData.CHILDREN,), rules.LARGE_SCALE_USERS, round_the_clock=False, master_data=False)
    assert [(floor.quality, floor.level) for floor in found] == [(Quality.K, 3)]


def test_round_the_clock_needs_t4_and_master_data_i3() -> None:
    found = rules.floors((), None, round_the_clock=True, master_data=True)
    assert [(floor.quality, floor.level) for floor in found] == [(Quality.T, 4), (Quality.I, 3)]


FLOORS = st.lists(st.builds(Floor, st.sampled_from(Quality), LEVELS, st.just("floor.special")))


@given(NEEDS, FLOORS)
def test_a_need_below_a_floor_is_refused_until_there_is_a_reason(need: Need, floors: list[Floor]) -> None:
    refusals = list(rules.floor_refusals(need, floors, None))
    below = [floor for floor in floors if need.level(floor.quality) < floor.level]
    assert bool(refusals) == bool(below)
    assert list(rules.floor_refusals(need, floors, "Kontrolleres hver måned")) == []
    if below:
        assert {r.field for r in refusals} == {floor.quality.value for floor in below} | {"override_reason"}


@pytest.mark.parametrize(
    ("field", "need", "rated_on", "until", "latest"),
    [
        ("k", Need(0, 1, 1), TODAY, TODAY, None),
        ("t", Need(1, 1, 5), TODAY, TODAY, None),
        ("rated_on", Need(1, 1, 1), date(2026, 11, 23), date(2027, 1, 1), None),
        ("rated_on", Need(1, 1, 1), date(2026, 11, 1), date(2027, 1, 1), date(2026, 11, 2)),
        ("valid_until", Need(1, 1, 1), TODAY, date(2026, 11, 21), None),
        ("valid_until", Need(1, 1, 1), TODAY, date(2029, 11, 23), None),
    ],
)
def test_a_rating_is_refused_beside_what_is_wrong(
    field: str, need: Need, rated_on: date, until: date, latest: date | None
) -> None:
    refusals = list(rules.rating_refusals(need, rated_on, until, latest_on=latest, today=TODAY))
    assert [refusal.field for refusal in refusals] == [field]


def test_a_rating_may_be_made_again_on_the_same_day_and_hold_three_years() -> None:
    until = date(2029, 11, 22)
    assert list(rules.rating_refusals(Need(1, 4, 2), TODAY, until, latest_on=TODAY, today=TODAY)) == []


ONE, OTHER = Need(3, 3, 4), Need(3, 3, 3)


def test_what_i_depend_on_must_be_as_available_as_i_am() -> None:
    assert rules.shortfalls(ONE, OTHER, DataFlow.NONE) == (Shortfall(Quality.T, 3, 4, other_is_short=True),)
    assert rules.shortfalls(OTHER, ONE, DataFlow.NONE) == ()


@pytest.mark.parametrize(
    ("direction", "short"), [(DataFlow.OUT, True), (DataFlow.BOTH, True), (DataFlow.IN, None), (DataFlow.NONE, None)]
)
def test_the_receiver_must_keep_data_as_secret_as_the_sender(direction: DataFlow, short: bool | None) -> None:
    found = rules.shortfalls(Need(4, 2, 2), Need(2, 2, 2), direction)
    assert [(f.quality, f.level, f.needed, f.other_is_short) for f in found] == (
        [(Quality.K, 2, 4, short)] if short is not None else []
    )


@pytest.mark.parametrize(
    ("direction", "warned"), [(DataFlow.IN, True), (DataFlow.BOTH, True), (DataFlow.OUT, False), (DataFlow.NONE, False)]
)
def test_the_source_must_be_as_right_as_the_receiver_needs(direction: DataFlow, warned: bool) -> None:
    found = rules.shortfalls(Need(2, 4, 2), Need(2, 2, 2), direction)
    assert found == ((Shortfall(Quality.I, 2, 4, other_is_short=True),) if warned else ())


@given(NEEDS, NEEDS, st.sampled_from(DataFlow))
def test_a_shortfall_names_a_level_below_the_one_needed(one: Need, other: Need, direction: DataFlow) -> None:
    for found in rules.shortfalls(one, other, direction):
        short, needing = (other, one) if found.other_is_short else (one, other)
        assert found.level == short.level(found.quality) < needing.level(found.quality) == found.needed


@given(NEEDS, st.sampled_from(DataFlow))
def test_equal_needs_match(need: Need, direction: DataFlow) -> None:
    assert rules.shortfalls(need, need, direction) == ()


@given(NEEDS, st.sampled_from(DataFlow))
def test_nothing_is_said_of_what_is_not_rated(need: Need, direction: DataFlow) -> None:
    assert rules.shortfalls(need, None, direction) == rules.shortfalls(None, need, direction) == ()


@given(NEEDS, st.lists(NEEDS, min_size=2))
def test_a_hub_is_not_below_the_highest_of_its_sources(need: Need, sources: list[Need]) -> None:
    for floor in rules.hub_shortfalls(need, sources):
        assert need.level(floor.quality) < floor.level == max(s.level(floor.quality) for s in sources)


def test_one_source_makes_no_hub() -> None:
    assert rules.hub_shortfalls(Need(1, 1, 1), [Need(4, 4, 4)]) == ()


def test_an_ended_system_says_when_and_where_its_data_went() -> None:
    refusals = list(rules.lifecycle_refusals(Lifecycle.ENDED, None, None, None, None))
    assert [refusal.field for refusal in refusals] == ["ended_on", "data_went_to"]
    assert list(rules.lifecycle_refusals(Lifecycle.ENDED, None, None, TODAY, "Arkivet")) == []


def test_a_life_runs_in_order() -> None:
    before = date(2020, 1, 1)
    refusals = list(rules.lifecycle_refusals(Lifecycle.IN_USE, TODAY, before, before, None))
    assert [refusal.field for refusal in refusals] == ["phase_out_from", "ended_on"]


def test_only_a_dpia_that_is_done_has_a_day() -> None:
    assert [r.field for r in rules.dpia_refusals(Dpia.IN_PROGRESS, TODAY)] == ["dpia_done_on"]
    assert list(rules.dpia_refusals(Dpia.DONE, TODAY)) == list(rules.dpia_refusals(Dpia.DONE, None)) == []


def test_only_a_dpia_in_progress_has_a_day_it_is_due() -> None:
    assert [r.field for r in rules.dpia_refusals(Dpia.DONE, None, TODAY)] == ["dpia_due_on"]
    assert list(rules.dpia_refusals(Dpia.IN_PROGRESS, None, TODAY)) == []


def test_an_agreement_that_runs_on_has_no_end_and_is_renewed_after_it_begins() -> None:
    before = date(2020, 1, 1)
    assert [r.field for r in rules.agreement_refusals(None, TODAY, rolling=True)] == ["agreement_rolling"]
    assert list(rules.agreement_refusals(None, TODAY, rolling=False)) == []
    assert [r.field for r in rules.agreement_refusals(TODAY, None, renewal_begun_on=before)] == ["renewal_begun_on"]
    assert list(rules.agreement_refusals(TODAY, None, rolling=True, renewal_begun_on=TODAY)) == []


@pytest.mark.parametrize("agreement", [None, *ProcessorAgreement])
def test_a_supplier_promises_no_support_that_ends_and_lists_processors_under_an_agreement(
    agreement: ProcessorAgreement | None,
) -> None:
    facts = {"support_promised": True, "end_of_support_on": TODAY, "subprocessors_listed": False}
    assert [r.field for r in rules.promise_refusals({**facts, "processor_agreement": agreement})] == [
        "support_promised"
    ]
    lists = {"support_promised": None, "end_of_support_on": TODAY, "subprocessors_listed": True}
    without = agreement in (ProcessorAgreement.MISSING, ProcessorAgreement.NOT_NEEDED)
    found = [r.field for r in rules.promise_refusals({**lists, "processor_agreement": agreement})]
    assert found == (["subprocessors_listed"] if without else [])


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://a.example/x", "https://", "https://a b", "//x"])
def test_a_link_is_http_or_https_with_a_host(link: str) -> None:
    assert [r.values["link"] for r in rules.link_refusals(f"https://a.example/b\n{link}", "evidence_links")] == [link]


@pytest.mark.parametrize("country", ["no", "NOR", "N", "ÅL"])
def test_a_country_is_two_capital_letters(country: str) -> None:
    assert list(rules.country_refusals(country, "country"))
    assert list(rules.country_refusals("NO", "country")) == []


def test_an_organisation_number_has_nine_digits_and_its_control_digit() -> None:
    assert list(rules.organisation_number_refusals("974760673")) == []
    for wrong in ("974760674", "97476067", "97476067a", "٩٧٤٧٦٠٦٧٣"):
        assert list(rules.organisation_number_refusals(wrong))


WHOLE = Standing(
    Lifecycle.IN_USE, TODAY, True, False, True, ("ordinary",), ProcessorAgreement.SIGNED, TODAY, TODAY, Dpia.DONE
)


def _with(**changes: object) -> Standing:
    return Standing(**{**WHOLE.__dict__, **changes})


def test_a_system_with_all_in_place_has_no_findings() -> None:
    assert rules.findings(WHOLE, TODAY) == ()


YESTERDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"rating_valid_until": None}, Finding.NO_RATING),
        ({"rating_valid_until": YESTERDAY}, Finding.RATING_EXPIRED),
        ({"has_owner": False}, Finding.NO_OWNER),
        ({"owner_left": True}, Finding.OWNER_LEFT),
        ({"has_administrator": False}, Finding.NO_ADMINISTRATOR),
        ({"processor_agreement": ProcessorAgreement.MISSING}, Finding.NO_PROCESSOR_AGREEMENT),
        ({"processor_agreement": None}, Finding.NO_PROCESSOR_AGREEMENT),
        ({"agreement_until": YESTERDAY}, Finding.AGREEMENT_EXPIRED),
        ({"end_of_support_on": YESTERDAY}, Finding.SUPPORT_ENDED),
        ({"dpia": Dpia.NOT_ASSESSED}, Finding.DPIA_NOT_ASSESSED),
        ({"warnings": 2}, Finding.MISMATCH),
    ],
)
def test_each_lack_is_found(changes: dict[str, object], finding: Finding) -> None:
    assert rules.findings(_with(**changes), TODAY) == (finding,)


def test_findings_come_gravest_first_and_none_of_what_has_ended() -> None:
    lacking = {"rating_valid_until": None, "has_owner": False, "has_administrator": False}
    assert rules.findings(_with(**lacking), TODAY)[0] == Finding.NO_RATING
    assert rules.findings(_with(lifecycle=Lifecycle.ENDED, **lacking), TODAY) == ()


def test_without_personal_data_no_processor_agreement_is_asked_for() -> None:
    bare = _with(personal_data=(), processor_agreement=None, dpia=Dpia.NOT_ASSESSED)
    assert rules.findings(bare, TODAY) == ()
