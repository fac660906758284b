"""Decides that a deviation is reported from a phone: by an employee with a picture, and without an account."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from isms.deviations import service
from isms.organisation.models import Unit
from tests.browser.conftest import Site, follow, send
from tests.browser.test_pages import faults
from tests.furnishing import ME
from tests.kernel.test_file_kinds import PNG
from tests.web.routes import SAMPLES

pytestmark = pytest.mark.browser

PHONE = 390


def tell(page: Page, text: str) -> None:
    """Say what happened, and that it is not known whether it concerns persons."""
    page.fill("#description", text)
    page.check("[name=personal_data][value=unsure]")


def test_an_employee_reports_with_a_picture_and_follows_it(filled_site: Site, tmp_path: Path) -> None:
    picture = tmp_path / "skjerm på vaktrom.png"
    picture.write_bytes(PNG)
    with filled_site.visit("employee@example.test", width=PHONE) as page:
        page.goto("/deviations/new")
        page.check("[name=about][value=whistleblowing]")
        assert page.is_visible("[data-about=whistleblowing]")
        assert not page.is_visible("#description")
        assert not page.is_visible(".send button")
        page.check("[name=about][value=deviation]")
        tell(page, "Skjermen sto åpen på vaktrommet. Ingen var der.")
        page.set_input_files("#files", picture)
        send(page)
        assert page.inner_text("h1") == "Skjermen sto åpen på vaktrommet"
        assert "nummer AV-" in page.inner_text("[role=status]")
        with page.expect_download() as download:
            page.click("#attachments a[download]")
        assert download.value.path().read_bytes() == PNG
        assert download.value.suggested_filename == picture.name
        assert faults(page) == []


def test_a_stranger_reports_and_keeps_the_link(filled_site: Site) -> None:
    with filled_site.database.transaction(ME, "open_form:switch") as session:
        service.switch(session, session.get_one(Unit, filled_site.cast.municipality), is_open=True)
    with filled_site.visit(width=PHONE) as page:
        page.goto(f"/report/{SAMPLES['form_address'][0]}")
        tell(page, "Døra til arkivet sto åpen.")
        send(page)
        assert "Takk" in page.inner_text("h1")
        assert faults(page) == []
        follow(page, ".address a")
        assert "mottatt" in page.inner_text("main")
        assert "arkivet" not in page.inner_text("main")
