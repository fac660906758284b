"""How the pages beside a register read it: the same filters, at the moment the address names."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import abort, request
from sqlalchemy.orm import Session

from isms.kernel.formats import print_date
from isms.kernel.moments import Moment, moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Register, Source
from isms.kernel.register.page import Address, read_address
from isms.kernel.register.query import UnknownFilter, Wish
from isms.kernel.web.doors import assembly, database, me, now, words


@dataclass(frozen=True)
class Reading:
    """A register as it is asked for: the rows of one snapshot, the filters, and the moment."""

    session: Session
    register: Register
    address: Address
    moment: Moment

    @property
    def source(self) -> Source:
        """Where the rows of the moment are read from."""
        return source_at(self.moment)

    def at(self, text: str) -> Moment:
        """Return the moment a text names; answers 400 when it names none."""
        return asked_moment(lambda: moment_of(self.session, text, now()))


def source_at(moment: Moment) -> Source:
    """Return where the rows of a moment are read from."""
    return Source(moment.day, moment.position if moment.past else None)


def asked_moment(read: Callable[[], Moment]) -> Moment:
    """Return a moment; answers 400 with the reason when there is none."""
    try:
        return read()
    except Refused as no:
        abort(400, description=words()(no.refusals[0].because))


@contextmanager
def reading(name: str, only: Sequence[str] = (), *, present: bool = False) -> Iterator[Reading]:
    """Read a register as the address asks; answers 400 for what it lacks.

    only: the filters that count, when not all do. present: as it stands now, whatever moment is asked for.
    """
    register = assembly().registers[name]
    try:
        address = read_address(register, request.path, request.args, request.args.getlist("columns"))
    except UnknownFilter:
        abort(400)
    if only:
        kept = {key: value for key, value in address.wish.filters.items() if key in only}
        address = replace(address, wish=Wish(filters=kept))
    with database().reading() as session:
        moment = asked_moment(lambda: moment_of(session, "" if present else address.as_of, now()))
        yield Reading(session, register, address, moment)


def past_banner(moment: Moment) -> str | None:
    """Return what tells that the past is shown, or None for the present."""
    day = print_date(moment.day, me().language)
    return words()("register.as_of_banner", day=day, position=moment.position) if moment.past else None
