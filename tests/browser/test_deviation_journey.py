"""Decides that a breach of personal data goes from report to lesson on phones, with no script and each by who may."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from isms.deviations import service
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import Surely
from isms.organisation.models import Unit
from tests.browser.conftest import Site, follow, send
from tests.browser.test_pages import faults
from tests.risk.stage import ME, a_system, get

pytestmark = pytest.mark.browser

REPORTER, OFFICER, OWNER, DIRECTOR = (
    f"{name}@example.test" for name in ("employee", "officer", "leadership", "hem.owner")
)
PHONE: dict[str, Any] = {"width": 390, "height": 844}
WITHOUT_SCRIPTS: dict[str, Any] = {**PHONE, "java_script_enabled": False}
TIMELINE = (
    "Nora Aasen meldte avviket",
    "Ingrid Solvang vurderte avviket",
    "Hilde Kvamme begynte arbeidet",
    "Hilde Kvamme meldte at det er rettet",
    "Astrid Fossheim sjekket effekten",
    "Ingrid Solvang lukket avviket",
)
TITLE = "Kjøreliste sendt til feil mottaker"


def reported(site: Site) -> str:
    """Report a deviation of a system as the employee; return where its page is."""
    now = site.clock.now()
    with site.database.transaction(ME, "deviation:report") as session:
        system = a_system(session, site.cast.home_care, "Kjørelister", owner_id=site.cast.leadership)
        made: Deviation = service.report(
            session,
            get(session, Unit, site.cast.home_care_north),
            site.cast.employee,
            now=now,
            systems=[system],
            title=TITLE,
            description="Listen med navn og adresser gikk til en pårørende.",
            discovered_at=now - timedelta(hours=2),
            personal_data=Surely.YES,
        )
        return f"/deviations/{made.id}"


def fill_in(page: Page, link: str, **fields: str) -> None:
    """Follow a link of the page, fill in the form that it leads to, and send that."""
    follow(page, f"main a:has-text('{link}')")
    for name, value in fields.items():
        control = page.locator(f"main form [name={name}]").first
        if control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(label=value)
        elif control.get_attribute("type") in ("radio", "checkbox"):
            page.check(f"main form [name={name}][value='{value}']")
        else:
            control.fill(value)
    send(page)


def says(page: Page, *texts: str) -> None:
    """See that the page says some things."""
    main = page.inner_text("main")
    assert [text for text in texts if text not in main] == [], main


def test_a_breach_is_handled_to_its_lesson_on_phones_without_scripts(filled_site: Site) -> None:
    where = reported(filled_site)
    with filled_site.visit(OFFICER, **WITHOUT_SCRIPTS) as page:
        page.goto(where)
        judge(page)
        tell_the_supervisor(page)
    with filled_site.visit(OWNER, **WITHOUT_SCRIPTS) as page:
        page.goto(where)
        correct(page)
    with filled_site.visit(DIRECTOR, **WITHOUT_SCRIPTS) as page:
        page.goto(where)
        fill_in(page, "Sjekk effekten", effect="good", effect_reason="Fire uker uten en eneste feil.")
        says(page, "Effekt bekreftet", "Astrid Fossheim")
    with filled_site.visit(OFFICER, **WITHOUT_SCRIPTS) as page:
        page.goto(where)
        fill_in(page, "Lukk avviket", learning="Ingen lister med navn på e-post.")
        says(page, "Lukket", "Ingen lister med navn på e-post.")
    with filled_site.visit(OFFICER, **PHONE) as page:
        page.goto(f"{where}/breach")
        says(page, "Holdt", "26/01234")
        assert faults(page) == []
    with filled_site.visit(REPORTER, **PHONE) as page:
        page.goto(where)
        says(page, *TIMELINE)
        assert faults(page) == []
        assert page.locator("main a:has-text('Vis bruddet')").count() == 0


def judge(page: Page) -> None:
    """Judge the deviation as a serious one of privacy, and give it to the owner of the system."""
    fill_in(
        page,
        "Vurder avviket",
        kind="Avvik",
        category="Personvern",
        personal_data="yes",
        hits_confidentiality="y",
        consequence="4",
        responsible_id="Hilde Kvamme",
    )
    says(page, "Vurdert", "Alvorlig", "Hilde Kvamme")


def tell_the_supervisor(page: Page) -> None:
    """Open the breach, see its hours run, decide, and record the first message."""
    fill_in(page, "Før som brudd")
    says(page, "70 timer igjen")
    fill_in(page, "Beslutt", notifiability="notifiable", decision_reason="Helseopplysninger på avveie.")
    fill_in(page, "Før melding", reference="26/01234", told="Navn og adresse til 38 brukere.")
    says(page, "Holdt", "26/01234")


def correct(page: Page) -> None:
    """Begin, say why it happened, and correct: what was done at once, and what keeps it from coming back."""
    fill_in(page, "Begynn arbeidet", immediate_action="Ba mottakeren slette listen.")
    fill_in(page, "Skriv årsak og tiltak", cause_kind="Rutine mangler", cause="Gammel adresseliste lå i e-posten.")
    fill_in(page, "Meld at det er rettet", corrective_action="Listen hentes fra fagsystemet.", exists_elsewhere="no")
    says(page, "Rettet", "Ba mottakeren slette listen.", "Listen hentes fra fagsystemet.")
