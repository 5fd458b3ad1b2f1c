"""The empty list to be filled in: headings, the words that fit, and how a row looks."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Literal

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pencere.kernel import clock
from pencere.kernel.pack import pack
from pencere.systems.staff_permits import regime, words
from pencere.systems.staff_permits.importing.columns import COLUMNS, DATES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LAST_ROW = 5001
"""Down to which the cells offer the words that fit."""


def template(kind: Literal["xlsx", "csv"]) -> tuple[bytes, str, str]:
    """The file, its name and its media type, in the language that is active."""
    name = f"{_('staff-list')}.{kind}"
    return (_xlsx(), name, XLSX) if kind == "xlsx" else (_csv(), name, "text/csv")


def _choices() -> dict[str, list[str]]:
    now = regime.in_force()
    return {
        "form": [str(title) for title in words.FORMS.values()],
        "kind": [str(title) for title in (now.kinds if now else {}).values()],
        "activity": [str(title) for title in (now.activities if now else {}).values()],
        "region": [str(title) for title in pack().addresses().regions().values()],
    }


def _csv() -> bytes:
    """With the mark and the separator by which spreadsheets know it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerow([column.heading for column in COLUMNS])
    return ("\ufeff" + out.getvalue()).encode()


def _xlsx() -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_("Staff"))
    lists = workbook.create_sheet(_("Words"))
    choices = _choices()
    places = {code: number for number, code in enumerate(choices, 1)}
    for number, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(14, len(column.heading) + 4)
        source = {"trip_from": "region", "trip_to": "region"}.get(column.code, column.code)
        if source in places:
            where = get_column_letter(places[source])
            rule = DataValidation(
                type="list",
                formula1=f"'{lists.title}'!${where}$2:${where}${len(choices[source]) + 1}",
                allow_blank=True,
            )
            rule.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.data_validations.append(rule)
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, column.heading) for column in COLUMNS])
    _write_lists(lists, choices)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write_lists(sheet: object, choices: dict[str, list[str]]) -> None:
    """A column of words for each column that takes only certain ones, and an example."""
    columns: list[Sequence[str]] = [
        [str(words.COLUMNS[code]), *titles] for code, titles in choices.items()
    ]
    columns.append([_("How dates are written"), *_examples()])
    for number in range(max(map(len, columns))):
        sheet.append([each[number] if number < len(each) else None for each in columns])  # type: ignore[attr-defined]


def _examples() -> list[str]:
    today = clock.today()
    later = today + dt.timedelta(days=30)
    return [f"{day:%d.%m.%Y}" for day in (today, later)][: len(DATES)]


def _bold(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell
