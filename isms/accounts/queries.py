"""Reads of sign-in: credentials, links, sessions and counted failures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, contains_eager

from isms.accounts.models import (
    ApiToken,
    ApiTokenUse,
    Credential,
    PasswordHash,
    PasswordLink,
    SessionToken,
    SignInAttempt,
    SignInSession,
)
from isms.accounts.rules import (
    ADDRESS_WINDOW,
    FAILURE_WINDOW,
    Lifetimes,
    SessionState,
    session_state,
    token_state,
)
from isms.accounts.vocabulary import Permission, TokenScope, TokenState
from isms.kernel.access import Access
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Language
from isms.organisation.vocabulary import Permission as OrganisationPermission

ATTEMPTS_LOCK = 0x15_05_EA2
"""The key of PostgreSQL's advisory lock under which attempts are counted one after the other."""


_WHO = (
    Person.id.label("person_id"),
    Person.tenant_id,
    Unit.name.label("tenant_name"),
    Person.name,
    Person.language,
    Person.deactivated_on,
)
"""What a request needs to know of the person behind its session or token."""

VISITOR = (
    select(
        SignInSession.id,
        SignInSession.begun_at,
        SignInSession.ended_at,
        SessionToken.seen_at,
        *_WHO,
    )
    .join(SignInSession, SignInSession.id == SessionToken.session_id)
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(Unit, Unit.id == Person.tenant_id)
    .where(SessionToken.token_digest == bindparam("token_digest"))
)
"""Made once: it is asked at every request."""


BEARER = (
    select(
        ApiToken.id.label("token_id"),
        ApiToken.name.label("token_name"),
        ApiToken.scope,
        ApiToken.last_on,
        ApiToken.withdrawn_on,
        ApiTokenUse.used_on,
        *_WHO,
    )
    .join(ApiTokenUse, ApiTokenUse.token_id == ApiToken.id)
    .join(Person, Person.id == ApiToken.person_id)
    .outerjoin(Unit, Unit.id == Person.tenant_id)
    .where(ApiToken.token_digest == bindparam("token_digest"))
)
"""Made once: it is asked at every request of a program."""

ENDED_SHOWN = timedelta(days=365)
"""How long after its last day a token still stands in lists."""


@dataclass(frozen=True)
class Bearer:
    """Whom a token of the API that works stands for, and what it is for; `used_on` is the last day of its use."""

    token_id: int
    token_name: str
    scope: TokenScope
    used_on: date | None
    person_id: int
    tenant_id: int | None
    tenant_name: str | None
    name: str
    language: Language


@dataclass(frozen=True)
class Visitor:
    """Who a session's token stands for, and whether it still lets them in."""

    session_id: int
    person_id: int
    tenant_id: int | None
    tenant_name: str | None
    name: str
    language: Language
    seen_at: datetime
    state: SessionState


@dataclass(frozen=True)
class LiveSession:
    """A session that lets its person in, as they see it in their list."""

    id: int
    device: str
    begun_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Candidate:
    """The person behind an address that was typed; `encoded` is None when they have no password."""

    person_id: int
    encoded: str | None
    deactivated_on: date | None


def visitor(session: Session, token_digest: str, lifetimes: Lifetimes, now: datetime) -> Visitor | None:
    """Return whom a token's digest stands for, or None when it was never given out."""
    row = session.connection().execute(VISITOR, {"token_digest": token_digest}).one_or_none()
    if row is None:
        return None
    state = session_state(
        begun_at=row.begun_at,
        seen_at=row.seen_at,
        ended_at=row.ended_at,
        deactivated_on=row.deactivated_on,
        lifetimes=lifetimes,
        now=now,
    )
    return Visitor(
        session_id=row.id,
        person_id=row.person_id,
        tenant_id=row.tenant_id,
        tenant_name=row.tenant_name,
        name=row.name,
        language=row.language,
        seen_at=row.seen_at,
        state=state,
    )


