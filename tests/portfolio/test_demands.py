"""What is demanded is kept, change by change, on both databases: ways, overrides, lapses, moves, and who sees whom."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from isms.kernel.access import CONSOLE, Access
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.moments import moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish, rows
from isms.kernel.seal.models import AuditEntry
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE
from isms.organisation import service as organisation
from isms.organisation.models import Unit
from isms.organisation.vocabulary import Role, UnitKind
from isms.portfolio import queries, service
from isms.portfolio.derivations import DERIVATIONS
from isms.portfolio.jobs import lapse_due, settle_demands
from isms.portfolio.models import Demand, DemandOverride, Dependency, System
from isms.portfolio.register import MISMATCHES, SYSTEMS
from isms.portfolio.vocabulary import DataFlow, Lifecycle, Quality
from tests.portfolio.conftest import OFFICER, TODAY, Place, Statements

NB = CATALOGUE.words("nb")
UNTIL = date(2027, 3, 1)


def kept(database: Database) -> dict[tuple[str, str], tuple[int, str]]:
    """Return what is demanded, by code and letter: level and way."""
    with database.reading() as session:
        found = session.execute(
            select(System.code, Demand.quality, Demand.level, Demand.path)
            .join(System, System.id == Demand.system_id)
            .where(Demand.level.is_not(None))
        )
        return {(code, quality.value): (level, path) for code, quality, level, path in found}


def override(place: Place, system: int, quality: Quality = Quality.T, until: date | None = UNTIL) -> int:
    """Set aside what is demanded of a system and return the override's id."""
    with place.database.transaction(OFFICER, "demand:override") as session:
        return service.override_demand(
            session,
            session.get_one(System, system),
            quality,
            reason="Papirrutine",
            valid_until=until,
            decided_by_id=place.kari,
            today=TODAY,
        ).id


@pytest.fixture
def chain(place: Place) -> tuple[int, int, int]:
    """Journal needs Net, which needs Power: T4, T3 and T2."""
    ids = tuple(place.register(name) for name in ("Journal", "Nett", "Strøm"))
    for id_, t in zip(ids, (4, 3, 2), strict=True):
        place.rate(id_, 2, 2, t)
    place.depend(ids[0], ids[1])
    place.depend(ids[1], ids[2])
    return ids  # type: ignore[return-value]


def test_a_demand_is_kept_with_its_way(place: Place, chain: tuple[int, int, int]) -> None:
    assert kept(place.database) == {("S-002", "t"): (4, "S-001 S-002"), ("S-003", "t"): (4, "S-001 S-002 S-003")}
    assert [place.system(id_).warning_count for id_ in chain] == [0, 1, 1]
    with place.database.reading() as session:
        demand = queries.demand_on(session, chain[2], Quality.T)
        assert demand
        assert (demand.from_id, demand.via_id, demand.own) == (chain[0], chain[1], 2)
        assert verify(session, Base.metadata).faults == ()


def test_what_follows_from_other_rows_is_in_history_and_not_in_the_log(
    place: Place, chain: tuple[int, int, int]
) -> None:
    with place.database.reading() as session:
        logged = session.scalars(select(AuditEntry.entity).distinct()).all()
    assert "demand" not in logged


def test_a_demand_goes_with_what_it_followed_and_comes_back(place: Place, chain: tuple[int, int, int]) -> None:
    before = kept(place.database)
    place.rate(chain[0], 2, 2, 2)
    assert kept(place.database) == {("S-003", "t"): (3, "S-002 S-003")}
    place.rate(chain[0], 2, 2, 4)
    assert kept(place.database) == before
    with place.database.transaction(OFFICER, "dependency:withdraw") as session:
        dependency = session.scalars(select(Dependency)).first()
        assert dependency
        service.withdraw_dependency(session, dependency, because="Løst", today=TODAY)
    assert ("S-002", "t") not in kept(place.database)
    place.depend(chain[0], chain[1])
    assert kept(place.database) == before


