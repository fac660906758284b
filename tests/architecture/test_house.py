"""The house stands: every guard finds nothing in the whole tree, and the import contracts hold."""

from pathlib import Path

import pytest

from tests.architecture.contracts import broken_contracts
from tests.architecture.guards import GUARDS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("guard", GUARDS)
def test_the_house_keeps_its_rules(guard: str) -> None:
    found = GUARDS[guard](ROOT)

    assert not found, "\n".join([f"{GUARDS[guard].__doc__}", *found])


def test_the_import_contracts_hold() -> None:
    broken, said = broken_contracts(ROOT)

    assert not broken, said