def candidate(session: Session, email: str) -> Candidate | None:
    """Return the person behind an e-mail address with the hash of their password, or None."""
    row = session.execute(
        select(Person.id, PasswordHash.encoded, Person.deactivated_on)
        .outerjoin(Credential, Credential.person_id == Person.id)
        .outerjoin(PasswordHash, PasswordHash.credential_id == Credential.id)
        .where(Person.email == email)
    ).one_or_none()
    return Candidate(row.id, row.encoded, row.deactivated_on) if row else None


def credential_of(session: Session, person_id: int) -> Credential | None:
    """Return a person's credential, or None when they have never set a password."""
    return session.scalar(select(Credential).where(Credential.person_id == person_id))


def encoded_of(session: Session, person_id: int) -> str | None:
    """Return the hash of a person's password, or None."""
    return session.scalar(select(PasswordHash.encoded).join(Credential).where(Credential.person_id == person_id))


def link_by_token(session: Session, token_digest: str) -> PasswordLink | None:
    """Return the password link of a token, spent or not, or None."""
    return session.scalar(select(PasswordLink).where(PasswordLink.token_digest == token_digest))


def open_links_of(session: Session, person_id: int) -> list[PasswordLink]:
    """Return a person's links that are neither used nor voided."""
    return list(
        session.scalars(
            select(PasswordLink).where(
                PasswordLink.person_id == person_id,
                PasswordLink.used_at.is_(None),
                PasswordLink.voided_at.is_(None),
            )
        )
    )


def session_of(session: Session, person_id: int, session_id: int) -> SignInSession | None:
    """Return one of a person's own sessions, or None."""
    return session.scalar(
        select(SignInSession).where(SignInSession.id == session_id, SignInSession.person_id == person_id)
    )


def open_sessions_of(session: Session, person_id: int) -> list[tuple[SignInSession, datetime]]:
    """Return a person's sessions that nobody has ended, each with when it was last used."""
    rows = session.execute(
        select(SignInSession, SessionToken.seen_at)
        .join(SessionToken, SessionToken.session_id == SignInSession.id)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .order_by(SignInSession.id)
    )
    return [(row[0], row[1]) for row in rows]


def live_sessions_of(session: Session, person_id: int, lifetimes: Lifetimes, now: datetime) -> list[LiveSession]:
    """Return a person's sessions that let them in now, newest first."""
    rows = session.execute(
        select(SignInSession.id, SignInSession.device, SignInSession.begun_at, SessionToken.seen_at)
        .join(SessionToken, SessionToken.session_id == SignInSession.id)
        .where(
            SignInSession.person_id == person_id,
            SignInSession.ended_at.is_(None),
            SignInSession.begun_at > now - lifetimes.absolute,
            SessionToken.seen_at > now - lifetimes.idle,
        )
        .order_by(SignInSession.id.desc())
    )
    return [LiveSession(row.id, row.device, row.begun_at, row.seen_at) for row in rows]


def token_of(session: Session, session_id: int) -> SessionToken | None:
    """Return the bookkeeping of a session."""
    return session.get(SessionToken, session_id)


def count_alone(session: Session) -> None:
    """Wait until no other process counts an attempt; SQLite has done so at BEGIN IMMEDIATE."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ATTEMPTS_LOCK)))


def failures(session: Session, account: str, counted_as: str, now: datetime) -> list[datetime]:
    """Return when attempts at an account, counted together, have failed of late."""
    return list(
        session.scalars(
            select(SignInAttempt.tried_at).where(
                SignInAttempt.account == account,
                SignInAttempt.counted_as == counted_as,
                SignInAttempt.tried_at > now - FAILURE_WINDOW,
            )
        )
    )


def failures_of_address(session: Session, ip: str, now: datetime) -> tuple[int, datetime | None]:
    """Return how many attempts from a network have failed in the last hour, and when the oldest was."""
    row = session.execute(
        select(func.count(), func.min(SignInAttempt.tried_at)).where(
            SignInAttempt.ip == ip, SignInAttempt.tried_at > now - ADDRESS_WINDOW
        )
    ).one()
    return row[0], row[1]


def person_to_invite(session: Session, access: Access, person_id: int) -> Person | None:
    """Return a person whom one may manage, or None."""
    statement = select(Person).join(Unit, Unit.id == Person.unit_id)
    return session.scalar(
        statement.where(Person.id == person_id, access.within(OrganisationPermission.PERSON_MANAGE, Unit.path))
    )


def municipality_of(session: Session, person: Person) -> str:
    """Return the name of a person's municipality, or ""."""
    return session.scalar(select(Unit.name).where(Unit.id == person.tenant_id)) or ""


