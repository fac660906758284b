"""What every part of a package is gathered from: the meeting, its place, and what was said there and before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.orm import Session

from isms.kernel.access import within
from isms.kernel.register.columns import Source
from isms.reviews.figures import Place
from isms.reviews.models import AreaStatement, Meeting, MeetingText, Participant, Proposal
from isms.reviews.queries.standing import Picture
from isms.reviews.rules.blocks import Block, Package, Part, Sentence, Written
from isms.reviews.rules.meetings import ANSWERS, NOT_TAKEN_UP, NOT_WRITTEN, owes_all
from isms.reviews.vocabulary import PackagePart


@dataclass(frozen=True)
class Then:
    """What a package is compared with: the one before, frozen, or as it would have been on the source's day."""

    package: Package
    source: Source
    is_frozen: bool


@dataclass(frozen=True)
class Asked:
    """What is asked for: `since` is the day the package before was frozen, or the first that is looked back on.

    figures: those of the unit now, as a period review holds them; then: what it is compared with, if there is
    anything; health: how the systems stand.
    """

    session: Session
    source: Source
    meeting: Meeting
    place: Place
    since: date
    figures: Mapping[str, Any]
    then: Then | None
    texts: Mapping[PackagePart, MeetingText]
    statements: Mapping[int, AreaStatement]
    participants: Sequence[Participant]
    proposals: Sequence[Proposal]
    health: Picture

    @property
    def before(self) -> Package | None:
        """The package that this one is compared with, if there is one."""
        return self.then.package if self.then else None

    @property
    def today(self) -> date:
        """The day figures are reckoned from."""
        return self.source.today

    def lies_in(self, unit: FromClause) -> ColumnElement[bool]:
        """Return the predicate that a unit lies in the place the meeting is about."""
        return within((self.place.path,), unit.c.path)

    def written(self, part: PackagePart, *, owed: bool = False) -> list[Block]:
        """Return what was written under a part; owed: that nothing was is said.

        It leaves the letters of a main review open; another meeting does not take up what nobody has written of.
        """
        said = self.texts.get(part)
        if said is None or not (said.text or said.nothing_because):
            return [Sentence(NOT_WRITTEN if owes_all(self.meeting.kind) else NOT_TAKEN_UP, {})] if owed else []
        label = None if said.text else "package.nothing_because"
        return [Written(said.text or said.nothing_because or "", said.written_by.name, said.written_on, label)]


Gatherer = Callable[[Asked], Iterable[Part]]


def part(key: PackagePart, blocks: Iterable[Block], area: str | None = None, *, own_page: bool = False) -> Part:
    """Return a part with the letters it answers; one that is not taken up answers none."""
    said = tuple(blocks)
    left = any(isinstance(block, Sentence) and block.key == NOT_TAKEN_UP for block in said)
    return Part(str(key), () if left else ANSWERS.get(key, ()), said, area, own_page)
