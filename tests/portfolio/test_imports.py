"""What a sheet of systems does: everything or nothing, shown before it is done."""

import csv
from pathlib import Path

from isms.kernel.access import CONSOLE
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.imports import Context, Fate
from isms.kernel.sheets.reading import read_sheet
from isms.organisation.imports import PEOPLE, UNITS
from isms.organisation.queries import only_municipality
from isms.portfolio import service
from isms.portfolio.imports import SYSTEMS
from tests.portfolio.conftest import OFFICER

DEMO = Path(__file__).parents[2] / "isms" / "demo" / "data"
BOTH = ("create_suppliers", "leave_owners_out")


def console(database: Database, **more: object) -> Context:
    return Context(CONSOLE, None, day_of(database.clock.now()), **more)  # type: ignore[arg-type]


def test_the_demo_file_imports_and_again_changes_nothing(database: Database) -> None:
    for imported in (UNITS, PEOPLE):
        sheet = read_sheet(DEMO / f"{imported.name}.csv")
        with database.transaction(OFFICER, imported.action) as session:
            imported.carry_out(session, sheet, console(database))
    with database.transaction(OFFICER, "supplier:register") as session, (DEMO / "suppliers.csv").open() as file:
        tenant_id = only_municipality(session)
        assert tenant_id
        for row in csv.DictReader(file, delimiter=";"):
            service.register_supplier(session, tenant_id, name=row["name"])
    sheet = read_sheet(DEMO / "systems.csv")
    with database.transaction(OFFICER, SYSTEMS.action) as session:
        plan = SYSTEMS.carry_out(session, sheet, console(database))
    assert [(p.row, p.column, p.because, p.values) for p in plan.problems] == []
    assert plan.notices == ()
    assert {row.fate for row in plan.rows} == {Fate.NEW}
