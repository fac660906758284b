"""Decides what kind a file is by its content alone: the kinds that are taken, and no other.

Neither a file's name nor what a browser says of it counts. Signatures are of our own, from the formats'
specifications. Programs, pages and pictures that can carry scripts (HTML, SVG), and office files with macros
are of no kind.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from isms.kernel.identity_numbers import find_identity_number
from isms.kernel.refusal import Refusal
from isms.kernel.text import normalise

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
GIF = "image/gif"
WEBP = "image/webp"
HEIC = "image/heic"
TEXT = "text/plain"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
DOCX = f"{OFFICE}wordprocessingml.document"
XLSX = f"{OFFICE}spreadsheetml.sheet"
PPTX = f"{OFFICE}presentationml.presentation"
ODT = f"{OPEN_DOCUMENT}text"
ODS = f"{OPEN_DOCUMENT}spreadsheet"
ODP = f"{OPEN_DOCUMENT}presentation"

ENDINGS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    GIF: (".gif",),
    WEBP: (".webp",),
    HEIC: (".heic", ".heif"),
    TEXT: (".txt", ".csv", ".log", ".md", ".eml"),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    ODT: (".odt",),
    ODS: (".ods",),
    ODP: (".odp",),
}
"""Every kind that is taken, by media type, with the endings its files may have; the first is given to others."""

MOST_FILES = 5
MOST_BYTES = 5_000_000
"""Of all files that are sent at once; a whole request may hold a little more."""

LONGEST_NAME = 120
NAMELESS = "-"

_OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_MACROS = ("vbaproject.bin", "basic/script-lc.xml")
_MOST_MEMBERS = 5_000
_LONGEST_MEDIA_TYPE = 100
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<(?:!doctype|!--|\?xml|html|head|body|script|svg|iframe|object|a\s|img\s)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')


class File(NamedTuple):
    """A file that somebody has sent: what they call it, cleaned, and its bytes."""

    name: str
    content: bytes


def file_refusals(files: Sequence[File], field: str) -> Iterator[Refusal]:
    """Yield why files sent at once cannot be taken: too many, too large, empty, of no kind, or with such a name."""
    if len(files) > MOST_FILES:
        yield Refusal("form.too_many_files", field, {"most": MOST_FILES})
    if sum(len(file.content) for file in files) > MOST_BYTES:
        yield Refusal("form.files_too_large", field, {"most": MOST_BYTES // 1_000_000})
        return
    for file in files:
        if find_identity_number(file.name):
            yield Refusal("form.identity_number_in_file_name", field)
        elif not file.content:
            yield Refusal("form.file_is_empty", field, {"name": file.name})
        elif media_type_of(file.content) is None:
            yield Refusal("form.file_of_no_kind", field, {"name": file.name})


def media_type_of(content: bytes) -> str | None:
    """Return the media type of a file by its content, or None when it is of no kind that is taken."""
    return _pictured(content) or _document(content) or _packed(content) or _written(content)


def cleaned_name(told: str) -> str:
    """Return a file's name as it is kept: the last part of a path, in NFC, without control characters, not too long.

    It is shown and offered when the file is fetched, and never used as a path.
    """
    name = normalise(_SEPARATORS.split(unicodedata.normalize("NFC", told))[-1]).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if len(name) > LONGEST_NAME and dot and len(ending) < 10:
        return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"
    return name[:LONGEST_NAME].rstrip() or NAMELESS


def name_to_fetch(name: str, media_type: str) -> str:
    """Return the name a file is fetched under: one whose ending is its kind's, so that nothing opens it as another."""
    safe = _FORBIDDEN.sub("_", name)
    endings = ENDINGS[media_type]
    return safe if safe.lower().endswith(endings) else safe + endings[0]


def _pictured(content: bytes) -> str | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and content[-8:-4] == b"IEND":
        return PNG
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64 * 1024 :]:
        return JPEG
    if content.startswith((b"GIF87a", b"GIF89a")) and content.endswith(b"\x3b"):
        return GIF
    if content[:4] == b"RIFF" and content[8:16] in (b"WEBPVP8 ", b"WEBPVP8L", b"WEBPVP8X"):
        return WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    return None


def _document(content: bytes) -> str | None:
    """A PDF begins with its header; readers that look further into a file take what is something else as well."""
    return PDF if re.match(rb"%PDF-[12]\.\d", content) and b"%%EOF" in content[-1024:] else None


def _packed(content: bytes) -> str | None:
    """Return which office format a zip is by its members, of which none is unpacked but the one that names it."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > _MOST_MEMBERS or any(name.lower().endswith(_MACROS) for name in names):
                return None
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)
            first = members[0]
            if first.filename != "mimetype" or first.compress_type != ZIP_STORED:
                return None
            said = archive.read(first).decode("ascii") if first.file_size < _LONGEST_MEDIA_TYPE else ""
            return said if said in (ODT, ODS, ODP) else None
    except (BadZipFile, ValueError, IndexError, NotImplementedError, RuntimeError, EOFError):
        return None


def _written(content: bytes) -> str | None:
    """Text is UTF-8 without control characters, and no page or picture in the guise of text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if not text.strip() or _CONTROLS.search(text) or _MARKUP.match(text) else TEXT
