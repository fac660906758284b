"""Keeps on each system what follows from other rows: its current rating and how many needs do not match."""

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import Table
from sqlalchemy.orm import Session

from isms.kernel.seal.sealing import Derivation
from isms.portfolio import queries
from isms.portfolio.models import Dependency, Rating, System
from isms.portfolio.rules import Need, shortfalls, system_class

IDS_AT_A_TIME = 5_000


def recompute(session: Session, touched: dict[Table, set[int]]) -> None:
    """Bring the systems up to date that changed ratings, dependencies or withdrawals bear on."""
    by_name = {table.name: ids for table, ids in touched.items()}
    rated: set[int] = set()
    changed: set[int] = set()
    for ids in _some(by_name.get(Rating.__tablename__, ())):
        rated |= queries.systems_of_ratings(session, ids)
    for ids in _some(by_name.get(Dependency.__tablename__, ())):
        changed |= queries.ends_of_dependencies(session, ids)
    for ids in _some(by_name.get(System.__tablename__, ())):
        changed |= queries.withdrawn_among(session, ids)
    for ids in _some(rated):
        _follow_ratings(session, ids)
    for ids in _some(rated | changed):
        _count_warnings(session, set(ids))


def _some(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_A_TIME):
        yield ordered[start : start + IDS_AT_A_TIME]


def _follow_ratings(session: Session, system_ids: list[int]) -> None:
    current = {rating.system_id: rating for rating in queries.current_ratings(session, system_ids)}
    for system in queries.systems_by_id(session, system_ids):
        rating = current[system.id]
        system.k, system.i, system.t = rating.k, rating.i, rating.t
        system.system_class = system_class(Need(rating.k, rating.i, rating.t))
        system.rated_on = rating.rated_on
        system.rating_valid_until = rating.valid_until
    session.flush()


def _count_warnings(session: Session, system_ids: set[int]) -> None:
    near = system_ids | queries.ends_near(session, system_ids)
    counts: Counter[int] = Counter()
    for edge in queries.edges(session, near):
        found = len(shortfalls(edge.need, edge.other_need, edge.direction))
        for end in edge.ends:
            counts[end] += found
    for system in queries.systems_by_id(session, near):
        if system.warning_count != counts[system.id]:
            system.warning_count = counts[system.id]
    session.flush()


DERIVATIONS = (Derivation(reads=(Rating, Dependency, System), recompute=recompute),)
