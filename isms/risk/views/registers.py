"""The doors of the registers of risks and assessments."""

from isms.kernel.web.registers import add_edition, add_register
from isms.risk.views.blueprint import blueprint
from isms.risk.vocabulary import Permission

NEW_ASSESSMENT = ("risk.assess", Permission.RISK_ASSESS)

add_register(
    blueprint,
    "risks",
    Permission.RISK_READ,
    create=NEW_ASSESSMENT,
    actions=[("risks.bulk", "risk.bulk", Permission.RISK_ASSESS)],
    template="risk/risks.html",
)
add_edition(blueprint, "/risks/register", "risk_register", Permission.RISK_READ)
add_register(blueprint, "assessments", Permission.RISK_READ, create=NEW_ASSESSMENT)
