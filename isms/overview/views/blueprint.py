"""What the doors of the overview share: the blueprint, and the register of who has read what."""

from flask import Blueprint

from isms.kernel.web.registers import add_register
from isms.organisation.vocabulary import Permission as OrganisationPermission

blueprint = Blueprint("overview", __name__)
add_register(blueprint, "access_log", OrganisationPermission.AUDIT_READ, path="/audit/access")
