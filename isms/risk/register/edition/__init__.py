"""The risk register as auditors are given it: 43 columns, one row per risk, and nothing to ask for besides."""

from isms.kernel.register.columns import Register
from isms.risk.register.edition.columns import COLUMNS
from isms.risk.register.edition.joins import JOINS
from isms.risk.register.risks import RISKS

RISK_REGISTER = Register(
    name="risk_register",
    model=RISKS.model,
    permission=RISKS.permission,
    marking=RISKS.marking,
    joins=(*RISKS.joins, *JOINS),
    scope=RISKS.scope,
    scope_needs=RISKS.scope_needs,
    live=RISKS.live,
    order=RISKS.order,
    search=RISKS.search,
    columns=COLUMNS,
    silent=tuple(column for column in RISKS.columns if not column.only_export),
)
