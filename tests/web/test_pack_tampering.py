"""Decides that whatever is done to a pack is found by its verifier, and named."""

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isms.kernel.seal.signing import Signer
from tests.packs import Change, Files, chained, closed, faults, log_of, opened, put_log, redo_sums


def entry(files: Files, at: int) -> tuple[list[dict[str, Any]], int]:
    """Return the log and the place of its n-th changed record."""
    lines = log_of(files)
    return lines, [number for number, line in enumerate(lines) if "ordinal" in line][at]


def changed_text(name: str, old: str, new: str) -> Change:
    def change(files: Files) -> None:
        assert old.encode() in files[name], f"nothing to change in {name}"
        files[name] = files[name].replace(old.encode(), new.encode(), 1)

    return change


def changed_value(files: Files) -> None:
    lines, at = entry(files, 2)
    lines[at]["values"]["name"][2] = "Noe annet"
    put_log(files, lines)


def deleted_transaction(files: Files) -> None:
    lines = log_of(files)
    begins = [number for number, line in enumerate(lines) if "sealed_at" in line]
    del lines[begins[2] : begins[3]]
    put_log(files, lines)


def deleted_entry(files: Files) -> None:
    lines, at = entry(files, 2)
    del lines[at]
    put_log(files, lines)


def inserted_entry(files: Files) -> None:
    lines, at = entry(files, 2)
    lines.insert(at, {**lines[at], "entity_id": 999})
    put_log(files, lines)


def reordered(files: Files) -> None:
    lines, at = entry(files, 2)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    put_log(files, lines)


def cut_short(files: Files) -> None:
    lines = log_of(files)
    last = max(number for number, line in enumerate(lines) if "sealed_at" in line)
    put_log(files, lines[:last])


def rolled_back(files: Files) -> None:
    """Take the newest transaction out of the log, and let manifest and checkpoint agree."""
    cut_short(files)
    ends = [line for line in log_of(files) if "sealed_at" in line][-1]
    checkpoint = json.loads(files["checkpoint.json"])
    checkpoint["checkpoint"] |= {"position": ends["position"], "digest": ends["digest"]}
    files["checkpoint.json"] = json.dumps(checkpoint).encode()
    redo_sums(files, position=ends["position"])


def reason_removed(files: Files) -> None:
    lines = log_of(files)
    lines[0]["why"] = ["ab", None, "Fordi"]
    put_log(files, lines)


def hidden(files: Files) -> None:
    lines, at = entry(files, 2)
    del lines[at]["values"]
    put_log(files, lines)
    redo_sums(files)


def blanked(files: Files) -> None:
    lines, at = entry(files, 2)
    lines[at]["values"]["name"] = [None, None, None]
    put_log(files, lines)


def written_anew(files: Files) -> None:
    """Change a value and reckon the whole chain, the checkpoint and the sums anew: only the signature is left."""
    lines, at = entry(files, 2)
    lines[at]["values"]["name"][2] = "Noe annet"
    again = chained(lines)
    put_log(files, again)
    checkpoint = json.loads(files["checkpoint.json"])
    checkpoint["checkpoint"]["digest"] = [line for line in again if "sealed_at" in line][-1]["digest"]
    files["checkpoint.json"] = json.dumps(checkpoint).encode()
    redo_sums(files)


def edited_record(files: Files) -> None:
    changed_text("records/system.json", "Turnussystem 1", "Turnussystem X")(files)
    redo_sums(files)


def dropped_record(files: Files) -> None:
    lines = files["records/supplier.json"].splitlines()
    files["records/supplier.json"] = b"\n".join([lines[0], *lines[2:]])
    redo_sums(files)


def added_record(files: Files) -> None:
    head, rest = files["records/supplier.json"].split(b"\n", 1)
    row = json.loads(rest.splitlines()[0].rstrip(b","))
    files["records/supplier.json"] = head + b"\n" + json.dumps([999, *row[1:]]).encode() + b",\n" + rest
    redo_sums(files)


def edited_csv_and_sums(files: Files) -> None:
    changed_text("registers/risks.csv", "Alarmer", "Klokker")(files)
    redo_sums(files)


def access_line_dropped(files: Files) -> None:
    files["log/access.jsonl"] = b"".join(files["log/access.jsonl"].splitlines(keepends=True)[1:])
    redo_sums(files)


def signature_dropped(files: Files) -> None:
    del files["manifest.sig"]


def signed_by_another(files: Files) -> None:
    other = Signer(Ed25519PrivateKey.generate())
    edited_csv_and_sums(files)
    message = b"systemhelse manifest\n" + hashlib.sha256(files["manifest.json"]).hexdigest().encode()
    files["manifest.sig"] = json.dumps({"public_key": other.public_key, "signature": other.sign(message)}).encode()


