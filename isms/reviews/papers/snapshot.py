"""Writes a frozen package as the JSON snapshot that leaves: the kept text itself with its digest beside it."""

import json

SCHEMA = "systemhelse.package"


def write_snapshot(content: str, digest: str) -> bytes:
    """Return a kept text with what tells how to check it; the digest is of `package` in its canonical form.

    Canonical is: keys in order, nothing between them, UTF-8 with no sign escaped.
    """
    about = json.dumps({"schema": SCHEMA, "sha256": digest}, separators=(",", ":"))
    return f'{about[:-1]},"package":{content}}}\n'.encode()
