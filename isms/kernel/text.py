"""How text is cleaned, searched and ordered, the same in Python, SQLite and PostgreSQL."""

import re
import unicodedata
from functools import lru_cache

# Zero-width joiner and non-joiner carry meaning in some scripts and in emoji; every other format
# character (bidirectional overrides, soft hyphens, byte order marks) only hides what is written.
_KEPT_FORMAT_CHARACTERS = "\u200c\u200d"
_NON_CHARACTERS = "\ufffe\uffff"

_LINE_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_LIKE_SPECIALS = re.compile(r"([\\%_])")

# After "z" come "{", "|" and "}" in ASCII: the three seats the Norwegian alphabet needs. ä and ö sit with æ
# and ø, as in Norwegian dictionaries; the other letters here have no decomposition of their own.
_LETTERS = {
    "æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}",
    "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "œ": "oe", "ŧ": "t", "þ": "th",
}  # fmt: skip
_APOSTROPHES = "'’‘`´ʼ"
_WORD_BREAK = "-"
_TIE_BREAK = " "
_OTHER_LETTER = "~"
_RUNS = re.compile(r"[0-9]+|[^0-9]")


def normalise(text: str) -> str:
    """Return one line of clean text: NFC, no control characters, white space folded to single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", _without_controls(text)).split())


def normalise_lines(text: str) -> str:
    """Return clean text of several lines, parted by a line feed.

    Lines keep their indentation and lose what trails; empty lines at either end go.
    """
    lines = [_clean_line(line) for line in _LINE_BREAKS.split(text)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


def folded(*parts: str | None) -> str:
    """Return what a search looks in, or for: the parts, case-folded in NFC, one space between.

    Done here because SQLite's LIKE folds ASCII alone and PostgreSQL's depends on the locale.
    """
    joined = " ".join(normalise(part) for part in parts if part)
    if joined.isascii():
        return joined.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", joined).casefold())


def like_pattern(text: str) -> str:
    r"""Return the LIKE pattern that finds `text` anywhere, for use with ESCAPE '\'."""
    return "%" + _LIKE_SPECIALS.sub(r"\\\1", text) + "%"


def sort_key(text: str) -> str:
    """Return a key whose order, by code point and so by UTF-8 bytes, is the one Norwegians expect.

    Letters: case and accents do not count, æ ø å come last and "aa" is two letters. Numbers: by value, so
    S-2 precedes S-10. Punctuation and white space only part words. The cleaned text itself follows as a
    tie-break: two keys are equal only when the cleaned texts are.
    """
    clean = normalise(text)
    parts: list[str] = []
    for run in _RUNS.findall(_plain(clean)):
        if run[0].isdigit():
            parts.append(_number(run))
        elif run != _WORD_BREAK or (parts and parts[-1] != _WORD_BREAK):
            parts.append(run)
    if parts and parts[-1] == _WORD_BREAK:
        parts.pop()
    return "".join(parts) + _TIE_BREAK + clean


def _clean_line(line: str) -> str:
    visible = _without_controls(line.replace("\t", " ")).rstrip()
    return unicodedata.normalize("NFC", visible).rstrip()


def _without_controls(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(map(_kept, text))


@lru_cache(maxsize=4096)
def _kept(character: str) -> str:
    if character.isspace():
        # The separators of old tapes count as space too, and no workbook can hold them.
        return " " if unicodedata.category(character) == "Cc" else character
    if character in _KEPT_FORMAT_CHARACTERS:
        return character
    if character in _NON_CHARACTERS or unicodedata.category(character) in ("Cc", "Cf", "Cs"):
        return ""
    return character


def _plain(clean: str) -> str:
    """Return the text as ASCII letters, the three seats behind "z", digits and word breaks."""
    return "".join(map(_plain_character, unicodedata.normalize("NFC", clean.casefold())))


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    if character in _APOSTROPHES + _KEPT_FORMAT_CHARACTERS or unicodedata.combining(character):
        return ""
    if character.isascii():
        return character if character.isalnum() else _WORD_BREAK
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    if decomposed != character:
        return "".join(map(_plain_character, decomposed))
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    # Letters of other scripts keep the order of their code points, after the Latin ones.
    return f"{_OTHER_LETTER}{_letters_of(ord(character))}" if character.isalnum() else _WORD_BREAK


def _letters_of(code_point: int) -> str:
    """Write a code point in five letters of equal order, so that no digit is taken for a number."""
    return "".join(chr(ord("a") + (code_point >> shift & 15)) for shift in (16, 12, 8, 4, 0))


def _number(digits: str) -> str:
    """Write a number of any length so that order by character is order by value.

    The count of digits goes first, itself written so that longer is greater: 1 to 8, then 91 to 98, then
    991 …
    """
    significant = digits.lstrip("0") or "0"
    nines, rest = divmod(len(significant) - 1, 8)
    return "9" * nines + str(rest + 1) + significant
