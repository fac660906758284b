"""Passwords, links, sessions and counted attempts, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from isms.accounts import queries, secrets, service
from isms.accounts.models import Credential, PasswordHash, SignInAttempt, SignInSession
from isms.accounts.rules import Lifetimes, SessionState
from isms.accounts.vocabulary import SessionEnd
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.organisation import queries as organisation
from isms.organisation import service as organisation_service
from isms.organisation.models import Person
from isms.organisation.vocabulary import Role

OPERATOR = Actor("operator", "root")
TODAY = date(2026, 11, 22)
LIFETIMES = Lifetimes(idle=timedelta(minutes=30), absolute=timedelta(hours=8))
PASSWORD = "grevling under parkett"
OTHER = "moped i en vifteovn"


def first_account(database: Database, email: str = "kari@elvefjord.example", code: str = "ELV") -> str:
    with database.transaction(OPERATOR, "account:create_first") as session:
        return service.create_first_account(
            session,
            email=email,
            name="Kari Myrvoll",
            role=Role.SECURITY_OFFICER,
            municipality_code=code,
            municipality_name="Elvefjord kommune",
            now=database.clock.now(),
            today=TODAY,
        )


def set_password(database: Database, token: str, password: str = PASSWORD) -> None:
    with database.transaction(OPERATOR, "account:set_password") as session:
        link = queries.link_by_token(session, secrets.digest(token))
        assert link
        service.set_password(session, link, password, database.clock.now())


@pytest.fixture
def person_id(database: Database) -> int:
    set_password(database, first_account(database))
    with database.reading() as session:
        person = organisation.person_by_email(session, "kari@elvefjord.example")
        assert person
        return person.id


def sign_in(database: Database, person_id: int) -> str:
    with database.transaction(Actor("person", str(person_id)), "account:sign_in") as session:
        return service.sign_in(session, person_id, "Firefox Linux", LIFETIMES, database.clock.now())


def state(database: Database, token: str) -> SessionState | None:
    with database.reading() as session:
        found = queries.visitor(session, secrets.digest(token), LIFETIMES, database.clock.now())
    return found.state if found else None


def session_id(database: Database, token: str) -> int:
    with database.reading() as session:
        found = queries.visitor(session, secrets.digest(token), LIFETIMES, database.clock.now())
        assert found
        return found.session_id


def test_the_first_account_makes_its_municipality_and_holds_its_role_there(database: Database, person_id: int) -> None:
    with database.reading() as session:
        unit = organisation.municipalities(session)[0]
        access = organisation.access_of(session, person_id, {"x": frozenset({Role.SECURITY_OFFICER})}, TODAY)
        assert (unit.name, [h.path for h in access.holdings]) == ("Elvefjord kommune", [unit.path])
        assert secrets.matches(queries.encoded_of(session, person_id), PASSWORD)
        assert not secrets.matches(queries.encoded_of(session, person_id), OTHER)


def test_the_first_account_is_refused_when_the_address_is_taken(database: Database, person_id: int) -> None:
    with pytest.raises(Refused, match=r"person\.email_taken"):
        first_account(database)
    assert person_id


@pytest.mark.parametrize(
    ("code", "name", "because"),
    [(None, None, "no_municipality"), ("ELV", None, "unknown_municipality")],
)
def test_the_first_account_says_what_is_missing_of_its_municipality(
    database: Database, code: str | None, name: str | None, because: str
) -> None:
    with (
        pytest.raises(Refused, match=because),
        database.transaction(OPERATOR, "account:create_first") as session,
    ):
        service.create_first_account(
            session,
            email="a@b.example",
            name="A",
            role=Role.OPERATOR,
            municipality_code=code,
            municipality_name=name,
            now=database.clock.now(),
            today=TODAY,
        )


def test_a_second_account_joins_the_only_municipality(database: Database, person_id: int) -> None:
    with database.transaction(OPERATOR, "account:create_first") as session:
        service.create_first_account(
            session,
            email="ola@elvefjord.example",
            name="Ola Li",
            role=Role.OPERATOR,
            municipality_code=None,
            municipality_name=None,
            now=database.clock.now(),
            today=TODAY,
        )
        assert len(organisation.municipalities(session)) == 1
    assert person_id


def test_only_an_officer_or_an_operator_is_made_at_the_console(database: Database) -> None:
    with (
        pytest.raises(Refused, match=r"first_account\.role"),
        database.transaction(OPERATOR, "account:create_first") as session,
    ):
        service.create_first_account(
            session,
            email="a@b.example",
            name="A",
            role=Role.AUDITOR,
            municipality_code="A",
            municipality_name="A",
            now=database.clock.now(),
            today=TODAY,
        )


def test_a_link_sets_a_password_once(database: Database) -> None:
    token = first_account(database)
    set_password(database, token)
    with pytest.raises(Refused, match=r"password_link\.spent"):
        set_password(database, token, OTHER)


def test_a_link_opens_nothing_after_three_days(database: Database, clock: FixedClock) -> None:
    token = first_account(database)
    clock.advance(hours=72)
    with pytest.raises(Refused, match=r"password_link\.expired"):
        set_password(database, token)


def test_a_new_link_voids_the_one_before(database: Database, person_id: int) -> None:
    tokens = []
    for _ in range(2):
        with database.transaction(OPERATOR, "account:invite") as session:
            tokens.append(service.make_link(session, session.get_one(Person, person_id), database.clock.now()))
    with pytest.raises(Refused, match=r"password_link\.spent"):
        set_password(database, tokens[0], OTHER)
    set_password(database, tokens[1], OTHER)


def test_a_weak_password_leaves_the_link_open(database: Database) -> None:
    token = first_account(database)
    with pytest.raises(Refused, match=r"password\.own_name"):
        set_password(database, token, "Elvefjord kommune 1")
    set_password(database, token)


def test_no_secret_stands_in_the_log_or_in_history(database: Database) -> None:
    token = first_account(database)
    set_password(database, token)
    with database.reading() as session:
        person = organisation.person_by_email(session, "kari@elvefjord.example")
        assert person
        encoded = queries.encoded_of(session, person.id)
        entities = set(session.scalars(select(AuditEntry.entity)))
        values = [f"{v.old} {v.new}" for v in session.scalars(select(AuditValue))]
    assert {"credential", "password_link"} <= entities
    assert "password_hash" not in entities
    for secret in (token, secrets.digest(token), PASSWORD, encoded):
        assert not any(str(secret) in value for value in values)


def test_the_hash_of_a_replaced_password_is_gone(database: Database, person_id: int) -> None:
    with database.transaction(Actor("person", str(person_id)), "account:change_password") as session:
        before = queries.encoded_of(session, person_id)
        service.change_password(session, session.get_one(Person, person_id), OTHER, None, database.clock.now())
    with database.reading() as session:
        assert session.scalars(select(PasswordHash.encoded)).all() == [queries.encoded_of(session, person_id)]
        assert queries.encoded_of(session, person_id) != before


def test_signing_in_and_out_is_in_the_log(database: Database, person_id: int) -> None:
    token = sign_in(database, person_id)
    with database.transaction(Actor("person", str(person_id)), "account:sign_out") as session:
        service.sign_out(session, person_id, session_id(database, token), database.clock.now())
    with database.reading() as session:
        actions = session.scalars(select(Sealing.action).order_by(Sealing.position)).all()
    assert actions[-2:] == ["account:sign_in", "account:sign_out"]
    assert state(database, token) is SessionState.ENDED


def test_only_the_digest_of_a_token_is_kept_and_a_strangers_token_is_nobody(database: Database, person_id: int) -> None:
    token = sign_in(database, person_id)
    assert len(token) >= 43
    with database.reading() as session:
        kept = queries.token_of(session, session_id(database, token))
        assert kept
        assert kept.token_digest == secrets.digest(token) != token
    assert state(database, secrets.new_token()) is None
    assert state(database, secrets.digest(token)) is None


def test_use_keeps_a_session_alive_until_its_end(database: Database, person_id: int, clock: FixedClock) -> None:
    token = sign_in(database, person_id)
    identity = session_id(database, token)
    for _ in range(16):
        clock.advance(minutes=29, seconds=59)
        assert state(database, token) is SessionState.LIVE
        with database.bookkeeping() as session:
            service.see(session, identity, clock.now())
    clock.advance(seconds=15)
    assert state(database, token) is SessionState.LIVE
    clock.advance(seconds=1)
    assert state(database, token) is SessionState.LAPSED


def test_a_lapsed_session_is_closed_at_the_next_sign_in(database: Database, person_id: int, clock: FixedClock) -> None:
    sign_in(database, person_id)
    clock.advance(hours=1)
    sign_in(database, person_id)
    with database.reading() as session:
        first = session.scalars(select(SignInSession).order_by(SignInSession.id)).first()
        assert first
        assert first.ended_because is SessionEnd.LAPSED
        assert first.ended_at == clock.now() - timedelta(minutes=30)
        assert len(queries.live_sessions_of(session, person_id, LIFETIMES, clock.now())) == 1


def test_a_changed_password_renews_ones_own_token_and_ends_every_other_session(
    database: Database, person_id: int
) -> None:
    mine, elsewhere = sign_in(database, person_id), sign_in(database, person_id)
    kept = session_id(database, mine)
    with database.transaction(Actor("person", str(person_id)), "account:change_password") as session:
        renewed = service.change_password(
            session, session.get_one(Person, person_id), OTHER, kept, database.clock.now()
        )
    assert renewed
    assert state(database, mine) is None
    assert state(database, renewed) is SessionState.LIVE
    assert state(database, elsewhere) is SessionState.ENDED


def test_a_deactivated_person_is_out_at_once_and_cannot_come_back(database: Database, person_id: int) -> None:
    token = sign_in(database, person_id)
    with database.transaction(OPERATOR, "person:deactivate") as session:
        organisation_service.deactivate(session, session.get_one(Person, person_id), TODAY)
    assert state(database, token) is SessionState.DEACTIVATED
    with pytest.raises(Refused):
        sign_in(database, person_id)
    with (
        pytest.raises(Refused, match=r"password_link\.deactivated"),
        database.transaction(OPERATOR, "account:invite") as session,
    ):
        service.make_link(session, session.get_one(Person, person_id), database.clock.now())


def attempt(database: Database, email: str = "kari@x.example", ip: str = "192.0.2.1", device: str | None = None) -> int:
    with database.bookkeeping() as session:
        wait = service.count_attempt(session, email, ip, device, database.clock.now())
    return int(wait.total_seconds())


def test_the_sixth_attempt_waits_and_a_wait_is_not_counted(database: Database, clock: FixedClock) -> None:
    assert [attempt(database) for _ in range(5)] == [0] * 5
    assert [attempt(database), attempt(database)] == [32, 32]
    clock.advance(seconds=32)
    assert attempt(database) == 0
    assert attempt(database) == 64


def test_a_stranger_cannot_make_the_owner_wait(database: Database) -> None:
    for _ in range(6):
        attempt(database, ip="203.0.113.9")
    assert attempt(database, ip="203.0.113.9") > 0
    assert attempt(database, ip="192.0.2.1") == 0
    assert attempt(database, ip="203.0.113.9", device="the owner's own") == 0


def test_a_network_that_tries_many_accounts_waits(database: Database) -> None:
    with database.bookkeeping() as session:
        for n in range(100):
            service.count_attempt(session, f"p{n}@x.example", "192.0.2.1", None, database.clock.now())
    assert attempt(database, "someone@x.example") == 3600
    assert attempt(database, "someone@x.example", ip="192.0.2.2") == 0
    assert attempt(database, "someone@x.example", device="known") == 0


def test_attempts_are_counted_together_by_two_processes(database: Database, database_url: str) -> None:
    other = Database(database_url, clock=database.clock)
    try:
        waits = [attempt((database, other)[n % 2]) for n in range(8)]
    finally:
        other.close()
    assert waits == [0] * 5 + [32] * 3


def test_success_forgets_the_failures_and_an_hour_forgets_all(database: Database, clock: FixedClock) -> None:
    for _ in range(5):
        attempt(database)
    with database.bookkeeping() as session:
        service.forget_attempts(session, "Kari@x.example ", "192.0.2.1", None)
    assert attempt(database) == 0
    clock.advance(hours=1)
    attempt(database, "another@x.example")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1


def test_attempts_at_the_same_time_are_counted_one_after_the_other(database: Database, database_url: str) -> None:
    others = [Database(database_url, clock=database.clock) for _ in range(4)]
    try:
        with ThreadPoolExecutor(8) as threads:
            waits = list(threads.map(lambda n: attempt(others[n % 4]), range(24)))
    finally:
        for other in others:
            other.close()
    assert sorted(waits) == [0] * 5 + [32] * 19


def test_an_address_that_was_typed_is_not_kept_in_the_clear(database: Database) -> None:
    attempt(database, "a password typed in the wrong field")
    with database.reading() as session:
        kept = session.scalars(select(SignInAttempt)).one()
        assert "password" not in f"{kept.account} {kept.counted_as}"


def test_a_link_cannot_be_both_used_and_voided(database: Database, person_id: int) -> None:
    with (
        pytest.raises(Refused, match=r"password_link\.spent"),
        database.transaction(OPERATOR, "account:invite") as session,
    ):
        service.make_link(session, session.get_one(Person, person_id), database.clock.now())
        link = queries.open_links_of(session, person_id)[0]
        link.used_at = link.voided_at = database.clock.now()


def test_a_session_cannot_end_without_a_cause(database: Database, person_id: int) -> None:
    sign_in(database, person_id)
    with (
        pytest.raises(Refused, match=r"sign_in_session\.end_has_a_cause"),
        database.transaction(OPERATOR, "account:end_session") as session,
    ):
        queries.open_sessions_of(session, person_id)[0][0].ended_at = database.clock.now()


def test_a_person_has_one_password(database: Database, person_id: int) -> None:
    with (
        pytest.raises(Refused, match=r"credential\.exists_already"),
        database.transaction(OPERATOR, "account:set_password") as session,
    ):
        session.add(Credential(person_id=person_id, changed_at=database.clock.now()))
