"""How units, people and their roles are imported from sheets."""

from isms.organisation.imports.people import PEOPLE
from isms.organisation.imports.roles import ROLES
from isms.organisation.imports.units import UNITS

IMPORTS = {imported.name: imported for imported in (UNITS, PEOPLE, ROLES)}

__all__ = ["IMPORTS", "PEOPLE", "ROLES", "UNITS"]
