"""Decides that a pack proves itself with Python alone, and that every tampering with it is found and named."""

import ast
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from isms.accounts.models import PasswordLink
from isms.app import matrix
from isms.kernel.access import Access, Holding
from isms.kernel.pack import verify
from isms.kernel.seal.models import AccessEntry, Sealing
from isms.kernel.seal.signing import Signer
from isms.organisation import queries
from isms.organisation.vocabulary import Role
from tests.furnishing import NOW
from tests.packs import closed, faults, log_of, opened, packed, put_log, redo_sums
from tests.web.conftest import Place


def access_of(place: Place, person_id: int) -> Access:
    with place.database.reading() as session:
        return queries.access_of(session, person_id, matrix(), NOW.date())


def run(directory: Path, pack: bytes, *arguments: str) -> tuple[int, str]:
    """Run the pack's own verifier as an auditor would: with Python alone, in a directory of its own."""
    (directory / "pack.zip").write_bytes(pack)
    (directory / "verify.py").write_bytes(opened(pack).get("verify.py", b""))
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "pack.zip", *arguments],
        cwd=directory,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_an_untouched_pack_is_right_for_whoever_has_nothing_but_python(
    whole: bytes, signer: Signer, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.json"
    kept.write_bytes(opened(whole)["checkpoint.json"])
    status, said = run(tmp_path, whole, "--public-key", signer.public_key, "--checkpoint", str(kept))
    assert status == 0, said
    assert said.endswith("All is well / Alt stemmer\n")


def test_without_a_key_it_says_which_key_to_compare(whole: bytes, signer: Signer, tmp_path: Path) -> None:
    status, said = run(tmp_path, whole)
    assert status == 0, said
    assert f"compare it with the one you were given: {signer.public_key}" in said


def test_what_is_no_pack_cannot_be_checked(whole: bytes, tmp_path: Path) -> None:
    script = tmp_path / "verify.py"
    script.write_bytes(opened(whole)["verify.py"])
    (tmp_path / "torn.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.zip").write_bytes(closed({"README.txt": b""}))
    for arguments in (["torn.zip"], ["empty.zip"], ["missing.zip"], []):
        command = [sys.executable, "-I", str(script), *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 2, arguments


def test_the_verifier_is_python_3_9() -> None:
    ast.parse(Path(str(verify.__file__)).read_text("utf-8"), feature_version=(3, 9))


def test_the_same_pack_made_twice_has_the_same_bytes(place: Place, whole: bytes, signer: Signer) -> None:
    assert packed(place.database, signer=signer) == whole


def test_it_holds_every_register_log_and_record(whole: bytes) -> None:
    files = opened(whole)
    manifest = json.loads(files["manifest.json"])
    assert {"registers/risks.csv", "registers/access_log.json", "records/scenario.json", "README.txt"} <= files.keys()
    assert "Turnussystem 1" in files["registers/systems.csv"].decode("utf-8-sig")
    assert (manifest["as_of"], manifest["made_by"]) == (
        f"{manifest['position']}@2026-11-22",
        {"kind": "operator", "id": "test"},
    )
    assert manifest["risk_models"][str(1)]
    assert [line for line in files["log/access.jsonl"].splitlines() if b"/units.csv" in line]


def test_nothing_secret_is_in_it(place: Place, whole: bytes) -> None:
    files = opened(whole)
    with place.database.reading() as session:
        digests = session.scalars(select(PasswordLink.token_digest)).all()
    assert digests
    together = b"\n".join(files.values())
    for word in (place.token, *digests, "argon2", "token_digest", "encoded", "PRIVATE KEY"):
        assert word.encode() not in together, word


def test_a_pack_of_the_past_ends_at_its_moment(place: Place, signer: Signer, tmp_path: Path) -> None:
    pack = packed(place.database, as_of="2026-06-14", signer=signer)
    assert faults(tmp_path, pack, signer.public_key) == []
    files = opened(pack)
    assert b"Turnussystem 1" in files["records/system.json"]
    assert b"Alarmer" not in b"".join(files.values())
    manifest = json.loads(files["manifest.json"])
    assert (manifest["day"], manifest["past"]) == ("2026-06-14", True)
    assert len([line for line in log_of(files) if "sealed_at" in line]) == manifest["position"]


def test_a_pack_of_one_municipality_holds_digests_of_its_neighbour_and_is_right(
    place: Place, signer: Signer, tmp_path: Path
) -> None:
    access = access_of(place, place.filled.cast.officer)
    pack = packed(place.database, access=access, signer=signer)
    assert faults(tmp_path, pack, signer.public_key) == []
    together = b"".join(opened(pack).values()).decode("utf-8", "ignore")
    assert "Turnussystem 1" in together
    assert "Skoleplattform 1" in together
    for word in ("Legejournal", "Nabofjord", "Legekontoret", "Åse Ødegård"):
        assert word not in together
    with place.database.reading() as session:
        positions = session.scalars(select(Sealing.position)).all()
    assert len([line for line in log_of(opened(pack)) if "sealed_at" in line]) == len(positions)


def test_values_of_ones_own_cannot_be_passed_off_as_the_neighbours(
    place: Place, signer: Signer, tmp_path: Path
) -> None:
    files = opened(packed(place.database, access=access_of(place, place.filled.cast.officer)))
    lines = log_of(files)
    own = next(line for line in lines if line.get("tenant_id") == place.filled.cast.municipality)
    del own["values"]
    put_log(files, lines)
    redo_sums(files)
    assert "were left out, though they belong in this pack" in "\n".join(faults(tmp_path, closed(files)))


def test_a_pack_of_one_area_holds_nothing_of_the_others(place: Place, signer: Signer, tmp_path: Path) -> None:
    pack = packed(place.database, code="HEM", signer=signer)
    assert faults(tmp_path, pack, signer.public_key) == []
    together = b"".join(opened(pack).values()).decode("utf-8", "ignore")
    assert "Turnussystem 1" in together
    for word in ("Skoleplattform 1", "Barnehage", "Legejournal 1", "Geir Nordvik"):
        assert word not in together


def test_an_auditor_of_one_area_gets_that_area(place: Place, tmp_path: Path) -> None:
    with place.database.reading() as session:
        unit = queries.unit_for(session, access_of(place, place.filled.cast.officer), place.filled.cast.opp)
        assert unit
    access = Access(1, (Holding(Role.AUDITOR, unit.path),), matrix())
    pack = packed(place.database, access=access)
    assert faults(tmp_path, pack) == []
    together = b"".join(opened(pack).values()).decode("utf-8", "ignore")
    assert "Skoleplattform 1" in together
    assert "Turnussystem 1" not in together


def test_the_button_gives_a_pack_and_writes_its_sum_down(place: Place, tmp_path: Path) -> None:
    client = place.client(place.filled.cast.auditor)
    answer = client.submit("/audit/pack", as_of="14.06.2026", unit_id=str(place.filled.cast.hem))
    assert answer.mimetype == "application/zip"
    assert faults(tmp_path, answer.data) == []
    with place.database.reading() as session:
        line = session.scalars(select(AccessEntry).order_by(AccessEntry.id.desc())).first()
    assert line
    assert (line.path, line.format, line.sha256) == ("/audit/pack", "zip", hashlib.sha256(answer.data).hexdigest())
    assert line.as_of is not None
    assert line.as_of.endswith("@2026-06-14")
    answer.close()


def test_a_day_that_is_not_over_and_a_unit_of_others_are_refused(place: Place) -> None:
    client = place.client(place.filled.cast.officer)
    assert client.submit("/audit/pack", as_of="22.11.2026").status_code == 422
    assert client.submit("/audit/pack", unit_id=str(place.filled.cast.neighbour)).status_code == 422


RFC_8032 = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
            "24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
            "eeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed2"
            "8dc027beceea1ec40a"
        ),
    ),
)


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_signatures_of_the_standard_are_right_and_others_wrong(key: str, message: str, signature: str) -> None:
    said = bytes.fromhex(message)
    assert verify.is_signed(said, signature, key)
    assert not verify.is_signed(said + b"x", signature, key)
    for at in (0, 63, 64, 127):
        wrong = signature[:at] + ("0" if signature[at] != "0" else "1") + signature[at + 1 :]
        assert not verify.is_signed(said, wrong, key)
    beyond = int.from_bytes(bytes.fromhex(signature[64:]), "little") + verify.ORDER
    assert not verify.is_signed(said, signature[:64] + beyond.to_bytes(32, "little").hex(), key)


def test_signatures_of_the_program_are_right_in_python_alone(signer: Signer) -> None:
    for number in range(8):
        message = b"x" * number
        assert verify.is_signed(message, signer.sign(message), signer.public_key)
