"""The doors of actions: the register, each action, several at once, and what is overdue where."""

from isms.actions.views import actions, overdue, reassigning
from isms.actions.views.blueprint import blueprint, told

__all__ = ["actions", "blueprint", "overdue", "reassigning", "told"]
