"""What is decided about systems: what belongs together, how need is rated, and when needs do not match."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from isms.kernel.clock import months_after
from isms.kernel.refusal import Refusal
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

LEVELS = (1, 2, 3, 4)

VALID_MONTHS = {1: 24, 2: 24, 3: 12, 4: 12}
"""How long a rating holds unless somebody says otherwise, by class."""

LONGEST_VALID_MONTHS = 36

LARGE_SCALE_USERS = 15_000
"""From how many users data about children counts as large scale; GDPR recital 91 names no number."""

HUB_SOURCES = 2
"""From how many sources of data a system is a hub."""


class Need(NamedTuple):
    """How much protection a system needs: confidentiality, integrity and availability, each 1 to 4."""

    k: int
    i: int
    t: int

    def level(self, quality: Quality) -> int:
        """Return the level of one quality."""
        return {Quality.K: self.k, Quality.I: self.i, Quality.T: self.t}[quality]


@dataclass(frozen=True)
class Floor:
    """The lowest level of a quality that the facts of a system allow, and why."""

    quality: Quality
    level: int
    because: str


@dataclass(frozen=True)
class Shortfall:
    """That one of two connected systems is rated lower than the other needs it to be.

    `other_is_short` tells that the one depended on is the lower; else it is the one that depends.
    """

    quality: Quality
    level: int
    needed: int
    other_is_short: bool


def need(k: int | None, i: int | None, t: int | None) -> Need | None:
    """Return the need of a system, or None while it is not rated."""
    return Need(k, i, t) if k and i and t else None


def system_class(need: Need) -> int:
    """Return the class of a system: the highest of its three levels (high-water mark)."""
    return max(need)


def default_valid_until(rated_on: date, class_: int) -> date:
    """Return the last day on which a rating of a class holds unless somebody says otherwise."""
    return months_after(rated_on, VALID_MONTHS[class_])


def rating_state(valid_until: date | None, today: date) -> RatingState:
    """Return where a system's rating stands on a day; the last day counts."""
    if valid_until is None:
        return RatingState.MISSING
    return RatingState.VALID if today <= valid_until else RatingState.EXPIRED


def floors(
    personal_data: Sequence[str], users: int | None, *, round_the_clock: bool, master_data: bool
) -> tuple[Floor, ...]:
    """Return the lowest levels that the facts of a system allow.

    Special categories (GDPR article 9), criminal convictions (article 10) and hidden addresses need
    K3, and so does data about children on a large scale; round-the-clock duty needs T4; data that
    others take as the truth needs I3.
    """
    found = [
        Floor(Quality.K, 3, f"floor.{word}")
        for word in (PersonalData.SPECIAL, PersonalData.CRIMINAL, PersonalData.HIDDEN_ADDRESS)
        if word in personal_data
    ]
    if PersonalData.CHILDREN in personal_data and (users or 0) >= LARGE_SCALE_USERS:
        found.append(Floor(Quality.K, 3, "floor.children"))
    if round_the_clock:
        found.append(Floor(Quality.T, 4, "floor.round_the_clock"))
    if master_data:
        found.append(Floor(Quality.I, 3, "floor.master_data"))
    return tuple(found)


def floor_refusals(need: Need, floors: Iterable[Floor], override_reason: str | None) -> Iterator[Refusal]:
    """Yield which levels lie below a floor; nothing when there is a reason to override."""
    if override_reason:
        return
    broken = [floor for floor in floors if need.level(floor.quality) < floor.level]
    for floor in broken:
        yield Refusal(floor.because, floor.quality.value, {"level": floor.level})
    if broken:
        yield Refusal("rating.override_needed", "override_reason")


def rating_refusals(
    need: Need, rated_on: date, valid_until: date, *, latest_on: date | None, today: date
) -> Iterator[Refusal]:
    """Yield why a rating cannot be as asked; `latest_on` is the day of the one it would replace."""
    for quality, level in zip(Quality, need, strict=True):
        if level not in LEVELS:
            yield Refusal("rating.no_such_level", quality.value)
    if rated_on > today:
        yield Refusal("rating.in_the_future", "rated_on")
    if latest_on is not None and rated_on < latest_on:
        yield Refusal("rating.older_than_the_current", "rated_on")
    if valid_until < rated_on:
        yield Refusal("rating.ends_before_it_begins", "valid_until")
    if valid_until > months_after(rated_on, LONGEST_VALID_MONTHS):
        yield Refusal("rating.valid_too_long", "valid_until", {"months": LONGEST_VALID_MONTHS})


def reason_refusals(reasons: Mapping[str, str | None]) -> Iterator[Refusal]:
    """Yield which reasons are missing, by field."""
    for field, reason in reasons.items():
        if not reason:
            yield Refusal("portfolio.reason_missing", field)


