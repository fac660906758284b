"""The doors of notices: what a person wants to be told, how mail has fared, and other programs that are told."""

from isms.notices.views import choices, outbox, webhooks
from isms.notices.views.blueprint import blueprint

__all__ = ["blueprint", "choices", "outbox", "webhooks"]
