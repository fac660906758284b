"""What a permission is: a word each room declares for itself, free of any framework."""

from enum import StrEnum


class Permission(StrEnum):
    """Base of each room's permissions; a value reads `record:verb`."""
