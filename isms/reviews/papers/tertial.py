"""Makes the block a tertial report takes in: a page of text and small tables, and what the law asks of the year."""

from collections.abc import Iterator, Mapping
from typing import Any

from isms.health.vocabulary import HealthStatus
from isms.reviews.models import Review
from isms.reviews.queries.tertial import Standing
from isms.reviews.rules.blocks import (
    Block,
    Column,
    Package,
    Part,
    Plain,
    Row,
    Sentence,
    Table,
    Value,
    change,
    day,
    percent,
    said,
    term,
)
from isms.reviews.vocabulary import RowChange

Frozen = Mapping[str, Any]


def tertial(review: Review, municipality: str, frozen: Frozen, before: Frozen | None, standing: Standing) -> Package:
    """Return the block of a review: its figures, those of the review before, and how things stood beside them."""
    head: dict[str, Plain] = {
        "municipality": municipality,
        "unit": frozen["unit"]["name"],
        "kind": None,
        "period": review.period,
        "meets_on": None,
        "case_number": None,
        "marking": None,
        "frozen_at": review.prepared_at.isoformat(),
        "position": review.position,
        "models": None,
        "code": review.code,
    }
    return Package(
        head,
        (
            Part("tertial_part.status", (), tuple(_status(frozen, before, standing))),
            Part("tertial_part.follow_up", (), tuple(_follow_up(frozen, before, standing))),
            Part("tertial_part.projects", (), tuple(_projects(standing))),
            Part("tertial_part.internal_control", (), tuple(_internal_control(frozen, standing))),
        ),
    )


def _status(frozen: Frozen, before: Frozen | None, standing: Standing) -> Iterator[Block]:
    assessed = _assessed(frozen)
    yield Sentence("tertial.lead", {"unit": frozen["unit"]["name"], "n": frozen["systems"]}, lead=True)
    yield Sentence("tertial.assessed", {"n": assessed, "share": percent(_share(assessed, frozen["systems"]))})
    if before:
        yield Sentence("tertial.compared", {"n": frozen["systems"] - before["systems"], "before": before["systems"]})
    then = standing.health_before
    rows = [
        _row(term(status.label), standing.health.get(status, 0), then.get(status, 0) if then is not None else None)
        for status in HealthStatus
    ]
    yield Table("tertial.by_status", _COLUMNS, rows if standing.health else (), "tertial.no_health")


def _follow_up(frozen: Frozen, before: Frozen | None, standing: Standing) -> Iterator[Block]:
    rows = [_counted(*key, frozen, before) for key in _COUNTED]
    rows.insert(0, _row(_label("tertial.assessed_label"), _assessed(frozen), _assessed(before) if before else None))
    rows += [_row(_label("tertial.decided"), standing.decided, None)]
    rows += [_row(_label("tertial.completed"), standing.completed, None)]
    yield Table("tertial.figures", _COLUMNS, rows)


def _projects(standing: Standing) -> Iterator[Block]:
    picture = standing.projects
    rows = [Row((term(phase.label), number)) for phase, number in picture.counts.items()]
    counted = (Column("tertial.phase"), Column("tertial.number", numeric=True))
    yield Table("tertial.by_phase", counted, rows if picture.projects else (), "tertial.no_projects")
    moved = [
        Row((one.name, term(one.before.label) if one.before else None, term(one.phase.label))) for one in picture.moved
    ]
    left = [Row((one.name, term(one.phase.label), term(one.state.label)), RowChange.GONE) for one in picture.left]
    columns = (Column("tertial.project"), Column("tertial.phase_before"), Column("tertial.phase"))
    yield Table("tertial.moved", columns, [*moved, *left], "tertial.none_moved")


def _internal_control(frozen: Frozen, standing: Standing) -> Iterator[Block]:
    """Yield what kommuneloven § 25-1 a–e and § 25-2 ask to be told, each with the figures that tell it."""
    counted = {
        "systems": frozen["systems"],
        "assessed": percent(_share(_assessed(frozen), frozen["systems"])),
        "reported": frozen["deviations"]["reported"],
        "closed": frozen["deviations"]["closed"],
        "open": frozen["deviations"]["open"],
        "high": frozen["risks"]["high"],
        "actions": frozen["actions"]["open"],
        "overdue": frozen["actions"]["overdue"],
        "decided": standing.decided,
        "completed": standing.completed,
    }
    for letter in "abcde":
        yield Sentence(f"internal_control.{letter}", counted)
    if standing.met_on:
        yield Sentence("internal_control.evaluated", {"n": len(standing.met_on), "last": day(standing.met_on[-1])})
    else:
        yield Sentence("internal_control.not_evaluated", {})
    yield Sentence("internal_control.supervision", {})


_COLUMNS = (Column("tertial.what"), Column("tertial.now", numeric=True), Column("tertial.change", numeric=True))
_COUNTED = (
    ("faults", "assessment_expired"), ("faults", "assessment_missing"), ("risks", "high"), ("actions", "open"),
    ("actions", "overdue"), ("deviations", "reported"), ("deviations", "closed"), ("deviations", "open"),
    ("deviations", "overdue"),
)  # fmt: skip
"""The figures of a review that the report tells, by where they lie; each has the label `tertial.<group>_<name>`."""


def _counted(group: str, name: str, frozen: Frozen, before: Frozen | None) -> Row:
    return _row(_label(f"tertial.{group}_{name}"), frozen[group][name], before[group][name] if before else None)


def _label(key: str) -> Value:
    return said(key)


def _row(name: Value, now: int, before: int | None) -> Row:
    return Row((name, now, change(None if before is None else now - before)))


def _assessed(frozen: Frozen) -> int:
    faults = frozen["faults"]
    return int(frozen["systems"] - faults["assessment_missing"] - faults["assessment_expired"])


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
