"""A better fact never lowers the health of a system: points, coverage and status are no worse for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from isms.health.rules import SHIPPED, assess
from isms.health.rules.facts import Facts, Measure, Reported, ResidualRisk, from_json, to_json
from isms.health.rules.facts import Tested as Looked
from isms.health.vocabulary import HealthStatus
from isms.measurements.vocabulary import FallbackState, LogState, SignInStrength
from isms.portfolio.vocabulary import Dpia, ProcessorAgreement
from isms.risk.vocabulary import RiskLevel
from tests.health.known import ALL_WANTED, SYSTEM, TODAY, UNTOUCHED, ago, measure, reported, risk

MUCH = 25
RANK = {
    HealthStatus.UNACCEPTABLE: 0,
    HealthStatus.NOT_ASSESSED: 0,
    HealthStatus.ACCEPTABLE: 1,
    HealthStatus.WANTED: 2,
}
"""Too bad and too little known are neither better than the other: by knowing more one may go either way."""

past = st.integers(-1700, 0).map(lambda days: TODAY + timedelta(days=days))
near = st.integers(-90, 0).map(lambda days: TODAY + timedelta(days=days))
future = st.integers(-30, 800).map(lambda days: TODAY + timedelta(days=days))
maybe = st.none() | past
flag = st.booleans()
yes_no_unknown = st.sampled_from((None, False, True))


@st.composite
def looked(draw: st.DrawFn) -> Looked:
    return Looked(
        SYSTEM,
        draw(past),
        passed=draw(yes_no_unknown),
        hours=draw(st.none() | st.integers(0, 80)),
        days=draw(st.none() | st.integers(0, 60)),
        supported=draw(yes_no_unknown),
        sign_in=draw(st.none() | st.sampled_from(SignInStrength)),
        log_state=draw(st.none() | st.sampled_from(LogState)),
        fallback=draw(st.none() | st.sampled_from(FallbackState)),
        by_supplier=draw(flag),
    )


risks = st.builds(
    ResidualRisk, st.just(SYSTEM), st.sampled_from(RiskLevel), near, accepted_until=st.none() | future, has_plan=flag
)
measures = st.builds(Measure, st.just(SYSTEM), near | future, done_on=st.none() | near | past, on_high_risk=flag)
deviations = st.builds(
    Reported,
    st.just(SYSTEM),
    is_serious=flag,
    reported_on=near | past,
    due_on=near | future,
    closed_on=st.none() | near,
    missed_on=st.none() | past,
)
looks = st.none() | looked()
ANY = {
    "system_class": st.sampled_from((None, 1, 2, 3, 4)),
    "is_internet_exposed": flag,
    "has_personal_data": flag,
    "has_supplier": flag,
    "is_processed_by_others": flag,
    "is_cloud": flag,
    "has_active_owner": flag,
    "has_active_administrator": flag,
    "attested_on": maybe,
    "rated_on": maybe,
    "assessed_on": maybe,
    "change_on": st.none() | near,
    "is_booked": flag,
    "risks": st.lists(risks, max_size=3).map(tuple),
    "measures": st.lists(measures, max_size=6).map(tuple),
    "deviations": st.lists(deviations, max_size=4).map(tuple),
    "end_of_support_on": st.none() | future,
    "support_promised": yes_no_unknown,
    "replacement_runs": flag,
    "has_agreement": flag,
    "agreement_until": st.none() | future,
    "agreement_rolling": yes_no_unknown,
    "renewal_begun_on": maybe,
    "has_exit_plan": flag,
    "supplier_met_on": maybe,
    "processor_agreement": st.none() | st.sampled_from(ProcessorAgreement),
    "processor_agreement_reviewed_on": maybe,
    "subprocessors_listed": yes_no_unknown,
    "dpia": st.sampled_from(Dpia),
    "dpia_due_on": st.none() | future,
    "rto_hours": st.none() | st.integers(0, 60),
    **dict.fromkeys(
        ("restore_test", "access_review", "strong_sign_in", "patching", "logging", "fallback", "zero_report"), looks
    ),
}


@st.composite
def systems(draw: st.DrawFn) -> Facts:
    """Draw a system of which a few facts are anything, and the rest all as wanted or all unknown."""
    base = draw(st.sampled_from((ALL_WANTED, UNTOUCHED)))
    names = draw(st.sets(st.sampled_from(sorted(ANY)), max_size=14))
    return replace(base, **{name: draw(ANY[name]) for name in sorted(names)})


def later(day: date, days: int) -> date:
    """Return a later day, but none that has not been."""
    return min(day + timedelta(days=days), max(day, TODAY))


LADDERS: dict[str, tuple[Any, ...]] = {
    "has_active_owner": (False, True),
    "has_active_administrator": (False, True),
    "is_booked": (False, True),
    "replacement_runs": (False, True),
    "has_exit_plan": (False, True),
    "has_agreement": (False, True),
    "has_supplier": (False, True),
    "agreement_rolling": (None, False, True),
    "support_promised": (False, True),
    "subprocessors_listed": (None, False, True),
    "processor_agreement": (ProcessorAgreement.MISSING, ProcessorAgreement.IN_PROGRESS, ProcessorAgreement.SIGNED),
    "dpia": (Dpia.NOT_ASSESSED, Dpia.IN_PROGRESS, Dpia.DONE),
}
"""Facts with steps, the worst first."""

ANSWERS: dict[str, tuple[Any, ...]] = {
    "passed": (False, True),
    "supported": (False, True),
    "sign_in": (SignInStrength.NOBODY, SignInStrength.ADMINISTRATORS_AND_REMOTE, SignInStrength.EVERYBODY),
    "log_state": (LogState.OFF, LogState.NOT_REVIEWED, LogState.REVIEWED),
    "fallback": (FallbackState.NONE, FallbackState.PLANNED, FallbackState.PRACTISED),
}
DONE = ("attested_on", "rated_on", "assessed_on", "supplier_met_on", "processor_agreement_reviewed_on")
ENDS = ("end_of_support_on", "agreement_until", "dpia_due_on")
LOOKS = ("restore_test", "access_review", "strong_sign_in", "patching", "logging", "fallback", "zero_report")


def step_up(facts: Facts, name: str) -> Facts:
    ladder = LADDERS[name]
    at = getattr(facts, name)
    return replace(facts, **{name: ladder[min(ladder.index(at) + 1, len(ladder) - 1)]}) if at in ladder else facts


def newer(facts: Facts, name: str, days: int) -> Facts:
    """Return facts with something done later than it was, or today if it never was."""
    was = getattr(facts, name)
    return replace(facts, **{name: later(was, days) if was else TODAY})


def put_off(facts: Facts, name: str, days: int) -> Facts:
    was = getattr(facts, name)
    return replace(facts, **{name: was + timedelta(days=days)}) if was else facts


def better_look(facts: Facts, name: str, days: int) -> Facts:
    """Return facts with a look that is newer and no worse in anything."""
    was: Looked | None = getattr(facts, name)
    if was is None:
        return replace(facts, **{name: getattr(ALL_WANTED, name)})
    told: dict[str, Any] = {"measured_on": later(was.measured_on, days)}
    for answer, ladder in ANSWERS.items():
        at = getattr(was, answer)
        told[answer] = ladder[min(ladder.index(at) + days % 2, len(ladder) - 1)] if at in ladder else at
    for answer in ("hours", "days"):
        at = getattr(was, answer)
        told[answer] = max(0, at - days) if at is not None else None
    return replace(facts, **{name: replace(was, **told)})


def each_better(facts: Facts, name: str, better: Callable[[Any], Any], which: int) -> Facts:
    """Return facts with one of several better than it was."""
    several = list(getattr(facts, name))
    if several:
        several[which % len(several)] = better(several[which % len(several)])
    return replace(facts, **{name: tuple(several)})


def treated(was: ResidualRisk) -> ResidualRisk:
    return replace(was, level=RiskLevel.MEDIUM if was.level == RiskLevel.HIGH else RiskLevel.LOW)


def accepted(was: ResidualRisk) -> ResidualRisk:
    return replace(was, accepted_until=max(was.accepted_until or TODAY, TODAY))


def finished(was: Measure) -> Measure:
    return replace(was, done_on=was.done_on or TODAY)


def closed(was: Reported) -> Reported:
    return replace(was, closed_on=was.closed_on or TODAY)


Improvement = Callable[[Facts, int], Facts]
IMPROVEMENTS: dict[str, Improvement] = {
    **{name: lambda facts, _, name=name: step_up(facts, name) for name in LADDERS},  # type: ignore[misc]
    **{name: lambda facts, n, name=name: newer(facts, name, n) for name in DONE},  # type: ignore[misc]
    **{name: lambda facts, n, name=name: put_off(facts, name, n) for name in ENDS},  # type: ignore[misc]
    **{name: lambda facts, n, name=name: better_look(facts, name, n) for name in LOOKS},  # type: ignore[misc]
    "a renewal begun": lambda facts, n: newer(facts, "renewal_begun_on", n),
    "a change answered": lambda facts, _: replace(facts, change_on=None),
    "a risk treated": lambda facts, n: each_better(facts, "risks", treated, n),
    "a risk accepted": lambda facts, n: each_better(facts, "risks", accepted, n),
    "a plan made": lambda facts, n: each_better(facts, "risks", lambda was: replace(was, has_plan=True), n),
    "an action done": lambda facts, n: each_better(facts, "measures", finished, n),
    "a deviation closed": lambda facts, n: each_better(facts, "deviations", closed, n),
    "a duty fulfilled": lambda facts, n: each_better(facts, "deviations", lambda was: replace(was, missed_on=None), n),
}


@settings(max_examples=100)
@given(systems(), st.sampled_from(sorted(IMPROVEMENTS)), st.integers(1, 400))
@example(replace(ALL_WANTED, zero_report=None, deviations=(reported(reported_on=ago(13)),)), "a deviation closed", 1)
@example(replace(ALL_WANTED, measures=(measure(ago(2)), measure(TODAY))), "an action done", 0)
@example(replace(ALL_WANTED, attested_on=None, has_active_owner=False), "has_active_owner", 1)
@example(replace(ALL_WANTED, risks=(risk(RiskLevel.HIGH, until=TODAY),), end_of_support_on=ago(1)), "a risk treated", 0)
def test_a_better_fact_never_lowers_health(facts: Facts, name: str, amount: int) -> None:
    before = assess(facts, SHIPPED, TODAY)
    after = assess(IMPROVEMENTS[name](facts, amount), SHIPPED, TODAY)
    lifted = {each.flag for each in before.flags} - {each.flag for each in after.flags}
    assert after.points >= before.points
    assert after.coverage >= before.coverage or lifted
    assert RANK[after.status] >= RANK[before.status]
    assert {each.flag for each in after.flags} <= {each.flag for each in before.flags}


@settings(max_examples=MUCH)
@given(systems())
def test_facts_come_back_from_a_snapshot_and_give_the_same(facts: Facts) -> None:
    written = to_json(facts)
    back = from_json(written)
    assert to_json(back) == written
    now, then = assess(facts, SHIPPED, TODAY), assess(back, SHIPPED, TODAY)
    assert (now.points, now.coverage, now.status, now.flags) == (then.points, then.coverage, then.status, then.flags)


@settings(max_examples=MUCH)
@given(systems())
def test_gains_are_what_is_missing_to_a_hundred(facts: Facts) -> None:
    found = assess(facts, SHIPPED, TODAY)
    assert found.points + sum(gain.points for gain in found.gains) == 100
    assert [gain.points for gain in found.gains] == sorted((gain.points for gain in found.gains), reverse=True)
    assert all(
        bool(each.advice) == any(gain.indicator == each.indicator for gain in found.gains) for each in found.outcomes
    )


@settings(max_examples=MUCH)
@given(systems(), st.integers(0, 900))
def test_a_result_holds_through_the_day_it_says(facts: Facts, days: int) -> None:
    day = TODAY + timedelta(days=days)
    for now in assess(facts, SHIPPED, TODAY).outcomes:
        if now.wanted_until and now.wanted_until < day:
            then = next(each for each in assess(facts, SHIPPED, day).outcomes if each.indicator == now.indicator)
            assert then.result != "wanted", now.indicator