def test_a_system_that_is_withdrawn_or_has_ended_demands_nothing(place: Place, chain: tuple[int, int, int]) -> None:
    before = kept(place.database)
    ended = {"lifecycle": Lifecycle.ENDED, "ended_on": TODAY, "data_went_to": "Arkivet"}
    with place.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, chain[1]), **ended)  # type: ignore[arg-type]
    assert kept(place.database) == {}
    assert place.system(chain[1]).warning_count == 0
    with place.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, chain[1]), lifecycle=Lifecycle.IN_USE)
    assert kept(place.database) == before
    with place.database.transaction(OFFICER, "system:withdraw") as session:
        service.withdraw(session, session.get_one(System, chain[0]), because="Borte", today=TODAY)
    assert kept(place.database) == {("S-003", "t"): (3, "S-002 S-003")}


def test_a_system_that_moves_keeps_its_demands_and_is_seen_from_where_it_lies(
    place: Place, chain: tuple[int, int, int]
) -> None:
    before = kept(place.database)
    schools = place.access(Role.AREA_OWNER, place.school)
    assert listed(place, schools) == []
    with place.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, chain[2]), session.get_one(Unit, place.school))
    assert kept(place.database) == before
    assert [row["system"] for row in listed(place, schools)] == ["Strøm"]
    with place.database.transaction(OFFICER, "unit:move") as session:
        school, health = session.get_one(Unit, place.school), session.get_one(Unit, place.health)
        unit = organisation.establish(session, code="OPP-X", name="Flyttes", kind=UnitKind.UNIT, parent=school)
        service.change(session, session.get_one(System, chain[2]), unit)
        organisation.move(session, unit, health)
    assert listed(place, schools) == []
    assert kept(place.database) == before


def test_an_override_stops_the_warning_and_the_demand_there(place: Place, chain: tuple[int, int, int]) -> None:
    override(place, chain[1])
    assert kept(place.database) == {("S-002", "t"): (4, "S-001 S-002"), ("S-003", "t"): (3, "S-002 S-003")}
    assert {row["system"]: row["state"] for row in listed(place)} == {"Nett": "set_aside", "Strøm": "open"}
    assert warned(place) == {"Strøm": 1}


def test_an_override_taken_back_warns_again(place: Place, chain: tuple[int, int, int]) -> None:
    before = kept(place.database)
    id_ = override(place, chain[1])
    with place.database.transaction(OFFICER, "override:withdraw") as session:
        service.withdraw_override(session, session.get_one(DemandOverride, id_), because="Feil", today=TODAY)
    assert kept(place.database) == before
    assert {row["state"] for row in listed(place)} == {"open"}


def test_a_demand_that_rises_above_what_was_set_aside_warns_again(place: Place, chain: tuple[int, int, int]) -> None:
    place.rate(chain[0], 2, 2, 4)
    place.rate(chain[1], 2, 2, 2)
    place.rate(chain[0], 2, 2, 3)
    override(place, chain[1])
    assert warned(place) == {}
    place.rate(chain[0], 2, 2, 4)
    assert warned(place) == {"Nett": 1, "Strøm": 1}


def test_a_level_that_sinks_below_what_was_accepted_warns_again(place: Place, chain: tuple[int, int, int]) -> None:
    override(place, chain[1])
    place.rate(chain[1], 2, 2, 2)
    assert warned(place) == {"Nett": 1}
    place.rate(chain[1], 2, 2, 3)
    assert warned(place) == {"Strøm": 1}


def test_the_newest_override_counts_and_an_older_one_does_not_come_back(
    place: Place, chain: tuple[int, int, int]
) -> None:
    override(place, chain[1])
    newest = override(place, chain[1])
    with place.database.transaction(OFFICER, "override:withdraw") as session:
        service.withdraw_override(session, session.get_one(DemandOverride, newest), because="Feil", today=TODAY)
    assert warned(place) == {"Nett": 1, "Strøm": 1}


def test_an_override_holds_on_its_last_day_and_lapses_after_it(place: Place, clock: FixedClock) -> None:
    ids = [place.register(name) for name in ("Journal", "Nett", "Strøm")]
    for id_, t in zip(ids, (4, 3, 3), strict=True):
        place.rate(id_, 2, 2, t)
    place.depend(ids[0], ids[1])
    place.depend(ids[1], ids[2])
    override(place, ids[1], until=TODAY)
    assert lapse_due(place.database) == 0
    assert (warned(place), warned(place, date(2026, 11, 23))) == ({}, {"Nett": 1})
    clock.advance(hours=24)
    assert lapse_due(place.database) == 1
    assert warned(place, date(2026, 11, 23)) == {"Nett": 1, "Strøm": 1}
    assert lapse_due(place.database) == 0


