"""Decides that what every page stands on all can read: on paper, on a phone, under the strict policy."""

from __future__ import annotations

import mimetypes
import re
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from . import stage

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = (stage.ROOT / "tests/browser/vendor/axe.min.js").read_text(encoding="utf-8")


def section(ident: str, label: str, mark: str | None, tone: str | None) -> SimpleNamespace:
    return SimpleNamespace(id=ident, label=label, mark=mark, tone=tone)


def drawn() -> dict[str, str]:
    env = stage.environment()
    sections = [section("helse", "Helse", "Rødt flagg", "danger"), section("risiko", "Risiko", "4", None)]
    paper = {
        "head_left": "Eksempelfjord",
        "head_right": "Sak 1",
        "foot_left": "Intern",
        "foot_right": "Fryst",
    }
    row = {"label": "Antall brukere", "name": "users", "yours": "900", "saved": "", "yours_value": "900"}
    contexts: dict[str, tuple[str, dict[str, Any]]] = {
        "home": ("stage/home.html", {}),
        "record": ("stage/record.html", {"sections": sections}),
        "review": ("stage/review.html", {"paper": paper}),
        "register": ("register.html", stage.register_context(env)),
        "register-then": ("register.html", stage.register_context(env, as_of=True, rows=4)),
        "register-empty": ("register.html", stage.register_context(env, rows=0)),
        "form": ("form.html", stage.form_context(failed=False)),
        "form-refused": ("form.html", stage.form_context(failed=True)),
        "conflict": (
            "conflict.html",
            {
                "name": "Turnussystem",
                "saved_by": "Kari lagret kl. 13.20.",
                "action": "/x",
                "cancel_href": "/y",
            }
            | {"kept": [("version", "4")], "rows": [row | {"saved_value": ""}]},
        ),
        "held": (
            "held.html",
            {"action": "/x", "fields": [("what", "Jeg")], "texts": [("Hva skjedde?", "Jeg")]},
        ),
        "missing": ("errors/error.html", {"status": 404}),
        "broken": ("errors/error.html", {"status": 500, "me": None}),
    }
    return {name: env.get_template(path).render(**context) for name, (path, context) in contexts.items()}


PAGES = drawn()


def answer(route: Route) -> None:
    path = re.sub(r"^https?://[^/]+|\?.*$", "", route.request.url)
    if path.startswith("/static/"):
        file = stage.STATIC / path.removeprefix("/static/")
        kind = mimetypes.guess_type(file.name)[0] or "font/woff2"
        route.fulfill(body=file.read_bytes(), content_type=kind)
    elif (name := path.strip("/")) in PAGES:
        headers = {"Content-Security-Policy": POLICY}
        route.fulfill(body=PAGES[name], content_type="text/html; charset=utf-8", headers=headers)
    else:
        route.fulfill(status=404, body="")


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    return chromium


def visit(browser: Browser, width: int = 1280, **choices: Any) -> tuple[BrowserContext, Page, list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **choices)
    context.route("**/*", answer)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return context, page, complaints


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_in_light_and_dark_and_fits_a_phone(browser: Browser, name: str) -> None:
    context, page, complaints = visit(browser)
    page.goto(f"http://face.test/{name}")
    heading = page.locator("h1").all_inner_texts()
    assert [f"{text} · Systemhelse" for text in heading] == [page.title().removeprefix("Feil: ")]
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    page.evaluate(AXE)
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
        assert [(dark, one["id"], one["nodes"][0]["html"]) for one in found] == []
    for width in (1100, 768, 320):
        page.set_viewport_size({"width": width, "height": 900})
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (width, excess) == (width, 0)
    context.close()
    assert complaints == []


def test_a_refused_form_says_so_first_and_takes_one_to_the_field(browser: Browser) -> None:
    context, page, _ = visit(browser)
    page.goto("http://face.test/form-refused")
    assert page.title().startswith("Feil:")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.click("text=Skriv hva som skjedde >> nth=0")
    assert page.evaluate("document.activeElement.id") == "what"
    context.close()


def test_the_register_can_be_filtered_without_a_script(browser: Browser) -> None:
    context, page, _ = visit(browser, 320, java_script_enabled=False)
    page.goto("http://face.test/register")
    page.fill("#filter-q", "strøm")
    page.click("#filters >> text=Bruk")
    assert "q=str%C3%B8m" in page.url
    context.close()


def test_htmx_swaps_the_register_and_says_how_many_rows_there_are(browser: Browser) -> None:
    context, page, complaints = visit(browser)
    page.goto("http://face.test/register")
    page.evaluate("window.stayed = true")
    for word in ("strøm", "brann"):
        page.fill("#filter-q", word)
        page.evaluate("document.getElementById('announce').textContent = ''")
        page.click("#filters >> text=Bruk")
        expect(page.locator("#announce")).not_to_be_empty()
    assert page.evaluate("window.stayed")
    assert (page.url.count("q="), "q=brann" in page.url) == (1, True)
    assert page.inner_text("#announce") == "87 risikoer"
    context.close()
    assert complaints == []


def test_paper_shows_neither_menus_nor_buttons(browser: Browser) -> None:
    context, page, _ = visit(browser)
    page.goto("http://face.test/review")
    page.emulate_media(media="print")
    for part in (".top", ".foot", ".actions"):
        assert not page.locator(part).is_visible()
    assert page.locator(".paper-head").is_visible()
    context.close()
