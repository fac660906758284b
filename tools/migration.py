"""Writes the next migration from the difference between the models and an empty, migrated database.

Usage: python -m tools.migration NAME TABLE_PREFIX [TABLE_PREFIX …]
Only tables whose names begin with one of the prefixes are taken. Read what it wrote before you commit it:
Alembic does not see changed CHECKs or vocabularies on tables that exist.
"""

import re
import sys
import tempfile

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from isms.kernel.db import Database
from isms.kernel.migrate import MIGRATIONS, upgrade
from isms.kernel.tables import Base, audited_tables
from isms.rooms import ROWS

TEMPLATE = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "{revision}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
{up}
{protect}

def downgrade() -> None:
{down_code}
'''


def main(name: str, prefixes: list[str]) -> None:
    """Write migrations/versions/NNNN_name.py."""
    assert ROWS
    with tempfile.TemporaryDirectory() as directory:
        database = Database(f"sqlite:///{directory}/empty.sqlite")
        upgrade(database)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "include_name": lambda n, t, _: t != "table" or _taken(n, prefixes),
                    "include_object": lambda o, n, t, *_: t != "table" or _taken(n, prefixes),
                    "target_metadata": Base.metadata,
                    "user_module_prefix": "tables.",
                },
            )
            script = produce_migrations(context, Base.metadata)
        database.close()
    versions = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
    number = int(versions[-1].name[:4]) + 1 if versions else 1
    audited = [t.name for t in audited_tables(Base.metadata) if _taken(t.name, prefixes)]
    protect = (
        "    protection.protect_history(op.get_bind(), " + ", ".join(f'"{n}"' for n in audited) + ")\n"
        if audited
        else ""
    )
    text = TEMPLATE.format(
        title=name.replace("_", " ").capitalize(),
        revision=f"{number:04d}",
        down=f'"{number - 1:04d}"' if number > 1 else "None",
        up=_code(render_python_code(script.upgrade_ops, user_module_prefix="tables.")),
        protect=protect,
        down_code=_code(render_python_code(script.downgrade_ops)),
    )
    path = MIGRATIONS / "versions" / f"{number:04d}_{name}.py"
    path.write_text(text)
    print(path)


def _taken(name: str | None, prefixes: list[str]) -> bool:
    return bool(name) and any(str(name).startswith(prefix) for prefix in prefixes)


def _code(code: str) -> str:
    lines = [line for line in code.splitlines() if not line.strip().startswith("# ###")]
    return re.sub(r"isms\.kernel\.tables\.", "tables.", "    " + "\n".join(lines).strip())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
