"""Whatever happens to the rows, a pack of any moment and any part rebuilds every record from the log alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from isms.app import DERIVATIONS
from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.seal.access_log import Look, write_down
from isms.kernel.seal.models import AccessKind
from isms.organisation.models import Unit
from tests.kernel.operations import Chance, establish, register_person, register_system
from tests.kernel.test_as_of import ME, STEPS, happen
from tests.packs import faults, packed


def codes(database: Database) -> list[str]:
    """Return the code of every unit, withdrawn ones included."""
    with database.reading() as session:
        return list(session.scalars(select(Unit.code).order_by(Unit.id)))


@settings(max_examples=3, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(data=st.data())
def test_a_pack_of_any_moment_and_any_part_is_right(
    new_database_url: Callable[[], str], tmp_path: Path, data: st.DataObject
) -> None:
    clock = FixedClock(datetime(2026, 3, 28, 21, 59, tzinfo=UTC))
    database = Database(new_database_url(), clock=clock, derivations=DERIVATIONS)
    with database.transaction(ME, "anything:begins", why="Fordi") as session:
        chance = Chance(session, data.draw, day_of(clock.now()))
        for operation in (establish, establish, establish, register_person, register_system):
            operation(chance)
    moments = [""]
    for _ in range(data.draw(st.integers(4, 8))):
        clock.set(clock.now() + data.draw(st.sampled_from(STEPS)))
        moments.append((clock.now() - timedelta(minutes=2)).isoformat())
        happen(database, clock, data.draw)
        write_down(database, Look(ME, AccessKind.PAGE, "/units", tenant_id=1))

    for as_of in moments:
        assert faults(tmp_path, packed(database, as_of=as_of)) == [], as_of
    for code in codes(database):
        assert faults(tmp_path, packed(database, access=CONSOLE, code=code)) == [], code
    as_of = data.draw(st.sampled_from(moments))
    code = data.draw(st.sampled_from(codes(database)))
    assert faults(tmp_path, packed(database, as_of=as_of, code=code)) == []
    database.close()
