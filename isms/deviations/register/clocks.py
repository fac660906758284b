"""What the register of deviations says of statutory clocks: when the first of those that run ends."""

from sqlalchemy import ColumnElement, FromClause, func, select
from sqlalchemy.orm import Session

from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.vocabulary import ClockState
from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Join, Options, Source
from isms.kernel.register.kinds import INSTANT
from isms.kernel.words import Words


def running_clocks(source: Source) -> FromClause:
    """Return per deviation when the first of its clocks that run ends."""

    def build(s: Source) -> FromClause:
        clock = s(DeviationClock)
        return (
            select(clock.c.deviation_id.label("key"), func.min(clock.c.due_at).label("ends_at"))
            .where(clock.c.stopped_at.is_(None), s.among(clock.c.deviation_id))
            .group_by(clock.c.deviation_id)
            .subquery("running_clocks")
        )

    return source.once("running_clocks", build)


def _ends_at(s: Source) -> ColumnElement[object]:
    return running_clocks(s).c.ends_at


def _running(_session: Session, _access: Access, words: Words) -> list[tuple[str, str]]:
    return [(ClockState.RUNNING.value, words(ClockState.RUNNING.label))]


CLOCK_JOIN = Join("clock", running_clocks, lambda s: s(Deviation).c.id == running_clocks(s).c.key)
CLOCK = Column(
    "clock",
    "deviation.clock",
    _ends_at,
    INSTANT,
    needs=("clock",),
    shown=False,
    filter=True,
    options=Options(_running),
    matches=lambda s, _: _ends_at(s).is_not(None),
)
