"""What every view stands on: who asks, may they knock, and where the database is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, has_request_context, request
from flask import flash as keep_message
from sqlalchemy.orm import Session

from isms.kernel.access import Access, Matrix
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.handover import Belonging
from isms.kernel.pack.making import Facts
from isms.kernel.permission import Permission
from isms.kernel.register.columns import Register
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.signing import Signer
from isms.kernel.vocabulary import Tone
from isms.kernel.web.panels import Panel
from isms.kernel.words import CATALOGUE, DEFAULT_LANGUAGE, LANGUAGES, Words

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])

EXTENSION = "isms"
API = "/api/"
"""Where the doors for programs lie: they know a token and no cookie, and answer in JSON."""
API_LANGUAGES = {"en": "en", "nb": "nb", "no": "nb", "nn": "nn"}
"""What the API speaks, by what a program asks for; English when it asks for nothing."""


@dataclass(frozen=True)
class NavigationItem:
    """A place in the top menu: label key, path and the permission that shows it; `more` puts it under «Mer»."""

    label: str
    path: str
    permission: Permission | None = None
    more: bool = False


@dataclass(frozen=True)
class Assembly:
    """What the composition root has put together for the doors.

    search: where the search field leads.
    related: the permissions that a relation to a single record may give; its loader decides.
    signer: signs what leaves; raises Refused when its key cannot be used.
    pack_facts: what rooms tell of themselves in the manifest of a pack.
    belongings: what of each room belongs to people, and is handed over when they leave.
    deadlines: each room's reader of what runs now, as `clocks.rules.Deadline`.
    scopes: what a token of the API may be for, each with whether somebody may do it anywhere as of now.
    """

    database: Database
    matrix: Matrix
    registers: Mapping[str, Register]
    panels: Mapping[str, Sequence[Panel]] = field(default_factory=dict)
    navigation: Sequence[NavigationItem] = ()
    related: frozenset[Permission] = frozenset()
    search: NavigationItem | None = None
    signer: Callable[[], Signer | None] = lambda: None
    pack_facts: Sequence[Facts] = ()
    belongings: Sequence[Belonging] = ()
    deadlines: Sequence[Callable[[Session], Iterable[Any]]] = ()
    scopes: Mapping[str, Callable[[Session, Access], bool]] = field(default_factory=dict)


@dataclass(frozen=True)
class Me:
    """The person who is signed in."""

    person_id: int
    name: str
    initials: str
    language: str
    access: Access
    tenant_id: int | None
    tenant_name: str | None = None

    @property
    def actor(self) -> Actor:
        """The person as the log knows them."""
        return Actor("person", str(self.person_id))


def assembly() -> Assembly:
    """Return what the composition root has put together."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Assembly)
    return found


def database() -> Database:
    """Return the database of this program."""
    return assembly().database


def now() -> datetime:
    """Return the present instant, by the database's clock."""
    return database().clock.now()


def today() -> date:
    """Return the present day in Oslo."""
    return day_of(now())


def signed_in() -> Me | None:
    """Return who is signed in, or None."""
    return g.get("me") if has_request_context() else None


def me() -> Me:
    """Return who is signed in; answers 401 when nobody is."""
    return signed_in() or abort(401)


def is_api() -> bool:
    """Say whether a program asks, at a door of the API or where one might be."""
    return request.path.startswith(API)


def language() -> str:
    """Return the language of the page: the person's own, or what the cookie says, or bokmål.

    A program is answered in the language it asks for, or in English.
    """
    if is_api():
        return API_LANGUAGES[request.accept_languages.best_match(API_LANGUAGES, "en")]
    who = signed_in()
    chosen = who.language if who else request.cookies.get("language", "")
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def words() -> Words:
    """Return the catalogue in the language of the page."""
    return CATALOGUE.words(language())


def found(thing: T | None) -> T:
    """Return a thing, or answer 404: what is not theirs does not exist."""
    return thing if thing is not None else abort(404)


def flash(key: str, tone: Tone = Tone.SUCCESS, **values: object) -> None:
    """Keep a message for the next page."""
    keep_message(words()(key, **values), str(tone))


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Mark a view with the permissions of which one must be held somewhere."""

    def mark(view: View) -> View:
        view.permissions = permissions  # type: ignore[attr-defined]
        return view

    return mark


def signed_in_only(view: View) -> View:
    """Mark a view as open to everybody who is signed in."""
    view.permissions = ()  # type: ignore[attr-defined]
    return view


def open_to_all(view: View) -> View:
    """Mark a view as open to strangers."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def nameless(view: View) -> View:
    """Mark a view of which the log of requests tells neither who asked nor from where."""
    view.nameless = True  # type: ignore[attr-defined]
    return view


def tells_nothing(view: View) -> View:
    """Mark a view whose answer tells of nobody's records, so that the access log needs no line of it."""
    view.tells_nothing = True  # type: ignore[attr-defined]
    return view


def held_unless(rule: Callable[[], bool]) -> Callable[[View], View]:
    """Mark a view whose form is not held for who wrote it, when the session has ended, if a rule says so."""

    def mark(view: View) -> View:
        view.held_unless = rule  # type: ignore[attr-defined]
        return view

    return mark


def may_be_held() -> bool:
    """Say whether what is sent with this request may be held for who wrote it."""
    rule = getattr(current_app.view_functions.get(request.endpoint or ""), "held_unless", None)
    return rule is None or not rule()


def is_open(view: Callable[..., Any]) -> bool:
    """Say whether a view is open to strangers."""
    return bool(getattr(view, "open_to_all", False))


def guard(app: Flask) -> None:
    """Have every request pass the marks of its view; a view without a mark is closed to all."""

    @app.before_request
    def knock() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None or request.endpoint == "static" or is_open(view):
            return
        permissions = getattr(view, "permissions", None)
        who = me()
        if permissions is None:
            abort(403)
        if permissions and not any(may_knock(who, permission) for permission in permissions):
            abort(403)


def may_knock(who: Me, permission: Permission) -> bool:
    """Say whether a person may knock: the permission is held somewhere, or relations may open single records."""
    return who.access.allows(permission) or permission in assembly().related
