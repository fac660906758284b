"""The rows of health on the page of a system lead to what they are measured by."""

from collections.abc import Callable

import pytest

from isms.health.panels import MEASURED
from isms.kernel.db import Database
from tests.attestations.stage import register, with_derivations
from tests.cast import Cast
from tests.client import Client

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)


def test_every_measured_row_leads_to_its_measurements_and_to_recording_one(
    database: Database, cast: Cast, client_as: Callable[[int | None], Client]
) -> None:
    with_derivations(database)
    system = register(database, cast.nursing, "Turnus", owner_id=cast.employee)
    page = f"/systems/{system}/measurements"
    read, owned = (client_as(who).get(f"/systems/{system}").text for who in (cast.auditor, cast.employee))
    for kind in MEASURED.values():
        assert f'href="{page}#{kind}"' in read
        assert f'href="{page}/{kind}"' not in read
        assert f'href="{page}/{kind}"' in owned
