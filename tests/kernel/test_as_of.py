"""What a register said at a moment it says for ever: every later export of that moment has the same bytes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from isms.app import DERIVATIONS, registers
from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock, day_of, end_of
from isms.kernel.db import Database
from isms.kernel.moments import SETTLING, moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE
from tests.kernel.operations import OPERATIONS, Chance, establish, register_person, register_system

ME = Actor("person", "1")
STEPS = [timedelta(0), timedelta(microseconds=1), timedelta(hours=5), timedelta(days=1), timedelta(days=40)]
BACK = [timedelta(hours=-3), timedelta(days=-2)]
WISHES = (("nb", Wish(), "csv"), ("en", Wish(sort="name", descending=True, q="x"), "json"))
REGISTERS = registers()
NAMES = [name for name, _ in OPERATIONS]
EVERYTHING = [operation for _, some in OPERATIONS for operation in some]


def exports(database: Database, as_of: str = "") -> tuple[str, dict[str, bytes]]:
    """Return the moment and the bytes of every register, language and wish, in CSV and JSON."""
    found = {}
    with database.reading() as session:
        moment = moment_of(session, as_of, database.clock.now())
        for name in NAMES:
            for language, wish, ending in WISHES:
                made = export(session, REGISTERS[name], moment, CONSOLE, wish, CATALOGUE.words(language))
                found[f"{name}.{ending}"] = b"".join(made.csv() if ending == "csv" else made.json())
    return str(moment), found


@dataclass
class Keeper:
    """Keeps every export, with the text that names its moment and the first instant that it no longer covers."""

    database: Database
    clock: FixedClock
    kept: list[tuple[str, datetime | None, dict[str, bytes]]] = field(default_factory=list)

    def keep(self) -> None:
        """Keep the present export, that of the day before, and that of the newest moment that is surely over."""
        moment, found = exports(self.database)
        self.kept.append((moment, None, found))
        settled = self.clock.now() - SETTLING
        yesterday = day_of(settled) - timedelta(days=1)
        for text, over in ((yesterday.isoformat(), end_of(yesterday)), (settled.isoformat(), settled)):
            moment, found = exports(self.database, text)
            self.kept += [(moment, None, found), (text, over, found)]

    def move_clock(self, step: timedelta) -> None:
        """Move the clock. Set back before a time that was over, that time is not over: only positions still hold."""
        self.clock.set(self.clock.now() + step)
        self.kept = [kept for kept in self.kept if kept[1] is None or kept[1] <= self.clock.now() - SETTLING]

    def check(self) -> None:
        """Hold every export against one of its moment taken now."""
        now = {text: exports(self.database, text)[1] for text in {text for text, _, _ in self.kept}}
        for text, _, found in self.kept:
            for what, body in now[text].items():
                assert body == found[what], f"{what} as of {text} has changed"


def happen(database: Database, clock: FixedClock, draw: Callable[[st.SearchStrategy[object]], object]) -> None:
    """Let one transaction happen; one that is refused leaves nothing."""
    chosen = draw(st.lists(st.sampled_from(EVERYTHING), min_size=1, max_size=3))
    with suppress(Refused, LookupError), database.transaction(ME, "anything:happens") as session:
        chance = Chance(session, draw, day_of(clock.now()))
        for operation in chosen:
            operation(chance)


# Making an example smaller takes many minutes; its seed and blob are printed instead.
@settings(max_examples=3, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(data=st.data())
def test_an_export_of_the_past_never_changes(new_database_url: Callable[[], str], data: st.DataObject) -> None:
    clock = FixedClock(datetime(2026, 3, 28, 21, 59, tzinfo=UTC))
    database = Database(new_database_url(), clock=clock, derivations=DERIVATIONS)
    keeper = Keeper(database, clock)
    with database.transaction(ME, "anything:begins") as session:
        chance = Chance(session, data.draw, day_of(clock.now()))
        for operation in (establish, establish, establish, register_person, register_system):
            operation(chance)
    keeper.keep()
    for _ in range(data.draw(st.integers(4, 8))):
        keeper.move_clock(data.draw(st.sampled_from(STEPS + BACK)))
        happen(database, clock, data.draw)
        keeper.keep()
    keeper.move_clock(timedelta(days=400))

    keeper.check()

    with database.reading() as session:
        assert verify(session, Base.metadata).faults == ()
    database.close()


@pytest.mark.parametrize("text", ["2026-11-22", "2026-11-22T09:00:01", "2@2026-11-22", "1@2026-11-23", "i går", "7"])
def test_a_moment_not_yet_over_or_not_readable_is_refused(database: Database, text: str) -> None:
    with database.reading() as session, pytest.raises(Refused):
        moment_of(session, text, database.clock.now())
