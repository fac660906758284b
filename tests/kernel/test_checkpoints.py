"""A signed checkpoint is kept outside the database once a day, and tells when the log was cut off or rolled back."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from isms.kernel.checkpoints import Places, keep_due, newest_file, place_refusals
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.outbox import Mail
from isms.kernel.runs import LEASE
from isms.kernel.seal.access_log import Look, write_down
from isms.kernel.seal.checkpoint import Checkpoint, read_checkpoint, taken
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import AccessKind
from isms.kernel.seal.signing import signer_at
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from isms.organisation import service
from isms.organisation.models import Unit
from tests.cast import Cast
from tests.kernel.dba import change_behind_the_seal

LOOK = Look(Actor("person", "1"), AccessKind.PAGE, "/units")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "kept").mkdir()
    return Places(tmp_path / "kept", "revisor@example.test", tmp_path / "signing-key")


def wrong(database: Database, places: Places) -> list[str]:
    with database.reading() as session:
        return [r.because for r in place_refusals(session, places, day_of(database.clock.now()))]


def faults(database: Database, kept: Checkpoint) -> str:
    with database.reading() as session:
        return "\n".join(verify(session, Base.metadata, kept.log, kept.access).faults)


def files(places: Places) -> list[str]:
    assert places.directory
    return sorted(path.name for path in places.directory.iterdir())


def test_it_is_kept_once_a_day_as_a_file_and_by_mail(
    cast: Cast, database: Database, places: Places, clock: FixedClock
) -> None:
    assert [keep_due(database, places, "a"), keep_due(database, places, "b")] == [2, 0]
    clock.advance(hours=24)
    assert keep_due(database, places, "a") == 2
    assert files(places) == ["checkpoint-2026-11-22.json", "checkpoint-2026-11-23.json"]
    with database.reading() as session:
        letters = session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [(letter.recipient, letter.about) for letter in letters] == [
        ("revisor@example.test", "2026-11-22"),
        ("revisor@example.test", "2026-11-23"),
    ]
    assert places.directory
    line = (places.directory / "checkpoint-2026-11-22.json").read_text().strip()
    assert line in letters[0].body
    assert wrong(database, places) == []


def test_after_downtime_the_day_at_hand_gets_one_and_the_doctor_told_of_it(
    cast: Cast, database: Database, places: Places, clock: FixedClock
) -> None:
    assert wrong(database, places) == ["checkpoint.none_yet"]
    keep_due(database, places, "a")
    clock.advance(days=1)
    assert wrong(database, places) == []
    clock.advance(days=1)
    assert wrong(database, places) == ["checkpoint.late"]
    keep_due(database, places, "a")
    assert files(places) == ["checkpoint-2026-11-22.json", "checkpoint-2026-11-24.json"]
    assert wrong(database, places) == []


def test_a_place_that_fails_is_tried_again_and_does_not_keep_the_other_from_its_own(
    cast: Cast, database: Database, places: Places, clock: FixedClock
) -> None:
    assert places.directory
    places.directory.rmdir()
    assert keep_due(database, places, "a") == 1
    assert wrong(database, places) == ["checkpoint.no_directory"]
    places.directory.mkdir()
    assert keep_due(database, places, "a") == 0, "the lease stands"
    clock.advance(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    assert keep_due(database, places, "b") == 1
    assert len(files(places)) == 1


def test_a_file_is_never_overwritten_and_that_of_another_log_is_told_of(
    cast: Cast, database: Database, places: Places, clock: FixedClock
) -> None:
    assert places.directory
    theirs = places.directory / "checkpoint-2026-11-22.json"
    theirs.write_text(json.dumps({"checkpoint": {"position": 1, "digest": "0" * 64}}))
    before = theirs.read_text()
    assert keep_due(database, places, "a") == 1
    assert theirs.read_text() == before
    assert wrong(database, places) == ["checkpoint.contradicts"]


def test_a_worker_that_died_after_the_file_was_written_leaves_a_day_that_is_settled(
    cast: Cast, database: Database, places: Places
) -> None:
    assert places.directory
    with database.reading() as session:
        line = taken(session, database.clock.now()).signed_by(places.signer()).line()
    (places.directory / "checkpoint-2026-11-22.json").write_text(line)
    assert keep_due(database, places, "a") == 2


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first, second = signer_at(path), signer_at(path)
    assert first.public_key == second.public_key
    assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


SIGNATURES: dict[str, tuple[Callable[[str], str], list[str]]] = {
    "untouched": (lambda line: line, []),
    "position edited": (
        lambda line: line.replace('"position": 1', '"position": 0'),
        ["the checkpoint was changed after it was signed"],
    ),
    "access log's end edited": (
        lambda line: line.replace('"access_position": 0', '"access_position": 1'),
        ["the checkpoint was changed after it was signed"],
    ),
    "signature gone": (
        lambda line: json.dumps({**json.loads(line), "signature": None}),
        ["the checkpoint has half a signature"],
    ),
    "signature no signature": (
        lambda line: json.dumps({**json.loads(line), "signature": "æ"}),
        ["the checkpoint was changed after it was signed"],
    ),
}


@pytest.mark.parametrize("how", SIGNATURES)
def test_a_checkpoint_that_was_changed_no_longer_fits_its_signature(
    cast: Cast, database: Database, tmp_path: Path, how: str
) -> None:
    change, expected = SIGNATURES[how]
    signer = signer_at(tmp_path / "key")
    with database.reading() as session:
        line = taken(session, database.clock.now()).signed_by(signer).line()
    (tmp_path / "kept").write_text(change(line))
    assert list(read_checkpoint(tmp_path / "kept").signature_faults(signer.public_key)) == expected


def test_a_checkpoint_signed_by_somebody_else_is_told_of(cast: Cast, database: Database, tmp_path: Path) -> None:
    with database.reading() as session:
        kept = taken(session, database.clock.now()).signed_by(signer_at(tmp_path / "theirs"))
    ours = signer_at(tmp_path / "ours").public_key
    assert list(kept.signature_faults(ours)) == ["the checkpoint was signed with another key"]
    assert list(kept.signature_faults(None)) == []


def rename(database: Database, cast: Cast, name: str) -> None:
    with database.transaction(Actor("person", "1"), "unit:change") as session:
        unit = session.get_one(Unit, cast.nursing)
        service.change_unit(
            session, unit, code=unit.code, name=name, leader_id=None, valid_from=unit.valid_from, note=None
        )


ROLLED_BACK = (
    "DELETE FROM audit_value WHERE position = 2",
    "DELETE FROM audit_entry WHERE position = 2",
    "DELETE FROM sealing WHERE position = 2",
    "DELETE FROM unit_history WHERE from_position = 2",
    "UPDATE unit_history SET to_position = NULL WHERE to_position = 2",
    (
        "UPDATE unit SET (version, name, name_key, search_text) = (SELECT version, name, name_key, search_text "
        "FROM unit_history WHERE unit_history.id = unit.id AND to_position IS NULL)"
    ),
    "DELETE FROM access_entry",
)


def test_logs_that_were_rolled_back_are_found_by_the_kept_file(
    cast: Cast, database: Database, places: Places, clock: FixedClock
) -> None:
    rename(database, cast, "Sjukeheimar")
    write_down(database, LOOK)
    keep_due(database, places, "a")
    assert places.directory
    newest = newest_file(places.directory)
    assert newest
    kept = read_checkpoint(newest[1])
    assert faults(database, kept) == ""
    change_behind_the_seal(database, *ROLLED_BACK)
    assert faults(database, kept).splitlines() == [
        "the log ends at position 1, before the checkpoint 2",
        "the access log ends at line 0, before the checkpoint 1",
    ]
    assert wrong(database, places) == ["checkpoint.contradicts"]
    rename(database, cast, "Noe annet")
    assert "position 2 is not the one the checkpoint was taken of" in faults(database, kept)
    assert wrong(database, places) == ["checkpoint.contradicts"]
