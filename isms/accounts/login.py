"""Recognises who asks, by the token of their session; nothing but the database says that it is still good."""

from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from isms.accounts import queries, rules, secrets, service
from isms.kernel.refusal import Unavailable
from isms.kernel.web.doors import Me, assembly, database, is_api, now, today
from isms.organisation import queries as organisation
from isms.organisation.rules import initials

EXTENSION = "accounts"
ENDED = "ended"
"""Where the cookie keeps the token one has signed out of, so that a form of that time finds its writer."""


@dataclass(frozen=True)
class Arrangement:
    """What the composition root has decided for sign-in."""

    lifetimes: rules.Lifetimes
    public: bool


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """What Flask-Login keeps: the token, and whom it stands for."""

    token: str
    session_id: int | None = None
    me: Me | None = None

    def get_id(self) -> str:
        return self.token


def recognise_people(app: Flask, lifetimes: rules.Lifetimes, *, public: bool) -> None:
    """Have every request know who asks before any door is reached.

    Raises RuntimeError when the application's configuration would let everybody in.
    """
    if app.config.get("LOGIN_DISABLED"):
        raise RuntimeError("LOGIN_DISABLED is not to be set")
    app.extensions[EXTENSION] = Arrangement(lifetimes, public)
    manager = LoginManager(app)
    # Flask-Login would bind sessions to an address that the client itself can write.
    manager.session_protection = None
    manager.user_loader(_load)
    app.before_request(recognise)


def arrangement() -> Arrangement:
    """Return what the composition root has decided for sign-in."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Arrangement)
    return found


def begin(token: str) -> None:
    """Let the browser keep the token of a session that has begun, and nothing from before it.

    What is shown in the same answer is shown to the one who has just come in.
    """
    session.clear()
    # Flask-WTF keeps what it has signed for this request; a page shown now needs a token of the new session.
    g.pop("csrf_token", None)
    user = _load(token)
    if user is not None:
        login_user(user)
        g.me = user.me


def renew(token: str) -> None:
    """Let the browser keep another token of the same session."""
    session["_user_id"] = token


def end() -> None:
    """Let the browser forget who was signed in; open forms may still be sent, and ask for sign-in."""
    kept = {"csrf_token": session.get("csrf_token"), ENDED: session.get("_user_id")}
    session.clear()
    session.update({name: value for name, value in kept.items() if value})


def own_session_id() -> int | None:
    """Return the id of the session that this request belongs to, or None."""
    user = current_user
    return user.session_id if user.is_authenticated else None


def last_person_id() -> int | None:
    """Return who was signed in here when the session ended, or None."""
    token = session.get("_user_id") or session.get(ENDED)
    if not token:
        return None
    with database().reading() as reading:
        found = queries.visitor(reading, secrets.digest(token), arrangement().lifetimes, now())
    return found.person_id if found else None


def _load(token: str) -> SignedIn | None:
    """Return whom a token stands for while it is good; two statements, whatever the page."""
    with database().reading() as reading:
        found = queries.visitor(reading, secrets.digest(token), arrangement().lifetimes, now())
        if found is None or found.state is not rules.SessionState.LIVE:
            return None
        access = organisation.access_of(reading, found.person_id, assembly().matrix, today())
    if now() - found.seen_at >= rules.SEEN_INTERVAL:
        # A busy database is no reason to turn anybody away.
        with suppress(Unavailable), database().bookkeeping() as books:
            service.see(books, found.session_id, now())
    me = Me(
        person_id=found.person_id,
        name=found.name,
        initials=initials(found.name),
        language=found.language,
        access=access,
        tenant_id=found.tenant_id,
        tenant_name=found.tenant_name,
    )
    return SignedIn(token, found.session_id, me)


def recognise() -> None:
    """Know who asks in this request, when somebody is signed in."""
    if request.endpoint != "static" and not is_api() and current_user.is_authenticated:
        g.me = current_user.me
