"""An answer that comes after the session has ended is held for who wrote it, and saved when they are back."""

import pytest
from flask import Flask
from sqlalchemy import select

from isms.attestations.models import AttestationAnswer
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.organisation.models import Person
from tests.accounts.conftest import Browser, value_of
from tests.attestations.stage import give_password, open_campaign, register, review_of
from tests.cast import Cast

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

TYPED = {"version": "0", "answer": "changed", "purpose": "Planlegge vakter og ferie", "note": ""}


def test_what_was_answered_too_late_is_not_lost(app: Flask, database: Database, cast: Cast, clock: FixedClock) -> None:
    system = register(database, cast.nursing, "Turnus", owner_id=cast.employee)
    open_campaign(database, cast)
    give_password(database, cast.employee)
    with database.reading() as session:
        email = session.get_one(Person, cast.employee).email
    path = f"/attestations/{review_of(database, system).id}"
    app.testing = False
    browser = Browser(app.test_client())
    browser.sign_in(email)
    assert browser.get(path).status_code == 200
    clock.advance(minutes=31)
    asked = browser.post(f"{path}/steps/facts", TYPED)
    assert asked.status_code == 401
    page = browser.sign_in(email, held=value_of(asked, "held"))
    assert "Planlegge vakter og ferie" in page.text
    assert f'action="{path}/steps/facts"' in page.text
    assert browser.post(f"{path}/steps/facts", {**TYPED, "restore": "1"}).status_code == 303
    assert "Planlegge vakter og ferie" in browser.get(path).text
    with database.reading() as session:
        assert session.scalars(select(AttestationAnswer)).one().unchanged is False
