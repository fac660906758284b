"""Decides what the paper's font can show; what it cannot is printed as its code point, never lost or hidden."""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"

_BREAK = "\u200b"
_PIECE = 20
_HIDING = frozenset("\u034f") | frozenset(map(chr, range(0xFE00, 0xFE10)))


def printable(text: str, longest: int) -> str:
    """Return a text the font can show, with places to break runs of more than `longest` signs.

    Signs the font lacks, and signs that steer or hide others, become "[U+202E]": PDF/A-2a 6.2.11 and
    PDF/UA-1 7.21 refuse the first, and a reader should see the second.
    """
    if not text.isascii() or not text.isprintable():
        text = text.replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n")
        shown = _shown()
        if not shown.issuperset(text):
            text = "".join(sign if sign in shown else f"[U+{ord(sign):04X}]" for sign in text)
    if len(text) <= longest:
        return text
    return re.sub(rf"\S{{{longest + 1},}}", lambda run: _broken(run[0]), text)


def _broken(run: str) -> str:
    return _BREAK.join(run[start : start + _PIECE] for start in range(0, len(run), _PIECE))


def _readable(sign: str) -> bool:
    """Say whether a sign shows itself: no control, format, private or unassigned sign, no separator of lines."""
    category = unicodedata.category(sign)
    return category[0] != "C" and category not in {"Zl", "Zp"} and sign not in _HIDING


@cache
def _shown() -> frozenset[str]:
    """Return the signs that every font here has a glyph for, and the line feed."""
    sets = [_covered(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    signs = frozenset(map(chr, frozenset.intersection(*sets)))
    return frozenset(sign for sign in signs if _readable(sign)) | {"\n"}


def _covered(font: bytes) -> frozenset[int]:
    """Return the code points of a font's Unicode table ("cmap" of OpenType, formats 4 and 12)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        platform, _, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * number)
        if platform in (0, 3):
            found |= _points(font, start + offset)
    return frozenset(found)


def _points(font: bytes, at: int) -> set[int]:
    match struct.unpack_from(">H", font, at)[0]:
        case 4:
            twice = struct.unpack_from(">H", font, at + 6)[0]
            ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
            starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
            pairs = list(zip(starts, ends, strict=True))
        case 12:
            groups = struct.unpack_from(">I", font, at + 12)[0]
            numbers = struct.unpack_from(">" + "III" * groups, font, at + 16)
            pairs = list(zip(numbers[0::3], numbers[1::3], strict=True))
        case _:
            return set()
    return {point for first, last in pairs for point in range(first, last + 1) if point < 0x110000 and point != 0xFFFF}
