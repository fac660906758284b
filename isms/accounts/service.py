"""The decisions about signing in; each is named by its verb and leaves the commit to its door."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from isms.accounts import queries, rules, secrets
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
from isms.accounts.vocabulary import LinkPurpose, SessionEnd, TokenScope, TokenState
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.organisation import queries as organisation
from isms.organisation import service as organisation_service
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Role, UnitKind

PRODUCT = "Systemhelse"
FIRST_ROLES = (Role.SECURITY_OFFICER, Role.OPERATOR)


def count_attempt(session: Session, account: str, ip: str, device: str | None, now: datetime) -> timedelta:
    """Count an attempt to sign in as failed until it succeeds, and return how long to wait instead of trying.

    account: the address as typed; device: the mark of a device the person has signed in from, if it has one.
    A marked device is counted by itself, so that nobody else can make its owner wait.
    An attempt that must wait is not counted. Bookkeeping.
    """
    account, counted_as, ip = _place(account, ip, device)
    queries.count_alone(session)
    wait = rules.wait_after(queries.failures(session, account, counted_as, now), now)
    if device is None:
        wait = max(wait, rules.wait_of_address(*queries.failures_of_address(session, ip, now), now))
    if wait > timedelta(0):
        return wait
    session.execute(delete(SignInAttempt).where(SignInAttempt.tried_at <= now - rules.ADDRESS_WINDOW))
    session.add(SignInAttempt(account=account, counted_as=counted_as, ip=None if device else ip, tried_at=now))
    session.flush()
    return wait


def forget_attempts(session: Session, account: str, ip: str, device: str | None) -> None:
    """Forget the failures counted together with an attempt that has succeeded."""
    account, counted_as, _ = _place(account, ip, device)
    session.execute(
        delete(SignInAttempt).where(SignInAttempt.account == account, SignInAttempt.counted_as == counted_as)
    )


def sign_in(session: Session, person_id: int, user_agent: str, lifetimes: rules.Lifetimes, now: datetime) -> str:
    """Begin a session of a person whose password was right, and return its token."""
    person = session.get_one(Person, person_id)
    if person.deactivated_on is not None:
        raise Refused(Refusal("sign_in.wrong"))
    for lapsed, seen_at in queries.open_sessions_of(session, person_id):
        until = rules.lapsed_at(lapsed.begun_at, seen_at, lifetimes)
        if until <= now:
            _end(lapsed, SessionEnd.LAPSED, until)
    begun = SignInSession(
        person_id=person_id,
        tenant_id=person.tenant_id,
        device=rules.device_in_words(user_agent),
        begun_at=now,
    )
    session.add(begun)
    session.flush()
    token = secrets.new_token()
    session.add(SessionToken(session_id=begun.id, token_digest=secrets.digest(token), seen_at=now))
    session.flush()
    return token


def sign_out(session: Session, person_id: int, session_id: int, now: datetime) -> None:
    """End the session a person signs out of."""
    found = queries.session_of(session, person_id, session_id)
    if found is not None and found.ended_at is None:
        _end(found, SessionEnd.SIGNED_OUT, now)
        session.flush()


def see(session: Session, session_id: int, now: datetime) -> None:
    """Note that a session is in use. Bookkeeping."""
    token = queries.token_of(session, session_id)
    if token is not None and token.seen_at < now:
        token.seen_at = now
        session.flush()


def end_session(session: Session, ended: SignInSession, now: datetime) -> None:
    """End one of one's own sessions; one that is ended already stays as it was."""
    if ended.ended_at is None:
        _end(ended, SessionEnd.ENDED_BY_OWNER, now)
        session.flush()


def end_other_sessions(
    session: Session,
    person_id: int,
    keep: int | None,
    now: datetime,
    because: SessionEnd = SessionEnd.ENDED_BY_OWNER,
) -> None:
    """End every session of a person but the one to keep."""
    for other, _ in queries.open_sessions_of(session, person_id):
        if other.id != keep:
            _end(other, because, now)
    session.flush()


def change_password(
    session: Session, person: Person, password: str, session_id: int | None, now: datetime
) -> str | None:
    """Give a person another password and return the new token of the session that stays; raises Refused.

    Every other session ends, and open links open nothing any more. session_id: None when nobody is signed in.
    """
    refuse(rules.password_refusals(password, _own_words(session, person)))
    return put_password(session, person, password, session_id, now)


def put_password(session: Session, person: Person, password: str, session_id: int | None, now: datetime) -> str | None:
    """Do what `change_password` does, without asking whether the password is good: for invented people only."""
    credential = queries.credential_of(session, person.id)
    encoded = secrets.hash_password(password)
    if credential is None:
        credential = Credential(person_id=person.id, tenant_id=person.tenant_id, changed_at=now)
        session.add(credential)
        session.flush()
        session.add(PasswordHash(credential_id=credential.id, encoded=encoded))
    else:
        credential.changed_at = now
        session.get_one(PasswordHash, credential.id).encoded = encoded
    for link in queries.open_links_of(session, person.id):
        link.voided_at = now
    end_other_sessions(session, person.id, session_id, now, SessionEnd.PASSWORD_CHANGED)
    return _rotate(session, session_id) if session_id is not None else None


