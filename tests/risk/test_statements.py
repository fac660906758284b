"""How often the pages of actions, risks and deviations ask the database, whatever the number of rows."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event

from isms.kernel.db import Database
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, a_risk, a_system, an_action, an_assessment

REGISTERS = ("/systems", "/risks", "/risks/map", "/assessments", "/deviations", "/actions")
RECORDS = ("/risks/1", "/assessments/1", "/actions/1")
"""A risk names all its columns, and then its acceptances, controls, actions and deviations."""


def asked(database: Database, client: Client, path: str) -> list[str]:
    """Return the statements a page asks, but those that begin and end."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        client.page(path)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return found


@pytest.mark.parametrize(("paths", "at_most", "bytes_at_most"), [(REGISTERS, 8, 10_500), (RECORDS, 12, 12_500)])
def test_pages_ask_seldom_whatever_the_rows(
    database: Database,
    cast: Cast,
    client_as: Callable[[int | None], Client],
    paths: tuple[str, ...],
    at_most: int,
    bytes_at_most: int,
) -> None:
    counted: list[list[int]] = []
    owners = (cast.officer, cast.hem_owner, None)
    for _ in range(2):
        with database.transaction(ME, "risk:stage") as session:
            system = a_system(session, cast.nursing, f"Journal {len(counted)}")
            assessment = an_assessment(session, [system], cast.officer)
            for owner_id in owners:
                risk = a_risk(session, assessment, system, owner_id=owner_id)
                for at in owners[:2]:
                    an_action(session, risk, at or cast.officer, date(2026, 11, 1))
        client = client_as(cast.officer)
        statements = [asked(database, client, path) for path in paths]
        counted.append([len(some) for some in statements])
        # PostgreSQL's placeholders name their type, which makes the same statements longer by some hundred bytes.
        assert all(sum(map(len, some)) <= bytes_at_most for some in statements)
    assert counted[0] == counted[1]
    assert max(counted[0]) <= at_most
