"""Checks an auditor pack with nothing but Python's own library, 3.9 or newer: no database, no other program.

Usage: python -I verify.py PACK.zip [--public-key HEX] [--checkpoint FILE]

It checks the sum of every file, the signatures, every link of both logs, rebuilds each record from the log alone and
holds it against records/. Every fault is said in words. Exit status: 0 all is well, 1 something is wrong, 2 it could
not be checked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

GENESIS, MOST_TOLD = "0" * 64, 200
BLANKED = object()
Json = dict[str, Any]
Record = tuple[str, int]


def text(value: Any) -> str:
    """Return a value as the chain writes it."""
    return "null" if value is None else encode_basestring(value)


def sha256(head: str, content: str) -> str:
    """Return the digest of some content after a head."""
    return hashlib.sha256(f"{head}\n{content}".encode("utf-8", "surrogatepass")).hexdigest()


# Ed25519 (RFC 8032, section 5.1): points in extended coordinates, X Y Z T with x = X/Z, y = Y/Z, xy = T/Z.
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
Point = tuple[int, int, int, int]


def plus(one: Point, other: Point) -> Point:
    """Return the sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c, d = 2 * one[3] * other[3] * CURVE % PRIME, 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def times(number: int, point: Point) -> Point:
    """Return a point added to itself so many times."""
    total: Point = (0, 1, 1, 0)
    while number:
        total = plus(total, point) if number & 1 else total
        point, number = plus(point, point), number >> 1
    return total


