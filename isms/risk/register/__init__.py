"""The registers of risks and assessments, what is counted of them, and the columns risk offers the systems."""

from isms.risk.register.acceptances import ACCEPTANCES
from isms.risk.register.assessable import assessable_risks
from isms.risk.register.assessments import ASSESSMENTS
from isms.risk.register.cells import CELLS, cell_of
from isms.risk.register.difference import Compared, Line, Side, compared
from isms.risk.register.difference_sheets import every_column, every_row, sheets_of
from isms.risk.register.edition import RISK_REGISTER
from isms.risk.register.heat import Area, Heat, heat_map
from isms.risk.register.offered import OFFERED
from isms.risk.register.risks import RISKS
from isms.risk.register.worst import Worst, worst_risks

REGISTERS = (RISKS, ASSESSMENTS, ACCEPTANCES, RISK_REGISTER)

__all__ = [
    "ACCEPTANCES",
    "ASSESSMENTS",
    "CELLS",
    "OFFERED",
    "REGISTERS",
    "RISKS",
    "RISK_REGISTER",
    "Area",
    "Compared",
    "Heat",
    "Line",
    "Side",
    "Worst",
    "assessable_risks",
    "cell_of",
    "compared",
    "every_column",
    "every_row",
    "heat_map",
    "sheets_of",
    "worst_risks",
]
