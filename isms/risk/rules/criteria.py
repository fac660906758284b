"""What is decided about a risk model before it may hold: it is whole, and worse never counts as less."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise, product

from isms.kernel.refusal import Refusal
from isms.risk.rules.model import LEVEL_WEIGHT, Category, Model
from isms.risk.vocabulary import Authority, ModelStatus, RiskLevel

LADDER = tuple(Authority)
LEVELS = tuple(sorted(RiskLevel, key=LEVEL_WEIGHT.__getitem__))


def model_refusals(model: Model) -> Iterator[Refusal]:
    """Yield why a model cannot hold: texts that do not fit the steps, or a worse case that counts as less."""
    yield from _wording_refusals(model)
    yield from _cell_refusals(model)
    yield from _order_refusals(model)


def approval_of_model_refusals(status: ModelStatus, valid_from: date, today: date) -> Iterator[Refusal]:
    """Yield why a model cannot be approved: it is already, or would hold before anybody had decided it."""
    if status == ModelStatus.APPROVED:
        yield Refusal("risk_model.already_approved")
    if valid_from < today:
        yield Refusal("risk_model.valid_in_the_past", "valid_from")


def change_of_model_refusals(status: ModelStatus) -> Iterator[Refusal]:
    """Yield why a model cannot be changed or withdrawn: assessments may rest on an approved one."""
    if status == ModelStatus.APPROVED:
        yield Refusal("risk_model.is_locked")


def _wording_refusals(model: Model) -> Iterator[Refusal]:
    wordings = {
        "likelihood_names": model.likelihood_names,
        "likelihood_texts": model.likelihood_texts,
        "ease_texts": model.ease_texts,
        "consequence_names": model.consequence_names,
    }
    for field, lines in wordings.items():
        if lines and len(lines) != model.size:
            yield Refusal("risk_model.lines_do_not_fit", field, {"n": model.size})
    if not model.categories:
        yield Refusal("risk_model.has_no_categories", "category_1_name")
    for number, category in enumerate(model.categories, start=1):
        yield from _category_refusals(model, number, category)
    names = [category.name for category in model.categories]
    if len(set(names)) < len(names):
        yield Refusal("consequence_category.name_taken", "category_1_name")


def _category_refusals(model: Model, number: int, category: Category) -> Iterator[Refusal]:
    if category.texts and len(category.texts) != model.size:
        yield Refusal("risk_model.lines_do_not_fit", f"category_{number}_texts", {"n": model.size})


def _cell_refusals(model: Model) -> Iterator[Refusal]:
    """Yield each cell that is lower than one that is less likely or less bad."""
    for likelihood, consequence in product(model.likelihoods, model.consequences):
        here = LEVEL_WEIGHT[model.level(likelihood, consequence)]
        before = [
            LEVEL_WEIGHT[model.level(*cell)]
            for cell in (
                (model.likelihoods[max(int(likelihood) - 2, 0)], consequence),
                (likelihood, model.consequences[max(int(consequence) - 2, 0)]),
            )
        ]
        if here < max(before):
            cell = {"likelihood": likelihood.value, "consequence": consequence.value}
            yield Refusal("risk_model.cell_falls", f"cell_{consequence}_{likelihood}", cell)


def _order_refusals(model: Model) -> Iterator[Refusal]:
    for low, high in pairwise(LEVELS):
        lower, higher = model.acceptance[low], model.acceptance[high]
        if LADDER.index(higher.authority) < LADDER.index(lower.authority):
            yield Refusal("risk_model.authority_falls", f"{high}_accepted_by")
        if higher.months > lower.months:
            yield Refusal("risk_model.acceptance_lasts_longer", f"{high}_months")
    for low_class, high_class in pairwise(sorted(model.intervals)):
        if model.intervals[high_class] > model.intervals[low_class]:
            yield Refusal("risk_model.interval_grows", f"class_{high_class}_months")
