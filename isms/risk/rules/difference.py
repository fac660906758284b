"""What is different about the risks of two moments: new, closed, worse, better, owned or accepted otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from isms.risk.rules.model import LEVEL_WEIGHT
from isms.risk.vocabulary import AcceptanceState, Difference, RiskLevel


@dataclass(frozen=True)
class Stood:
    """How a risk stood: its residual level and rank, how many steps its model has, its owner and acceptance."""

    level: RiskLevel
    rank: int
    size: int
    owner_id: int | None
    acceptance: AcceptanceState


def differences(before: Stood | None, after: Stood | None) -> Iterator[Difference]:
    """Yield what became of a risk between two moments, at either of which it may be missing.

    Of two ranks only those under models with as many steps can be compared; levels always can.
    """
    if before is None or after is None:
        if after is not None:
            yield Difference.NEW
        elif before is not None:
            yield Difference.CLOSED
        return
    weight = _weight(after, before) - _weight(before, after)
    if weight:
        yield Difference.WORSE if weight > 0 else Difference.BETTER
    if before.owner_id != after.owner_id:
        yield Difference.OWNED_OTHERWISE
    if before.acceptance != after.acceptance:
        yield Difference.ACCEPTED_OTHERWISE


def _weight(one: Stood, other: Stood) -> int:
    return one.rank if one.size == other.size else LEVEL_WEIGHT[one.level]
