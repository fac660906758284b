"""Decides what no template may do: carry style or script, or name an icon or a text that is not there."""

from __future__ import annotations

import re
import subprocess
import sys

from . import stage

OURS = [
    *sorted((stage.ROOT / "templates/components").glob("*.html")),
    *sorted((stage.ROOT / "templates/layouts").glob("*.html")),
    *sorted((stage.ROOT / "templates/errors").glob("*.html")),
    *(stage.ROOT / "templates" / name for name in ("register.html", "form.html", "conflict.html", "held.html")),
]
STATUSES = (400, 403, 404, 409, 413, 429, 500, 503)
SOURCES = {path.relative_to(stage.ROOT).as_posix(): path.read_text(encoding="utf-8") for path in OURS}


def test_vendored_files_equal_their_listed_hashes() -> None:
    answer = subprocess.run(
        [sys.executable, str(stage.ROOT / "tools/vendor.py"), "--check"], check=False, capture_output=True, text=True
    )
    assert (answer.returncode, answer.stdout) == (0, "")


def test_no_template_carries_style_or_script() -> None:
    forbidden = re.compile(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]* src=)|\|\s*safe")
    found = [(name, forbidden.findall(text)) for name, text in SOURCES.items()]
    assert [(name, parts) for name, parts in found if parts] == []


def test_every_key_a_template_names_is_in_the_catalogue_in_both_languages() -> None:
    keys = {key for text in SOURCES.values() for key in re.findall(r"\bt\([\"']([a-z_.0-9]+)[\"'][,)]", text)}
    keys |= {f"error.{status}.title" for status in STATUSES} | {f"error.{status}.text" for status in STATUSES}
    assert {key for key in keys if key not in stage.SHELL} == set()
    assert [key for key, words in stage.SHELL.items() if not (words.get("nb") and words.get("en"))] == []


def test_both_languages_of_a_text_take_the_same_values() -> None:
    names = re.compile(r"{(\w+)}")
    different = [
        key
        for key, words in stage.SHELL.items()
        if set(names.findall(words["nb"])) != set(names.findall(words["en"])) and not key.endswith(".one")
    ]
    assert different == []


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    sprite = (stage.STATIC / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = {name for text in SOURCES.values() for name in re.findall(r"icon\(\"([a-z0-9-]+)\"", text)}
    assert used <= known
    assert {"check-disc", "half-disc", "octagon-x", "ring-question", "risk-1", "risk-2", "risk-3"} <= known


def test_no_template_is_longer_than_a_screen_or_two() -> None:
    assert [name for name, text in SOURCES.items() if text.count("\n") > 120] == []
