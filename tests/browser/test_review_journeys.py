"""Decides that owner, officer and director each reach the end of their part of the reviews, in time and on a phone."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from isms.app import SOURCES
from isms.attestations.models import Attestation
from isms.kernel.clock import day_of
from isms.kernel.outbox import Mail
from isms.notices.jobs.telling import tell_due
from isms.portfolio.vocabulary import Exposure, Hosting
from tests.attestations.stage import open_campaign, rate, register, review_of
from tests.browser.conftest import PASSWORD, Site, follow, send
from tests.browser.test_pages import sideways
from tests.furnishing import ADDRESS, ME, add_attest

pytestmark = pytest.mark.browser

OWNER, OFFICER, DIRECTOR = (f"{name}@example.test" for name in ("employee", "officer", "chief.executive"))
PHONE: dict[str, Any] = {"width": 360, "height": 740}
LAST_YEAR, THIS_YEAR = datetime(2026, 11, 22, 8, 0, tzinfo=UTC), datetime(2027, 11, 22, 8, 0, tzinfo=UTC)
WRITTEN_OFFLINE, WRITTEN_ALONE = "Listen er bestilt", "Listen kommer mandag"
NOTE = "Gjennomgått i går, men listen mangler"
SAID = "Bemanningen holder, og trusselbildet er som i fjor."
MOST_ACTIONS = 24
"""The most clicks and key presses from the list to the receipt; what one has to type of a password is not counted."""


class Hands:
    """Somebody's hands on a page: counts their clicks and key presses, all but the characters of a password."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, selector: str) -> None:
        self.actions += 1
        self.page.click(selector)

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def on_password(self) -> bool:
        """Say whether the password is what one would type now."""
        return bool(self.page.evaluate("document.activeElement.type === 'password'"))


def asked_again(site: Site) -> tuple[int, int]:
    """Have two systems of an owner attested in one year and asked of in the next; return their reviews."""
    database, cast = site.database, site.cast
    site.clock.set(LAST_YEAR)
    facts: dict[str, Any] = {"owner_id": cast.employee, "hosting": Hosting.CLOUD, "exposure": Exposure.INTERNET}
    systems = [register(database, cast.nursing, name, **facts) for name in ("Pasientjournal", "Vaktbok")]
    for system_id in systems:
        rate(database, system_id, 3, cast.employee)
    open_campaign(database, cast)
    with database.transaction(ME, "attestation:attest") as session:
        for system_id in systems:
            add_attest(session, session.get_one(Attestation, review_of(database, system_id).id), cast.employee)
    site.clock.set(THIS_YEAR)
    today = day_of(THIS_YEAR)
    open_campaign(database, cast, today, today + timedelta(days=30))
    first, second = (review_of(database, system_id).id for system_id in systems)
    return first, second


def link_in_mail(site: Site, review: int) -> str:
    """Return the address in the owner's mail that leads to a review, as a path of this site."""
    tell_due(site.database, SOURCES, ADDRESS)
    with site.database.reading() as session:
        (mail,) = session.scalars(select(Mail).where(Mail.recipient == OWNER))
    (link,) = re.findall(rf"{ADDRESS}(/attestations/{review})\b", mail.body)
    return str(link)


def test_an_owner_attests_an_unchanged_system_in_few_actions_and_a_changed_one_without_loss(new_site: Site) -> None:
    unchanged, changed = asked_again(new_site)
    with new_site.visit(java_script_enabled=False) as page:
        page.goto(link_in_mail(new_site, unchanged))
        sign_in_here(page)
        save_without_scripts(page, unchanged)
    with new_site.visit(OWNER) as page:
        attest_unchanged(Hands(page), unchanged)
    with new_site.visit(OWNER) as page:
        correct(page, changed)
        leave_and_come_back(page, changed)
        lose_the_cookie(page)
        attest_changed(page)


def sign_in_here(page: Page) -> None:
    """Sign in on the page that asks for it, and come where one was going."""
    page.fill("#email", OWNER)
    page.fill("#password", PASSWORD)
    follow(page, "main button")


def save_without_scripts(page: Page, review: int) -> None:
    """Answer a part and take the answer back by hand; each is kept when its button is pressed."""
    assert page.url.endswith(f"/attestations/{review}")
    page.check("#facts-unchanged")
    follow(page, "#facts button")
    assert page.url.endswith(f"/attestations/{review}#facts")
    assert page.is_checked("#facts-unchanged")
    assert "1 av " in page.inner_text("#progress")


def attest_unchanged(hands: Hands, review: int) -> None:
    page = hands.page
    page.goto("/attestations/mine")
    assert "Pasientjournal" in page.inner_text("main")
    hands.click(f"a[href='/attestations/{review}']")
    hands.click(".two-boxes:not(:has(:checked)) label:has([value=unchanged])")
    while not hands.on_password() and hands.actions < MOST_ACTIONS:
        hands.press("Space")
    page.keyboard.type(PASSWORD)
    hands.press("Enter")
    page.wait_for_selector("a[href*='/attestations/records/']")
    assert "Pasientjournal er bekreftet" in page.inner_text("h1")
    assert hands.actions <= MOST_ACTIONS, hands.actions


def correct(page: Page, review: int) -> None:
    page.goto(f"/attestations/{review}")
    page.click("#facts label:has([value=changed])")
    page.fill("#facts-users", "1140")
    saved(page, "#facts")
    page.click("#assessment label:has([value=changed])")
    page.check("#assessment [name=unsettled] >> nth=0")
    saved(page, "#assessment")


