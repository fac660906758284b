"""Asks who is signed in for their password once more, before something is done that cannot be undone."""

import math
from collections.abc import Iterator
from datetime import timedelta

from flask import request

from isms.accounts import login, queries, secrets, service, signed
from isms.kernel.refusal import Refusal
from isms.kernel.web.doors import database, me, now
from isms.organisation.models import Person


def password_refusals(password: str | None, field: str) -> Iterator[Refusal]:
    """Yield why the password of who is signed in was not given; guesses are counted as at sign-in."""
    with database().reading() as session:
        account = session.get_one(Person, me().person_id).email
        encoded = queries.encoded_of(session, me().person_id)
    mark = signed.device_mark(me().person_id, login.arrangement().public)
    wait = count_attempt(account, mark)
    if wait > timedelta(0):
        yield wait_refusal(wait)
    elif secrets.matches(encoded, password or ""):
        with database().bookkeeping() as books:
            service.forget_attempts(books, account, request.remote_addr or "", mark)
    else:
        yield Refusal("password.not_current", field)


def count_attempt(account: str, mark: str | None) -> timedelta:
    """Count an attempt of this request, and return how long to wait instead of trying."""
    with database().bookkeeping() as books:
        return service.count_attempt(books, account, request.remote_addr or "", mark, now())


def wait_refusal(wait: timedelta) -> Refusal:
    """Return the refusal that says how long to wait."""
    minutes, seconds = divmod(math.ceil(wait.total_seconds()), 60)
    return Refusal("sign_in.wait", None, {"minutes": minutes, "seconds": seconds})