MANIFEST = "manifest.json was changed after it was signed"
CHECKPOINT = "checkpoint.json was changed after it was signed"
TAMPERINGS: dict[str, tuple[Change, list[str]]] = {
    "a csv edited": (
        changed_text("registers/risks.csv", "Alarmer", "Klokker"),
        ["registers/risks.csv was changed: its sum is not that of the manifest"],
    ),
    "a csv edited and the sums done anew": (edited_csv_and_sums, [MANIFEST]),
    "a record edited": (
        changed_text("records/system.json", "Turnussystem 1", "Turnussystem X"),
        ["records/system.json was changed", "and the log makes it 'Turnussystem 1'"],
    ),
    "a record edited and the sums done anew": (edited_record, [MANIFEST, "and the log makes it 'Turnussystem 1'"]),
    "a record dropped": (dropped_record, ["the log tells of supplier 1, which the records lack"]),
    "a record added": (added_record, ["supplier 999 stands in the records, and the log does not tell all of it"]),
    "a value in the log changed": (
        changed_value,
        ["log/log.jsonl was changed", "the value of name in entry 3 at position 1 was changed"],
    ),
    "a value in the log blanked": (blanked, ["the value of name in entry 3 at position 1 was blanked"]),
    "values left out": (
        hidden,
        [MANIFEST, "the values of entry 3 at position 1 were left out, though they belong in this pack"],
    ),
    "who edited": (
        changed_text("log/log.jsonl", '"actor_id":"cast"', '"actor_id":"x"'),
        ["entry 1 at position 1, or what stands before it in its transaction, was changed"],
    ),
    "a reason added": (reason_removed, ["the reason given at position 1 was changed or added"]),
    "a transaction deleted": (deleted_transaction, ["position 3 is missing before 4, or the order was changed"]),
    "an entry deleted": (deleted_entry, ["entry 3 at position 1 is missing"]),
    "an entry inserted": (
        inserted_entry,
        ["entry 3 at position 1, or what stands before it in its transaction, was changed"],
    ),
    "entries reordered": (reordered, ["entry 3 at position 1 is missing"]),
    "the log cut short": (cut_short, ["the log ends at position", "otherwise than checkpoint.json says"]),
    "the log rolled back, manifest and checkpoint with it": (rolled_back, [MANIFEST, CHECKPOINT]),
    "the whole chain reckoned anew": (written_anew, [MANIFEST, CHECKPOINT, "and the log makes it 'Noe annet'"]),
    "a line of the log that is none": (
        changed_text("log/log.jsonl", '{"ordinal":1', '{"ordinal'),
        ["line 2 of the log cannot be read: "],
    ),
    "the access log edited": (
        changed_text("log/access.jsonl", "/units.csv", "/units.xls"),
        ["of the access log tells was changed"],
    ),
    "a line of the access log dropped": (
        access_line_dropped,
        [MANIFEST, "line 1 of the access log is missing before 2"],
    ),
    "the checkpoint swapped": (
        changed_text("checkpoint.json", '"position": ', '"position": 1'),
        ["checkpoint.json was changed", CHECKPOINT, "otherwise than checkpoint.json says"],
    ),
    "the checkpoint emptied": (
        lambda files: files.update({"checkpoint.json": b"{}"}),
        ["checkpoint.json holds no checkpoint"],
    ),
    "a file dropped": (lambda files: files.pop("records/unit.json"), ["records/unit.json is missing"]),
    "a file added": (
        lambda files: files.update({"records/ship.json": b"x"}),
        ["records/ship.json was added: the manifest does not name it", "records/ship.json cannot be read"],
    ),
    "the manifest edited": (changed_text("manifest.json", '"id": "test"', '"id": "x"'), [MANIFEST]),
    "the signature dropped": (signature_dropped, ["manifest.json is not signed"]),
    "the signature broken": (
        lambda files: files.update({"manifest.sig": b'{"public_key": 3, "signature": "x"}'}),
        [MANIFEST],
    ),
    "signed by somebody else": (signed_by_another, ["manifest.json was signed with another key"]),
    "the verifier edited": (changed_text("verify.py", "return 1 if", "return 0 if"), ["verify.py was changed"]),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_every_tampering_is_found_and_named(whole: bytes, signer: Signer, tmp_path: Path, how: str) -> None:
    change, expected = TAMPERINGS[how]
    files = opened(whole)
    change(files)
    found = "\n".join(faults(tmp_path, closed(files), signer.public_key))
    for fault in expected:
        assert fault in found


def test_a_dropped_signature_is_missed_also_without_a_key(whole: bytes, tmp_path: Path) -> None:
    files = opened(whole)
    signature_dropped(files)
    assert faults(tmp_path, closed(files)) == ["the signature of manifest.json is missing or cannot be read"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_in_it_twice_is_found(whole: bytes, tmp_path: Path) -> None:
    target = BytesIO(whole)
    with ZipFile(target, "a") as file:
        file.writestr("records/unit.json", b"x")
    assert "records/unit.json stands in the pack 2 times" in faults(tmp_path, target.getvalue())


def test_a_database_rolled_back_before_the_pack_was_made_is_found_by_a_kept_checkpoint(
    whole: bytes, tmp_path: Path
) -> None:
    told = json.loads(opened(whole)["checkpoint.json"])["checkpoint"]
    later = {"checkpoint": {**told, "position": told["position"] + 1}}
    other = {"checkpoint": {**told, "digest": "ab", "access_digest": "ab"}}
    missing = f"position {told['position'] + 1} of the log is missing, though the kept checkpoint was taken of it"
    assert faults(tmp_path, whole, kept=later) == [missing]
    assert faults(tmp_path, whole, kept=other) == [
        f"position {told['position']} of the log is not the one the kept checkpoint was taken of",
        f"line {told['access_position']} of the access log is not the one the kept checkpoint was taken of",
    ]
