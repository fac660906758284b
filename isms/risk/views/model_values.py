"""Between a risk model and the form that changes it: texts one line per step, and a choice per cell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from isms.kernel.words import Words
from isms.risk.forms import MOST_CATEGORIES
from isms.risk.queries.criteria import lines
from isms.risk.rules import CATEGORIES, AcceptanceRule, Category, Model
from isms.risk.views.steps import categories, consequences, guide, likelihoods
from isms.risk.vocabulary import Consequence, Likelihood, RiskLevel

WORDINGS = ("likelihood_names", "likelihood_texts", "ease_texts", "consequence_names")


def filled(model: Model, words: Words) -> dict[str, Any]:
    """Return what the form shows of a model; what the catalogue says stands there as if it were written."""
    said = _said(model, words)
    values: dict[str, Any] = {name: "\n".join(said[name]) for name in WORDINGS}
    told = guide(model, words)
    for place, (_, name) in enumerate(categories(model, words)):
        values[f"category_{place + 1}_name"] = name
        values[f"category_{place + 1}_texts"] = "\n".join(texts[place] for _, texts in told.consequence)
    for consequence, likelihood in product(model.consequences, model.likelihoods):
        values[_cell(consequence, likelihood)] = model.level(likelihood, consequence)
    for level, rule in model.acceptance.items():
        values |= {f"{level}_accepted_by": rule.authority, f"{level}_months": rule.months}
    return values | {f"class_{number}_months": months for number, months in model.intervals.items()}


def chosen(standing: Model, values: Mapping[str, Any], words: Words) -> Model:
    """Return the model that a filled-in form says; a wording that is the catalogue's own stays the catalogue's."""
    shipped = replace(standing, likelihood_names=(), consequence_names=(), likelihood_texts=(), ease_texts=())
    own = _said(shipped, words)
    wordings: dict[str, Any] = {name: () if (told := lines(values[name])) == own[name] else told for name in WORDINGS}
    cells = product(standing.consequences, standing.likelihoods)
    return replace(
        standing,
        cells=tuple(values[_cell(consequence, likelihood)] for consequence, likelihood in cells),
        acceptance={
            level: AcceptanceRule(values[f"{level}_accepted_by"], values[f"{level}_months"]) for level in RiskLevel
        },
        intervals={number: values[f"class_{number}_months"] for number in standing.intervals},
        categories=tuple(_categories(shipped, values, words)),
        **wordings,
    )


def _categories(model: Model, values: Mapping[str, Any], words: Words) -> list[Category]:
    """Return the kinds of consequence of a form: one the program knows by its word, others by their name."""
    known = {words(f"category.{name}"): name for name in CATEGORIES}
    shipped = replace(model, categories=tuple(map(Category, CATEGORIES)))
    texts = guide(shipped, words).consequence
    own = {name: tuple(told[place] for _, told in texts) for place, name in enumerate(CATEGORIES)}
    found = []
    for number in range(1, MOST_CATEGORIES + 1):
        if called := values[f"category_{number}_name"]:
            name, worded = known.get(called, called), lines(values[f"category_{number}_texts"])
            found.append(Category(name, () if worded == own.get(name) else worded))
    return found


def _said(model: Model, words: Words) -> dict[str, tuple[str, ...]]:
    told = guide(model, words)
    return {
        "likelihood_names": _bare(likelihoods(model, words)),
        "likelihood_texts": tuple(often for _, often, _ in told.likelihood),
        "ease_texts": tuple(ease for _, _, ease in told.likelihood),
        "consequence_names": _bare(consequences(model, words)),
    }


def _bare(steps: Sequence[tuple[Likelihood | Consequence, str]]) -> tuple[str, ...]:
    """Return the names of steps without their numbers."""
    return tuple(name.removeprefix(f"{step} – ") for step, name in steps)


def _cell(consequence: Consequence, likelihood: Likelihood) -> str:
    return f"cell_{consequence}_{likelihood}"
