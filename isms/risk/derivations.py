"""What follows from lower rows: where actions against risks lie, and which assessments a change makes questionable."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Table
from sqlalchemy.orm import Session

from isms.actions.service import place
from isms.kernel.seal.collector import collector_of
from isms.kernel.seal.sealing import Derivation, sealing_day
from isms.portfolio.models import Dependency, System
from isms.risk.queries import actions_away_from_their_systems
from isms.risk.service.changes import note_moved, note_new_needs

IDS_AT_A_TIME = 5_000

RESTED_ON = ("k", "i", "t", "supplier_id")
"""What of a system its assessments rest on."""


def _follow(session: Session, touched: dict[Table, set[int]]) -> None:
    """Let actions follow the systems that have moved."""
    ids = {number for numbers in touched.values() for number in numbers}
    for action, unit in actions_away_from_their_systems(session, ids):
        place(session, action, unit)


def _question_rest(session: Session, touched: dict[Table, set[int]]) -> None:
    """Note where systems have become more than their approved assessments rest on."""
    for ids in touched.values():
        for some in _some(ids):
            note_moved(session, some, sealing_day(session))


def _question_needs(session: Session, touched: dict[Table, set[int]]) -> None:
    """Note which approved assessments know nothing of a dependency that has come to be."""
    collector = collector_of(session)
    for table, ids in touched.items():
        new = ids & collector.created(table) if collector else set()
        for some in _some(new):
            note_new_needs(session, some, sealing_day(session))


def _some(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_A_TIME):
        yield ordered[start : start + IDS_AT_A_TIME]


DERIVATIONS = (
    Derivation(reads=(System,), recompute=_follow, columns={System.__tablename__: ("unit_id",)}),
    Derivation(reads=(System,), recompute=_question_rest, columns={System.__tablename__: RESTED_ON}),
    Derivation(reads=(Dependency,), recompute=_question_needs),
)
