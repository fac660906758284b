"""The registers of risks and assessments, and the columns risk offers the register of systems."""

from isms.risk.register.acceptances import ACCEPTANCES
from isms.risk.register.assessments import ASSESSMENTS
from isms.risk.register.offered import OFFERED
from isms.risk.register.risks import RISKS, heat_map

REGISTERS = (RISKS, ASSESSMENTS, ACCEPTANCES)

__all__ = ["ACCEPTANCES", "ASSESSMENTS", "OFFERED", "REGISTERS", "RISKS", "heat_map"]
