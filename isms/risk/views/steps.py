"""How a risk model is told on pages: as the municipality has worded it, or as the catalogue words it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from isms.kernel.vocabulary import Term
from isms.kernel.words import Words
from isms.risk.rules import CATEGORIES, DEFAULT, Category, Model
from isms.risk.vocabulary import Consequence, Likelihood

Step = TypeVar("Step", bound=Term)


@dataclass(frozen=True)
class Guide:
    """What each step means, least first: per step its name and a text per column."""

    likelihood: Sequence[tuple[str, str, str]]
    categories: Sequence[str]
    consequence: Sequence[tuple[str, Sequence[str]]]


def likelihoods(model: Model, words: Words) -> list[tuple[Likelihood, str]]:
    """Return the steps of likelihood, least first, each with its name."""
    if model.likelihood_names:
        return _numbered(model.likelihoods, model.likelihood_names)
    if model.size == DEFAULT.size:
        return [(step, words(step.label)) for step in model.likelihoods]
    return [(step, words(f"likelihood_of_5.{step}")) for step in model.likelihoods]


def consequences(model: Model, words: Words) -> list[tuple[Consequence, str]]:
    """Return the steps of consequence, least first, each with its name."""
    if model.consequence_names:
        return _numbered(model.consequences, model.consequence_names)
    if model.size == DEFAULT.size:
        return [(step, words(step.label)) for step in model.consequences]
    return [(step, words(f"consequence_of_5.{step}")) for step in model.consequences]


def categories(model: Model, words: Words) -> list[tuple[str, str]]:
    """Return the kinds of consequence by the name that is stored, each with what it is called."""
    return [(found.name, category_name(found.name, words)) for found in model.categories]


def category_name(name: str, words: Words) -> str:
    """Return what a kind of consequence is called: by the catalogue when it is one the program knows."""
    return words(f"category.{name}") if name in CATEGORIES else name


def guide(model: Model, words: Words) -> Guide:
    """Return what the steps of a model mean."""
    often = model.likelihood_texts or _texts(model, "often", words)
    ease = model.ease_texts or _texts(model, "ease", words)
    names = [name for _, name in likelihoods(model, words)]
    by_category = [_category_texts(model, found, words) for found in model.categories]
    steps = enumerate(consequences(model, words))
    return Guide(
        likelihood=list(zip(names, often, ease, strict=True)),
        categories=[name for _, name in categories(model, words)],
        consequence=[(name, [texts[place] for texts in by_category]) for place, (_, name) in steps],
    )


def _numbered(steps: Sequence[Step], names: Sequence[str]) -> list[tuple[Step, str]]:
    return [(step, f"{step} – {name}") for step, name in zip(steps, names, strict=True)]


def _category_texts(model: Model, category: Category, words: Words) -> Sequence[str]:
    if category.texts:
        return category.texts
    return _texts(model, category.name, words) if category.name in CATEGORIES else [""] * model.size


def _texts(model: Model, what: str, words: Words) -> list[str]:
    return [words(f"scale.{model.size}.{what}.{step}") for step in model.likelihoods]
