"""How systems are imported from sheets."""

from isms.portfolio.imports.systems import SYSTEMS

IMPORTS = {SYSTEMS.name: SYSTEMS}

__all__ = ["IMPORTS", "SYSTEMS"]
