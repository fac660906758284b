"""What is decided about risks: whole estimates, within the model, of what the assessment covers."""

from collections.abc import Collection, Iterator

from isms.kernel.refusal import Refusal
from isms.risk.rules.model import Estimate, Model


def estimate_refusals(model: Model, when: str, estimate: Estimate) -> Iterator[Refusal]:
    """Yield why an estimate is refused: it takes both likelihood and consequence, as steps of the model.

    when: inherent, before or after; an estimate of neither is none, and is not refused.
    """
    for name, step, other in zip(("likelihood", "consequence"), estimate, reversed(estimate), strict=True):
        if step is None and other is not None:
            yield Refusal(f"scenario.{when}_is_half", f"{name}_{when}")
        if step is not None and int(step) > model.size:
            yield Refusal("scenario.no_such_step", f"{name}_{when}")


def scenario_refusals(system_id: int | None, covered: Collection[int], *, subject: bool) -> Iterator[Refusal]:
    """Yield why a risk cannot belong to a system, or to none: the assessment does not cover it.

    subject: whether the assessment is of a process or an area too, which risks without a system belong to.
    """
    if system_id is None and not subject:
        yield Refusal("scenario.system_missing", "system_id")
    elif system_id is not None and system_id not in covered:
        yield Refusal("scenario.system_not_covered", "system_id")
