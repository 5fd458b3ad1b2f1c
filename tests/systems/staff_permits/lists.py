"""Staff lists as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADINGS = (
    "FİN", "Müqavilənin nömrəsi", "İcazənin növü", "Fəaliyyət sahəsi", "Rayon və ya şəhər",
    "İş yeri", "İlk gün", "Son gün",
)  # fmt: skip


def row(identifier: str = "5KT7Q2A", **changes: Any) -> list[Any]:
    """A good row, by the headings."""
    cells: dict[str, Any] = {
        "identifier": identifier,
        "contract": "",
        "kind": "İş yerinə getmək üçün",
        "activity": "Səhiyyə və aptek",
        "region": "Bakı",
        "workplace": "Nizami küçəsi 12",
        "starts_on": "01.12.2026",
        "ends_on": "31.12.2026",
    }
    return list({**cells, **changes}.values())


def as_csv(
    *rows: Sequence[Any], headings: Sequence[str] = HEADINGS, delimiter: str = ";", mark: str = ""
) -> bytes:
    """Rows as text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([headings, *rows])
    return (mark + out.getvalue()).encode()


def as_xlsx(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS, merged: str = "") -> bytes:
    """Rows as a workbook."""
    workbook = Workbook()
    sheet = workbook.active
    for each in (headings, *rows):
        sheet.append(list(each))
    if merged:
        sheet.merge_cells(merged)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
