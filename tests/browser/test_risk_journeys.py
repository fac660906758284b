"""Decides that officer, owner, director and auditor each reach the end of their part of the risk work in a browser."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site, follow, send
from tests.risk.stage import ME, a_system

pytestmark = pytest.mark.browser

OFFICER, OWNER, DIRECTOR, AUDITOR = (
    f"{name}@example.test" for name in ("officer", "hem.owner", "chief.executive", "auditor")
)
NEXT_DAY = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)


def test_a_risk_goes_from_a_template_to_the_auditors_own_proof(new_site: Site, tmp_path: Path) -> None:
    with new_site.database.transaction(ME, "risk:stage") as session:
        a_system(session, new_site.cast.nursing, "Pasientjournal")
    with new_site.visit(OFFICER) as page:
        assess(page)
        start_from_a_template(page)
        identify(page, "Vaktlisten er borte", likelihood=3, consequence=4)
        plan(page, "Vaktlisten er borte")
        send_for_approval(page)
    with new_site.visit(OWNER) as page:
        approve(page)
        accept(page, "1", reason="Tiltakene koster mer enn de gir.")
        refuse_to_accept(page, "2")
    with new_site.visit(DIRECTOR) as page:
        accept(page, "2", reason="Driften kan ikke stanse.", compensation="Papirlister på hver avdeling")
    new_site.clock.set(NEXT_DAY)
    with new_site.visit(AUDITOR) as page:
        read_the_register_as_it_stood(page)
        prove_the_pack(page, tmp_path)


def assess(page: Page) -> None:
    page.goto("/assessments/new?system=1")
    page.fill("#title", "Pasientjournalen")
    page.select_option("#responsible_id", label="Ingrid Solvang")
    send(page)
    assert "Pasientjournalen" in page.inner_text("h1")


def start_from_a_template(page: Page) -> None:
    page.goto("/assessments/1/start")
    page.locator("input[name=template]").first.check()
    follow(page, "main form .send button")
    assert page.input_value("#title")
    assert page.input_value("#cause")
    estimate(page, 2, 3)
    send(page)


def identify(page: Page, title: str, likelihood: int, consequence: int) -> None:
    page.goto("/assessments/1/risks/new")
    page.fill("#title", title)
    estimate(page, likelihood, consequence)
    send(page)
    assert title in page.inner_text("main")


def estimate(page: Page, likelihood: int, consequence: int) -> None:
    page.check(f"[name=likelihood_before][value='{likelihood}']")
    page.check(f"[name=consequence_before][value='{consequence}']")
    page.select_option("#owner_id", label="Astrid Fossheim")


def plan(page: Page, title: str) -> None:
    page.goto("/assessments/1")
    follow(page, f"main >> text={title}")
    page.goto(f"{page.url.split('#')[0]}/treat")
    page.fill("#title", "Nødstrøm til svitsjene")
    page.select_option("#owner_id", label="Astrid Fossheim")
    page.fill("#due_on", "01.09.2026")
    send(page)


def send_for_approval(page: Page) -> None:
    page.goto("/assessments/1/send")
    send(page)
    assert "Til gjennomgang" in page.inner_text("body")


def approve(page: Page) -> None:
    page.goto("/assessments/1/approve")
    send(page)
    assert "Godkjent" in page.inner_text("body")


def accept(page: Page, number: str, **said: str) -> None:
    page.goto(f"/risks/{number}/accept")
    for name, text in said.items():
        page.fill(f"#{name}", text)
    send(page)
    assert "Akseptert" in page.inner_text("main")


def refuse_to_accept(page: Page, number: str) -> None:
    page.goto(f"/risks/{number}/accept")
    assert page.locator("main form[method=post] .send button").count() == 0
    assert "kommunedirektør" in page.inner_text("main").lower()


def read_the_register_as_it_stood(page: Page) -> None:
    page.goto("/risks?as_of=01.06.2026")
    assert page.locator("main tbody tr").count() == 2
    assert page.locator("a[href='/assessments/new'], a[href*='/risks/bulk']").count() == 0
    with page.expect_download() as download:
        page.click("summary:has-text('Eksporter')")
        page.click("a[href*='risks.json']")
    found = json.loads(download.value.path().read_text("utf-8"))
    assert {risk["acceptance"] for risk in found["rows"]} == {"accepted"}
    page.goto("/audit/access")
    assert "Torstein Lunde" in page.inner_text("main")


def prove_the_pack(page: Page, directory: Path) -> None:
    page.goto("/audit/pack")
    page.fill("#as_of", "01.06.2026")
    with page.expect_download() as download:
        page.click("main form[method=post] .send button")
    pack = directory / "pack.zip"
    download.value.save_as(pack)
    with ZipFile(pack) as whole:
        (verifier,) = (name for name in whole.namelist() if name.endswith("verify.py"))
        whole.extract(verifier, directory)
    proof = subprocess.run(
        [sys.executable, "-I", str(directory / verifier), str(pack)], capture_output=True, text=True, check=False
    )
    assert proof.returncode == 0, proof.stdout + proof.stderr
