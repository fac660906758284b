"""Runs the import contracts of pyproject.toml over a tree, in a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path


def broken_contracts(root: Path) -> tuple[set[str], str]:
    """Return the names of the contracts that the tree breaks, and everything the linter said.

    A linter that could not do its work counts as a broken contract named "linter".
    """
    # The linter colours and wraps by the terminal it finds; the tree is found by its path alone.
    environment = os.environ | {"PYTHONPATH": str(root), "NO_COLOR": "1", "COLUMNS": "200"}
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as lint; lint()",
            "--no-cache",
        ],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = run.stdout + run.stderr
    broken = set(re.findall(r"^(.+?) BROKEN\b", said, re.MULTILINE))
    if run.returncode and not broken:
        broken = {"linter"}
    return broken, said
