"""Makes of a package what its page draws: numbered parts with their addresses, and what is to be done by whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from textwrap import shorten
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.kernel.deadlines import deadline_state
from isms.kernel.formats import print_date, print_instant
from isms.kernel.web.doors import Me, words
from isms.kernel.words import Words
from isms.reviews.models import Decision, Meeting, Participant, Signature
from isms.reviews.papers.values import drawn, heading_of, sentence, text_of
from isms.reviews.queries import meetings as queries
from isms.reviews.rules import meetings as rules
from isms.reviews.rules.blocks import Bars, Block, Package, Part, Row
from isms.reviews.rules.headlines import changed, changes_in, compared_with, headline_of
from isms.reviews.rules.numbering import numbered
from isms.reviews.vocabulary import FigureTrend, MeetingState, MeetingStep, PackagePart, Permission, RowChange

SEGMENTS = ("success", "warning", "danger", "neutral")
"""How bars are filled, the best first."""

EVERY = "all"
"""Asks for a page on which no part is folded."""

NAMED_AT_MOST = 3
"""How many of the rows that have changed alike are named before the parts."""

NAME_AT_MOST = 60
"""How many signs of a name are shown there."""

NOT_WRITTEN_IN = (PackagePart.FRONT, PackagePart.AGENDA, PackagePart.SUMMARY, PackagePart.SIGNING, PackagePart.APPENDIX)
"""The parts under which nothing is written: they are put together, or have forms of their own."""


@dataclass(frozen=True)
class Shown:
    """A part as its page shows it: number, address, heading, its line of figures, and where it may be written.

    The parts of single areas lie in the part of them all.
    """

    number: str
    anchor: str
    heading: str
    part: Part
    write_href: str | None
    headline: str
    changes: Sequence[tuple[RowChange, int]]
    opened: bool
    areas: Sequence["Shown"] = ()


@dataclass(frozen=True)
class Around:
    """What stands around a package: who takes part, what was decided, who has signed."""

    participants: Sequence[Participant]
    decisions: Sequence[Decision]
    signatures: Sequence[Signature]


def around(session: Session, meeting: Meeting) -> Around:
    """Return what stands around the package of a meeting; three statements."""
    return Around(
        queries.participants_of(session, meeting.id),
        queries.decisions_of(session, meeting.id),
        queries.signatures_of(session, meeting.id),
    )


def page_of(
    session: Session, who: Me, meeting: Meeting, package: Package, missing: Sequence[str], today: date, opened: str
) -> dict[str, Any]:
    """Return what the page of a meeting says; opened: the key of the part that is not folded, or "all"."""
    say = words()
    rows = around(session, meeting)
    may_write = who.access.allows_at(Permission.MEETING_WRITE, meeting.unit.path)
    frozen = rules.has_reached(meeting.state, MeetingState.FROZEN)
    stating = [] if frozen else _to_state(session, who, meeting, today)
    return {
        "parts": _grouped(_parts(package, meeting, say, opened, writes=may_write and not frozen)),
        "at_once": [PackagePart.SUMMARY] if meeting.held_at else [PackagePart.PROPOSALS, PackagePart.SUMMARY],
        "all_open": opened == EVERY,
        "compared": sentence(compared.key, compared.values, say) if (compared := compared_with(package)) else "",
        "changed": [(change, _named(rows, say), len(rows)) for change, rows in changed(package)],
        "say": lambda value: drawn(value, say),
        "sentence": lambda key, values: sentence(key, values, say),
        "text_of": lambda value: text_of(value, say),
        "bars_of": bars_of,
        "kind_of": lambda block: type(block).__name__,
        "change_of": lambda row: RowChange(row.change) if row.change else None,
        "trend_of": lambda figure: FigureTrend(figure.trend) if figure.trend else None,
        "steps": list(_steps(meeting, say)),
        **vars(rows),
        "next": _next(who, meeting, rows, missing, stating, may_write=may_write),
        "missing": [(letter, _answer_href(meeting, letter) if may_write else None) for letter in missing],
        "stating": stating,
        "frozen": frozen,
        "may_write": may_write and meeting.state != MeetingState.APPROVED,
        "may_plan": who.access.allows_at(Permission.MEETING_PLAN, meeting.unit.path),
        "may_decide": may_write and meeting.state == MeetingState.HELD,
        "may_reopen": may_write and meeting.state == MeetingState.MINUTES,
        "proposals": queries.proposals_of(session, meeting.id),
        "deadline_of": lambda decision: _deadline_of(decision, today),
        "paper": _paper(package, meeting, say),
    }


def _parts(package: Package, meeting: Meeting, say: Words, opened: str, *, writes: bool) -> Iterator[Shown]:
    areas = 0
    for number, part in numbered(package.parts):
        areas += part.area is not None
        anchor = f"{part.key}-{areas}" if part.area else part.key
        href = None
        if writes and part.area is None and part.key not in NOT_WRITTEN_IN:
            href = url_for("reviews.write_part", meeting_id=meeting.id, package_part=part.key)
        headline = headline_of(part)
        said = text_of(headline, say) if headline is not None else ""
        is_open = opened in (EVERY, anchor)
        yield Shown(number, anchor, heading_of(part, say), part, href, said, changes_in([part]), is_open)


def _grouped(parts: Iterable[Shown]) -> list[Shown]:
    """Return the parts with those of single areas inside the one before them; it counts their changes too."""
    found: list[Shown] = []
    for shown in parts:
        if shown.part.area is None:
            found.append(shown)
        else:
            areas = [*found[-1].areas, shown]
            moved = changes_in([found[-1].part, *(area.part for area in areas)])
            found[-1] = replace(found[-1], areas=areas, changes=moved, opened=found[-1].opened or shown.opened)
    return found


def _named(rows: Iterable[Row], say: Words) -> list[tuple[str, str | None]]:
    """Return the first rows by what they are called, and where they lead."""
    named = []
    for row in islice(rows, NAMED_AT_MOST):
        first = drawn(row.cells[0], say)
        name = shorten(text_of(row.cells[1], say), NAME_AT_MOST, placeholder=" …")
        named.append((f"{first.text} {name}", first.href))
    return named


def _to_state(session: Session, who: Me, meeting: Meeting, today: date) -> list[tuple[str, str, bool]]:
    """Return the areas a person may speak for: name, where, and whether something is said already."""
    said = {one.unit_id for one in queries.statements_of(session, meeting.id)}
    return [
        (area.name, url_for("reviews.state_area", meeting_id=meeting.id, unit_id=area.id), area.id in said)
        for area in queries.areas_of(session, meeting.unit, today)
        if who.access.allows_at(Permission.MEETING_STATE, area.path)
    ]


def _next(
    who: Me,
    meeting: Meeting,
    rows: Around,
    missing: Sequence[str],
    stating: Sequence[tuple[str, str, bool]],
    *,
    may_write: bool,
) -> tuple[str, str] | None:
    """Return the one thing this person can do next: label key and where; None when others are to act."""
    state = meeting.state
    if state == MeetingState.MINUTES:
        signed = {one.signed_as for one in rows.signatures}
        mine = [one for one in rows.participants if one.person_id == who.person_id]
        waits = any(one.takes_part_as in rules.SIGNERS and one.takes_part_as not in signed for one in mine)
        return (MeetingStep.APPROVE.label, url_for("reviews.sign", meeting_id=meeting.id)) if waits else None
    unsaid = [href for _, href, said in stating if not said]
    if not may_write:
        return ("meeting.next.state", unsaid[0]) if unsaid and state == MeetingState.COLLECTING else None
    if state == MeetingState.HELD and not rows.decisions:
        return "meeting.decide", url_for("reviews.decide", meeting_id=meeting.id)
    if missing and state in (MeetingState.COLLECTING, MeetingState.HELD):
        return "meeting.next.write", _answer_href(meeting, missing[0])
    step = rules.next_step(state)
    if step is None or step == MeetingStep.APPROVE:
        return None
    return step.label, url_for("reviews.take_step", meeting_id=meeting.id, meeting_step=step)


def _answer_href(meeting: Meeting, letter: str) -> str:
    """Return where a letter is answered: in its part, or after the freeze in a correction of it."""
    part = rules.part_that_answers(letter)
    if rules.has_reached(meeting.state, MeetingState.FROZEN):
        return url_for("reviews.correct", meeting_id=meeting.id, part=part)
    return url_for("reviews.write_part", meeting_id=meeting.id, package_part=part)


def _steps(meeting: Meeting, say: Words) -> Iterator[Mapping[str, Any]]:
    """Yield the states of a meeting with the day each was reached, or is to be."""
    instants = {
        MeetingState.COLLECTING: (meeting.collecting_at, meeting.collects_on),
        MeetingState.FROZEN: (meeting.frozen_at, meeting.freezes_on),
        MeetingState.SENT: (meeting.sent_at, meeting.sends_on),
        MeetingState.HELD: (meeting.held_at, meeting.meets_on),
        MeetingState.MINUTES: (meeting.minuted_at, None),
        MeetingState.APPROVED: (meeting.approved_at, None),
    }
    for state in MeetingState:
        at, planned = instants.get(state, (None, None))
        day = day_of(at) if at else planned
        reached = rules.has_reached(meeting.state, state)
        place = "now" if state == meeting.state else "done" if reached else "next"
        yield {"label": say(state.label), "note": print_date(day, say.language) if day else None, "state": place}


def _deadline_of(decision: Decision, today: date) -> str | None:
    return str(deadline_state(decision.action.due_on, today)) if decision.action else None


def _paper(package: Package, meeting: Meeting, say: Words) -> dict[str, str]:
    """Return what every printed page says above and below."""
    head = package.head
    frozen_at = meeting.frozen_at
    return {
        "head_left": say(
            "meeting.paper_head", municipality=head["municipality"], unit=head["unit"], kind=say(meeting.kind.label)
        ),
        "head_right": say("meeting.paper_case", number=meeting.case_number) if meeting.case_number else meeting.code,
        "foot_left": str(head["marking"] or say("review.marking")),
        "foot_right": (
            say("meeting.paper_frozen", at=print_instant(frozen_at, say.language), models=head["models"])
            if frozen_at
            else say("meeting.paper_live")
        ),
    }


def bars_of(block: Block) -> list[dict[str, Any]]:
    """Return stacked bars as the picture of a page draws them."""
    assert isinstance(block, Bars)
    return [
        {"name": name, "parts": [_segment(*of) for of in zip(counts, block.labels, SEGMENTS, strict=False)]}
        for name, counts in block.rows
    ]


def _segment(count: int, label: str, tone: str) -> dict[str, Any]:
    return {"count": count, "word": words()(label), "tone": tone}
