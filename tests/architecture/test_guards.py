"""Every guard can fail: a small house in order passes them all, and its guard finds each planted fault."""

import shutil
from pathlib import Path

import pytest

from tests.architecture.contracts import broken_contracts
from tests.architecture.guards import GUARDS
from tests.architecture.planted import FAULTS, ORDERLY, Fault

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house in order, under the import contracts of this one."""
    shutil.copy(PYPROJECT, tmp_path / "pyproject.toml")
    for path, text in ORDERLY.items():
        put(tmp_path, path, text)
    return tmp_path


def put(root: Path, path: str, text: str) -> None:
    """Write a file and the folders above it."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("guard", GUARDS)
def test_a_house_in_order_passes(house: Path, guard: str) -> None:
    assert GUARDS[guard](house) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.guard}-{fault.says}")
def test_a_planted_fault_is_found(house: Path, fault: Fault) -> None:
    put(house, fault.path, fault.text)

    found = GUARDS[fault.guard](house)

    assert any(fault.says in finding for finding in found), found


def test_an_import_let_through_by_name_is_found(house: Path) -> None:
    pyproject = house / "pyproject.toml"
    pyproject.write_text(pyproject.read_text("utf-8").replace("exhaustive = true", 'ignore_imports = ["a -> b"]'))

    assert GUARDS["the_contracts_ignore_nothing"](house) == ["the contract rooms uses ignore_imports"]


def test_every_guard_has_a_planted_fault() -> None:
    planted = {fault.guard for fault in FAULTS} | {"the_contracts_ignore_nothing"}

    assert planted == GUARDS.keys()


def test_the_contracts_hold_in_a_house_in_order(house: Path) -> None:
    broken, said = broken_contracts(house)

    assert not broken, said


@pytest.mark.parametrize(
    ("path", "text", "contract"),
    [
        ("isms/organisation/models.py", "import isms.risk.models\n", "A room knows only the rooms below it"),
        ("isms/kernel/db.py", "import isms.organisation.models\n", "A room knows only the rooms below it"),
        ("isms/parking/__init__.py", "", "A room knows only the rooms below it"),
        (
            "isms/risk/models.py",
            "import isms.risk.service\n",
            "Inside a room, doors know decisions and decisions know rules",
        ),
        ("isms/risk/rules.py", "import sqlalchemy\n", "Rules know no framework"),
        ("isms/risk/service.py", "from flask import request\n", "Services, queries and models know no web"),
    ],
)
def test_a_planted_import_breaks_its_contract(house: Path, path: str, text: str, contract: str) -> None:
    put(house, path, text)

    broken, said = broken_contracts(house)

    assert contract in broken, said
