"""Registering, changing, rating, connecting and withdrawing, on both databases."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from isms.kernel.db import Database, expect_version
from isms.kernel.refusal import Refused, Stale
from isms.kernel.seal.models import AuditValue
from isms.kernel.tables import history_of
from isms.organisation.models import Unit
from isms.portfolio import queries, service
from isms.portfolio.models import Dependency, Rating, Supplier, System
from isms.portfolio.vocabulary import (
    ArchiveDuty,
    Criticality,
    DataFlow,
    Dpia,
    Lifecycle,
    PersonalData,
)
from tests.portfolio.conftest import OFFICER, TODAY, Place


def fields_of(refused: pytest.ExceptionInfo[Refused]) -> list[str | None]:
    return [refusal.field for refusal in refused.value.refusals]


def test_a_system_gets_the_next_code_of_its_municipality(place: Place) -> None:
    first, second = place.register("Turnussystem"), place.register("Pasientjournal")
    assert [place.system(id_).code for id_ in (first, second)] == ["S-001", "S-002"]


def test_what_is_not_given_is_not_known(place: Place) -> None:
    system = place.system(place.register("Turnussystem"))
    assert (system.dpia, system.archive_duty) == (Dpia.NOT_ASSESSED, ArchiveDuty.UNKNOWN)
    assert (system.personal_data, system.round_the_clock, system.hosting) == ((), False, None)
    assert (system.system_class, system.warning_count) == (None, 0)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "  "}, "name"),
        ({"lifecycle": None}, "lifecycle"),
        ({"agreement_from": TODAY, "agreement_until": date(2026, 1, 1)}, "agreement_until"),
        ({"lifecycle": Lifecycle.ENDED, "ended_on": TODAY}, "data_went_to"),
        ({"dpia_done_on": TODAY}, "dpia_done_on"),
        ({"hosting_country": "Norge"}, "hosting_country"),
        ({"evidence_links": "javascript:alert(1)"}, "evidence_links"),
        ({"users": -1}, "users"),
        ({"in_use_from": TODAY, "phase_out_from": date(2026, 1, 1)}, "phase_out_from"),
    ],
)
def test_a_system_is_refused_beside_what_is_wrong(place: Place, fields: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        place.register(**{"name": "Turnussystem", **fields})  # type: ignore[arg-type]
    assert fields_of(refused) == [field]
    with place.database.reading() as session:
        assert session.scalars(select(System)).all() == []


def test_two_systems_of_a_municipality_do_not_share_a_name(place: Place) -> None:
    place.register("SvarUt")
    with pytest.raises(Refused) as refused:
        place.register("svarUT", unit=place.school)
    assert fields_of(refused) == ["name"]


def test_a_withdrawn_system_gives_its_name_free_but_not_its_code(place: Place) -> None:
    withdraw(place, place.register("Turnussystem"))
    assert place.system(place.register("Turnussystem")).code == "S-002"


def withdraw(place: Place, system: int) -> None:
    with place.database.transaction(OFFICER, "system:withdraw") as session:
        service.withdraw(session, session.get_one(System, system), because="Ryddet", today=TODAY)


def test_a_change_touches_what_is_given_and_leaves_the_rest(place: Place) -> None:
    id_ = place.register("Turnussystem", users=820, purpose="Planlegge vakter")
    with place.database.transaction(OFFICER, "system:change", why="Opptelling") as session:
        service.change(session, session.get_one(System, id_), users=1140)
    system = place.system(id_)
    assert (system.users, system.purpose, system.version) == (1140, "Planlegge vakter", 2)
    with place.database.reading() as session:
        told = session.execute(select(AuditValue.old, AuditValue.new).where(AuditValue.field == "users"))
        assert told.all() == [(None, "820"), ("820", "1140")]


def test_saying_the_same_again_changes_nothing(place: Place) -> None:
    fields = {"personal_data": (PersonalData.ORDINARY.value,), "users": 3, "dpia": None}
    id_ = place.register("Turnussystem", **fields)
    with place.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, id_), name="Turnussystem", **fields)  # type: ignore[arg-type]
    assert place.system(id_).version == 1


def test_a_system_moves_to_another_unit_of_its_municipality(place: Place) -> None:
    id_ = place.register("Turnussystem")
    with place.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, id_), session.get_one(Unit, place.school))
    assert place.system(id_).unit_id == place.school


def test_a_change_of_what_somebody_else_saved_meanwhile_is_refused(place: Place) -> None:
    id_ = place.register("Turnussystem")
    shown = place.system(id_).version
    with place.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, id_), users=1)
    with pytest.raises(Stale), place.database.transaction(OFFICER, "system:change") as session:
        system = session.get_one(System, id_)
        expect_version(system, shown)
        service.change(session, system, users=2)
    assert place.system(id_).users == 1


def test_the_database_itself_refuses_an_ended_system_without_an_end(place: Place) -> None:
    place.register("Turnussystem")
    with place.database.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("UPDATE system SET lifecycle = 'ended'"))


def test_a_rating_becomes_the_current_one_in_its_own_transaction(place: Place) -> None:
    id_ = place.register("Turnussystem")
    place.rate(id_, 3, 2, 4)
    system = place.system(id_)
    assert (system.k, system.i, system.t, system.system_class) == (3, 2, 4, 4)
    assert (system.rated_on, system.rating_valid_until) == (TODAY, date(2027, 11, 22))
    history = history_of(System.__table__)
    with place.database.reading() as session:
        classes = session.scalars(select(history.c.system_class).order_by(history.c.from_position)).all()
    assert classes == [None, 4]


def test_a_newer_rating_takes_its_place_and_the_older_stays(place: Place) -> None:
    id_ = place.register("Turnussystem")
    place.rate(id_, 3, 2, 4, rated_on=date(2025, 11, 1))
    place.rate(id_, 2, 2, 2)
    assert place.system(id_).system_class == 2
    with place.database.reading() as session:
        assert [rating.t for rating in queries.ratings_of(session, id_)] == [2, 4]


def test_a_rating_below_a_floor_needs_a_reason(place: Place) -> None:
    id_ = place.register("Legevaktsystem", personal_data=("special",), round_the_clock=True)
    with pytest.raises(Refused) as refused:
        place.rate(id_, 2, 2, 3)
    assert fields_of(refused) == ["k", "t", "override_reason"]
    place.rate(id_, 2, 2, 3, override_reason="Øvd på papirrutine")
    assert place.system(id_).system_class == 3


def test_each_letter_needs_a_reason(place: Place) -> None:
    id_ = place.register("Turnussystem")
    with pytest.raises(Refused) as refused, place.database.transaction(OFFICER, "system:rate") as session:
        service.rate(
            session,
            session.get_one(System, id_),
            rated_by_id=place.kari,
            today=TODAY,
            k=2,
            k_reason="",
            i=2,
            i_reason=None,
            t=2,
            t_reason="Arbeidstid",
        )
    assert fields_of(refused) == ["k_reason", "i_reason"]


def test_warnings_are_counted_on_the_system_that_falls_short(place: Place) -> None:
    rota, payroll = place.register("Turnussystem"), place.register("Lønnssystem")
    place.depend(rota, payroll)
    place.rate(rota, 2, 2, 4)
    assert place.system(rota).warning_count == 0
    place.rate(payroll, 2, 2, 3)
    assert [place.system(id_).warning_count for id_ in (rota, payroll)] == [0, 1]
    place.rate(payroll, 2, 2, 4)
    assert [place.system(id_).warning_count for id_ in (rota, payroll)] == [0, 0]


def test_a_withdrawn_dependency_warns_nobody(place: Place) -> None:
    rota, payroll = place.register("Turnussystem"), place.register("Lønnssystem")
    place.rate(rota, 2, 2, 4)
    place.rate(payroll, 2, 2, 3)
    id_ = place.depend(rota, payroll)
    assert place.system(payroll).warning_count == 1
    with place.database.transaction(OFFICER, "dependency:withdraw") as session:
        dependency = session.get_one(Dependency, id_)
        service.withdraw_dependency(session, dependency, because="Løst", today=TODAY)
    assert [place.system(id_).warning_count for id_ in (rota, payroll)] == [0, 0]


def test_a_withdrawn_system_warns_nobody(place: Place) -> None:
    rota, payroll = place.register("Turnussystem"), place.register("Lønnssystem")
    place.rate(rota, 2, 2, 4)
    place.rate(payroll, 2, 2, 3)
    place.depend(rota, payroll)
    withdraw(place, rota)
    assert place.system(payroll).warning_count == 0


def test_a_dependency_is_said_once_and_not_of_oneself(place: Place) -> None:
    rota, payroll = place.register("Turnussystem"), place.register("Lønnssystem")
    place.depend(rota, payroll)
    place.depend(payroll, rota)
    for one, other in ((rota, payroll), (rota, rota)):
        with pytest.raises(Refused) as refused:
            place.depend(one, other)
        assert fields_of(refused) == ["depends_on_id"]


def test_a_dependency_can_be_changed_and_the_warnings_follow(place: Place) -> None:
    rota, lake = place.register("Turnussystem"), place.register("Datasjø")
    place.rate(rota, 4, 2, 2)
    place.rate(lake, 2, 2, 2)
    id_ = place.depend(rota, lake)
    with place.database.transaction(OFFICER, "dependency:change") as session:
        service.change_dependency(
            session,
            session.get_one(Dependency, id_),
            what="Vakter",
            direction=DataFlow.OUT,
            criticality=Criticality.LOW,
        )
    assert place.system(lake).warning_count == 1


def test_a_record_is_withdrawn_once_and_with_a_reason(place: Place) -> None:
    id_ = place.register("Turnussystem")
    with pytest.raises(Refused) as refused, place.database.transaction(OFFICER, "x:y") as session:
        service.withdraw(session, session.get_one(System, id_), because=None, today=TODAY)
    assert fields_of(refused) == ["because"]
    withdraw(place, id_)
    with pytest.raises(Refused):
        withdraw(place, id_)


def supplier(place: Place, name: str = "Vaktplan AS") -> int:
    with place.database.transaction(OFFICER, "supplier:register") as session:
        return service.register_supplier(session, place.tenant, name=name, country="NO").id


def test_a_supplier_is_registered_once_however_its_name_is_written(place: Place) -> None:
    supplier(place)
    with pytest.raises(Refused) as refused:
        supplier(place, "VAKTPLAN  AS")
    assert fields_of(refused) == ["name"]


def test_a_supplier_that_still_delivers_is_not_withdrawn(place: Place) -> None:
    id_ = supplier(place)
    system = place.register("Turnussystem", supplier_id=id_)

    def leave() -> None:
        with place.database.transaction(OFFICER, "supplier:withdraw") as session:
            found = session.get_one(Supplier, id_)
            service.withdraw_supplier(session, found, because="Slutt", today=TODAY)

    with pytest.raises(Refused):
        leave()
    with place.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, system), supplier_id=None)
    leave()
    with place.database.reading() as session:
        assert queries.suppliers_of(session, place.tenant) == []


def test_a_supplier_is_changed_and_found_by_name(place: Place) -> None:
    id_ = supplier(place)
    with place.database.transaction(OFFICER, "supplier:change") as session:
        service.change_supplier(session, session.get_one(Supplier, id_), organisation_number="974760673")
    with place.database.reading() as session:
        found = queries.suppliers_by_name(session, place.tenant, ["vaktplan as", "Ukjent"])
        assert {name: s.organisation_number for name, s in found.items()} == {"vaktplan as": "974760673"}


def test_systems_are_found_by_name_and_by_code(place: Place) -> None:
    id_ = place.register("Datasjø")
    with place.database.reading() as session:
        assert queries.systems_by_name(session, place.tenant, ["DATASJØ"])["datasjø"].id == id_
        assert queries.systems_by_code(session, place.tenant, ["S-001", "S-009"])["S-001"].id == id_


def test_many_systems_are_rated_in_one_transaction(database: Database, place: Place) -> None:
    ids = [place.register(f"System {number}") for number in range(3)]
    with database.transaction(OFFICER, "system:rate") as session:
        for id_ in ids:
            session.add(
                Rating(
                    system_id=id_, tenant_id=place.tenant, rated_on=TODAY, rated_by_id=place.kari, valid_until=TODAY,
                    k=1, k_reason="a", i=2, i_reason="b", t=1, t_reason="c",
                )
            )  # fmt: skip
    assert [place.system(id_).system_class for id_ in ids] == [2, 2, 2]
