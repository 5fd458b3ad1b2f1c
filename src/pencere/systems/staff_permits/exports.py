"""The list as a file for spreadsheets: all columns that an import reads, and how each stands."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from pencere.systems.staff_permits import pages, words
from pencere.systems.staff_permits.models import Permit
from pencere.ui.api import spreadsheet

NAME = "staff-permits"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIELDS = ("form", "contract", "position", "rank", "plate", "region", "workplace", "kind")


def heading() -> list[str]:
    """Titles of the columns."""
    titles = [str(words.FIELDS[name]) for name in _FIELDS]
    return [
        _("Number"),
        str(words.FIELDS["identifier"]),
        str(words.FIELDS["name"]),
        *titles,
        *(str(words.FIELDS[name]) for name in ("activity", "starts_on", "ends_on", "trips")),
        _("State"),
        _("Receipt"),
        _("Reason"),
    ]


def rows(permits: Iterable[Permit], *, has_employer: bool = False) -> Iterator[list[str]]:
    """A row for each permit, whose employee and trips are fetched."""
    titles = pages.titles_now()
    for permit in permits:
        trips = "; ".join(
            f"{pages.title_of(titles['region'], trip.from_region)} → "
            f"{pages.title_of(titles['region'], trip.to_region)} "
            f"{trip.starts_on:%d.%m.%Y} – {trip.ends_on:%d.%m.%Y}"
            for trip in permit.trips.all()
        )
        reason = words.REASONS.get(permit.reason_code, permit.reason_code)
        row = [
            permit.number,
            permit.employee.identifier,
            permit.employee_name,
            str(words.FORMS.get(permit.form, permit.form)),
            permit.contract,
            permit.position,
            permit.rank,
            permit.plate,
            str(pages.title_of(titles["region"], permit.region)),
            permit.workplace,
            str(pages.title_of(titles["kind"], permit.kind)),
            str(pages.title_of(titles["activity"], permit.activity)),
            f"{permit.starts_on:%d.%m.%Y}",
            f"{permit.ends_on:%d.%m.%Y}",
            trips,
            pages.state_of(permit)[0],
            permit.receipt,
            f"{reason}. {permit.reason}" if permit.reason else str(reason),
        ]
        yield [*row, permit.employer.name, permit.employer.identifier] if has_employer else row


def as_csv(header: Sequence[str], content: Iterable[Sequence[str]]) -> HttpResponse:
    """As CSV."""
    return spreadsheet(NAME, header, content)


def as_xlsx(header: Sequence[str], content: Iterable[Sequence[str]]) -> HttpResponse:
    """As a workbook; each cell is text, so that nothing in it is taken for a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(NAME)
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, each, is_bold=True) for each in header])
    for row in content:
        sheet.append([_text(sheet, each) for each in row])
    made = io.BytesIO()
    book.save(made)
    response = HttpResponse(made.getvalue(), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{NAME}.xlsx"'
    return response


def _text(sheet: object, content: str, *, is_bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=content)
    cell.data_type = "s"
    if is_bold:
        cell.font = Font(bold=True)
    return cell
