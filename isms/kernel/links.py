"""Decides which links between records stand: one that is dropped is withdrawn, and stands again when it is wanted."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from isms.kernel.tables import Withdrawable


def link_exactly(
    session: Session,
    links: Mapping[int, Withdrawable],
    wanted: Collection[int],
    make: Callable[[int], Withdrawable],
    *,
    today: date,
    because: str,
) -> set[int]:
    """Let a record be linked to exactly the wanted ids, and return those it was not linked to before.

    links: every link there is, withdrawn ones too, by the id it leads to. make(id) returns a new one. because: the
    code of the record whose links these are.
    """
    standing = {number for number, link in links.items() if link.withdrawn_on is None}
    for number in sorted(standing - set(wanted)):
        links[number].withdrawn_on = today
        links[number].withdrawn_because = because
    fresh = set(wanted) - standing
    for number in sorted(fresh):
        if number in links:
            links[number].withdrawn_on = None
            links[number].withdrawn_because = None
        else:
            session.add(make(number))
    session.flush()
    return fresh
