"""From a file to rows of text: XLSX by openpyxl as a stream, CSV in the ways that spreadsheets
write it. What could be dangerous (archives that unpack to far more, entities, endless rows) ends
with a code; nothing of a cell is ever executed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024
MOST_RATIO = 150
MOST_PARTS = 500
MOST_ROWS = 50_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 500
"""Of a cell."""
MOST_SHEETS = 5
MOST_BLANK = 1000
"""Empty rows one after another, after which nothing is expected any more."""
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_MOST_MERGED = 5000
_DELIMITERS = ";,\t|"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_BREAKERS = (ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile, AttributeError)

Row = tuple[int, list[str]]
"""Line in the file from 1, and its cells as text."""


class Unreadable(Exception):
    """The file can't be read; `code` says why (`words.FILE_PROBLEMS`)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def sheets(content: bytes) -> Iterator[Iterator[Row]]:
    """The sheets of a file, each as rows; a CSV is one sheet. Raises Unreadable, also while its
    rows are read."""
    if not content.strip():
        raise Unreadable("empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("too-large")
    if content.startswith(_OLD_EXCEL):
        raise Unreadable("old-excel")
    if content.startswith(b"PK\x03\x04"):
        yield from _of_workbook(content)
    else:
        yield _limited(_of_text(_decoded(content)))


def _limited(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows with anything in them, as far as is reasonable."""
    blank = count = 0
    for line, cells in rows:
        cells = [cell.strip() for cell in cells[:MOST_COLUMNS]]
        if not any(cells):
            blank += 1
            if blank > MOST_BLANK:
                return
            continue
        blank, count = 0, count + 1
        if count > MOST_ROWS + 1:
            raise Unreadable("too-many-rows")
        yield line, cells


# --- CSV ---------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, or UTF-16 with it: what spreadsheets call Unicode."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                raise Unreadable("encoding") from None
            if "\0" in text:
                raise Unreadable("not-a-table")
            return text
    raise Unreadable("encoding")


def _of_text(text: str) -> Iterator[Row]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter = first.strip()[-1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [cell[: MOST_CHARACTERS + 1] for cell in cells]
    except csv.Error:
        raise Unreadable("not-a-table") from None


# --- XLSX --------------------------------------------------------------------------------


def _of_workbook(content: bytes) -> Iterator[Iterator[Row]]:
    merged = _checked_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and rules that nobody needs here
            workbook = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
    except _BREAKERS as error:
        raise Unreadable("broken") from error
    try:
        for sheet in workbook.worksheets[:MOST_SHEETS]:
            if sheet.sheet_state == "visible":
                path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
                yield _limited(_filled(_of_sheet(sheet), merged.get(path, ())))
    finally:
        workbook.close()


def _checked_archive(content: bytes) -> dict[str, Sequence[str]]:
    """The merged cells of each sheet, after a look at how much the archive would unpack to."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if (
                len(parts) > MOST_PARTS
                or unpacked > MOST_UNPACKED
                or unpacked > MOST_RATIO * len(content)
            ):
                raise Unreadable("too-large")
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable("locked")
            return {
                part.filename: _merged_cells(archive, part)
                for part in parts
                if part.filename.startswith("xl/worksheets/sheet")
            }
    except (*_BREAKERS, NotImplementedError) as error:
        raise Unreadable("broken") from error


def _merged_cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Sequence[str]:
    """They stand behind the rows, so that a reader of a stream meets them too late."""
    found: list[str] = []
    rest = b""
    with archive.open(part) as stream:
        while (chunk := stream.read(1 << 16)) and len(found) < _MOST_MERGED:
            text = rest + chunk
            found += [ref.decode() for ref in _MERGED.findall(text)]
            last = text.rfind(b"<")
            rest = text[last:] if last >= 0 and b">" not in text[last:] else b""
    return found


def _filled(rows: Iterator[Row], merged: Sequence[str]) -> Iterator[Row]:
    """Cells that were merged down say in each row what the first says."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for ref in merged:
        left, top, right, bottom = range_boundaries(ref)
        if bottom > top and right == left:
            spans.setdefault(left - 1, []).append((top, bottom))
    said: dict[tuple[int, int], str] = {}
    for line, cells in rows:
        for place, ranges in spans.items():
            for top, bottom in ranges:
                if top <= line <= bottom and place < len(cells):
                    if line == top:
                        said[place, top] = cells[place]
                    elif not cells[place]:
                        cells[place] = said.get((place, top), "")
        yield line, cells


def _of_sheet(sheet: Any) -> Iterator[Row]:
    try:
        for line, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
            yield line, [as_text(value) for value in row]
    except _BREAKERS as error:
        raise Unreadable("broken") from error


def as_text(value: object) -> str:
    """What stands in a cell, as text: dates as 2026-12-31, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[: MOST_CHARACTERS + 1]