def make_link(session: Session, person: Person, now: datetime, *, reaches: bool = True) -> str:
    """Make a link with which a person sets a password once, and return its token; raises Refused.

    It opens nothing after 72 hours, and the person's earlier links open nothing from now on.
    """
    refuse(rules.invite_refusals(deactivated=person.deactivated_on is not None, reaches=reaches))
    for earlier in queries.open_links_of(session, person.id):
        earlier.voided_at = now
    has_password = queries.credential_of(session, person.id) is not None
    token = secrets.new_token()
    session.add(
        PasswordLink(
            person_id=person.id,
            tenant_id=person.tenant_id,
            purpose=LinkPurpose.RESET if has_password else LinkPurpose.SET,
            expires_at=now + rules.LINK_LIFETIME,
            token_digest=secrets.digest(token),
        )
    )
    session.flush()
    return token


def link_refusals(session: Session, link: PasswordLink, now: datetime) -> list[Refusal]:
    """Return why a link opens nothing, or nothing to anybody who may sign in."""
    person = session.get_one(Person, link.person_id)
    return [
        *rules.link_refusals(expires_at=link.expires_at, used_at=link.used_at, voided_at=link.voided_at, now=now),
        *rules.invite_refusals(deactivated=person.deactivated_on is not None, reaches=True),
    ]


def set_password(session: Session, link: PasswordLink, password: str, now: datetime) -> None:
    """Set a person's password by a link, which is spent; raises Refused."""
    refuse(link_refusals(session, link, now))
    person = session.get_one(Person, link.person_id)
    refuse(rules.password_refusals(password, _own_words(session, person)))
    link.used_at = now
    session.flush()
    change_password(session, person, password, None, now)


def make_token(
    session: Session, person: Person, *, name: str, scope: TokenScope, last_on: date | None, today: date
) -> str:
    """Make a token by which a program acts as a person until a day, and return it; raises Refused.

    It is told this once: only its digest is kept.
    """
    standing = [
        token
        for token, _ in queries.tokens_of(session, person.id, today)
        if rules.token_state(last_on=token.last_on, withdrawn_on=token.withdrawn_on, today=today) is TokenState.ACTIVE
    ]
    refuse(rules.token_refusals(last_on=last_on, standing=len(standing), today=today))
    secret = secrets.new_api_token()
    token = ApiToken(
        person_id=person.id,
        tenant_id=person.tenant_id,
        name=name,
        scope=scope,
        made_on=today,
        last_on=last_on,
        token_digest=secrets.digest(secret),
    )
    session.add(token)
    session.flush()
    session.add(ApiTokenUse(token_id=token.id, changes=0))
    session.flush()
    return secret


def withdraw_token(session: Session, token: ApiToken, because: str | None, today: date) -> None:
    """Withdraw a token for good; it opens nothing from now on."""
    token.withdrawn_on = today
    token.withdrawn_because = because
    session.flush()


def note_use(session: Session, token_id: int, today: date) -> None:
    """Note the day on which a token is used. Bookkeeping."""
    use = queries.use_of(session, token_id)
    if use.used_on is None or use.used_on < today:
        use.used_on = today
        session.flush()


def count_change(session: Session, token_id: int, now: datetime) -> timedelta:
    """Count a change that a token makes, and return how long to wait instead of making it. Bookkeeping."""
    use = queries.use_of(session, token_id)
    wait = rules.wait_of_token(use.minute_at, use.changes, now)
    if wait > timedelta(0):
        return wait
    if use.minute_at is None or use.minute_at + rules.MINUTE <= now:
        use.minute_at, use.changes = now, 0
    use.changes += 1
    session.flush()
    return wait


def create_first_account(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    municipality_code: str | None,
    municipality_name: str | None,
    now: datetime,
    today: date,
) -> str:
    """Register a person with a role over a municipality and return the token of their link; raises Refused.

    role: the value of the role. The municipality is the one with the code, or the only one; it is
    established when the code is new and a name is given. Only the operator at the console asks for this.
    """
    refuse(rules.first_account_refusals(email=email, name=name, may_be_first=role in FIRST_ROLES))
    if organisation.person_by_email(session, email) is not None:
        raise Refused(Refusal("person.email_taken", "email"))
    unit = _municipality(session, municipality_code, municipality_name)
    person = organisation_service.register_person(session, email=email, name=name, unit=unit)
    organisation_service.grant_role(session, person, Role(role), unit, today)
    return make_link(session, person, now)


def _municipality(session: Session, code: str | None, name: str | None) -> Unit:
    known = organisation.municipalities(session)
    if code is None:
        if len(known) == 1:
            return known[0]
        raise Refused(Refusal("first_account.which_municipality" if known else "first_account.no_municipality"))
    for unit in known:
        if unit.code == code:
            return unit
    if not name:
        raise Refused(Refusal("first_account.unknown_municipality", "municipality", {"code": code}))
    return organisation_service.establish(session, code=code, name=name, kind=UnitKind.MUNICIPALITY, parent=None)


def _place(account: str, ip: str, device: str | None) -> tuple[str, str, str]:
    """Return the digest of a typed address, where the attempt is counted, and the network it came from."""
    network = rules.network_of(ip)
    counted_as = f"device {device}" if device else f"network {network}"
    return secrets.digest(account.strip().lower()), counted_as, network


def _rotate(session: Session, session_id: int) -> str:
    token = secrets.new_token()
    row = session.get_one(SessionToken, session_id)
    row.token_digest = secrets.digest(token)
    session.flush()
    return token


def _end(ended: SignInSession, because: SessionEnd, at: datetime) -> None:
    ended.ended_at = at
    ended.ended_because = because


def _own_words(session: Session, person: Person) -> tuple[str, ...]:
    return (PRODUCT, person.name, person.email, queries.municipality_of(session, person))
