"""Decides that pages are sound in a real browser: for every eye, on a phone, on paper and by keyboard."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from isms.kernel.db import Database
from isms.organisation.vocabulary import Role
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from tests.browser.conftest import Site, follow
from tests.browser.pdf import text_of_pages
from tests.furnishing import ME

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""What can differ between light and dark."""
RUN = "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
OFFICER = "officer@example.test"
WIDTHS = (1100, 320)

READ = {
    "home": "/",
    "register": "/systems",
    "register of risks": "/risks",
    "filtered to nothing": "/risks?q=finnes%20ikke",
    "map of risks": "/risks/map",
    "tree": "/units/tree",
    "log": "/audit",
    "account": "/account",
    "system": "/systems/1",
    "supplier": "/suppliers/1",
    "assessment": "/assessments/1",
    "risk": "/risks/1",
    "register of deviations": "/deviations",
    "deviation": "/deviations/1",
    "breach": "/deviations/1/breach",
    "form of a judgement": "/deviations/1/triage",
    "action": "/actions/1",
    "overdue actions": "/actions/overdue",
    "wheel of the year": "/calendar",
    "choice of notices": "/account/notices",
    "unit": "/units/2",
    "person": "/people/11",
    "handover": "/people/11/handover",
    "review": "/reviews/4",
    "measurements": "/systems/1/measurements",
    "health of areas": "/health",
    "model of health": "/health-models/1",
    "attesting": "/attestations/1",
    "meeting": "/meetings/1",
    "scorecard": "/scorecard",
    "project": "/projects/1",
    "ending of a system": "/endings/1",
    "form": "/systems/1/change",
    "form of a rating": "/systems/1/rate",
    "templates of risks": "/assessments/1/start?take=1",
    "form of a risk": "/assessments/1/risks/new?template=any_system.ransomware&template=any_system.restore_fails",
    "form of a deviation": "/deviations/new",
    "import": "/systems/import",
    "password": "/account/password",
    "missing": "/systems/999",
}


def form_with_errors(page: Page, _site: Site, _directory: Path) -> None:
    page.goto("/systems/new")
    page.fill("#users", "mange")
    follow(page, "main .send button")
    assert page.locator("[data-error-summary]").count() == 1


def conflict(page: Page, site: Site, _directory: Path) -> None:
    page.goto("/systems/2/change")
    page.fill("#users", "850")
    save_meanwhile(site.database, 2)
    follow(page, "main .send button")
    assert "850" in page.inner_text("main")


def save_meanwhile(database: Database, system_id: int) -> None:
    """Let somebody else save a system."""
    with database.transaction(ME, "system:change") as session:
        system = session.get_one(System, system_id)
        portfolio.change(session, system, users=(system.users or 0) + 1)


def import_preview(page: Page, _site: Site, directory: Path) -> None:
    send_sheet(page, directory, "Navn;Enhetskode;Livssyklus\nArkivsystem;HEM-SYK;I drift\n")
    assert page.locator("[name=upload]").count() == 1


def import_problems(page: Page, _site: Site, directory: Path) -> None:
    send_sheet(page, directory, "Navn;Enhetskode;Livssyklus\nArkivsystem;FINNES-IKKE;I drift\n")
    assert page.locator("[name=upload]").count() == 0


def send_sheet(page: Page, directory: Path, text: str) -> None:
    sheet = directory / "systemer.csv"
    sheet.write_text(text, "utf-8")
    page.goto("/systems/import")
    page.set_input_files("input[type=file]", sheet)
    follow(page, "main button >> nth=0")


def forged(page: Page, _site: Site, _directory: Path) -> None:
    page.goto("/suppliers/new")
    page.eval_on_selector("main [name=csrf_token]", "field => { field.value = 'x' }")
    page.fill("#name", "Vaktplan AS")
    follow(page, "main .send button")


def goes_to(path: str) -> Callable[[Page, Site, Path], None]:
    def go(page: Page, _site: Site, _directory: Path) -> None:
        page.goto(path)

    return go


PAGES: dict[str, Callable[[Page, Site, Path], None]] = {
    **{name: goes_to(path) for name, path in READ.items()},
    "form with errors": form_with_errors,
    "conflict": conflict,
    "import preview": import_preview,
    "import problems": import_problems,
    "forged": forged,
}


def faults(page: Page) -> list[object]:
    """Return what is wrong with a page for a reader, in light and in dark, and on narrow screens."""
    found: list[object] = []
    page.evaluate(AXE)
    for scheme, rules in (("light", RULES), ("dark", OF_COLOUR)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        violations = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)[
            "violations"
        ]
        found += [(scheme, one["id"], [node["html"] for node in one["nodes"]][:3]) for one in violations]
    for width in WIDTHS:
        found += sideways(page, width)
    return found


def sideways(page: Page, width: int) -> list[object]:
    page.set_viewport_size({"width": width, "height": 900})
    excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [(width, excess)] if excess else []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_in_light_and_dark_and_on_a_phone(filled_site: Site, tmp_path: Path, name: str) -> None:
    with filled_site.visit(OFFICER) as page:
        PAGES[name](page, filled_site, tmp_path)
        assert faults(page) == []


def test_sign_in_and_a_closed_door_are_sound(filled_site: Site) -> None:
    with filled_site.visit() as page:
        page.goto("/sign-in")
        assert faults(page) == []
        follow(page, "main .send button")
        assert faults(page) == []
    with filled_site.visit("employee@example.test") as page:
        page.goto("/audit")
        assert faults(page) == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECURITY_OFFICER])
def test_every_role_gets_about_on_a_phone(filled_site: Site, role: Role) -> None:
    email = f"{'hem_owner' if role == Role.AREA_OWNER else role.value}@example.test".replace("_", ".")
    with filled_site.visit(email, width=320) as page:
        page.goto("/")
        links = page.eval_on_selector_all("nav a[href^='/']", "links => links.map(link => link.getAttribute('href'))")
        for path in sorted({*links, "/deviations/new", "/account"}):
            page.goto(path)
            assert page.locator("h1").count() == 1
            assert (path, sideways(page, 320)) == (path, [])


def test_a_form_can_be_filled_in_and_sent_by_keyboard(filled_site: Site) -> None:
    with filled_site.visit(OFFICER) as page:
        page.goto("/suppliers/new")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("Enter")
        walked = []
        for _ in range(12):
            page.keyboard.press("Tab")
            walked.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
            if walked[-1] == "name":
                page.keyboard.type("Tastatur AS")
            if walked[-1] == "BUTTON":
                break
        fields = ["name", "organisation_number", "country", "contact_name", "contact_email", "note", "BUTTON"]
        assert [name for name in walked if name in fields] == fields
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/suppliers/\d+"))
        assert page.inner_text("h1") == "Tastatur AS"


def test_a_review_prints_with_its_heading_and_page_numbers(filled_site: Site) -> None:
    with filled_site.visit(OFFICER) as page:
        page.goto("/reviews/4")
        heading = page.inner_text("h1")
        pdf = page.pdf(prefer_css_page_size=True)
        page.emulate_media(media="print")
        assert page.is_visible("h1")
        assert not page.is_visible(".top")
    pages = text_of_pages(pdf)
    assert heading.replace(" ", "") in pages[0]
    assert [f"{n}/{len(pages)}" in page for n, page in enumerate(pages, start=1)] == [True] * len(pages)
