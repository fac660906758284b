"""How the references of a risk to controls are shown: in the order of their codes, which no database promises."""

from markupsafe import escape

from isms.kernel.register.kinds import Kind
from isms.kernel.text import sort_key
from isms.risk.queries.references import BETWEEN


def _ordered(codes: str) -> list[str]:
    return sorted(codes.split(BETWEEN), key=sort_key)


def _written(codes: str) -> str:
    """Return references as an auditor writes them: `A.8.13; NSM 2.9`."""
    return BETWEEN.join(_ordered(codes))


REFERENCES = Kind("references", html=lambda codes, _: escape(_written(codes)), plain=lambda _: _written, data=_ordered)
