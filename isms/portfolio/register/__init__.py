"""The registers of systems, of what they demand of each other beyond their levels, and of suppliers."""

from isms.portfolio.register.mismatches import MISMATCHES
from isms.portfolio.register.suppliers import SUPPLIERS
from isms.portfolio.register.systems import SYSTEMS

__all__ = ["MISMATCHES", "SUPPLIERS", "SYSTEMS"]