def test_an_override_needs_a_demand_a_reason_and_an_end(place: Place, chain: tuple[int, int, int]) -> None:
    for system, until in ((chain[0], UNTIL), (chain[1], date(2020, 1, 1)), (chain[1], None)):
        with pytest.raises(Refused):
            override(place, system, until=until)


def test_a_system_that_is_not_rated_is_told_what_is_demanded(place: Place) -> None:
    one, other = place.register("Journal"), place.register("Nett")
    place.rate(one, 2, 2, 4)
    place.depend(one, other)
    assert [(row["system"], row["state"], row["own"]) for row in listed(place)] == [("Nett", "unrated", None)]
    assert place.system(other).warning_count == 0
    place.rate(other, 2, 2, 3)
    assert warned(place) == {"Nett": 1}


def test_who_may_not_read_who_demands_sees_the_demand_without_a_name(place: Place) -> None:
    theirs, ours = place.register("Barnevern", unit=place.school), place.register("Nett")
    place.rate(theirs, 2, 2, 4)
    place.rate(ours, 2, 2, 2)
    place.depend(theirs, ours)
    health = place.access(Role.AREA_OWNER, place.health)
    assert [(row["from"], row["path"]) for row in listed(place)] == [("Barnevern", "S-001 → S-002")]
    assert [(row["from"], row["from_href"], row["path"]) for row in listed(place, health)] == [
        (None, None, "S-001 → S-002")
    ]
    with place.database.reading() as session:
        steps = [line.steps for access in (CONSOLE, health) for line in queries.demand_lines(session, access, ours)]
    assert [(step.id, step.name) for (step,) in steps] == [(theirs, "Barnevern"), (None, None)]


def test_the_register_of_mismatches_stands_as_it_stood(
    place: Place, chain: tuple[int, int, int], clock: FixedClock
) -> None:
    moment, then = exported(place, "")
    clock.advance(hours=30)
    override(place, chain[1])
    place.rate(chain[2], 2, 2, 4)
    with place.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, chain[0]), name="Nytt navn")
    assert exported(place, moment)[1] == then
    assert exported(place, "")[1] != then


def test_a_change_of_other_facts_walks_nothing(place: Place, chain: tuple[int, int, int]) -> None:
    with Statements(place.database) as statements, place.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, chain[1]), name="Nytt nett")
    assert not [s for s in statements.asked if "FROM dependency" in s or "FROM demand" in s]


def test_settling_everything_changes_nothing_that_is_as_it_should_be(place: Place, chain: tuple[int, int, int]) -> None:
    with place.database.reading() as session:
        position = moment_of(session, "", place.database.clock.now()).position
    settle_demands(place.database, OFFICER)
    with place.database.reading() as session:
        assert moment_of(session, "", place.database.clock.now()).position == position


def test_rows_from_before_are_settled_once_the_program_knows_demands(database_url: str, clock: FixedClock) -> None:
    unaware = Database(database_url, clock=clock)
    with unaware.transaction(OFFICER, "unit:establish") as session:
        town = organisation.establish(
            session, code="EKF", name="Eksempelfjord", kind=UnitKind.MUNICIPALITY, parent=None
        )
        kari = organisation.register_person(session, email="kari@demo.example", name="Kari", unit=town)
    before = Place(unaware, town.id, town.id, town.id, town.id, kari.id, kari.id)
    ids = [before.register(name) for name in ("Journal", "Nett")]
    with unaware.transaction(OFFICER, "x:y") as session:
        for id_, t in zip(ids, (4, 2), strict=True):
            system = session.get_one(System, id_)
            system.k, system.i, system.t = 2, 2, t
    before.depend(*ids)
    assert kept(unaware) == {}
    settle_demands(unaware, OFFICER)
    assert kept(unaware) == {("S-002", "t"): (4, "S-001 S-002")}
    with unaware.reading() as session:
        assert verify(session, Base.metadata).faults == ()
    unaware.close()


