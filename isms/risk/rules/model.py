"""The risk model: what the steps and cells mean, who may accept what, and how often to assess."""

from collections.abc import Mapping
from dataclasses import dataclass

from isms.risk.vocabulary import Authority, Consequence, Likelihood, RiskLevel

_LOW, _MEDIUM, _HIGH = RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH

LEVEL_WEIGHT: Mapping[RiskLevel, int] = {_LOW: 100, _MEDIUM: 200, _HIGH: 300}

CATEGORIES = ("life_health", "privacy", "services", "economy", "reputation")
"""The kinds of consequence the program knows by name; a model may have others of its own."""

Estimate = tuple[Likelihood | None, Consequence | None]
"""How likely and how bad; both or neither are known."""


@dataclass(frozen=True)
class AcceptanceRule:
    """Who in the line may accept a residual level, and for how many months at most."""

    authority: Authority
    months: int


@dataclass(frozen=True)
class Category:
    """A kind of consequence, and what each step means for it; without texts the catalogue tells."""

    name: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """A version of the risk criteria (ISO/IEC 27001:2022 6.1.2 a).

    `cells` are levels, consequence 1 first and within it likelihood 1 first: a map and no product, since 1 × 4
    is not 4 × 1. `intervals` are months between assessments by class of system. Names and texts are empty where
    the steps are called and explained as in the catalogue.
    """

    code: str
    size: int
    cells: tuple[RiskLevel, ...]
    acceptance: Mapping[RiskLevel, AcceptanceRule]
    intervals: Mapping[int, int]
    likelihood_names: tuple[str, ...] = ()
    consequence_names: tuple[str, ...] = ()
    likelihood_texts: tuple[str, ...] = ()
    ease_texts: tuple[str, ...] = ()
    categories: tuple[Category, ...] = tuple(map(Category, CATEGORIES))

    @property
    def likelihoods(self) -> tuple[Likelihood, ...]:
        """The steps of likelihood, least first."""
        return tuple(Likelihood)[: self.size]

    @property
    def consequences(self) -> tuple[Consequence, ...]:
        """The steps of consequence, least first."""
        return tuple(Consequence)[: self.size]

    def level(self, likelihood: Likelihood, consequence: Consequence) -> RiskLevel:
        """Return the level of a cell; raises IndexError for a step the model does not have."""
        if int(likelihood) > self.size:
            raise IndexError(likelihood)
        return self.cells[(int(consequence) - 1) * self.size + int(likelihood) - 1]

    def level_of(self, estimate: Estimate) -> RiskLevel | None:
        """Return the level of an estimate, or None when it is not made."""
        likelihood, consequence = estimate
        return None if likelihood is None or consequence is None else self.level(likelihood, consequence)


def _cells(*rows: str) -> tuple[RiskLevel, ...]:
    """Return the levels of rows of letters, worst consequence first, as the table is drawn."""
    levels = {"L": _LOW, "M": _MEDIUM, "H": _HIGH}
    return tuple(levels[letter] for row in reversed(rows) for letter in row)


_ACCEPTANCE = {
    _LOW: AcceptanceRule(Authority.SYSTEM_OWNER, 24),
    _MEDIUM: AcceptanceRule(Authority.AREA_OWNER, 12),
    _HIGH: AcceptanceRule(Authority.CHIEF_EXECUTIVE, 6),
}
_INTERVALS = {1: 24, 2: 24, 3: 12, 4: 12}

SHIPPED: Mapping[str, Model] = {
    "4x4-1": Model("4x4-1", 4, _cells("MHHH", "MMHH", "LMMM", "LLLM"), _ACCEPTANCE, _INTERVALS),
    "5x5-1": Model("5x5-1", 5, _cells("MHHHH", "MMHHH", "LMMHH", "LLMMM", "LLLLM"), _ACCEPTANCE, _INTERVALS),
}
"""The models the program ships, by code; the first one holds until a municipality has approved its own."""

DEFAULT = SHIPPED["4x4-1"]


def rank(level: RiskLevel, likelihood: Likelihood, consequence: Consequence) -> int:
    """Return a number that orders risks, worst highest: by level, then by likelihood times consequence."""
    return LEVEL_WEIGHT[level] + int(likelihood) * int(consequence)


def level_of_rank(number: int) -> RiskLevel:
    """Return the level that a rank belongs to."""
    reached = (level for level in RiskLevel if LEVEL_WEIGHT[level] <= number)
    return max(reached, key=LEVEL_WEIGHT.__getitem__)
