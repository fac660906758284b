"""What the command door answers: exit status 0 done, 1 refused, 2 bad usage."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from isms.cli import main
from isms.kernel.db import Database
from isms.kernel.pack.verify import check
from isms.kernel.seal.models import AccessEntry
from isms.organisation.models import Unit
from isms.sample import fill
from tests.cast import Cast
from tests.kernel.dba import change_behind_the_seal

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command against the test's database, on an English terminal."""
    monkeypatch.setenv("ISMS_DATABASE_URL", database_url)
    monkeypatch.setenv("ISMS_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("ISMS_SIGNING_KEY", str(tmp_path_factory.mktemp("key") / "signing-key"))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_register_is_exported_with_the_position_it_was_read_at(run: Run, cast: Cast, tmp_path: Path) -> None:
    for ending in ("csv", "json", "xlsx", "pdf"):
        done = run("export", "units", "--format", ending, "--output", tmp_path / f"units.{ending}")
        assert done.exit_code == 0, done.output
        assert "read at position" in done.stderr
    assert "Helse og mestring" in (tmp_path / "units.csv").read_text("utf-8-sig")
    assert (tmp_path / "units.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "units.json").read_text("utf-8"))["register"] == "units"


def test_what_an_operator_takes_out_is_written_down_with_its_sum(
    run: Run, cast: Cast, database: Database, tmp_path: Path
) -> None:
    assert run("export", "units", "--unit", "HEM", "--output", tmp_path / "units.csv").exit_code == 1
    assert run("export", "units", "--output", tmp_path / "units.csv").exit_code == 0
    assert run("audit", "export", "--output", tmp_path / "log.jsonl").exit_code == 0
    with database.reading() as session:
        lines = session.scalars(select(AccessEntry).order_by(AccessEntry.id)).all()
    assert [(line.actor_kind, line.path) for line in lines] == [
        ("operator", "isms export units"),
        ("operator", "isms audit export"),
    ]
    assert [line.sha256 for line in lines] == [
        hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("units.csv", "log.jsonl")
    ]
    assert sorted(path.name for path in tmp_path.glob("*.unfinished")) == []


def test_an_export_of_a_time_not_over_is_refused_and_leaves_no_file(run: Run, cast: Cast, tmp_path: Path) -> None:
    done = run("export", "units", "--as-of", "2190-01-01", "--output", tmp_path / "units.csv")
    assert (done.exit_code, (tmp_path / "units.csv").exists()) == (1, False)
    assert "not over yet" in done.stderr


def test_an_unknown_register_or_format_is_bad_usage(run: Run, cast: Cast, tmp_path: Path) -> None:
    assert run("export", "nothing", "--output", tmp_path / "x").exit_code == 2
    assert run("export", "units", "--format", "doc", "--output", tmp_path / "x").exit_code == 2
    assert run("no-such-command").exit_code == 2


def test_a_database_that_is_not_upgraded_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ISMS_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    refused = run("audit", "verify")
    assert refused.exit_code == 1
    assert "isms db upgrade" in refused.stderr
    assert run("db", "upgrade").exit_code == 0
    assert run("doctor").exit_code == 0


def test_the_log_is_verified_and_handed_over_with_a_checkpoint(run: Run, cast: Cast, tmp_path: Path) -> None:
    kept = tmp_path / "log.jsonl"
    assert run("audit", "export", "--output", kept).exit_code == 0
    assert "checkpoint" in json.loads(kept.read_text("utf-8").splitlines()[-1])
    assert run("audit", "verify", "--checkpoint", kept).exit_code == 0
    kept.write_text('{"checkpoint": {"position": 99999, "digest": "x"}}\n')
    cut_off = run("audit", "verify", "--checkpoint", kept)
    assert cut_off.exit_code == 1
    assert "checkpoint" in cut_off.stderr
    kept.write_text("nothing of the kind\n")
    assert run("audit", "verify", "--checkpoint", kept).exit_code == 1


def test_a_backup_is_restored_whole_into_an_empty_database(
    run: Run,
    cast: Cast,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    file = tmp_path / "backup"
    assert run("backup", file).exit_code == 0
    assert run("backup", file).exit_code == 1, "a backup never overwrites a file"
    assert run("restore", file).exit_code == 1, "a database that is not empty is refused"
    if database.dialect == "sqlite":
        url = f"sqlite:///{tmp_path / 'restored.db'}"
    else:
        url = request.getfixturevalue("cluster").copy("template0", "restored")
    monkeypatch.setenv("ISMS_DATABASE_URL", url)
    restored = run("restore", file)
    assert restored.exit_code == 0, restored.output
    assert run("audit", "verify").exit_code == 0
    with database.reading() as session:
        before = session.execute(select(Unit.code, Unit.path).order_by(Unit.id)).all()
    again = Database(url)
    with again.reading() as session:
        assert session.execute(select(Unit.code, Unit.path).order_by(Unit.id)).all() == before
    again.close()


def test_a_damaged_backup_is_refused(run: Run, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes(b"SQLite format 3\x00" + b"\x17" * 4096)
    monkeypatch.setenv("ISMS_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert run("restore", damaged).exit_code == 1
    damaged.write_bytes(b"something else")
    assert run("restore", damaged).exit_code == 1
    assert run("restore", tmp_path / "missing").exit_code == 1


def test_a_review_is_prepared_by_hand_once_and_not_before_its_time(run: Run, database: Database) -> None:
    fill(database, systems=3, risks=4, units=3, seed=1, say=lambda _: None)
    assert run("review", "prepare", "--period", "2099-T1").exit_code == 1
    assert run("review", "prepare", "--period", "yesterday").exit_code == 2
    assert run("review", "prepare", "--period", "2025-T1", "--unit", "NONE").exit_code == 1
    first = run("review", "prepare", "--period", "2025-T1", "--unit", "SAM")
    second = run("review", "prepare", "--period", "2025-T1", "--unit", "SAM")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.startswith("Prepared G-001")
    assert second.stdout.startswith("Exists already: G-001")


def test_a_sample_has_three_versions_of_every_record_and_refuses_a_database_in_use(
    run: Run, database: Database
) -> None:
    assert run("sample", "--systems", 4, "--risks", 6, "--units", 30).exit_code == 0
    with database.engine.connect() as connection:
        for table in ("unit", "person", "system", "scenario", "assessment"):
            least = connection.exec_driver_sql(
                f"SELECT min(n) FROM (SELECT count(*) AS n FROM {table}_history GROUP BY id) AS counted"  # noqa: S608
            ).scalar()
            assert least == 3, table
        deepest = connection.exec_driver_sql("SELECT max(length(path) - length(replace(path, '/', ''))) FROM unit")
        assert deepest.scalar() == 5, "four levels, five slashes"
    assert run("sample").exit_code == 1
    assert run("audit", "verify").exit_code == 0


def test_the_demo_refuses_a_database_it_did_not_make(run: Run, cast: Cast) -> None:
    refused = run("demo", "--no-serve")
    assert refused.exit_code == 1
    assert "did not make" in refused.stderr


def test_a_pack_is_handed_over_and_a_database_rolled_back_since_is_found(
    run: Run, cast: Cast, database: Database, tmp_path: Path
) -> None:
    key = run("audit", "key").stdout.strip()
    assert run("audit", "checkpoint", "--output", tmp_path / "kept.json").exit_code == 0
    made = run("audit", "pack", "--unit", "EKF", "--output", tmp_path / "pack.zip")
    assert made.exit_code == 0, made.output
    kept = json.loads((tmp_path / "kept.json").read_text())
    assert check(tmp_path / "pack.zip", key, kept)[0] == []
    assert run("audit", "verify", "--checkpoint", tmp_path / "kept.json").exit_code == 0
    assert run("audit", "verify", "--checkpoint", tmp_path / "kept.json", "--public-key", "00" * 32).exit_code == 1
    change_behind_the_seal(database, "DELETE FROM access_entry", "DELETE FROM audit_value", "DELETE FROM audit_entry")
    change_behind_the_seal(database, "DELETE FROM sealing")
    assert run("audit", "pack", "--output", tmp_path / "later.zip").exit_code == 0
    assert "position 1 of the log is missing" in "\n".join(check(tmp_path / "later.zip", key, kept)[0])
    found = run("audit", "verify", "--checkpoint", tmp_path / "kept.json")
    assert "the log ends at position 0, before the checkpoint 1" in found.stderr


def test_a_pack_of_no_unit_or_of_a_time_not_over_is_refused_and_leaves_no_file(
    run: Run, cast: Cast, tmp_path: Path
) -> None:
    for arguments in (("--unit", "NOBODY"), ("--as-of", "2190-01-01")):
        assert run("audit", "pack", *arguments, "--output", tmp_path / "pack.zip").exit_code == 1
    assert not (tmp_path / "pack.zip").exists()


def test_the_worker_keeps_a_checkpoint_and_the_doctor_looks_at_it(
    run: Run, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    assert "ISMS_CHECKPOINT_DIR" in run("doctor").stderr
    monkeypatch.setenv("ISMS_CHECKPOINT_DIR", str(kept))
    missing = run("doctor")
    assert (missing.exit_code, "cannot be written" in missing.stderr) == (1, True)
    kept.mkdir()
    assert run("worker", "--once").exit_code == 0
    (file,) = kept.iterdir()
    assert run("audit", "verify", "--checkpoint", file).exit_code == 0
    assert run("doctor").exit_code == 0
