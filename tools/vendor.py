"""Decide which files of other people's packages the pages and papers carry, and prove that they are unchanged."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Package:
    """One pinned npm package: where its files go, and which of them are taken (path inside -> name here)."""

    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str]


PAGES = "isms/static/vendor"
PAPER = "isms/kernel/paper/fonts"
TESTS = "tests/browser/vendor"

PACKAGES = (
    Package(
        "@digdir/designsystemet-css",
        "1.22.0",
        "MIT",
        PAGES,
        {
            "dist/src/index.css": "designsystemet.css",
            "dist/theme/designsystemet.css": "designsystemet-theme.css",
            "LICENSE": "designsystemet.LICENSE.txt",
        },
    ),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        "OFL-1.1",
        PAGES,
        {
            "files/inter-latin-wght-normal.woff2": "inter-latin-wght-normal.woff2",
            "LICENSE": "inter.LICENSE.txt",
        },
    ),
    Package(
        "htmx.org",
        "2.0.11",
        "0BSD",
        PAGES,
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE.txt"},
    ),
    Package(
        "@expo-google-fonts/inter",
        "0.4.2",
        "OFL-1.1",
        PAPER,
        {
            "400Regular/Inter_400Regular.ttf": "Inter_400Regular.ttf",
            "600SemiBold/Inter_600SemiBold.ttf": "Inter_600SemiBold.ttf",
            "LICENSE_FONT": "inter.LICENSE.txt",
        },
    ),
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        TESTS,
        {"axe.min.js": "axe.min.js", "LICENSE": "axe-core.LICENSE.txt"},
    ),
)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(package: Package, scratch: Path) -> dict[str, object]:
    """Copy a package's listed files from the npm registry and return its entry for VENDOR.json."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    answer = subprocess.run(command, cwd=scratch, check=True, capture_output=True, text=True)
    target = ROOT / package.folder
    target.mkdir(parents=True, exist_ok=True)
    hashes = {}
    with tarfile.open(scratch / answer.stdout.split()[-1]) as archive:
        for inside, here in package.files.items():
            content = archive.extractfile(f"package/{inside}")
            if content is None:
                raise FileNotFoundError(f"{package.name} has no file {inside}")
            (target / here).write_bytes(content.read())
            hashes[here] = sha256(target / here)
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "files": hashes,
    }


def fetch_all() -> None:
    """Fetch every package and write one VENDOR.json per folder."""
    entries: dict[str, list[dict[str, object]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            entries.setdefault(package.folder, []).append(fetch(package, Path(scratch)))
    for folder, packages in entries.items():
        text = json.dumps({"packages": packages}, indent=2, ensure_ascii=False)
        (ROOT / folder / "VENDOR.json").write_text(text + "\n", encoding="utf-8")


def differences(folder: Path) -> list[str]:
    """Return one sentence per file that is missing, changed or not listed in the folder's VENDOR.json."""
    listed: dict[str, str] = {}
    for package in json.loads((folder / "VENDOR.json").read_text(encoding="utf-8"))["packages"]:
        listed.update(package["files"])
    present = {path.name for path in folder.iterdir()} - {"VENDOR.json"}
    found = [f"{name} is not listed in {folder.name}/VENDOR.json" for name in sorted(present - listed.keys())]
    for name, expected in listed.items():
        if name not in present:
            found.append(f"{name} is missing")
        elif sha256(folder / name) != expected:
            found.append(f"{name} differs from its listed hash")
    return found


def main() -> int:
    """Fetch the packages, or with --check only compare what lies here with the listed hashes."""
    if "--check" not in sys.argv[1:]:
        fetch_all()
    found = [line for folder in (PAGES, PAPER, TESTS) for line in differences(ROOT / folder)]
    sys.stdout.writelines(line + "\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
