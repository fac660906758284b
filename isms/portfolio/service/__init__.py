"""The decisions about systems, ratings, dependencies and suppliers; each leaves the commit to its door."""

from isms.portfolio.service.dependencies import change_dependency, depend, withdraw_dependency
from isms.portfolio.service.overrides import lapse_overrides, override_demand, withdraw_override
from isms.portfolio.service.ratings import rate
from isms.portfolio.service.suppliers import change_supplier, register_supplier, withdraw_supplier
from isms.portfolio.service.systems import change, register, withdraw

__all__ = [
    "change",
    "change_dependency",
    "change_supplier",
    "depend",
    "lapse_overrides",
    "override_demand",
    "rate",
    "register",
    "register_supplier",
    "withdraw",
    "withdraw_dependency",
    "withdraw_override",
    "withdraw_supplier",
]
