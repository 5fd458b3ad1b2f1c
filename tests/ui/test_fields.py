"""Forms as pages show them: any field type, its value, its errors, and the summary on top."""

from __future__ import annotations

import datetime as dt
import re
from typing import get_args

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from pencere.kernel.text import Text
from pencere.ui.api import (
    AddressControl,
    Attached,
    Choice,
    FieldView,
    FormErrors,
    MapControl,
    Part,
    Row,
    Rows,
    parse_date,
)
from pencere.ui.fields import FieldType

ONE = """{% import "components/forms.html" as forms %}{{ forms.field(view) }}"""
SUMMARY = """{% import "components/forms.html" as forms %}{{ forms.error_summary(errors) }}"""


def html_of(template: str, **context: object) -> str:
    rendered = engines["jinja"].from_string(template).render(context, RequestFactory().get("/"))
    return re.sub(r"\s+", " ", rendered)


IN_PARTS = {"address", "coordinates", "group", "parts"}
REGIONS = AddressControl(regions=[Choice("AZ-BA", "Baku")])
NO_ROWS = Rows(layout="cards", columns=[], rows=[], can_add=True)


@pytest.mark.parametrize("kind", get_args(FieldType))
def test_each_type_has_a_label_an_error_and_a_stable_id(kind: str) -> None:
    view = FieldView(
        key="area",
        type=kind,  # type: ignore[arg-type]
        label=Text({"az": "Sahə", "en": "Area"}),
        hint="In square metres",
        errors=["Enter a number"],
        choices=[Choice("a", "A"), Choice("b", "B")],
        accept=["pdf"],
        max_bytes=5_000_000,
        address=REGIONS,
        map=MapControl("/map", 38, 44, 42, 51),
        rows=NO_ROWS,
    )
    html = html_of(ONE, view=view)
    assert 'id="field-area"' in html
    assert kind in IN_PARTS or 'name="area"' in html
    assert 'id="field-area-hint"' in html
    assert 'id="field-area-error"' in html
    assert re.search(r'aria-describedby="field-area-hint field-area-error"', html)
    assert "Enter a number" in html


def test_what_was_typed_is_kept_and_never_markup() -> None:
    typed = '"><script>alert(1)</script>'
    for kind in ("text", "long_text", "date", "integer"):
        view = FieldView(key="x", type=kind, label="X", value=typed)
        html = html_of(ONE, view=view)
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_a_kept_date_is_shown_as_people_write_it() -> None:
    for value in ("2026-03-27", dt.date(2026, 3, 27), "27.3.2026"):
        view = FieldView(key="d", type="date", label="D", value=value)
        assert 'value="27.03.2026"' in html_of(ONE, view=view)
    wrong = FieldView(key="d", type="date", label="D", value="31.02.2026")
    assert 'value="31.02.2026"' in html_of(ONE, view=wrong)


def test_chosen_answers_are_checked() -> None:
    choices = [Choice("a", "A"), Choice("b", "B")]
    many = html_of(
        ONE, view=FieldView(key="c", type="choices", label="C", value=["b"], choices=choices)
    )
    assert re.search(r'value="b" checked', many)
    assert not re.search(r'value="a" checked', many)
    yes = html_of(ONE, view=FieldView(key="c", type="boolean", label="C", value=False))
    assert re.search(r'value="false" checked', yes)


def test_a_long_list_of_choices_is_a_select() -> None:
    choices = [Choice(str(n), str(n)) for n in range(20)]
    html = html_of(
        ONE, view=FieldView(key="c", type="choice", label="C", value="7", choices=choices)
    )
    assert '<option value="7" selected>' in html


def test_a_locked_field_shows_its_register_and_can_not_be_typed() -> None:
    view = FieldView(
        key="name", type="text", label="Name", value="Aysel", locked=True, source="Identity cards"
    )
    html = html_of(ONE, view=view)
    assert "<input" not in html
    assert "Identity cards" in html
    empty = html_of(ONE, view=FieldView(key="n", type="text", label="N", locked=True))
    assert "<input" not in empty