EDITS = st.tuples(
    st.sampled_from(["rate", "rate", "depend", "depend", "part", "withdraw", "end", "override", "take back"]),
    st.integers(0, 7),
    st.integers(0, 7),
    st.integers(1, 4),
    st.sampled_from(DataFlow),
)


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, min_size=10, max_size=30))
def test_edit_by_edit_keeps_what_the_whole_graph_demands(
    new_database_url: Callable[[], str], edits: list[tuple[str, int, int, int, DataFlow]]
) -> None:
    database = Database(new_database_url(), clock=FixedClock(), derivations=DERIVATIONS)
    try:
        with database.transaction(OFFICER, "unit:establish") as session:
            town = organisation.establish(
                session, code="EKF", name="Eksempelfjord", kind=UnitKind.MUNICIPALITY, parent=None
            )
            kari = organisation.register_person(session, email="kari@demo.example", name="Kari", unit=town)
        place = Place(database, town.id, town.id, town.id, town.id, kari.id, kari.id)
        systems = [place.register(f"System {number}") for number in range(8)]
        for what, one, other, level, flow in edits:
            with suppress(Refused):
                edit(place, what, (systems[one], systems[other]), level, flow)
        step_by_step = kept(database)
        with database.transaction(OFFICER, "demand:forget") as session:
            for demand in session.scalars(select(Demand)):
                demand.level = demand.own = demand.from_id = demand.via_id = demand.path = demand.override_id = None
        settle_demands(database, OFFICER)
        assert step_by_step == kept(database)
    finally:
        database.close()


def edit(place: Place, what: str, ends: tuple[int, int], level: int, flow: DataFlow) -> None:
    """Make one change through the services."""
    one, other = ends
    quality = list(Quality)[level % 3]
    if what == "rate":
        place.rate(one, level, (level + other) % 4 + 1, (level + one) % 4 + 1)
    elif what == "depend":
        place.depend(one, other, flow)
    elif what == "override":
        override(place, one, quality)
    else:
        with place.database.transaction(OFFICER, "x:y") as session:
            system = session.get_one(System, one)
            if what == "withdraw" and one % 3 == 0:
                service.withdraw(session, system, because="Borte", today=TODAY)
            elif what == "end":
                back = system.lifecycle == Lifecycle.ENDED
                ends_now = {"lifecycle": Lifecycle.ENDED, "ended_on": TODAY, "data_went_to": "Arkivet"}
                service.change(session, system, **({"lifecycle": Lifecycle.IN_USE} if back else ends_now))  # type: ignore[arg-type]
            elif what == "part":
                found = session.scalars(select(Dependency).where(Dependency.system_id == one)).first()
                if found and found.withdrawn_on is None:
                    service.withdraw_dependency(session, found, because="Løst", today=TODAY)
            elif what == "take back":
                newest = session.scalar(select(func.max(DemandOverride.id)).where(DemandOverride.system_id == one))
                if newest:
                    service.withdraw_override(
                        session, session.get_one(DemandOverride, newest), because="Feil", today=TODAY
                    )


def listed(place: Place, access: Access = CONSOLE) -> list[dict[str, object]]:
    """Return the rows of the register of mismatches."""
    with place.database.reading() as session:
        statement = rows(MISMATCHES, Source(TODAY), access, Wish(), MISMATCHES.columns)
        return [dict(row._mapping) for row in session.execute(statement)]


def warned(place: Place, today: date = TODAY) -> dict[str, int]:
    """Return the systems that the register of systems warns of on a day, with how many warnings."""
    columns = [SYSTEMS.column("name"), SYSTEMS.column("warning_count")]
    with place.database.reading() as session:
        statement = rows(SYSTEMS, Source(today), CONSOLE, Wish(filters={"warning_count": "some"}), columns)
        return {row[0]: row[1] for row in session.execute(statement)}


def exported(place: Place, as_of: str) -> tuple[str, bytes]:
    """Return the moment and the bytes of the register of mismatches, as CSV and JSON."""
    with place.database.reading() as session:
        moment = moment_of(session, as_of, place.database.clock.now())
        made = [export(session, MISMATCHES, moment, CONSOLE, Wish(), NB) for _ in range(2)]
        return str(moment), b"".join([*made[0].csv(), *made[1].json()])
