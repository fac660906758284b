"""Decides that several risks can be changed at once with the keyboard alone."""

import pytest
from playwright.sync_api import Page

from isms.risk.models import Scenario
from tests.browser.conftest import Site
from tests.risk.stage import ME, a_risk, a_system, an_assessment

pytestmark = pytest.mark.browser

OFFICER = "officer@example.test"
MOST_TABS = 80


def tab_to(page: Page, selector: str) -> None:
    """Press the tab key until what is wanted has the focus, and see that the focus is shown."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            shown = page.evaluate("() => document.activeElement.matches(':focus-visible')")
            assert shown, f"{selector} has the focus and does not show it"
            return
    raise AssertionError(f"the tab key never reaches {selector}")


def test_owners_are_changed_with_the_keyboard_alone(new_site: Site) -> None:
    with new_site.database.transaction(ME, "risk:stage") as session:
        system = a_system(session, new_site.cast.nursing, "Journal")
        assessment = an_assessment(session, [system], new_site.cast.officer)
        for number in range(3):
            a_risk(session, assessment, system, title=f"Hendelse {number}")
    with new_site.visit(OFFICER) as page:
        page.goto("/risks?area=HEM")
        tab_to(page, "a[href='/risks/bulk?area=HEM']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/risks/bulk?area=HEM")
        tab_to(page, "#owner_id")
        page.keyboard.type("Astrid")
        tab_to(page, "main form button")
        page.keyboard.press("Enter")
        page.wait_for_selector("[name=row]")
        tab_to(page, "[name=row]")
        page.keyboard.press("Space")
        tab_to(page, "button[name=apply]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/risks?area=HEM")
        assert "2 rader er endret" in page.inner_text("body")
    with new_site.database.reading() as session:
        owners = [session.get_one(Scenario, id_).owner_id for id_ in (1, 2, 3)]
    assert owners == [None, new_site.cast.hem_owner, new_site.cast.hem_owner]
