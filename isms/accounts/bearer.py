"""Recognises which program asks, by the token it bears; at the doors of the API nobody is known by a cookie."""

from contextlib import suppress
from datetime import timedelta

from flask import Flask, g, request
from sqlalchemy.orm import Session

from isms.accounts import queries, secrets, service
from isms.accounts.queries import Bearer
from isms.kernel.refusal import Unavailable
from isms.kernel.web.api.bodies import door_asked
from isms.kernel.web.api.problems import ask_to_wait, turn_away
from isms.kernel.web.doors import Me, assembly, database, is_api, now, today
from isms.kernel.words import CATALOGUE
from isms.organisation import queries as organisation
from isms.organisation.rules import initials

GUESSED = "api"
"""What attempts with tokens that open nothing are counted as, beside the addresses that people type."""
UNKNOWN = 'error="invalid_token"'


def recognise_programs(app: Flask) -> None:
    """Have every request to the API know which program asks, and as whom, before any door is reached."""
    app.before_request(_recognise)


def token_borne() -> Bearer:
    """Return the token by which this request acts; only behind a door of the API."""
    found = g.bearer
    assert isinstance(found, Bearer)
    return found


def through_token() -> str:
    """Return by which token a change is made, as the log keeps it beside the person."""
    token = token_borne()
    return CATALOGUE.words(token.language)("api_token.through", name=token.token_name, number=token.token_id)


def take_turn(session: Session) -> None:
    """Count a change that this request makes; answers 429 when its token has made too many in a minute."""
    wait = service.count_change(session, token_borne().token_id, now())
    if wait > timedelta(0):
        ask_to_wait(wait)


def _recognise() -> None:
    if not is_api():
        return
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return
    with database().reading() as reading:
        found = queries.bearer(reading, secrets.digest(said.strip()), today())
        access = organisation.access_of(reading, found.person_id, assembly().matrix, today()) if found else None
        scope = (door := door_asked()) and door.scope
        may = bool(scope and access and assembly().scopes[scope](reading, access))
    if found is None or access is None:
        _turn_away_unknown()
        return
    if scope and (scope != found.scope or not may):
        turn_away(403, challenge=f'error="insufficient_scope", scope="{scope}"')
    if found.used_on != today():
        # A busy database is no reason to turn anybody away.
        with suppress(Unavailable), database().bookkeeping() as books:
            service.note_use(books, found.token_id, today())
    g.bearer = found
    g.me = Me(
        person_id=found.person_id,
        name=found.name,
        initials=initials(found.name),
        language=found.language,
        access=access,
        tenant_id=found.tenant_id,
        tenant_name=found.tenant_name,
    )


def _turn_away_unknown() -> None:
    """Count a token that opens nothing; one that works is let in however often others have guessed."""
    with database().bookkeeping() as books:
        wait = service.count_attempt(books, GUESSED, request.remote_addr or "", None, now())
    if wait > timedelta(0):
        ask_to_wait(wait)
    turn_away(401, challenge=UNKNOWN)
