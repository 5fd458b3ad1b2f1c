"""Tables as files for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(
    name: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The rows as a CSV file `name`.csv, in UTF-8 that spreadsheets recognise. What begins like
    a formula is marked as text, since people typed some of it."""
    content = io.StringIO()
    content.write("\ufeff")
    writer = csv.writer(content)
    for row in (header, *rows):
        writer.writerow([_as_text(str(cell)) for cell in row])
    response = HttpResponse(content.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