def shortfalls(system: Need | None, other: Need | None, direction: DataFlow) -> tuple[Shortfall, ...]:
    """Return where the needs of a system and of the one it depends on do not match; one step only.

    Availability follows the dependency: what I depend on must be as available as I am. Where data
    flows, the receiver must keep it as secret as the sender does, and the sender's data must be as
    right as the receiver needs. Nothing is said while either is not rated.
    """
    if system is None or other is None:
        return ()
    found = [(Quality.T, other.t, system.t, True)]
    if direction in (DataFlow.OUT, DataFlow.BOTH):
        found += [(Quality.K, other.k, system.k, True), (Quality.I, system.i, other.i, False)]
    if direction in (DataFlow.IN, DataFlow.BOTH):
        found += [(Quality.K, system.k, other.k, False), (Quality.I, other.i, system.i, True)]
    return tuple(Shortfall(quality, level, needed, short) for quality, level, needed, short in found if level < needed)


def hub_shortfalls(need: Need, sources: Sequence[Need]) -> tuple[Floor, ...]:
    """Return the levels at which a hub lies below the highest of those its data comes from."""
    if len(sources) < HUB_SOURCES:
        return ()
    highest = {quality: max(source.level(quality) for source in sources) for quality in Quality}
    return tuple(
        Floor(quality, level, "floor.hub") for quality, level in highest.items() if need.level(quality) < level
    )


def lifecycle_refusals(
    lifecycle: Lifecycle | None,
    in_use_from: date | None,
    phase_out_from: date | None,
    ended_on: date | None,
    data_went_to: str | None,
) -> Iterator[Refusal]:
    """Yield what is missing or in the wrong order: an ended system says when, and where its data went."""
    if lifecycle is None:
        yield Refusal("system.lifecycle_missing", "lifecycle")
    if lifecycle == Lifecycle.ENDED and not ended_on:
        yield Refusal("system.end_incomplete", "ended_on")
    if lifecycle == Lifecycle.ENDED and not data_went_to:
        yield Refusal("system.end_incomplete", "data_went_to")
    if in_use_from and phase_out_from and phase_out_from < in_use_from:
        yield Refusal("system.phase_out_before_use", "phase_out_from")
    if in_use_from and ended_on and ended_on < in_use_from:
        yield Refusal("system.ended_before_use", "ended_on")


def dpia_refusals(dpia: Dpia | None, dpia_done_on: date | None, dpia_due_on: date | None = None) -> Iterator[Refusal]:
    """Yield why a date does not belong: one that is done has a day, and one in progress a day it will be done."""
    if dpia_done_on and dpia != Dpia.DONE:
        yield Refusal("system.dpia_not_done", "dpia_done_on")
    if dpia_due_on and dpia != Dpia.IN_PROGRESS:
        yield Refusal("system.dpia_not_in_progress", "dpia_due_on")


def agreement_refusals(
    agreement_from: date | None,
    agreement_until: date | None,
    *,
    rolling: bool | None = None,
    renewal_begun_on: date | None = None,
) -> Iterator[Refusal]:
    """Yield why an agreement cannot end before it begins, run on with an end, or be renewed before it is made."""
    if agreement_from and agreement_until and agreement_until < agreement_from:
        yield Refusal("period.ends_before_it_begins", "agreement_until")
    if rolling and agreement_until:
        yield Refusal("system.rolling_with_an_end", "agreement_rolling")
    if agreement_from and renewal_begun_on and renewal_begun_on < agreement_from:
        yield Refusal("system.renewal_before_agreement", "renewal_begun_on")


