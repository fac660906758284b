"""What is decided about notices: what they are gathered under, which may be muted, and when they leave."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from itertools import groupby
from typing import Protocol, TypeVar

from isms.clocks.rules import Rule
from isms.clocks.vocabulary import LengthUnit
from isms.kernel.clock import OSLO
from isms.notices.vocabulary import NoticeGroup, NoticeState, Withheld

DIGEST_FROM = time(6)
"""When the day's digests leave, in Oslo: before the day's work, and not at night."""

GROUPS = {
    "deviation": NoticeGroup.DEVIATIONS,
    "deviation_effect": NoticeGroup.DEVIATIONS,
    "finding_answer": NoticeGroup.DEVIATIONS,
    "action": NoticeGroup.ACTIONS,
    "assessment": NoticeGroup.RISKS,
    "acceptance": NoticeGroup.RISKS,
    "control_review": NoticeGroup.CONTROLS,
    "agreement": NoticeGroup.AGREEMENTS,
    "support": NoticeGroup.AGREEMENTS,
    "attestation": NoticeGroup.ATTESTATIONS,
    "area_statement": NoticeGroup.MEETINGS,
    "minutes": NoticeGroup.MEETINGS,
    "project_end": NoticeGroup.PROJECTS,
    "benefit": NoticeGroup.PROJECTS,
    "handover": NoticeGroup.HANDOVERS,
}
"""The group of each rule; every other is a clock that a law sets."""

MUTABLE = tuple(group for group in NoticeGroup if group not in (NoticeGroup.STATUTORY, NoticeGroup.HANDOVERS))
"""The groups a person may do without. A statutory deadline is told whoever it is told, escalation included; and so
is what belongs to somebody who has left, for nobody else would be told of it."""


class Told(Protocol):
    """What a notice is told by."""

    @property
    def rule(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def on_day(self) -> date: ...


N = TypeVar("N", bound=Told)


def group_of(rule: str) -> NoticeGroup:
    """Return what a rule's notices are gathered under."""
    return GROUPS.get(rule, NoticeGroup.STATUTORY)


def is_urgent(rule: Rule) -> bool:
    """Say whether a rule's notices leave at once: where hours count, tomorrow is late."""
    return rule.unit == LengthUnit.HOURS


def is_muted(rule: str, muted: Collection[str]) -> bool:
    """Say whether somebody who has muted some groups does without a rule's notices."""
    group = group_of(rule)
    return group in MUTABLE and group in muted


def may_gather(now: datetime) -> bool:
    """Say whether the digests of the day in Oslo may leave."""
    return now.astimezone(OSLO).time() >= DIGEST_FROM


def notice_state(
    withheld: Withheld | None,
    put_at: datetime | None,
    sent_at: datetime | None,
    failed_at: datetime | None,
    last_error: str | None,
) -> NoticeState:
    """Return how far a notice has come: withheld, waiting for its mail, or as its mail has fared."""
    if withheld:
        return NoticeState.WITHHELD
    if put_at is None:
        return NoticeState.AWAITING
    if sent_at:
        return NoticeState.SENT
    if failed_at:
        return NoticeState.FAILED
    return NoticeState.TROUBLED if last_error else NoticeState.UNDERWAY


def gathered(notices: Collection[N]) -> Iterator[tuple[str, list[N]]]:
    """Yield the rules of some notices, each with one notice a record, the newest: a mail tells how things stand.

    Statutory ones come first, then by group; records by how long they have waited.
    """
    newest = {(notice.rule, notice.about): notice for notice in sorted(notices, key=lambda n: n.on_day)}
    order = list(NoticeGroup)
    places = list(GROUPS)

    def key(notice: N) -> tuple[int, int, str]:
        place = places.index(notice.rule) if notice.rule in places else -1
        return order.index(group_of(notice.rule)), place, notice.rule

    for (_, _, rule), some in groupby(sorted(newest.values(), key=key), key=key):
        yield rule, list(some)
