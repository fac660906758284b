"""What an XLSX file may be before anything parses it.

An XLSX file is a zip of XML. Every member is unpacked once and counted, never kept, because the sizes a zip
states may lie.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from isms.kernel.sheets.refused import SheetRefused
from isms.kernel.sheets.table import MOST_ROWS

MOST_MEMBERS = 200
MOST_UNPACKED = 20 * 1024 * 1024
HIGHEST_RATIO = 100

# Repetitive small parts pack better than any bomb; the ratio says nothing about them.
_RATIO_COUNTS_FROM = 1024 * 1024
# Styles and the like are parsed into objects, some hundred bytes of memory for each byte.
_MOST_IN_SMALL_PART = 2 * 1024 * 1024
_LARGE_PARTS = ("xl/worksheets/", "xl/sharedstrings", "xl/media/", "xl/drawings/", "xl/printersettings/")
_CHUNK = 64 * 1024
_OVERLAP = 64

_ZIP_ENTRY = b"PK\x01\x02"
_ENTRIES_SURELY_TOO_MANY = 2000
_ENCRYPTED_FLAG = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OTHER_ENCODING = re.compile(rb"\A(?:\xff\xfe|\xfe\xff|<\0|\0<|\0\0)")
_NAMED_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_ROW = re.compile(rb"<(?:[A-Za-z0-9_]+:)?row[\s/>]")
_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f[\s/>]')
_SHEETS = "xl/worksheets/sheet"
_XML_NAMES = (".xml", ".rels", ".vml")
_MACRO_PARTS = ("xl/vbaproject", "xl/macrosheets/", "xl/dialogsheets/", "xl/activex/", "xl/embeddings/")
_LINKING_PARTS = ("xl/externallinks/", "xl/connections", "xl/querytables/")


@dataclass
class _Allowance:
    unpacked: int = 0
    rows: int = 0
    is_only_sheet: bool = False


def check_package(data: bytes) -> None:
    """Raise SheetRefused unless the bytes are a small, whole, harmless XLSX package."""
    if data.count(_ZIP_ENTRY) > _ENTRIES_SURELY_TOO_MANY:
        raise SheetRefused("sheet.too_many_parts", limit=MOST_MEMBERS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            _check_names(members)
            sheets = sum(member.filename.lower().startswith(_SHEETS) for member in members)
            allowance = _Allowance(is_only_sheet=sheets == 1)
            for member in members:
                _check_member(package, member, allowance)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise SheetRefused("sheet.damaged") from error


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise SheetRefused("sheet.too_many_parts", limit=MOST_MEMBERS)
    names = [member.filename.lower() for member in members]
    if len(set(names)) < len(names) or any(_leads_elsewhere(member) for member in members):
        raise SheetRefused("sheet.strange_parts")
    if any(name.startswith(_MACRO_PARTS) for name in names):
        raise SheetRefused("sheet.macros")
    if any(name.startswith(_LINKING_PARTS) for name in names):
        raise SheetRefused("sheet.external_links")
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise SheetRefused("sheet.encrypted")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise SheetRefused("sheet.not_a_workbook")


def _leads_elsewhere(member: zipfile.ZipInfo) -> bool:
    # `filename` ends at a NUL and has its separators changed; what was really written counts.
    name = member.orig_filename
    return name.startswith("/") or ".." in name.split("/") or any(mark in name for mark in "\\:\0")


def _check_member(package: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: _Allowance) -> None:
    if member.compress_type not in _METHODS:
        raise SheetRefused("sheet.damaged")
    name = member.filename.lower()
    most_here = MOST_UNPACKED if name.startswith(_LARGE_PARTS) else _MOST_IN_SMALL_PART
    is_xml = name.endswith(_XML_NAMES)
    size, before = 0, b""
    with package.open(member) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            allowance.unpacked += len(chunk)
            _check_size(size, member.compress_size, most_here, allowance)
            if name.startswith(_SHEETS) and allowance.is_only_sheet:
                _check_formulas(before + chunk)
            if is_xml:
                _check_xml(before + chunk, len(before), first=size == len(chunk), allowance=allowance)
                before = chunk[-_OVERLAP:]
            if name == "[content_types].xml" and b"macroEnabled" in chunk:
                raise SheetRefused("sheet.macros")


def _check_size(size: int, packed: int, most_here: int, allowance: _Allowance) -> None:
    if allowance.unpacked > MOST_UNPACKED or size > most_here:
        raise SheetRefused("sheet.unpacks_too_large", megabytes=MOST_UNPACKED // 1024 // 1024)
    if size > _RATIO_COUNTS_FROM and size > HIGHEST_RATIO * max(packed, 1):
        raise SheetRefused("sheet.unpacks_too_large", megabytes=MOST_UNPACKED // 1024 // 1024)


def _check_formulas(window: bytes) -> None:
    # Parsing finds every formula; this finds nearly all of them before seconds go into parsing rows.
    if match := _FORMULA.search(window):
        raise SheetRefused("sheet.formula", cell=match[1].decode("ascii"))


def _check_xml(window: bytes, seen: int, first: bool, allowance: _Allowance) -> None:
    if first and (_OTHER_ENCODING.match(window) or _NAMED_ENCODING.match(window)):
        raise SheetRefused("sheet.strange_parts")
    if _DECLARES.search(window):
        raise SheetRefused("sheet.entities")
    # A tag that ended inside the part seen before has been counted.
    allowance.rows += sum(match.end() > seen for match in _ROW.finditer(window))
    if allowance.rows > MOST_ROWS + 1:
        raise SheetRefused("sheet.too_many_rows", limit=MOST_ROWS)
