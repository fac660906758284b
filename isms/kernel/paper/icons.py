"""Hands the drawing the icons of the pages, so that paper and screen show the same signs."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_SPRITE = Path(__file__).parents[2] / "static" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)" viewBox="([0-9. ]+)">(.*?)</symbol>', re.DOTALL)
_OPENING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}" color="#1d2733">'


@cache
def icons() -> Mapping[str, str]:
    """Return every icon by its name as a picture of its own, in the ink of the paper."""
    return {
        name: f"{_OPENING.format(box)}{drawn}</svg>" for name, box, drawn in _SYMBOL.findall(_SPRITE.read_text("utf-8"))
    }
