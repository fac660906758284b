"""What is decided about risks: whole estimates, within the model, of what the assessment covers."""

from collections.abc import Collection, Iterator

from isms.kernel.refusal import Refusal
from isms.risk.rules.model import LEVEL_WEIGHT, Estimate, Model


def estimate_refusals(model: Model, when: str, estimate: Estimate) -> Iterator[Refusal]:
    """Yield why an estimate is refused: it takes both likelihood and consequence, as steps of the model.

    when: inherent, before or after; an estimate of neither is none, and is not refused.
    """
    for name, step, other in zip(("likelihood", "consequence"), estimate, reversed(estimate), strict=True):
        if step is None and other is not None:
            yield Refusal(f"scenario.{when}_is_half", f"{name}_{when}")
        if step is not None and int(step) > model.size:
            yield Refusal("scenario.no_such_step", f"{name}_{when}")


def order_refusals(model: Model, inherent: Estimate, before: Estimate, after: Estimate) -> Iterator[Refusal]:
    """Yield why three estimates do not go together: controls of today and treatment never make a risk higher."""
    levels = [LEVEL_WEIGHT[level] if (level := model.level_of(each)) else None for each in (inherent, before, after)]
    if levels[0] is not None and levels[1] is not None and levels[0] < levels[1]:
        yield Refusal("scenario.inherent_below_current", "likelihood_inherent")
    if levels[2] is not None and levels[1] is not None and levels[2] > levels[1]:
        yield Refusal("scenario.residual_above_current", "likelihood_after")


def is_questionable(before: Estimate, after: Estimate, actions: int) -> bool:
    """Say whether a residual estimate lies below the current one though nothing is planned that could lower it."""
    if actions or None in after or None in before:
        return False
    return any(int(then or 0) < int(now or 0) for now, then in zip(before, after, strict=True))


def scenario_refusals(system_id: int | None, covered: Collection[int], *, subject: bool) -> Iterator[Refusal]:
    """Yield why a risk cannot belong to a system, or to none: the assessment does not cover it.

    subject: whether the assessment is of a process or an area too, which risks without a system belong to.
    """
    if system_id is None and not subject:
        yield Refusal("scenario.system_missing", "system_id")
    elif system_id is not None and system_id not in covered:
        yield Refusal("scenario.system_not_covered", "system_id")
