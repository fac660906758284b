"""What is decided about deviations: moments, deadlines, and and which systems."""

from datetime import UTC, date, datetime, timedelta

import pytest

from isms.deviations import rules
from isms.deviations.vocabulary import Severity

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("severity", "due_on"),
    [
        (Severity.SERIOUS, date(2026, 12, 22)),
        (Severity.MODERATE, date(2027, 1, 21)),
        (Severity.MINOR, date(2027, 2, 20)),
    ],
)
def test_the_graver_the_sooner_it_is_due(severity: Severity, due_on: date) -> None:
    assert rules.default_due_on(severity, DAY) == due_on


def test_the_present_moment_is_in_time() -> None:
    assert list(rules.moment_refusals(NOW, NOW, NOW)) == []


@pytest.mark.parametrize(
    ("discovered_at", "aware_at", "fields"),
    [
        (NOW + MINUTE, NOW + MINUTE, ["discovered_at"]),
        (NOW, NOW + MINUTE, ["aware_at"]),
        (NOW, NOW - MINUTE, ["aware_at"]),
    ],
)
def test_moments_lie_in_the_past_and_in_order(discovered_at: datetime, aware_at: datetime, fields: list[str]) -> None:
    assert [r.field for r in rules.moment_refusals(discovered_at, aware_at, NOW)] == fields


def test_the_day_of_the_report_is_the_first_deadline_there_can_be() -> None:
    assert list(rules.deadline_refusals(DAY, DAY)) == []
    assert [r.field for r in rules.deadline_refusals(date(2026, 11, 21), DAY)] == ["due_on"]


def test_systems_are_of_the_same_municipality() -> None:
    assert list(rules.scope_refusals(1, [1, 1])) == []
    assert [r.field for r in rules.scope_refusals(1, [1, 2])] == ["systems"]
