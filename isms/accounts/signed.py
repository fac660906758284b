"""What a browser keeps for us under our signature: a known device, whose page a form is, and a form that came late."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from isms.kernel.web.security import cookie_name

DEVICE_LIFETIME = timedelta(days=400)
HELD_LIFETIME = timedelta(days=1)
LARGEST_HELD = 200_000
"""Characters; a form that holds more is not kept, so that the page asking for sign-in stays small."""

WRITER = "writer"
"""The field in which a page says for whom it was made."""

NEVER_HELD = frozenset({"csrf_token", "restore", "held", "next", WRITER})


@dataclass(frozen=True)
class Held:
    """A form that came after its session had ended: where to, and what was in it."""

    action: str
    fields: list[tuple[str, str]]


def device_mark(person_id: int, public: bool) -> str | None:
    """Return the mark of this device when the person has signed in from it before."""
    kept = _read("device", request.cookies.get(cookie_name("device", public), ""))
    return kept["mark"] if kept and kept.get("person") == person_id else None


def mark_device(response: Response, person_id: int, mark: str | None, public: bool) -> None:
    """Mark a device as one that a person has signed in from."""
    response.set_cookie(
        cookie_name("device", public),
        _signer("device").dumps({"person": person_id, "mark": mark or secrets.token_urlsafe(16)}),
        max_age=DEVICE_LIFETIME,
        secure=public,
        httponly=True,
        samesite="Lax",
    )


def writer_mark(person_id: int) -> str:
    """Return the mark of a page made for a person, so that its form finds them when the session's cookie is gone."""
    return str(_signer(WRITER).dumps({"person": person_id}))


def writer() -> int | None:
    """Return for whom the page of the form in this request was made, when it says so."""
    kept = _read(WRITER, request.form.get(WRITER, ""))
    return kept["person"] if kept else None


def sent() -> Held | None:
    """Return the form of this request; None when nothing is in it, or too much. Passwords and files are left out."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NEVER_HELD and "password" not in name
    ]
    if not fields or sum(len(name) + len(value) for name, value in fields) > LARGEST_HELD:
        return None
    return Held(request.full_path if request.query_string else request.path, fields)


def hold(person_id: int, now: datetime) -> str | None:
    """Return the form of this request, for its writer alone; None when there is nothing to hold."""
    form = sent()
    if form is None:
        return None
    kept = {"person": person_id, "at": now.timestamp(), "action": form.action, "fields": form.fields}
    return str(_signer("held").dumps(kept))


def held(payload: str, person_id: int, now: datetime) -> Held | None:
    """Return a held form to the person who wrote it; None for anybody else, and after a day."""
    kept = _read("held", payload)
    if not kept or kept["person"] != person_id or now.timestamp() - kept["at"] > HELD_LIFETIME.total_seconds():
        return None
    return Held(kept["action"], [(name, value) for name, value in kept["fields"]])


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"accounts.{purpose}")


def _read(purpose: str, payload: str) -> dict[str, Any] | None:
    try:
        kept = _signer(purpose).loads(payload)
    except BadData:
        return None
    return kept if isinstance(kept, dict) else None
