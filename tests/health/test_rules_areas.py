"""How areas stand by their systems, and which way health goes since a snapshot."""

from dataclasses import replace
from fractions import Fraction

import pytest

from isms.health.rules import SHIPPED, assess, tenths
from isms.health.rules.areas import Area, Member, area_of
from isms.health.rules.facts import Ref
from isms.health.rules.trend import Change, Frozen, Movement, change, movements, trend_of
from isms.health.vocabulary import HealthStatus, HealthTrend, Indicator
from tests.health.known import ALL_WANTED, TODAY

STATUS = {
    "w": HealthStatus.WANTED,
    "a": HealthStatus.ACCEPTABLE,
    "u": HealthStatus.UNACCEPTABLE,
    "n": HealthStatus.NOT_ASSESSED,
}


def area(letters: str, classes: str | None = None, points: int = 500) -> Area:
    """Return an area of systems by the letters of their statuses, and the digits of their classes."""
    pairs = zip(letters, classes or "2" * len(letters), strict=True)
    members = [
        Member(Ref("system", n, f"S-{n:03}"), int(digit) or None, STATUS[letter], points)
        for n, (letter, digit) in enumerate(pairs, start=1)
    ]
    return area_of(members, SHIPPED)


AREAS = [
    ("wwwwa", None, "w"),
    ("wwwaa", None, "a"),
    ("wwwwu", None, "a"),
    ("uuwwwwwwww", None, "a"),
    ("uuwwwwwww", None, "u"),
    ("uwwwwwwwwwww", "422222222222", "u"),
    ("uwwwwwwwwwww", "322222222222", "a"),
    ("nwwww", None, "w"),
    ("nnwwwwwwww", None, "w"),
    ("nnwwwwwww", None, "n"),
    ("nwwwwwwwwwww", "422222222222", "n"),
    ("nuwwwwwwwwww", "442222222222", "u"),
    ("nnnuu", None, "u"),
    ("nnnua", None, "n"),
    ("aaaaa", None, "a"),
]


@pytest.mark.parametrize(("letters", "classes", "status"), AREAS)
def test_an_area_turns_where_it_should(letters: str, classes: str | None, status: str) -> None:
    assert area(letters, classes).status == STATUS[status]


def test_of_few_systems_only_the_counts_are_told() -> None:
    few, enough = area("uuuu", "4222"), area("uuuuu")
    assert (few.mean, few.status, few.total) == (None, None, 4)
    assert few.counts == {HealthStatus.UNACCEPTABLE: 4} | dict.fromkeys(set(STATUS.values()) - {STATUS["u"]}, 0)
    assert [each.ref.code for each in few.critical] == ["S-001"]
    assert (enough.status, enough.mean) == (HealthStatus.UNACCEPTABLE, 500)
    assert (area("").total, area("").status) == (0, None)


def test_the_mean_weighs_by_class() -> None:
    points = {1: 100, 2: 200, 3: 300, 4: 400, None: 300}
    members = [
        Member(Ref("system", number, ""), system_class, HealthStatus.WANTED, points[system_class])
        for number, system_class in enumerate((1, 2, 3, 4, None))
    ]
    assert area_of(members, SHIPPED).mean == Fraction(100 + 2 * 200 + 4 * 300 + 8 * 400 + 4 * 300, 19)


def test_the_critical_systems_are_listed_worst_first() -> None:
    assert [each.status for each in area("wnauw", "44444").critical] == [STATUS[letter] for letter in "unaww"]


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        (700, 750, HealthTrend.BETTER),
        (700, 749, HealthTrend.SAME),
        (700, 651, HealthTrend.SAME),
        (700, 650, HealthTrend.WORSE),
    ],
)
def test_a_trend_is_five_points(before: int, now: int, trend: HealthTrend) -> None:
    assert trend_of(before, now, SHIPPED) == trend
    frozen = Frozen(TODAY, SHIPPED.code, HealthStatus.ACCEPTABLE, before)
    assert change(frozen, now, SHIPPED) == Change(trend, before, HealthStatus.ACCEPTABLE)


def test_another_model_is_worked_out_anew_or_not_compared() -> None:
    own = replace(SHIPPED, code="H-001", weights=SHIPPED.weights | {Indicator.DPIA: 0, Indicator.RATING: 9})
    facts = replace(ALL_WANTED, rated_on=None)
    printed = tenths(assess(facts, SHIPPED, TODAY).points)
    frozen = Frozen(TODAY, SHIPPED.code, HealthStatus.ACCEPTABLE, printed, facts)
    assert printed == 950
    assert change(frozen, 950, own) == Change(HealthTrend.SAME, 910, HealthStatus.WANTED, is_recomputed=True)
    assert change(frozen, 960, own).trend == HealthTrend.BETTER
    assert change(replace(frozen, facts=None), 950, own) == Change(HealthTrend.NOT_COMPARABLE)
    assert change(None, 950, own) == Change(HealthTrend.NOT_COMPARABLE)


def test_movements_count_who_came_went_and_moved() -> None:
    wanted, acceptable, unacceptable = STATUS["w"], STATUS["a"], STATUS["u"]
    before = {1: wanted, 2: wanted, 3: acceptable, 4: unacceptable, 5: wanted}
    after = {1: acceptable, 2: acceptable, 3: acceptable, 5: unacceptable, 6: wanted}
    assert movements(before, after) == (
        Movement(wanted, acceptable, 2),
        Movement(wanted, unacceptable, 1),
        Movement(unacceptable, None, 1),
        Movement(None, wanted, 1),
    )
    assert movements(before, before) == ()
