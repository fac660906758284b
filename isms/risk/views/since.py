"""What a copied assessment tells of last time: how many risks are as they were, and what of the others differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.vocabulary import Term
from isms.kernel.words import Words
from isms.risk import queries, rules
from isms.risk.models import Assessment, Scenario
from isms.risk.queries import copies
from isms.risk.service.marks import facts_of
from isms.risk.views.steps import category_name, consequences, likelihoods
from isms.risk.vocabulary import AffectedProperty, Consequence, Likelihood, SinceLast


@dataclass(frozen=True)
class Since:
    """An assessment beside the one it was copied from.

    changed: each modified risk with the rows of `difference`. dropped: last time's risks that are no longer there.
    models: the codes of the two models when they differ.
    """

    previous: Assessment
    counts: dict[SinceLast, int]
    changed: Sequence[tuple[Scenario, Sequence[dict[str, str]]]]
    dropped: Sequence[Scenario]
    models: tuple[str, str] | None


def since(session: Session, assessment: Assessment, risks: Sequence[Scenario], words: Words) -> Since | None:
    """Return how an assessment's standing risks stand beside last time's; None when it was copied from none."""
    previous = session.get(Assessment, assessment.previous_id) if assessment.previous_id else None
    if previous is None:
        return None
    before = {risk.id: risk for risk in copies.standing(session, previous.id)}
    kept = {risk.previous_id for risk in risks}
    dropped = [risk for risk in before.values() if risk.id not in kept]
    counts = {mark: sum(risk.since_last == mark for risk in risks) for mark in SinceLast}
    tellers = Teller(queries.model_of(previous), words), Teller(queries.model_of(assessment), words)
    changed = [
        (risk, _rows(before[risk.previous_id], risk, tellers, words))
        for risk in risks
        if risk.since_last == SinceLast.MODIFIED and risk.previous_id in before
    ]
    models = (previous.model_version, assessment.model_version)
    return Since(
        previous,
        counts | {SinceLast.DROPPED: len(dropped)},
        changed,
        dropped,
        models if len(set(models)) > 1 else None,
    )


class Teller:
    """Tells a fact of a risk in words; the steps are called as its assessment's model calls them."""

    def __init__(self, model: rules.Model, words: Words) -> None:
        self.words = words
        self.likelihoods, self.consequences = dict(likelihoods(model, words)), dict(consequences(model, words))

    def tell(self, risk: Scenario, name: str) -> str:
        """Return what a risk says of a fact, or that it says nothing."""
        value: Any = getattr(risk, name)
        if name == "system_id" and risk.system:
            return risk.system.name
        if value is None or value in ("", ()):
            return self.words("since.nothing")
        if name == "driving_category":
            return category_name(value, self.words)
        if name == "properties":
            return ", ".join(self.words(AffectedProperty(word).label) for word in value)
        if isinstance(value, bool):
            return self.words("yes_no.yes" if value else "yes_no.no")
        if isinstance(value, Likelihood):
            return self.likelihoods[value]
        if isinstance(value, Consequence):
            return self.consequences[value]
        return self.words(value.label) if isinstance(value, Term) else str(value)


def _rows(before: Scenario, now: Scenario, tellers: tuple[Teller, Teller], words: Words) -> list[dict[str, str]]:
    """Return the rows of `difference`: the level when it is another, then each fact that differs."""
    names = [name for name in ("residual_level",) if before.residual_level != now.residual_level]
    names += rules.differing(facts_of(before), facts_of(now))
    return [
        {"label": words(f"scenario.{name}"), "old": tellers[0].tell(before, name), "new": tellers[1].tell(now, name)}
        for name in names
    ]
