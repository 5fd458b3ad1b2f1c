"""Which kinds of file can be accepted, how each is known by its content, and what would make it
dangerous to the person who opens it.

A kind is recognised by its first bytes and then opened by a library that knows its structure:
a file that only begins like a PDF is not one.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import puremagic
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from pencere.kernel.errors import Invalid

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HEAD = 8192
"""Bytes that are looked at to tell what a file is."""
MAX_PIXELS = 50_000_000
MAX_ARCHIVE_BYTES = 200 * 1024 * 1024
"""Of a document that is an archive, unpacked."""
MAX_ARCHIVE_RATIO = 200
MAX_ARCHIVE_ENTRIES = 5000
MAX_PDF_OBJECTS = 500_000
_RUNNING = ("/JavaScript", "/Launch", "/ImportData")
"""Kinds of PDF actions that run a program or change a form (ISO 32000-1, 12.6.4)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that a form can accept."""

    code: str
    title: _StrPromise
    media_type: str
    extensions: tuple[str, ...]
    """The usual one first."""
    begins: bytes
    check: Callable[[Path], None]
    """Raises Invalid when the content is broken or dangerous."""


def _broken() -> Invalid:
    return Invalid(
        _("The file is damaged: it can't be opened. Save it again or choose another one."),
        code="file-broken",
    )


def check_image(path: Path) -> None:
    """Decode the picture in full, within a limit of pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Image.DecompressionBombError
                image.verify()
            with Image.open(path) as image:
                image.draft("L", (64, 64))  # a JPEG is then decoded at an eighth of its size
                image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid(
            _("The picture has too many pixels. Make it smaller and try again."),
            code="file-too-many-pixels",
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise _broken() from error


def check_pdf(path: Path) -> None:
    """Open the PDF and look through its objects: not locked, and nothing in it that runs."""
    try:
        with pikepdf.open(path) as document:
            if document.is_encrypted:
                raise _locked()
            if not len(document.pages):
                raise _broken()
            if _runs_something(document):
                raise Invalid(
                    _("The PDF holds a program (a script). Save it without one and try again."),
                    code="file-active",
                )
    except pikepdf.PasswordError as error:
        raise _locked() from error
    except (pikepdf.PdfError, ValueError, OverflowError, RuntimeError) as error:
        raise _broken() from error


def _locked() -> Invalid:
    return Invalid(
        _("The PDF is locked with a password. Save it without one and try again."),
        code="file-locked",
    )


def _runs_something(document: pikepdf.Pdf) -> bool:
    """Whether any dictionary, also one inside another object, is an action that runs."""
    looked_at = 0
    for indirect in document.objects:
        inside: list[Any] = [indirect]
        while inside:
            thing = inside.pop()
            looked_at += 1
            if looked_at > MAX_PDF_OBJECTS:
                raise _broken()
            if isinstance(thing, pikepdf.Array):
                children = list(thing)
            elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                if "/JS" in thing or "/JavaScript" in thing or thing.get("/S") in _RUNNING:
                    return True
                children = [value for _key, value in thing.items()]
            else:
                continue
            inside += [child for child in children if _is_inside(child)]
    return False


def _is_inside(value: Any) -> bool:
    """Whether a value lies in the object that holds it: others are met as objects themselves."""
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect


def _check_office(path: Path, main_part: str) -> None:
    """Look into the archive without unpacking it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if not {"[Content_Types].xml", main_part} <= names:
                raise _broken()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Invalid(
                    _("The document holds a program (a macro). Save it without one."),
                    code="file-active",
                )
            unpacked = sum(entry.file_size for entry in entries)
            packed = sum(entry.compress_size for entry in entries)
            if (
                len(entries) > MAX_ARCHIVE_ENTRIES
                or unpacked > MAX_ARCHIVE_BYTES
                or unpacked > MAX_ARCHIVE_RATIO * max(packed, 1024)
                or any(entry.flag_bits & 1 for entry in entries)
            ):
                raise _broken()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _broken() from error


def check_docx(path: Path) -> None:
    """A text document of Office Open XML (ECMA-376)."""
    _check_office(path, "word/document.xml")


def check_xlsx(path: Path) -> None:
    """A spreadsheet of Office Open XML (ECMA-376)."""
    _check_office(path, "xl/workbook.xml")


KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", _("PDF"), "application/pdf", (".pdf",), b"%PDF-", check_pdf),
        Kind(
            "jpeg", _("JPEG picture"), "image/jpeg", (".jpg", ".jpeg"), b"\xff\xd8\xff", check_image
        ),
        Kind("png", _("PNG picture"), "image/png", (".png",), b"\x89PNG\r\n\x1a\n", check_image),
        Kind(
            "docx",
            _("Word document (docx)"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            (".docx",),
            b"PK\x03\x04",
            check_docx,
        ),
        Kind(
            "xlsx",
            _("Excel spreadsheet (xlsx)"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            (".xlsx",),
            b"PK\x03\x04",
            check_xlsx,
        ),
    )
}
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def recognise(path: Path) -> Kind | None:
    """The kind that the content is, None when it is none of `KINDS`."""
    with path.open("rb") as content:
        head = content.read(HEAD)
    for kind in KINDS.values():
        if head.startswith(kind.begins) and (kind.code not in _PARTS or _has_part(path, kind.code)):
            return kind
    return None


def _has_part(path: Path, code: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return _PARTS[code] in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def description(path: Path) -> str:
    """What an unaccepted file seems to be, as its usual extension; empty when nobody knows."""
    with path.open("rb") as content:
        head = content.read(HEAD)
    try:
        return str(puremagic.from_string(head)).lstrip(".")
    except (puremagic.PureError, ValueError):
        return ""