def bearer(session: Session, token_digest: str, today: date) -> Bearer | None:
    """Return whom a token of the API stands for on a day; None when it was never given out or opens nothing."""
    row = session.connection().execute(BEARER, {"token_digest": token_digest}).one_or_none()
    if row is None or row.deactivated_on is not None:
        return None
    if token_state(last_on=row.last_on, withdrawn_on=row.withdrawn_on, today=today) is not TokenState.ACTIVE:
        return None
    return Bearer(**{name: getattr(row, name) for name in Bearer.__dataclass_fields__})


def use_of(session: Session, token_id: int) -> ApiTokenUse:
    """Return the bookkeeping of a token."""
    return session.get_one(ApiTokenUse, token_id)


def tokens_of(session: Session, person_id: int, today: date) -> list[tuple[ApiToken, date | None]]:
    """Return a person's tokens, the newest first, each with the day it was last used."""
    rows = session.execute(
        select(ApiToken, ApiTokenUse.used_on)
        .join(ApiTokenUse, ApiTokenUse.token_id == ApiToken.id)
        .where(ApiToken.person_id == person_id, ApiToken.last_on >= today - ENDED_SHOWN)
        .order_by(ApiToken.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def tokens_within(session: Session, access: Access, today: date) -> list[tuple[ApiToken, date | None]]:
    """Return the tokens of those who belong where one may read them, by person, then the newest first."""
    rows = session.execute(
        select(ApiToken, ApiTokenUse.used_on)
        .join(ApiTokenUse, ApiTokenUse.token_id == ApiToken.id)
        .join(Person, Person.id == ApiToken.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(access.within(Permission.TOKEN_READ, Unit.path), ApiToken.last_on >= today - ENDED_SHOWN)
        .options(contains_eager(ApiToken.person))
        .order_by(Person.name_key, Person.id, ApiToken.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def own_token(session: Session, person_id: int, token_id: int) -> ApiToken | None:
    """Return one of a person's own standing tokens, or None."""
    return session.scalar(
        select(ApiToken).where(
            ApiToken.id == token_id, ApiToken.person_id == person_id, ApiToken.withdrawn_on.is_(None)
        )
    )


def token_to_withdraw(session: Session, access: Access, token_id: int) -> ApiToken | None:
    """Return a standing token, with its person, that one may withdraw whoever it belongs to, or None."""
    return session.scalar(
        select(ApiToken)
        .join(Person, Person.id == ApiToken.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            ApiToken.id == token_id,
            ApiToken.withdrawn_on.is_(None),
            access.within(Permission.TOKEN_WITHDRAW, Unit.path),
        )
        .options(contains_eager(ApiToken.person))
    )


def tokens_of_the_departed(session: Session, person_ids: Collection[int]) -> list[ApiToken]:
    """Return the standing tokens of those among some people who are deactivated."""
    return list(
        session.scalars(
            select(ApiToken)
            .join(Person, Person.id == ApiToken.person_id)
            .where(
                ApiToken.person_id.in_(person_ids),
                ApiToken.withdrawn_on.is_(None),
                Person.deactivated_on.is_not(None),
            )
        )
    )
