"""Which deviations an owner is asked about: those of the last twelve months that were deviations of the system."""

from datetime import UTC, datetime
from typing import Any

import pytest

from isms.attestations.queries import near
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import DeviationStatus
from isms.kernel.db import Database
from tests.cast import Cast
from tests.deviations.stage import WHY, reported
from tests.risk.stage import ME, TODAY, a_system, get

CLOSED: dict[str, Any] = {"status": DeviationStatus.CLOSED, "closed_on": TODAY, **WHY}


@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("discovered_at", "fields", "found"),
    [
        (datetime(2025, 11, 21, 23, 0, tzinfo=UTC), CLOSED, (0, 1)),
        (datetime(2025, 11, 21, 22, 59, tzinfo=UTC), CLOSED, None),
        (datetime(2024, 1, 1, 8, 0, tzinfo=UTC), {}, (1, 0)),
        (datetime(2026, 11, 1, 8, 0, tzinfo=UTC), {"rejected_on": TODAY, "rejected_because": "Ikke et avvik"}, None),
        (datetime(2026, 11, 1, 8, 0, tzinfo=UTC), {"withdrawn_on": TODAY, "withdrawn_because": "Feil"}, None),
    ],
)
def test_deviations_are_those_of_a_year_and_no_rejected_ones(
    database: Database, cast: Cast, discovered_at: datetime, fields: dict[str, Any], found: tuple[int, int] | None
) -> None:
    with database.transaction(ME, "deviation:report") as session:
        system = a_system(session, cast.nursing, "Journal")
        deviation_id = reported(session, cast, [system], discovered_at=discovered_at).id
        system_id = system.id
    with database.transaction(ME, "deviation:change") as session:
        for name, value in fields.items():
            setattr(get(session, Deviation, deviation_id), name, value)
    with database.reading() as session:
        rows = near.deviations(session, [system_id], TODAY)

    assert [tuple(row) for row in rows] == ([(system_id, *found)] if found else [])
