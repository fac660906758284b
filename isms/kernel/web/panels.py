"""Panels: what upper rooms show on a lower room's record page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from isms.kernel.permission import Permission


@dataclass(frozen=True)
class Panel:
    """A section of a record page.

    read(session, me, record, today) returns the template's context, or None when there is nothing
    to show; `mark` and `tone` in it go into the section list. The template is included as it is. by_relation: who
    holds the permission on single records alone is asked too, and `read` finds out whether this is one of them.
    One that `leads` stands before the record's own parts.
    """

    key: str
    label: str
    permission: Permission
    template: str
    read: Callable[..., Mapping[str, Any] | None]
    by_relation: bool = False
    leads: bool = False
