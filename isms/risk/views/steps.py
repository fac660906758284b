"""How the steps of a model are called on pages: as the municipality has named them, or as the catalogue does."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from isms.kernel.vocabulary import Term
from isms.kernel.words import Words
from isms.risk.rules import DEFAULT, Model
from isms.risk.vocabulary import Consequence, Likelihood

Step = TypeVar("Step", bound=Term)


def likelihoods(model: Model, words: Words) -> list[tuple[Likelihood, str]]:
    """Return the steps of likelihood, least first, each with its name."""
    return _named(model.likelihoods, model.likelihood_names, words, lambda step: f"likelihood_of_5.{step}")


def consequences(model: Model, words: Words) -> list[tuple[Consequence, str]]:
    """Return the steps of consequence, least first, each with its name."""
    return _named(model.consequences, model.consequence_names, words, lambda step: f"consequence_of_5.{step}")


def _named(
    steps: Sequence[Step], names: Sequence[str], words: Words, of_five: Callable[[str], str]
) -> list[tuple[Step, str]]:
    if names:
        return list(zip(steps, names, strict=True))
    if len(steps) == DEFAULT.size:
        return [(step, words(step.label)) for step in steps]
    return [(step, words(of_five(step.value))) for step in steps]
