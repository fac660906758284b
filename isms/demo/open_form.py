"""How the demo takes reports without an account: the form is opened, and strangers use it."""

import secrets
from datetime import datetime

from isms.demo.replay import Replay
from isms.demo.story import OFFICER, Row
from isms.deviations import service as deviations
from isms.deviations.rules.reporting import told
from isms.deviations.vocabulary import Surely
from isms.kernel.file_kinds import File
from isms.kernel.seal.collector import Actor
from isms.organisation.models import Unit

REPORTER = Actor("reporter", "open-form")
SOMEWHERE = "192.0.2.1"


def open_form(replay: Replay, _row: Row) -> None:
    """The municipality lets people without an account report."""
    with replay.by(OFFICER, "open_form:switch") as session:
        deviations.switch(session, session.get_one(Unit, replay.tenant_id), is_open=True)


def report_openly(replay: Replay, row: Row) -> None:
    """Somebody without an account reports, perhaps with a file."""
    title, description = told(row["told"])
    with replay.database.transaction(REPORTER, "deviation:report_openly") as session:
        deviations.report_openly(
            session,
            session.get_one(Unit, replay.tenant_id),
            session.get_one(Unit, replay.units[row["area_code"]]),
            SOMEWHERE,
            # What is counted now is forgotten before anybody opens the demo.
            secret=secrets.token_hex(),
            now=replay.clock.now(),
            files=[File(row["file_name"], row["file_text"].encode())] if row["file_name"] else [],
            title=title,
            description=description,
            discovered_at=datetime.fromisoformat(row["discovered_at"]),
            place=row["place"],
            personal_data=Surely(row["personal_data"]),
        )
