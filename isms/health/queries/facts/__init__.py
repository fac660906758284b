"""Gathers the facts of many systems at once, from the tables of today or of any past moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from isms.health.queries.facts.deviations import DEVIATIONS
from isms.health.queries.facts.reading import Columns, Reader, columns_of
from isms.health.queries.facts.risks import ASSESSMENTS, RISKS
from isms.health.queries.facts.systems import ATTESTATIONS, EXEMPT, MEASUREMENTS, REPLACEMENTS, SYSTEMS
from isms.health.rules.facts import Facts, Measure
from isms.kernel.register.columns import Source
from isms.portfolio.models import System

READERS = (ASSESSMENTS, RISKS, DEVIATIONS, MEASUREMENTS, ATTESTATIONS, REPLACEMENTS, EXEMPT)
"""What tells more of a system than the system itself."""

IDS_AT_A_TIME = 5_000


@dataclass(frozen=True)
class Gathered:
    """The facts of a system, whose it is, and whether it counts: one that has ended or is withdrawn does not."""

    facts: Facts
    tenant_id: int | None
    is_counted: bool


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield the ids in order, as many at a time as a statement takes."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_A_TIME):
        yield ordered[start : start + IDS_AT_A_TIME]


def gather(session: Session, source: Source, system_ids: Iterable[int]) -> dict[int, Facts]:
    """Return the facts of some systems on the source's day, by id; eight selects for as many as a statement takes."""
    return {id_: found.facts for id_, found in gather_all(session, source, system_ids).items()}


def gather_all(session: Session, source: Source, system_ids: Iterable[int]) -> dict[int, Gathered]:
    """Return the facts of some systems, each with whose it is and whether it counts."""
    return _gather(session, source, dict.fromkeys(system_ids), (SYSTEMS, *READERS))


def gather_anew(
    session: Session, source: Source, known: Mapping[int, Gathered | None], written: Columns
) -> dict[int, Gathered]:
    """Return the facts of systems of which some are known, reading only what was written, by table and column.

    Of a new system nothing is known, and nothing else can stand than what was written together with it.
    """
    others = {name: columns for name, columns in written.items() if name != System.__tablename__ or any(known.values())}
    readers = [reader for reader in READERS if _reads(reader, others)]
    readers += [SYSTEMS] if _reads(SYSTEMS, written) else []
    if {RISKS, DEVIATIONS} & set(readers):
        # Both tell of actions: what one has told cannot be told from what the other has.
        readers = list({*readers, RISKS, DEVIATIONS})
    return _gather(session, source, known, readers)


def columns_read() -> Columns:
    """Return everything that facts are gathered from: the names of columns by those of their tables."""
    found: dict[str, set[str]] = defaultdict(set)
    for reader in (SYSTEMS, *READERS):
        for name, columns in columns_of(reader).items():
            found[name].update(columns)
    return found


def _gather(
    session: Session, source: Source, known: Mapping[int, Gathered | None], readers: Sequence[Reader]
) -> dict[int, Gathered]:
    again = {name for reader in readers for name in reader.facts}
    found: dict[int, Gathered] = {}
    for ids in in_parts(known):
        told = {id_: _known(known[id_], again) for id_ in ids}
        for reader in readers:
            for id_, facts in reader.read(session, source, ids).items():
                _put_together(told[id_], facts)
        found |= {id_: _gathered(facts) for id_, facts in told.items() if facts}
    return found


def _known(gathered: Gathered | None, again: Collection[str]) -> dict[str, Any]:
    """Return by name what is known of a system besides what is read again."""
    if gathered is None:
        return {}
    place = {"tenant_id": gathered.tenant_id, "is_counted": gathered.is_counted}
    return {name: value for name, value in (vars(gathered.facts) | place).items() if name not in again}


def _gathered(told: dict[str, Any]) -> Gathered:
    place = {name: told.pop(name) for name in ("tenant_id", "is_counted")}
    return Gathered(Facts(**{**told, "measures": _once(told.get("measures", ()))}), **place)


def _reads(reader: Reader, written: Columns) -> bool:
    """Say whether a reader reads anything that was written."""
    return any(not set(columns).isdisjoint(written.get(name, ())) for name, columns in columns_of(reader).items())


def _put_together(facts: dict[str, Any], more: dict[str, Any]) -> None:
    """Add what a reader tells to what is known; actions may be told of by several."""
    measures = [*facts.get("measures", ()), *more.get("measures", ())]
    facts.update(more, measures=measures)


def _once(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """Return each action once, in order: on a high risk when any of the risks it treats is."""
    found: dict[int, Measure] = {}
    for measure in measures:
        known = found.get(measure.ref.id)
        on_high = measure.on_high_risk or (known is not None and known.on_high_risk)
        found[measure.ref.id] = replace(measure, on_high_risk=on_high)
    return tuple(found[id_] for id_ in sorted(found))
