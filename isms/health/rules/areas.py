"""What the health of an area is: how many systems stand how, and never a bare average."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from isms.health.rules.facts import Ref
from isms.health.rules.flags import CRITICAL
from isms.health.rules.model import Model
from isms.health.vocabulary import HealthStatus, Limit


@dataclass(frozen=True)
class Member:
    """A system of an area and how it stands; points are tenths, as they are printed."""

    ref: Ref
    system_class: int | None
    status: HealthStatus
    points: int


@dataclass(frozen=True)
class Area:
    """How an area stands. Of one with few systems only the counts are told: mean and status are None.

    `counts` has every status, `mean` is the mean of the points in tenths, weighted by class, and `critical` holds
    the systems of class 4, the worst first.
    """

    counts: Mapping[HealthStatus, int]
    mean: Fraction | None
    status: HealthStatus | None
    critical: tuple[Member, ...]

    @property
    def total(self) -> int:
        """How many systems the area has."""
        return sum(self.counts.values())


_WORST_FIRST = (HealthStatus.UNACCEPTABLE, HealthStatus.NOT_ASSESSED, HealthStatus.ACCEPTABLE, HealthStatus.WANTED)


def area_of(members: Sequence[Member], model: Model) -> Area:
    """Return how an area, or a whole municipality, stands by its systems; systems nobody has assessed count too."""
    critical = sorted(
        (each for each in members if each.system_class == CRITICAL),
        key=lambda each: (_WORST_FIRST.index(each.status), each.points, each.ref.code),
    )
    is_told = len(members) >= model.limits[Limit.AREA_LEAST_SYSTEMS]
    return Area(
        counts={status: sum(each.status == status for each in members) for status in HealthStatus},
        mean=_mean(members, model) if is_told else None,
        status=_status(members, critical, model) if is_told else None,
        critical=tuple(critical),
    )


def _mean(members: Sequence[Member], model: Model) -> Fraction | None:
    total = sum(model.class_weight(each.system_class) for each in members)
    weighted = sum(model.class_weight(each.system_class) * each.points for each in members)
    return Fraction(weighted, total) if total else None


def _status(members: Sequence[Member], critical: Sequence[Member], model: Model) -> HealthStatus:
    """Return the status of an area: what is unacceptable goes before what is not known, and that before the rest."""

    def percent(status: HealthStatus) -> Fraction:
        return Fraction(100 * sum(each.status == status for each in members), len(members))

    def is_any_critical(status: HealthStatus) -> bool:
        return any(each.status == status for each in critical)

    unacceptable, unknown = HealthStatus.UNACCEPTABLE, HealthStatus.NOT_ASSESSED
    if is_any_critical(unacceptable) or percent(unacceptable) > model.limits[Limit.AREA_UNACCEPTABLE_PERCENT]:
        return unacceptable
    if is_any_critical(unknown) or percent(unknown) > model.limits[Limit.AREA_NOT_ASSESSED_PERCENT]:
        return unknown
    is_enough = percent(HealthStatus.WANTED) >= model.limits[Limit.AREA_WANTED_PERCENT]
    return HealthStatus.WANTED if is_enough and not percent(unacceptable) else HealthStatus.ACCEPTABLE
