"""The doors of controls."""

from isms.controls.views import controls, decisions, evidence, statement
from isms.controls.views.blueprint import blueprint

__all__ = ["blueprint", "controls", "decisions", "evidence", "statement"]
