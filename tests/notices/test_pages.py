"""What a person chooses of their notices, what the officer sees of mail, and what a record tells of who was told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from isms.actions import service as actions
from isms.actions.vocabulary import SourceKind
from isms.app import SOURCES
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.outbox import Mail
from isms.kernel.refusal import Refused
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from isms.notices import queries, service
from isms.notices.jobs.telling import tell_due
from isms.notices.rules import MUTABLE
from isms.notices.vocabulary import MailLanguage, NoticeGroup
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from tests.cast import Cast
from tests.client import Client
from tests.notices.stage import ADDRESS, ME, mails

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

Clients = Callable[[int | None], Client]


@pytest.fixture
def action_id(database: Database, cast: Cast) -> int:
    """An action of the employee, due in a week, that has been told of."""
    today = day_of(database.clock.now())
    with database.transaction(ME, "action:plan") as session:
        planned = actions.plan(
            session,
            unit=session.get_one(Unit, cast.home_care_north),
            source_kind=SourceKind.OWN,
            source_code=None,
            title="Hemmelig tittel",
            description=None,
            owner_id=cast.employee,
            due_on=today + timedelta(days=7),
            today=today,
        )
    tell_due(database, SOURCES, ADDRESS)
    return planned.id


def test_a_person_chooses_language_and_groups_and_both_hold(database: Database, cast: Cast, client_as: Clients) -> None:
    client = client_as(cast.employee)
    path, sent = client.filled("/account/notices")
    assert sent["language"] == "nb"
    assert set(sent.getlist("wanted")) == set(MUTABLE)
    assert client.submit("/account/notices", language="nn", wanted=["risks"]).status_code == 303
    assert client.submit("/account/notices", language="nn", wanted=["risks", "controls"]).status_code == 303
    with database.reading() as session:
        choice = queries.choice_of(session, cast.employee)
        assert choice
        muted = tuple(group for group in MUTABLE if group not in ("risks", "controls"))
        assert (choice.language, choice.muted) == (MailLanguage.NN, muted)
        assert verify(session, Base.metadata).faults == ()
    sent["version"] = "1"
    assert client.post(path, data=sent).status_code == 409, "somebody has chosen meanwhile"


def test_what_a_law_sets_cannot_be_muted(database: Database, cast: Cast, client_as: Clients) -> None:
    page = client_as(cast.employee).page("/account/notices")
    assert "kan ikke skrus av" in page.text
    assert "statutory" not in [box["value"] for box in page.root.all("input")]
    with pytest.raises(Refused), database.transaction(ME, "notice_choice:choose") as session:
        muted = [NoticeGroup.STATUTORY.value]
        service.choose(session, session.get_one(Person, cast.employee), language=MailLanguage.NB, muted=muted)


def fail(database: Database, said: str) -> None:
    with database.bookkeeping() as session:
        for mail in session.scalars(select(Mail)):
            mail.failed_at, mail.last_error = database.clock.now(), said


def test_a_record_tells_who_was_told_and_how_it_went(
    database: Database, cast: Cast, clock: FixedClock, client_as: Clients, action_id: int
) -> None:
    client = client_as(cast.officer)
    path = f"/actions/{action_id}"
    assert "Venter på e-posttjeneren" in client.page(path).text
    fail(database, "550 5.1.1 no such mailbox <script>")
    told = client.page(path).text
    assert "Kunne ikke leveres" in told
    assert "550 5.1.1 no such mailbox" in told
    assert "Nora Aasen" in told


def test_an_officer_sees_what_was_not_delivered_and_sends_it_again_to_the_new_address(
    database: Database, cast: Cast, client_as: Clients, action_id: int
) -> None:
    client = client_as(cast.officer)
    assert "1 e-post venter" in client.page("/notices").text
    fail(database, "550 5.1.1 no such mailbox")
    with database.transaction(ME, "person:change") as session:
        person, unit = session.get_one(Person, cast.employee), session.get_one(Unit, cast.home_care_north)
        organisation.change_person(session, person, email="nora@example.test", name=person.name, unit=unit, title=None)
    page = client.page("/notices").text
    assert "550 5.1.1 no such mailbox" in page
    assert "Nora Aasen" in page
    assert "Nora Aasen" not in client_as(cast.outsider).page("/notices").text
    assert client.submit("/notices", button=None).status_code == 303
    (mail,) = mails(database)
    assert (mail.recipient, mail.failed_at) == ("nora@example.test", None)


def test_a_mail_says_nothing_of_what_the_record_is_about(database: Database, action_id: int) -> None:
    (mail,) = mails(database)
    assert "Hemmelig" not in mail.title + mail.body
    assert f"{ADDRESS}/actions/{action_id}" in mail.body
