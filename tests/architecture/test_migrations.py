"""Every migration goes up, down and up again over real rows, and leaves the rows of others alone."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from isms.app import DERIVATIONS
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.migrate import MIGRATIONS, downgrade, is_current, upgrade
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from tests import cast
from tests.architecture.schema import facts, row_counts


def revisions() -> list[str]:
    """Return the revisions, first one first."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]


@pytest.fixture
def empty(request: pytest.FixtureRequest, database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Database]:
    """A database with nothing in it, not even a schema."""
    name = "isms_to_migrate"
    url = f"sqlite:///{tmp_path / name}"
    if database_url.startswith("postgresql"):
        cluster = request.getfixturevalue("cluster")
        cluster.drop(name)
        url = cluster.copy("template0", name)
    made = Database(url, clock=clock, derivations=DERIVATIONS)
    yield made
    made.close()


def test_every_migration_goes_up_down_and_up_again_over_real_rows(empty: Database) -> None:
    steps = ["base", *revisions()]
    schemas = {"base": facts(empty)}
    for revision in steps[1:]:
        upgrade(empty, revision)
        schemas[revision] = facts(empty)
    cast.build(empty)
    rows = row_counts(empty)

    for below, revision in reversed(list(pairwise(steps))):
        downgrade(empty, below)
        assert facts(empty) == schemas[below], f"{revision} does not take away what it made"
        assert row_counts(empty).items() <= rows.items(), f"{revision} loses rows of others on its way down"
        upgrade(empty, revision)
        assert facts(empty) == schemas[revision], f"{revision} does not make again what it took away"
        downgrade(empty, below)

    upgrade(empty)
    assert is_current(empty)
    cast.build(empty)
    with empty.reading() as session:
        assert verify(session, Base.metadata).faults == ()


def test_no_revision_has_two_followers() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