def unpacked(packed: bytes) -> Point | None:
    """Return the point that 32 bytes stand for, or None when they stand for none."""
    y = int.from_bytes(packed, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if (x * x - square) % PRIME or (x == 0 and odd) or y >= PRIME:
        return None
    x = PRIME - x if x & 1 != odd else x
    return x, y, 1, x * y % PRIME


BASE = unpacked((4 * pow(5, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little"))


def is_signed(message: bytes, signature: Any, public_key: Any) -> bool:
    """Say whether a signature, in hexadecimal, is that of a message by a key."""
    try:
        given, key = bytes.fromhex(signature), bytes.fromhex(public_key)
    except (TypeError, ValueError):
        return False
    point, begin, number = unpacked(key), unpacked(given[:32]), int.from_bytes(given[32:], "little")
    if len(given) != 64 or len(key) != 32 or not (point and begin and BASE) or number >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(given[:32] + key + message).digest(), "little") % ORDER
    one, other = times(number, BASE), plus(begin, times(challenge, point))
    return all((one[axis] * other[2] - other[axis] * one[2]) % PRIME == 0 for axis in (0, 1))


class Pack:
    """A pack and its manifest."""

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            self.raw = self.zip.read("manifest.json")
            self.manifest: Json = json.loads(self.raw)
            self.files: dict[str, Json] = {file["name"]: file for file in self.manifest["files"]}
            self.position = int(self.manifest["position"])
        except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            raise OSError(f"{path} is no pack that can be read: {error}") from error
        self.tenants, self.is_whole = self.manifest.get("tenants"), self.manifest.get("whole")

    def hides(self, tenant_id: int | None) -> bool:
        """Say whether values of a tenant's records may be left out of this pack."""
        return self.tenants is not None and not (self.is_whole and tenant_id in self.tenants)

    def lines(self, name: str) -> Iterable[bytes]:
        """Return the lines of a file, or nothing when it is not there; the sums tell of that."""
        found = name in self.zip.namelist()
        return BufferedReader(self.zip.open(name), 1 << 18) if found else ()  # type: ignore[type-var]

    def read(self, name: str) -> Json | None:
        """Return a small file of JSON, or None when there is none that can be read."""
        try:
            return dict(json.loads(b"".join(self.lines(name))))
        except (ValueError, TypeError):
            return None


def sum_faults(pack: Pack) -> Iterator[str]:
    """Yield where the files are not those of the manifest."""
    there = pack.zip.namelist()
    for name in sorted(set(there)):
        if there.count(name) > 1:
            yield f"{name} stands in the pack {there.count(name)} times"
        if name not in pack.files and name not in ("manifest.json", "manifest.sig"):
            yield f"{name} was added: the manifest does not name it"
    for name, told in pack.files.items():
        if name not in there:
            yield f"{name} is missing"
            continue
        digest, size = hashlib.sha256(), 0
        for part in pack.lines(name):
            digest.update(part)
            size += len(part)
        if digest.hexdigest() != told.get("sha256") or size != told.get("size"):
            yield f"{name} was changed: its sum is not that of the manifest"


def signature_faults(what: str, message: bytes, signed: Json | None, trusted: str | None) -> Iterator[str]:
    """Yield what is wrong with a signature; without a trusted key an absent one is no fault."""
    signature, key = (signed or {}).get("signature"), (signed or {}).get("public_key")
    if signature is None and key is None:
        if trusted:
            yield f"{what} is not signed"
    elif not is_signed(message, signature, key):
        yield f"{what} was changed after it was signed"
    elif trusted and key != trusted:
        yield f"{what} was signed with another key: {key}"


def manifest_faults(pack: Pack, trusted: str | None) -> Iterator[str]:
    """Yield what is wrong with the signature of the manifest."""
    signed = pack.read("manifest.sig")
    if signed is None and not trusted and pack.manifest.get("public_key"):
        yield "the signature of manifest.json is missing or cannot be read"
    message = b"systemhelse manifest\n" + hashlib.sha256(pack.raw).hexdigest().encode()
    yield from signature_faults("manifest.json", message, signed, trusted)


def checkpoint_faults(name: str, found: Json | None, trusted: str | None) -> Iterator[str]:
    """Yield what is wrong with a checkpoint and its signature."""
    if found is None or not isinstance(found.get("checkpoint"), dict):
        yield f"{name} holds no checkpoint"
        return
    told = json.dumps(found["checkpoint"], sort_keys=True, separators=(",", ":"))
    yield from signature_faults(name, b"systemhelse checkpoint\n" + told.encode(), found, trusted)


def each(lines: Iterable[bytes], what: str, faults_of: Callable[[Json], Iterator[str]]) -> Iterator[str]:
    """Yield the faults of each line, and a fault for one that cannot be read."""
    for number, line in enumerate(lines, start=1):
        try:
            yield from faults_of(json.loads(line))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield f"line {number} of {what} cannot be read: {type(error).__name__}"


class Log:
    """One pass along the log; `records` is the raw state of each record at its end, as the log alone tells it."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.position, self.digest, self.link = 0, GENESIS, GENESIS
        self.digests: dict[int, str] = {0: GENESIS}
        self.ordinal = self.entries = self.values = self.hidden = 0
        self.records: dict[Record, Json] = {}
        self.foreign: set[Record] = set()

    def walk(self, lines: Iterable[bytes]) -> Iterator[str]:
        """Yield faults; each link is reckoned from the stored one before it, so that a change is told where it is."""
        yield from each(lines, "the log", lambda told: (self._begin if "sealed_at" in told else self._entry)(told))
        yield from self._end()

    def _begin(self, told: Json) -> Iterator[str]:
        yield from self._end()
        position = told["position"]
        if position != self.position + 1:
            yield f"position {self.position + 1} is missing before {position}, or the order was changed"
        header = [told[name] for name in ("sealed_at", "actor_kind", "actor_id", "action", "why_digest")]
        self.link = sha256(self.digest, f"[{position},{','.join(map(text, header))}]")
        self.position, self.digest, self.ordinal = position, told["digest"], 0
        self.digests[position] = self.digest
        why, wanted = told["why"], told["why_digest"]
        if why is None and wanted is not None and self.pack.tenants is None:
            yield f"the reason given at position {position} was removed"
        elif why is not None and (wanted is None or field_digest(why) != wanted):
            yield f"the reason given at position {position} was changed or added"

    def _end(self) -> Iterator[str]:
        if self.link != self.digest:
            yield f"the transaction at position {self.position} was changed, or its last entries added or removed"

    def _entry(self, told: Json) -> Iterator[str]:
        self.ordinal, self.entries = self.ordinal + 1, self.entries + 1
        ordinal, tenant_id, entity, number = (told[n] for n in ("ordinal", "tenant_id", "entity", "entity_id"))
        where = f"entry {self.ordinal} at position {self.position}"
        if ordinal != self.ordinal:
            yield f"{where} is missing"
            self.ordinal = ordinal
        tenant = "null" if tenant_id is None else tenant_id
        covered = f"[{ordinal},{tenant},{text(entity)},{number},{text(told['change'])},{text(told['fields'])}]"
        if sha256(self.link, covered) != told["digest"]:
            yield f"{where}, or what stands before it in its transaction, was changed"
        self.link = told["digest"]
        if "values" in told:
            yield from self._values(told, (entity, number), where)
            return
        self.hidden += 1
        self.foreign.add((entity, number))
        if not self.pack.hides(tenant_id):
            yield f"the values of {where} were left out, though they belong in this pack"

    def _values(self, told: Json, record: Record, where: str) -> Iterator[str]:
        digests, values = json.loads(told["fields"]), told["values"]
        if told["change"] == "created" and record in self.records:
            yield f"{where} creates {record[0]} {record[1]} a second time"
        state = self.records.setdefault(record, {})
        for name in sorted(values.keys() - digests.keys()):
            yield f"a value of {name} was added to {where}"
        for name, wanted in digests.items():
            self.values += 1
            value, known = values.get(name), state.get(name)
            if value is None:
                yield f"the value of {name} in {where} is missing"
            elif value[0] is None:
                yield f"the value of {name} in {where} was blanked without an erasure on record"
                state[name] = BLANKED
            else:
                if field_digest(value) != wanted:
                    yield f"the value of {name} in {where} was changed"
                if known is not BLANKED and known != value[1] and record not in self.foreign:
                    yield f"the value of {name} before {where} is not the one the log told last"
                state[name] = value[2]


def field_digest(value: list[str | None]) -> str:
    """Return the digest of a field's change, given as salt, old and new."""
    return sha256(str(value[0]), f"[{text(value[1])},{text(value[2])}]")


class AccessLog:
    """One pass along the access log."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.number, self.digest = pack, 0, GENESIS
        self.digests: dict[int, str] = {0: GENESIS}

    def line(self, told: Json) -> Iterator[str]:
        """Yield the faults of the next line."""
        number = told["id"]
        if number != self.number + 1:
            yield f"line {self.number + 1} of the access log is missing before {number}, or the order was changed"
        if "told" in told:
            if sha256(str(told["salt"]), f"[{','.join(map(text, told['told']))}]") != told["content_digest"]:
                yield f"what line {number} of the access log tells was changed"
        elif self.pack.tenants is None:
            yield f"what line {number} of the access log tells was left out"
        if sha256(self.digest, f"[{number},{text(told['content_digest'])}]") != told["digest"]:
            yield f"line {number} of the access log, or what stands before it, was changed"
        self.number, self.digest = number, told["digest"]
        self.digests[number] = self.digest


def end_faults(pack: Pack, log: Log, access: AccessLog) -> Iterator[str]:
    """Yield where the logs do not end where the manifest and the pack's own checkpoint say."""
    if log.position != pack.position:
        yield f"the log ends at position {log.position}, and the pack is of position {pack.position}"
    told = (pack.read("checkpoint.json") or {}).get("checkpoint") or {}
    if (told.get("position"), told.get("digest")) != (log.position, log.digest):
        yield f"the log ends at position {log.position} otherwise than checkpoint.json says"
    if (told.get("access_position"), told.get("access_digest")) != (access.number, access.digest):
        yield f"the access log ends at line {access.number} otherwise than checkpoint.json says"


def kept_faults(pack: Pack, log: Log, access: AccessLog, kept: Json) -> Iterator[str]:
    """Yield where the logs no longer hold what a checkpoint kept from before says."""
    told = kept.get("checkpoint") or {}
    for what, digests, number, digest in (
        ("position {} of the log", log.digests, told.get("position"), told.get("digest")),
        ("line {} of the access log", access.digests, told.get("access_position"), told.get("access_digest")),
    ):
        if number in digests:
            if digests[number] != digest:
                yield f"{what.format(number)} is not the one the kept checkpoint was taken of"
        elif number is not None and not pack.manifest.get("past"):
            yield f"{what.format(number)} is missing, though the kept checkpoint was taken of it"


def record_faults(pack: Pack, log: Log) -> Iterator[str]:
    """Hold each record against what the log alone makes of it, and yield the differences."""
    for name in sorted(set(pack.zip.namelist())):
        if name.startswith("records/"):
            try:
                yield from _table_faults(pack, name, log)
            except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
                yield f"{name} cannot be read: {type(error).__name__}"
    for entity, number in sorted(log.records.keys() - log.foreign):
        yield f"the log tells of {entity} {number}, which the records lack"


def _table_faults(pack: Pack, name: str, log: Log) -> Iterator[str]:
    lines = iter(pack.lines(name))
    header = json.loads(next(lines, b"") + b"]}")
    entity, columns = header["table"], header["columns"]
    if name != f"records/{entity}.json":
        yield f"{name} says that it is of {entity}"
    for line in lines:
        if line.strip() not in (b"", b"]}"):
            number, *cells = json.loads(line.strip().rstrip(b","))
            record = (entity, number)
            if record in log.foreign or record not in log.records:
                yield f"{entity} {number} stands in the records, and the log does not tell all of it"
            else:
                found = dict(zip(columns, cells))  # noqa: B905 - Python 3.9 has no strict
                yield from _differences(record, found, log.records.pop(record))


def _differences(record: Record, found: Json, rebuilt: Json) -> Iterator[str]:
    for column in sorted(found.keys() | rebuilt.keys()):
        told = rebuilt.get(column)
        if told is not BLANKED and told != found.get(column):
            yield f"{column} of {record[0]} {record[1]} is {found.get(column)!r}, and the log makes it {told!r}"


def check(path: Path, trusted: str | None = None, kept: Json | None = None) -> tuple[list[str], list[str]]:
    """Return every fault of a pack, and what else there is to say; raises OSError when it cannot be read."""
    pack, faults = Pack(path), list[str]()
    log, access = Log(pack), AccessLog(pack)
    try:
        faults += sum_faults(pack)
        faults += manifest_faults(pack, trusted)
        faults += checkpoint_faults("checkpoint.json", pack.read("checkpoint.json"), trusted)
        faults += log.walk(pack.lines("log/log.jsonl"))
        faults += each(pack.lines("log/access.jsonl"), "the access log", access.line)
        faults += end_faults(pack, log, access)
        if kept is not None:
            faults += checkpoint_faults("the kept checkpoint", kept, trusted if "signature" in kept else None)
            faults += kept_faults(pack, log, access, kept)
        rebuilt = len(log.records.keys() - log.foreign)
        faults += record_faults(pack, log)
    except zipfile.BadZipFile as error:
        return [*faults, f"the pack is damaged: {error}"], []
    said = f"{len(pack.files)} files, {log.position} transactions, {log.entries} entries, {log.values} values, "
    notes = [f"{said}{access.number} lines of the access log; {rebuilt} records rebuilt from the log alone"]
    if log.hidden:
        notes.append(f"{log.hidden} entries of others stand without values, as digests")
    if not trusted:
        key = (pack.read("manifest.sig") or {}).get("public_key") or "none, the pack is not signed"
        notes.append(f"nobody has vouched for the key: compare it with the one you were given: {key}")
    return faults, notes


def main(arguments: list[str]) -> int:
    """Check the pack the arguments name, say what was found, and return the exit status."""
    parser = argparse.ArgumentParser(description="Checks an auditor pack.")
    parser.add_argument("pack", type=Path)
    parser.add_argument("--public-key", help="in hexadecimal, as the municipality has told it on another way")
    parser.add_argument("--checkpoint", type=Path, help="a checkpoint kept from before")
    asked = parser.parse_args(arguments)
    try:
        kept = json.loads(asked.checkpoint.read_bytes().splitlines()[-1]) if asked.checkpoint else None
        faults, notes = check(asked.pack, asked.public_key, kept)
    except (OSError, ValueError, IndexError) as error:
        sys.stdout.write(f"Cannot be checked / Kan ikke kontrolleres: {error}\n")
        return 2
    verdict = f"Faults found / Feil funnet: {len(faults)}" if faults else "All is well / Alt stemmer"
    for line in [*faults[:MOST_TOLD], *notes, verdict]:
        sys.stdout.write(f"{line}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
