"""Reads the text of a PDF that Chromium has made: its glyphs, through the map it keeps beside each font."""

import re
import zlib

OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
SINGLE = re.compile(rb"^<([0-9A-F]+)> <([0-9A-F]{4,})>$", re.MULTILINE)
RANGE = re.compile(rb"^<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]{4})>$", re.MULTILINE)
WRITTEN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj")

Letters = dict[bytes, str]


def text_of_pages(pdf: bytes) -> list[str]:
    """Return what stands on each page in the order it is drawn, blanks left out."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts: dict[bytes, Letters] = {}
    for name, number in FONT.findall(pdf):
        cmap = TO_UNICODE.search(objects[int(number)])
        fonts[name] = _letters(_unpacked(objects[int(cmap[1])])) if cmap else {}
    drawn = [_unpacked(body) for body in objects.values()]
    return [_text(page, fonts) for page in drawn if b" Tj" in page]


def _unpacked(body: bytes) -> bytes:
    stream = STREAM.search(body)
    return zlib.decompressobj().decompress(stream[1]) if stream and b"/FlateDecode" in body else b""


def _letters(cmap: bytes) -> Letters:
    found = {glyph: bytes.fromhex(letter.decode()).decode("utf-16-be") for glyph, letter in SINGLE.findall(cmap)}
    for first, last, letter in RANGE.findall(cmap):
        for place in range(int(last, 16) - int(first, 16) + 1):
            glyph = f"{int(first, 16) + place:0{len(first)}X}".encode()
            found[glyph] = chr(int(letter, 16) + place)
    return found


def _text(page: bytes, fonts: dict[bytes, Letters]) -> str:
    said, letters = [], Letters()
    for font, glyphs in WRITTEN.findall(page):
        letters = fonts[font] if font else letters
        width = len(next(iter(letters), b"00"))
        said += [letters.get(glyphs[at : at + width], "") for at in range(0, len(glyphs), width)]
    return "".join("".join(said).split())
