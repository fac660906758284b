"""Draws the year as a wheel: twelve segments, the present one filled, a dot for each activity."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin

SIZE = 320
CENTRE = SIZE / 2
OUTER, INNER, LABELS, DOTS = 156.0, 78.0, 100.0, 132.0
GAP = 0.012
"""Half the opening between two segments, in radians."""
MOST_DOTS = 5
BETWEEN_DOTS = 0.085
"""How far two dots stand apart, in radians."""


@dataclass(frozen=True)
class Segment:
    """A month in the wheel: its outline, where its name stands, and where its dots are."""

    month: int
    outline: str
    name_at: tuple[str, str]
    dots: tuple[tuple[str, str], ...]
    is_present: bool


def wheel(activities: Mapping[int, int], present: int) -> list[Segment]:
    """Return the segments of the year, January at the top and on with the clock; activities counts them by month."""
    return [_segment(month, activities.get(month, 0), month == present) for month in range(1, 13)]


def _segment(month: int, count: int, is_present: bool) -> Segment:
    begins = (month - 1) * pi / 6 - pi / 12
    ends, middle = begins + pi / 6, begins + pi / 12
    outer = [_at(OUTER, begins + GAP), _at(OUTER, ends - GAP)]
    inner = [_at(INNER, ends - 2 * GAP), _at(INNER, begins + 2 * GAP)]
    (a, b), (c, d), (e, f), (g, h) = [*outer, *inner]
    outline = f"M{a} {b}A{OUTER:g} {OUTER:g} 0 0 1 {c} {d}L{e} {f}A{INNER:g} {INNER:g} 0 0 0 {g} {h}Z"
    shown = min(count, MOST_DOTS)
    dots = [_at(DOTS, middle + (place - (shown - 1) / 2) * BETWEEN_DOTS) for place in range(shown)]
    return Segment(month, outline, _at(LABELS, middle), tuple(dots), is_present)


def _at(radius: float, angle: float) -> tuple[str, str]:
    """Return a point of the picture; the angle is measured from the top, with the clock."""
    return f"{CENTRE + radius * sin(angle):.1f}", f"{CENTRE - radius * cos(angle):.1f}"
