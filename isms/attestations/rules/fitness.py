"""What the fitness of a system comes to: two axes, four placements (after Gartner's TIME)."""

from collections.abc import Sequence

from isms.attestations.vocabulary import Placement

FUNCTIONAL = ("covers_needs", "easy_to_use", "training", "service", "availability")
"""The questions of use, each answered from 1 (poor) to 4 (good)."""

TECHNICAL = ("changeable", "integrates", "maintained", "known_technique", "cost_in_hand")
"""The questions of technique, likewise."""

HIGH = 2.5
"""The mean from which an axis counts as high: the middle of the scale."""


def placement(functional: Sequence[int], technical: Sequence[int]) -> Placement:
    """Return where a system lies when its five answers on each axis are weighed alike."""
    useful = sum(functional) / len(functional) >= HIGH
    sound = sum(technical) / len(technical) >= HIGH
    if sound:
        return Placement.INVEST if useful else Placement.TOLERATE
    return Placement.MIGRATE if useful else Placement.ELIMINATE