def saved(page: Page, part: str) -> None:
    """Wait until a part has saved itself."""
    page.wait_for_selector(f"{part} [name=version]:not([value='0'])", state="attached")


def leave_and_come_back(page: Page, review: int) -> None:
    """Lose one's session while writing, as by signing out elsewhere; sign in again, and find what was typed."""
    page.click("#access label:has([value=changed])")
    saved(page, "#access")
    other = page.context.new_page()
    other.goto("/account")
    with other.expect_navigation():
        other.eval_on_selector("form[action='/sign-out']", "form => form.submit()")
    other.close()
    page.fill("#access-note", NOTE)
    page.wait_for_selector("#email")
    sign_in_here(page)
    assert NOTE in page.inner_text("main")
    follow(page, "main .send button")
    assert page.input_value("#access-note") == NOTE
    assert page.input_value("#facts-users") == "1140"


def lose_the_cookie(page: Page) -> None:
    """Lose the network, which the page tells, and then one's cookies; sign in again, and find what was typed."""
    page.context.set_offline(True)
    page.fill("#access-note", WRITTEN_OFFLINE)
    page.wait_for_selector("#access .unsaved", state="visible")
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.fill("#access-note", WRITTEN_ALONE)
    page.wait_for_selector("#email")
    sign_in_here(page)
    follow(page, "main .send button")
    assert page.input_value("#access-note") == WRITTEN_ALONE


def attest_changed(page: Page) -> None:
    for part in page.query_selector_all(".two-boxes:not(:has(:checked)) label:has([value=unchanged])"):
        part.click()
    page.fill("#attest [type=password]", PASSWORD)
    page.click("#attest button")
    page.wait_for_selector("a[href*='/attestations/records/']")
    assert "Vaktbok er bekreftet" in page.inner_text("h1")
    page.goto("/actions")
    assert "Gjøre ny risikovurdering av Vaktbok" in page.inner_text("main")


def test_a_meeting_goes_from_the_health_of_systems_to_minutes_that_two_have_signed(new_site: Site) -> None:
    cast = new_site.cast
    register(new_site.database, cast.nursing, "Pasientjournal", owner_id=cast.employee)
    with new_site.visit(OFFICER) as page:
        see_health(page)
        plan(page)
        write_what_is_missing(page)
        take_steps(page, "Frys pakken", "Send ut sakspapirene", "Møtet er holdt")
        decide(page)
        sign(page)
        assert "Sekretær: Ingrid Solvang" in page.inner_text("#signatures")
    with new_site.visit(DIRECTOR, **PHONE) as page:
        read_and_sign_on_a_phone(page)


def see_health(page: Page) -> None:
    page.goto("/systems/1")
    assert "av 100" in page.inner_text("#health .verdict")
    assert page.locator("#health .health-gains li").count()
    page.goto("/health")
    assert "Helse og mestring" in page.inner_text("#areas")


def plan(page: Page) -> None:
    """Plan a meeting of the whole municipality; the director leads it, and the officer keeps its minutes."""
    page.goto("/meetings/new")
    page.click("label:has([name=unit_id]):has-text('Eksempelfjord kommune')")
    page.check("[name=kind][value=main]")
    page.fill("#meets_on", "01.06.2026")
    send(page)
    for name, role in (("Halvard Bjerkelund", "Møteleder"), ("Ingrid Solvang", "Sekretær")):
        assert role in page.inner_text(f"#participants tr:has-text('{name}')")


def write_what_is_missing(page: Page) -> None:
    """Do what the page says comes next, until all that the standard asks for is answered."""
    take_steps(page, "Begynn innsamlingen")
    while page.locator(".actions >> text=Skriv det som mangler").count():
        follow(page, ".actions >> text=Skriv det som mangler")
        page.fill("#text", SAID)
        send(page)


def take_steps(page: Page, *steps: str) -> None:
    for step in steps:
        follow(page, f".actions >> text={step}")
        send(page)


def decide(page: Page) -> None:
    """Correct what is frozen, and write what the meeting decides."""
    page.click("#errata >> text=Skriv en rettelse")
    page.fill("#text", "Øvelsen var i mai.")
    send(page)
    assert "Øvelsen var i mai." in page.inner_text("#errata")
    page.click(".actions >> text=Skriv vedtak")
    page.fill("#text", "Nødstrøm til alle sykehjem.")
    page.select_option("#owner_id", label="Astrid Fossheim")
    page.fill("#due_on", "01.03.2027")
    send(page)
    take_steps(page, "Legg fram protokollen")


def sign(page: Page) -> None:
    page.click(".actions >> text=Signer protokollen")
    page.fill("#password", PASSWORD)
    send(page)


def read_and_sign_on_a_phone(page: Page) -> None:
    """Read the package, sign, and find the same package in the approved page and on paper."""
    page.goto("/meetings/1?open=all")
    assert sideways(page, 320) == []
    assert SAID in page.inner_text("main")
    digest = re.findall(r"\b[0-9a-f]{64}\b", page.inner_text("#about"))
    assert len(digest) == 1
    sign(page)
    assert "er godkjent" in page.inner_text("main .lead >> nth=0")
    assert re.findall(r"\b[0-9a-f]{64}\b", page.inner_text("#about")) == digest
    page.goto("/meetings/1/papers")
    assert sideways(page, 320) == []
    assert digest[0] in page.inner_text("main")
    with page.expect_download() as download:
        page.click("a[href*='package.pdf'][href*='lang=nb']")
    assert download.value.path().read_bytes().startswith(b"%PDF")
