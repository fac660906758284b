"""Sets up a Flask application for the doors: templates, texts, formats and static files."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, get_flashed_messages, request

from isms.kernel.formats import (
    long_date,
    month_and_year,
    month_name,
    print_date,
    print_deadline,
    print_decimal,
    print_instant,
    print_integer,
    print_money,
    print_tenths,
    short_month,
)
from isms.kernel.web.doors import EXTENSION, Assembly, NavigationItem, assembly, language, signed_in, words

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "isms" / "static"


class Formats:
    """Prints dates and numbers in the language of the page; nothing is printed as nothing."""

    def __getattr__(self, name: str) -> Callable[[Any], str]:
        print_ = PRINTERS[name]
        return lambda value: "" if value is None else print_(value, language())


PRINTERS: dict[str, Callable[[Any, str], str]] = {
    "date": print_date,
    "instant": print_instant,
    "deadline": print_deadline,
    "number": print_integer,
    "decimal": print_decimal,
    "money": print_money,
    "tenths": print_tenths,
    "day": long_date,
    "month": short_month,
    "month_name": month_name,
    "whole_month": month_and_year,
}


def new_app(assembled: Assembly) -> Flask:
    """Return an application with templates, texts and formats; the doors are added by the composition root."""
    app = Flask("isms", static_folder=str(STATIC), template_folder=str(ROOT / "templates"))
    app.extensions[EXTENSION] = assembled
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        t=_text,
        tn=_plural,
        fmt=Formats(),
        asset=asset,
    )
    app.context_processor(_page)
    return app


def _text(key: str, **values: object) -> str:
    return words()(key, **values)


def _plural(key: str, n: int, **values: object) -> str:
    return words().plural(key, n, **values)


@lru_cache(maxsize=200)
def _versioned(path: str) -> str:
    fingerprint = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"{current_app.static_url_path}/{path}?v={fingerprint}"


def asset(path: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return request.script_root + _versioned(path)


def _page() -> dict[str, Any]:
    """Return what every template may use; its words are those of the globals, found once for the page."""
    who = signed_in()
    items = [item for item in assembly().navigation if who and _shows(item)]
    search, said = assembly().search, words()
    return {
        "t": said,
        "tn": said.plural,
        "lang": language(),
        "me": who,
        "municipality": who.tenant_name if who else None,
        "nav": [_link(item) for item in items if not item.more],
        "nav_more": [_link(item) for item in items if item.more],
        "request_id": g.get("request_id", ""),
        "messages": get_flashed_messages(with_categories=True),
        "errors": [],
        "search_href": search.path if search and who and _shows(search) else None,
        "account_href": "/account" if who else None,
    }


def _shows(item: NavigationItem) -> bool:
    who = signed_in()
    return who is not None and (item.permission is None or who.access.allows(item.permission))


def _link(item: NavigationItem) -> dict[str, Any]:
    current = request.path == item.path or (item.path != "/" and request.path.startswith(f"{item.path}/"))
    return {"label": words()(item.label), "href": item.path, "current": current}
