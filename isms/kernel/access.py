"""Decides where in the tree a person may do what; closed unless a role held at a place opens it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from isms.kernel.permission import Permission

Matrix = Mapping[str, frozenset[str]]
"""Which roles hold each permission; assembled from what the rooms declare."""

Path = ColumnElement[str] | InstrumentedAttribute[str]

ROOT = "/"

MOST_READERS = 300
"""For how many readers a select that follows their access is kept: making one takes longer than asking it."""


@dataclass(frozen=True)
class Holding:
    """A role held at a place in the tree and below it; the path ends with a slash."""

    role: str
    path: str


@dataclass(frozen=True)
class Access:
    """What one person, or the console, may do; `person_id` is None for the console.

    place: where in the tree it ends, whatever is held above.
    """

    person_id: int | None
    holdings: Sequence[Holding] = ()
    matrix: Matrix = field(default_factory=dict, hash=False)
    unlimited: bool = False
    place: str = "/"

    def allows(self, permission: Permission) -> bool:
        """Say whether the permission is held anywhere."""
        return bool(self.paths(permission))

    def allows_at(self, permission: Permission, path: str) -> bool:
        """Say whether the permission is held at a place or above it."""
        return any(path.startswith(held) for held in self.paths(permission))

    def paths(self, permission: Permission) -> tuple[str, ...]:
        """Return the topmost places at which the permission is held."""
        if self.unlimited:
            return (self.place,)
        roles = self.matrix.get(permission, frozenset())
        held = topmost(holding.path for holding in self.holdings if holding.role in roles)
        return topmost(self.place if self.place.startswith(path) else path for path in held if self._meets(path))

    def _meets(self, path: str) -> bool:
        return path.startswith(self.place) or self.place.startswith(path)

    def at(self, place: str) -> "Access":
        """Return what of this access lies at a place or below it; relations to single records are left out."""
        return replace(self, person_id=None, place=place)

    def within(self, permission: Permission, path: Path) -> ColumnElement[bool]:
        """Return the predicate that a path lies where the permission is held."""
        return within(self.paths(permission), path)


CONSOLE = Access(person_id=None, unlimited=True)


def topmost(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the paths that no other path contains, in order."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def within(paths: Sequence[str], path: Path) -> ColumnElement[bool]:
    """Return the predicate that a path is one of the given ones or lies below it.

    A range of plain byte-wise comparisons, so that an index on the path serves it.
    """
    if ROOT in paths:
        return true()
    if not paths:
        return false()
    return or_(*(and_(path >= place, path < f"{place[:-1]}0") for place in paths))