def promise_refusals(facts: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield what a supplier cannot have said: that support goes on and that it ends, or who its sub-processors are
    without an agreement to process.
    """
    if facts["support_promised"] and facts["end_of_support_on"]:
        yield Refusal("system.support_promised_and_ending", "support_promised")
    without = (ProcessorAgreement.MISSING, ProcessorAgreement.NOT_NEEDED)
    if facts["subprocessors_listed"] and facts["processor_agreement"] in without:
        yield Refusal("system.subprocessors_without_agreement", "subprocessors_listed")


def number_refusals(numbers: Mapping[str, int | None]) -> Iterator[Refusal]:
    """Yield which numbers, by field, are below zero."""
    for field, number in numbers.items():
        if number is not None and number < 0:
            yield Refusal("portfolio.number_negative", field)


def country_refusals(country: str | None, field: str) -> Iterator[Refusal]:
    """Yield why a text is not a country code: two letters as in ISO 3166-1."""
    if country is not None and not re.fullmatch(r"[A-Z]{2}", country):
        yield Refusal("portfolio.country_unknown", field)


def link_refusals(links: str | None, field: str) -> Iterator[Refusal]:
    """Yield which of the lines is not an http or https address."""
    for line in (links or "").splitlines():
        if not _is_web_address(line):
            yield Refusal("portfolio.link_unreadable", field, {"link": line})


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)


NUMBERS = ("notice_months", "users", "rto_hours", "rpo_hours")
CHECKED = (
    "name",
    "agreement_from",
    "agreement_until",
    "agreement_rolling",
    "renewal_begun_on",
    "processor_agreement",
    "subprocessors_listed",
    "end_of_support_on",
    "support_promised",
    "lifecycle",
    "in_use_from",
    "phase_out_from",
    "ended_on",
    "data_went_to",
    "dpia",
    "dpia_done_on",
    "dpia_due_on",
    "hosting_country",
    "evidence_links",
    *NUMBERS,
)
"""The facts of a system that its rules look at."""


def fact_refusals(facts: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield everything that a system's facts may not say, alone or together; `facts` has those of CHECKED."""
    if not facts["name"]:
        yield Refusal("system.nameless", "name")
    yield from agreement_refusals(
        facts["agreement_from"],
        facts["agreement_until"],
        rolling=facts["agreement_rolling"],
        renewal_begun_on=facts["renewal_begun_on"],
    )
    yield from promise_refusals(facts)
    yield from lifecycle_refusals(
        facts["lifecycle"],
        facts["in_use_from"],
        facts["phase_out_from"],
        facts["ended_on"],
        facts["data_went_to"],
    )
    yield from dpia_refusals(facts["dpia"], facts["dpia_done_on"], facts["dpia_due_on"])
    yield from country_refusals(facts["hosting_country"], "hosting_country")
    yield from link_refusals(facts["evidence_links"], "evidence_links")
    yield from number_refusals({name: facts[name] for name in NUMBERS})


def organisation_number_refusals(number: str | None) -> Iterator[Refusal]:
    """Yield why a text is no organisation number: nine digits, the last a control digit modulo 11."""
    if number is None:
        return
    if re.fullmatch(r"\d{9}", number, re.ASCII):
        weighed = sum(w * int(digit) for w, digit in zip((3, 2, 7, 6, 5, 4, 3, 2, 1), number, strict=True))
        if weighed % 11 == 0:
            return
    yield Refusal("supplier.organisation_number_wrong", "organisation_number")


def dependency_refusals(system_id: int, depends_on_id: int, *, same_tenant: bool) -> Iterator[Refusal]:
    """Yield why a system cannot depend on another."""
    if system_id == depends_on_id:
        yield Refusal("dependency.on_itself", "depends_on_id")
    if not same_tenant:
        yield Refusal("system.other_municipality", "depends_on_id")


def withdrawal_refusals(because: str | None, *, withdrawn: bool) -> Iterator[Refusal]:
    """Yield why a record cannot be withdrawn: it needs a reason, and happens once."""
    if withdrawn:
        yield Refusal("portfolio.already_withdrawn")
    if not because:
        yield Refusal("portfolio.reason_missing", "because")


def delivery_refusals(systems: int) -> Iterator[Refusal]:
    """Yield why a supplier cannot be withdrawn: it still delivers this many systems."""
    if systems:
        yield Refusal("supplier.still_delivers", None, {"n": systems})


@dataclass(frozen=True)
class Standing:
    """The facts of a system that its verdict rests on; dates are last days."""

    lifecycle: Lifecycle
    rating_valid_until: date | None
    has_owner: bool
    owner_left: bool
    has_administrator: bool
    personal_data: Sequence[str]
    processor_agreement: ProcessorAgreement | None
    agreement_until: date | None
    end_of_support_on: date | None
    dpia: Dpia
    warnings: int = 0


def findings(standing: Standing, today: date) -> tuple[Finding, ...]:
    """Return what is the matter with a system on a day, the gravest first; nothing for one that has ended."""
    if standing.lifecycle == Lifecycle.ENDED:
        return ()
    state = rating_state(standing.rating_valid_until, today)
    has_personal_data = bool(standing.personal_data)
    lacks_agreement = standing.processor_agreement in (None, ProcessorAgreement.MISSING)
    matters = {
        Finding.NO_RATING: state == RatingState.MISSING,
        Finding.NO_OWNER: not standing.has_owner,
        Finding.OWNER_LEFT: standing.owner_left,
        Finding.NO_PROCESSOR_AGREEMENT: has_personal_data and lacks_agreement,
        Finding.RATING_EXPIRED: state == RatingState.EXPIRED,
        Finding.AGREEMENT_EXPIRED: _is_past(standing.agreement_until, today),
        Finding.SUPPORT_ENDED: _is_past(standing.end_of_support_on, today),
        Finding.DPIA_NOT_ASSESSED: has_personal_data and standing.dpia == Dpia.NOT_ASSESSED,
        Finding.MISMATCH: standing.warnings > 0,
        Finding.NO_ADMINISTRATOR: not standing.has_administrator,
    }
    return tuple(finding for finding in Finding if matters[finding])


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today
