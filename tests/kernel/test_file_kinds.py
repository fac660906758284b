"""Decides that a file's kind follows from its bytes alone, and that its name can do no harm."""

import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from isms.kernel import file_kinds
from isms.kernel.file_kinds import (
    MOST_BYTES,
    MOST_FILES,
    File,
    cleaned_name,
    file_refusals,
    media_type_of,
    name_to_fetch,
)

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(20) + b"\xff\xd9"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00\x3b"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + bytes(14)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"


def zipped(*members: tuple[str, bytes], compression: int = ZIP_DEFLATED) -> bytes:
    """Return a zip of some members."""
    packed = BytesIO()
    with ZipFile(packed, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def office(part: str, *more: tuple[str, bytes], compression: int = ZIP_DEFLATED) -> bytes:
    return zipped(("[Content_Types].xml", b"<Types/>"), (part, b"<x/>"), *more, compression=compression)


def open_document(media_type: str, *more: tuple[str, bytes], compression: int = ZIP_STORED) -> bytes:
    return zipped(("mimetype", media_type.encode()), ("content.xml", b"<x/>"), *more, compression=compression)


TAKEN = {
    "image/png": PNG,
    "image/jpeg": JPEG,
    "image/gif": GIF,
    "image/webp": WEBP,
    "image/heic": HEIC,
    "application/pdf": PDF,
    "text/plain": "Vaktliste\tnatt\r\nblåbærsyltetøy\n".encode(),
    file_kinds.DOCX: office("word/document.xml"),
    file_kinds.XLSX: office("xl/workbook.xml"),
    file_kinds.PPTX: office("ppt/presentation.xml"),
    file_kinds.ODT: open_document(file_kinds.ODT),
    file_kinds.ODS: open_document(file_kinds.ODS),
    file_kinds.ODP: open_document(file_kinds.ODP),
}

NOT_TAKEN = {
    "a program for Windows": b"MZ\x90\x00\x03" + bytes(60),
    "a program for Linux": b"\x7fELF\x02\x01\x01" + bytes(60),
    "a page": b"  <!DOCTYPE html><html><body>hei</body></html>",
    "a page without a head": b"<script>alert(1)</script>",
    "a page behind a byte order mark": b"\xef\xbb\xbf<html></html>",
    "a drawing that can carry scripts": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "a bare drawing": b'<svg onload="alert(1)"/>',
    "a page with a PDF further in": b"<html><!--\n%PDF-1.7\n%%EOF\n--></html>",
    "a PDF that has no end": b"%PDF-1.7\n%\xe2\xe3\n1 0 obj",
    "a PDF with a head of something else": b"MZ\x90\n%PDF-1.7\n%%EOF",
    "a picture with a page behind it": GIF + b"<script>alert(1)</script>",
    "a picture with a zip behind it": PNG + zipped(("a.txt", b"a")),
    "a picture by its first bytes alone": b"\x89PNG\r\n\x1a\n",
    "a zip": zipped(("a.txt", b"a")),
    "a zip behind something else": b"hei\x00" + office("word/document.xml"),
    "a program for Java": zipped(("META-INF/MANIFEST.MF", b"Main-Class: a")),
    "an office file with macros": office("word/document.xml", ("word/vbaProject.bin", b"x")),
    "an open document with macros": open_document(file_kinds.ODT, ("Basic/script-lc.xml", b"x")),
    "an open document whose kind is packed": open_document(file_kinds.ODT, compression=ZIP_DEFLATED),
    "an open document of another kind": open_document("application/vnd.oasis.opendocument.database"),
    "a zip that is cut": office("word/document.xml")[:-30],
    "text of another alphabet": "blåbær".encode("latin-1"),
    "text with control characters": b"a\x00b",
    "text with an escape": b"a\x1b[31mred",
    "an old office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60),
    "nothing": b"",
    "blanks": b" \n ",
}


@pytest.mark.parametrize("media_type", TAKEN)
def test_a_kind_that_is_taken_is_known_by_its_content(media_type: str) -> None:
    assert media_type_of(TAKEN[media_type]) == media_type


@pytest.mark.parametrize("what", NOT_TAKEN)
def test_everything_else_is_of_no_kind(what: str) -> None:
    assert media_type_of(NOT_TAKEN[what]) is None


def test_a_picture_with_something_behind_it_is_that_picture_and_nothing_else() -> None:
    """Phones lay films and data behind the pictures they take; what lies there is never asked what it is."""
    assert media_type_of(JPEG + zipped(("a.html", b"<script>alert(1)</script>"))) == "image/jpeg"
    assert media_type_of(JPEG + b"<script>alert(1)</script>" * 4_000) is None


def test_a_document_is_known_without_being_unpacked() -> None:
    large = 20_000_000
    bomb = office("word/document.xml", ("word/media/image1.bmp", bytes(large)))
    assert len(bomb) < large / 500
    tracemalloc.start()
    try:
        assert media_type_of(bomb) == file_kinds.DOCX
        assert tracemalloc.get_traced_memory()[1] < large / 100
    finally:
        tracemalloc.stop()


def test_a_zip_with_more_in_it_than_any_document_is_none() -> None:
    many = [(f"word/{number}.xml", b"") for number in range(5_000)]
    assert media_type_of(office("word/document.xml", *many, compression=ZIP_STORED)) is None


def test_every_kind_that_is_taken_has_an_ending() -> None:
    assert set(file_kinds.ENDINGS) == set(TAKEN)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("bilde.png", "bilde.png"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\Kari\Skjermbilde.png", "Skjermbilde.png"),
        ("a\u030arsrapport.pdf", "årsrapport.pdf"),
        ("rapport\u202egnp.exe", "rapportgnp.exe"),
        ("a\r\nSet-Cookie: b=c.txt", "a Set-Cookie: b=c.txt"),
        ("..", "-"),
        ("", "-"),
        (".htaccess", "htaccess"),
        ("bil\x00de.png\x00.exe", "bilde.png.exe"),
        (r"..\../..\x/..", "-"),
        ("rap\u2066port\u2069\u200b.pdf", "rapport.pdf"),
        ("a\u2028b\x85c.png", "a b c.png"),
        (f"{'å' * 300}.pdf", f"{'å' * 116}.pdf"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_name_is_cleaned_and_is_no_path(told: str, kept: str) -> None:
    assert cleaned_name(told) == kept


@pytest.mark.parametrize(
    ("name", "media_type", "fetched"),
    [
        ("Bilde.PNG", "image/png", "Bilde.PNG"),
        ("side.html", "text/plain", "side.html.txt"),
        ("regning.pdf.exe", "application/pdf", "regning.pdf.exe.pdf"),
        ('"><img onerror=x>.png', "image/png", "___img onerror=x_.png"),
        ("-", "image/jpeg", "-.jpg"),
        ("skjerm.png.html", "image/png", "skjerm.png.html.png"),
        ('a.png"; filename="b.html', "image/png", "a.png_; filename=_b.html.png"),
    ],
)
def test_a_file_is_fetched_under_a_name_of_its_kind(name: str, media_type: str, fetched: str) -> None:
    assert name_to_fetch(name, media_type) == fetched


def said(*files: File) -> list[str]:
    return [refusal.because for refusal in file_refusals(files, "files")]


def test_as_many_and_as_large_files_as_may_be_are_taken_and_not_one_more() -> None:
    some = [File(f"{number}.png", PNG) for number in range(MOST_FILES)]
    assert said(*some) == []
    assert said(*some, File("one more.png", PNG)) == ["form.too_many_files"]
    text = b"a" * (MOST_BYTES - 1)
    assert said(File("a.txt", text), File("b.txt", b"b")) == []
    assert said(File("a.txt", text), File("b.txt", b"bb")) == ["form.files_too_large"]


def test_each_file_that_cannot_be_is_told_of() -> None:
    assert said(File("tom.txt", b""), File("x.exe", b"MZ\x00"), File("01010750160.png", PNG), File("b.png", PNG)) == [
        "form.file_is_empty",
        "form.file_of_no_kind",
        "form.identity_number_in_file_name",
    ]
