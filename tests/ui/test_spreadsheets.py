"""Tables as files for spreadsheets."""

import csv
import io

import pytest

from pencere.ui.api import spreadsheet


@pytest.mark.parametrize("cell", ["=1+1", "+994", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_what_begins_like_a_formula_is_text(cell: str) -> None:
    response = spreadsheet("table", ["a"], [[cell], ["plain; “quoted”, with, commas"]])

    content = response.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert rows == [["a"], [f"'{cell}"], ["plain; “quoted”, with, commas"]]
    assert response["Content-Disposition"] == 'attachment; filename="table.csv"'
