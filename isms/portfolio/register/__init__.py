"""The registers of systems and suppliers."""

from isms.portfolio.register.suppliers import SUPPLIERS
from isms.portfolio.register.systems import SYSTEMS

__all__ = ["SUPPLIERS", "SYSTEMS"]