def test_files_say_kinds_and_size_and_can_be_removed() -> None:
    view = FieldView(
        key="plan",
        type="file",
        label="Plan",
        accept=["pdf", "jpeg"],
        max_bytes=5_000_000,
        files=[Attached("a.pdf", 12_345, "/f/1", "1")],
    )
    html = html_of(ONE, view=view)
    assert 'accept="application/pdf,image/jpeg"' in html
    assert "PDF, JPEG" in html
    assert 'name="_detach" value="1"' in html


def test_the_summary_links_to_the_fields_in_the_pages_order() -> None:
    errors = FormErrors(
        {"b": ["B is wrong"], "a": ["A is wrong"]}, form=["All is wrong"], order="ab"
    )
    assert errors.summary == [
        ("", "All is wrong"),
        ("#field-a", "A is wrong"),
        ("#field-b", "B is wrong"),
    ]
    html = html_of(SUMMARY, errors=errors)
    assert '<a href="#field-a">A is wrong</a>' in html
    assert html_of(SUMMARY, errors=FormErrors({"a": []})).strip() == ""


@pytest.mark.parametrize(
    "typed", ["27.03.1994", "27/3/1994", "27-03-1994", " 27 3 1994 ", "1994-03-27"]
)
def test_dates_are_read_as_people_type_them(typed: str) -> None:
    assert parse_date(typed) == dt.date(1994, 3, 27)


@given(st.text(max_size=40))
def test_any_other_text_is_no_date(typed: str) -> None:
    found = parse_date(typed)
    assert found is None or isinstance(found, dt.date)


def test_parts_stand_under_one_question_with_errors_of_their_own() -> None:
    boxes = [Part("az", "Azərbaycan", "Gəzinti"), Part("ru", "Русский", errors=["Fill this in"])]
    html = html_of(ONE, view=FieldView(key="title", type="parts", label="Name", parts=boxes))
    assert 'name="title.az" type="text" value="Gəzinti"' in html
    assert 'id="field-title-ru-error"' in html
    assert 'aria-describedby="field-title-ru-error"' in html


def test_many_boxes_stand_under_headings_and_can_be_searched() -> None:
    districts = [
        Choice(str(n), f"District {n}", group="Coast" if n < 7 else "Hills") for n in range(13)
    ]
    view = FieldView(
        key="districts", type="choices", label="Districts", choices=districts, value=["3"]
    )
    html = html_of(ONE, view=view)
    assert html.count("pn-choices__heading") == 2
    assert html.count(" checked") == 1
    assert 'id="field-districts"' in html
    assert 'id="field-districts-13"' in html
    few = FieldView(key="districts", type="choices", label="Districts", choices=districts[:5])
    assert "data-choices" not in html_of(ONE, view=few)


def test_a_row_has_controls_of_its_own_in_cards_and_in_a_table() -> None:
    cell = FieldView(
        key="members[1].income", type="money", label="Income", value=120050, currency="AZN"
    )
    for layout in ("cards", "table"):
        rows = Rows(
            layout=layout,
            columns=[("income", "Income"), ("school", "School")],
            rows=[Row(number=1, fields=[cell])],
            can_add=False,
            item_title="Member",
            most=2,
        )
        html = html_of(ONE, view=FieldView(key="members", type="group", label="M", rows=rows))
        assert 'id="field-members-1-income"' in html
        assert 'name="members[1].income"' in html
        assert 'name="_remove" value="members[1]"' in html
        assert "Member 2" in html
        assert 'name="_add"' not in html


def test_the_summary_leads_to_rows_in_their_order() -> None:
    errors = FormErrors(
        {"b": ["B"], "rows[1].x": ["two"], "rows[0].x": ["one"], "rows": ["many"]},
        order=["rows", "b"],
    )
    assert errors.summary == [
        ("#field-rows-1-x", "two"),
        ("#field-rows-0-x", "one"),
        ("#field-rows", "many"),
        ("#field-b", "B"),
    ]


def test_money_is_shown_as_people_type_it() -> None:
    def shown(value: object) -> object:
        return FieldView(key="m", type="money", label="M", value=value, currency="AZN").shown_value

    with override("az"):
        assert shown(120050) == "1 200,50"
        assert shown("12,5 ab") == "12,5 ab"
        assert shown(None) == ""
