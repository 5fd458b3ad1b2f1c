"""Tables as files for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from numbers import Number

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file whose lines come back instead of being kept."""

    def write(self, line: str) -> str:
        return line


def spreadsheet(
    name: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The rows as a CSV file `name`.csv."""
    content = "".join(spreadsheet_lines(header, rows))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def spreadsheet_lines(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The rows as lines of CSV, made while they are sent: for tables too long to be kept.

    In UTF-8 that spreadsheets recognise; None is empty. Words that begin like a formula are
    marked as text, since people typed some of it; numbers stay numbers.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in chain([header], rows):
        yield writer.writerow([_cell(cell) for cell in row])


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(cell, Number) else text
