"""Decides what alone makes a system unacceptable, whatever its points (V1 to V6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from isms.health.rules.facts import Facts
from isms.health.rules.indicators import outcome
from isms.health.rules.lifecycle import has_ended, is_important
from isms.health.rules.model import Model
from isms.health.rules.outcome import Said
from isms.health.rules.privacy import LACKING
from isms.health.rules.resilience import counting, holds
from isms.health.rules.treatment import is_accepted, is_missed
from isms.health.vocabulary import Indicator, IndicatorResult, RedFlag
from isms.risk.vocabulary import RiskLevel

CRITICAL = 4

NUMBER = {flag: f"V{number}" for number, flag in enumerate(RedFlag, start=1)}
"""What each flag is called where it is written down: V1 to V6."""


@dataclass(frozen=True)
class Raised:
    """A red flag of a system, and the sentence that says why."""

    flag: RedFlag
    because: Said


def red_flags(facts: Facts, model: Model, today: date) -> Iterator[Raised]:
    """Yield the red flags of a system on a day, in their order."""
    open_high = [each for each in facts.risks if each.level == RiskLevel.HIGH and not is_accepted(each, today)]
    if open_high:
        yield Raised(
            RedFlag.RISK_WITHOUT_ACCEPTANCE,
            Said("health.flag.risk_without_acceptance", {"since": min(each.since for each in open_high)}),
        )
    missed = [each.missed_on for each in facts.deviations if each.closed_on is None and is_missed(each, today)]
    if days := [day for day in missed if day]:
        yield Raised(RedFlag.STATUTORY_DEADLINE, Said("health.flag.statutory_deadline", {"day": min(days)}))
    if has_ended(facts, today) and _matters(facts) and not _is_known_and_accepted(facts, today):
        yield Raised(RedFlag.SUPPORT_ENDED, Said("health.flag.support_ended", {"day": facts.end_of_support_on}))
    if not facts.has_active_owner:
        yield Raised(RedFlag.OWNERLESS, _ownerless(facts))
    if facts.system_class == CRITICAL and not _is_restorable(facts, model, today):
        yield Raised(RedFlag.NO_RESTORE_TEST, _unrestorable(facts))
    if facts.has_personal_data and facts.is_processed_by_others and facts.processor_agreement in LACKING:
        yield Raised(RedFlag.NO_PROCESSOR_AGREEMENT, Said("health.flag.no_processor_agreement"))


def _matters(facts: Facts) -> bool:
    return facts.is_internet_exposed or is_important(facts)


def _is_known_and_accepted(facts: Facts, today: date) -> bool:
    """Say whether the risk of running without support is accepted.

    No risk says of itself that it is about support: the assessment must have been approved after support ended,
    and nothing of what it found may lack the acceptance it needs.
    """
    if facts.assessed_on is None or facts.end_of_support_on is None or not facts.risks:
        return False
    return facts.assessed_on > facts.end_of_support_on and all(is_accepted(each, today) for each in facts.risks)


def _ownerless(facts: Facts) -> Said:
    if facts.owner_left_on:
        return Said("health.flag.owner_left", {"day": facts.owner_left_on})
    return Said("health.flag.ownerless")


def _is_restorable(facts: Facts, model: Model, today: date) -> bool:
    """Say whether a restore test that still counts was passed, or the system has nothing to restore."""
    if outcome(Indicator.RESTORE_TEST, facts, model, today).result == IndicatorResult.NOT_RELEVANT:
        return True
    tested = counting(facts.restore_test, facts)
    if tested is None or not tested.passed:
        return False
    return today <= holds(Indicator.RESTORE_TEST, tested, facts, model).acceptable_until


def _unrestorable(facts: Facts) -> Said:
    tested = counting(facts.restore_test, facts)
    if tested is None:
        return Said("health.flag.never_restored")
    key = "health.flag.restored_long_ago" if tested.passed else "health.flag.restore_failed"
    return Said(key, {"day": tested.measured_on})
