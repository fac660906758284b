"""Decides that the main job can be done from end to end in a browser, with scripts and without them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from isms.reviews.jobs import prepare_due
from tests.browser.conftest import Site, follow, send, sign_in

pytestmark = pytest.mark.browser

SHEET = (
    "\ufeffNavn;Enhetskode;Livssyklus;Leverandør\n"
    "Turnussystem;HEM-SYK;I drift;Vaktplan AS\n"
    "Skoleplattform;OPP-SKO;I drift;Læring AS\n"
)
OFFICER, EMPLOYEE = "officer@example.test", "employee@example.test"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_an_imported_list_to_a_review_with_a_comment(new_site: Site, tmp_path: Path, scripts: bool) -> None:
    with new_site.visit(java_script_enabled=scripts) as page:
        sign_in(page, OFFICER)
        import_systems(page, tmp_path)
        rate(page)
        assess(page)
    with new_site.visit(java_script_enabled=scripts) as page:
        sign_in(page, EMPLOYEE)
        report(page)
    new_site.clock.set(datetime(2026, 9, 1, 6, 0, tzinfo=UTC))
    assert prepare_due(new_site.database, "worker") == 3
    with new_site.visit(java_script_enabled=scripts) as page:
        sign_in(page, OFFICER)
        comment(page)
        export(page)


def import_systems(page: Page, directory: Path) -> None:
    sheet = directory / "systemer.csv"
    sheet.write_text(SHEET, "utf-8")
    page.goto("/systems/import")
    page.set_input_files("input[type=file]", sheet)
    follow(page, "main button >> nth=0")
    assert "Turnussystem" in page.inner_text("main")
    for consent in page.locator("main form:has([name=upload]) [type=checkbox]").all():
        consent.check()
    follow(page, "main form:has([name=upload]) button >> nth=0")
    page.goto("/systems")
    assert page.locator("main tbody tr").count() == 2


def rate(page: Page) -> None:
    follow(page, "main >> text=Turnussystem")
    page.goto(f"{page.url}/rate")
    for letter, level in (("k", 3), ("i", 2), ("t", 3)):
        page.check(f"[name={letter}][value='{level}']")
        page.fill(f"#{letter}_reason", "Vaktene stopper opp uten systemet")
    send(page)
    assert "Turnussystem" in page.inner_text("h1")


def assess(page: Page) -> None:
    page.goto(f"/assessments/new?system={page.url.split('#')[0].rpartition('/')[2]}")
    page.fill("#title", "Turnussystemet ved strømbrudd")
    page.fill("#valid_until", "01.06.2027")
    page.select_option("#responsible_id", label="Ingrid Solvang")
    send(page)
    page.goto(f"{page.url.split('#')[0]}/risks/new")
    page.fill("#title", "Vaktlisten er borte")
    page.check("[name=likelihood_before][value='3']")
    page.check("[name=consequence_before][value='4']")
    send(page)
    assert "Vaktlisten er borte" in page.inner_text("main")


def report(page: Page) -> None:
    page.goto("/deviations/new")
    page.fill("#description", "Listen viste feil avdeling")
    page.fill("#discovered_at", "01.06.2026 kl. 09.20")
    page.check("[name=personal_data][value=no]")
    send(page)
    assert "Listen viste feil avdeling" in page.inner_text("body")


def comment(page: Page) -> None:
    page.goto("/reviews")
    follow(page, "main tbody >> text=Eksempelfjord kommune")
    address = page.url
    assert "Vaktlisten er borte" in page.inner_text("main") or "Turnussystem" in page.inner_text("main")
    page.goto(f"{address}/comment")
    page.fill("#text", "Bemanningen i IKT er for lav.")
    send(page)
    assert "Bemanningen i IKT er for lav." in page.inner_text("main")


def export(page: Page) -> None:
    page.goto("/risks")
    with page.expect_download() as download:
        page.click("summary:has-text('Eksporter')")
        page.click("a[href*='risks.csv']")
    text = download.value.path().read_text("utf-8")
    assert text.startswith("\ufeff")
    assert "Vaktlisten er borte" in text
    assert len(text.splitlines()) == 2
