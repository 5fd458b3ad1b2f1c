"""Repeating groups: rows are asked, cleaned, checked and counted one by one; the server decides."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.casework.definitions.households import SOURCE_OF_HOUSEHOLD, household
from tests.casework.definitions.sample import FILE, situation

from pencere.casework.definitions import engine
from pencere.casework.definitions.api import check

TODAY = dt.date(2026, 11, 23)
HOME = {"home.region": "AZ-BA", "home.locality": "bineqedi"}
AYSEL = {
    "members[0].name": "Aysel",
    "members[0].born_on-day": "28",
    "members[0].born_on-month": "2",
    "members[0].born_on-year": "1990",
    "members[0].income": "900,50",
}
ILYAS = {"members[1].name": "Ilyas", "members[1].born_on": "05.05.2015", "members[1].school": "6"}


def cleaned(
    raw: Mapping[str, object], form: dict[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    values, errors = engine.clean_page(
        household(), "household", raw, situation(form=form or {}, today=TODAY)
    )
    return values, {key: [each["en"] for each in told] for key, told in errors.items()}


def test_the_form_passes_its_checks_and_its_stories(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(SOURCE_OF_HOUSEHOLD, encoding="utf-8")
    assert [str(each) for each in check(tmp_path)] == []


def test_rows_become_values_and_computed_ones_are_worked_out() -> None:
    values, errors = cleaned({**HOME, **AYSEL, **ILYAS})
    assert errors == {}
    assert values["members"] == [
        {"name": "Aysel", "born_on": "1990-02-28", "age": 36, "income": 90050},
        {"name": "Ilyas", "born_on": "2015-05-05", "age": 11, "school": "6"},
    ]
    assert values["total"] == 90050


def test_what_was_computed_is_never_taken_from_the_browser() -> None:
    values, _errors = cleaned({**HOME, **AYSEL, "members[0].age": "3", "total": "1"})
    assert values["members"][0]["age"] == 36
    assert values["total"] == 90050


def test_a_wrong_answer_in_a_row_is_named_with_its_place() -> None:
    values, errors = cleaned({**HOME, **AYSEL, **ILYAS, "members[1].born_on": "05.05.2115"})
    assert list(errors) == ["members[1].born_on"]
    assert values["members"][1]["born_on"] == "05.05.2115"


def test_a_row_that_was_begun_says_what_it_needs() -> None:
    _values, errors = cleaned({**HOME, **AYSEL, "members[1].name": "Ilyas"})
    assert list(errors) == ["members[1].born_on"]


def test_empty_rows_do_not_count_but_one_must_be_there() -> None:
    values, errors = cleaned({**HOME, **AYSEL, "members[1].name": " ", "members[7].name": ""})
    assert errors == {}
    assert len(values["members"]) == 1
    _values, errors = cleaned({**HOME, "members[0].name": ""})
    assert list(errors) == ["members[0].name", "members[0].born_on"]
    _values, errors = cleaned(HOME)
    assert list(errors) == ["members"]


def test_checks_of_a_field_of_a_row_and_of_the_page() -> None:
    _values, errors = cleaned({**HOME, **AYSEL, "members[0].taxed": "1000"})
    assert errors == {"members[0].taxed": ["More than the income"]}
    infant = {"members[1].name": "Ay", "members[1].born_on": "1.1.2024", "members[1].school": "1"}
    _values, errors = cleaned({**HOME, **AYSEL, **infant})
    assert errors == {"members[1].school": ["Too young for school"]}
    _values, errors = cleaned({**HOME, **AYSEL, "rent": "901"})
    assert errors == {"rent": ["The rent is more than the income"]}


def test_a_page_that_fails_its_check_is_missing_from_a_complete_form() -> None:
    values, _errors = cleaned({**HOME, **AYSEL, "rent": "901"})
    left = engine.missing(household(), situation(form=values, today=TODAY))
    assert ("household", "rent") in left


def test_a_row_is_added_and_taken_away_by_buttons() -> None:
    values, _errors = cleaned({**HOME, **AYSEL, "_add": "members"})
    assert len(values["members"]) == 2
    assert engine.changes_rows({"_add": "members"})
    values, errors = cleaned({**HOME, **AYSEL, **ILYAS, "_remove": "members[0]"})
    assert [row["name"] for row in values["members"]] == ["Ilyas"]
    assert errors == {}


def test_no_row_is_added_beyond_the_most() -> None:
    rows = {f"members[{n}].name": "Ay" for n in range(4)}
    values, _errors = cleaned({**HOME, **rows, "_add": "members"})
    assert len(values["members"]) == 4


@pytest.mark.parametrize("rows", [5, 10_000])
def test_too_many_rows_are_cut_with_words_and_at_once(rows: int) -> None:
    began = time.monotonic()
    raw: dict[str, object] = {f"members[{n}].name": "Ay" for n in range(rows)}
    values, errors = cleaned({**HOME, **raw})
    assert errors["members"] == [
        "“Members” can have at most 4 entries. What came after them was left out."
    ]
    assert len(values["members"]) == 4
    assert time.monotonic() - began < 2


def test_stored_rows_are_looked_at_again_by_the_server() -> None:
    members = [{"name": "Ay", "born_on": "1990-01-01", "age": 5, "income": 5}]
    counted = engine.answers(household(), situation(form={"members": members}, today=TODAY))
    assert counted["members"][0]["age"] == 36
    wrong = [{"name": "Ay", "born_on": "tomorrow"}]
    counted = engine.answers(household(), situation(form={"members": wrong}, today=TODAY))
    assert "members" not in counted


def test_conditions_and_rules_speak_of_rows() -> None:
    old = [{"name": "Ay", "born_on": "1950-01-01", "income": 5}]
    young = [{"name": "Ay", "born_on": "2015-01-01", "school": "6"}]
    for members, pages, kind in (
        (old, ["household", "plot"], "review"),
        (young, ["household"], "ok"),
    ):
        now = situation(form={"members": members}, today=TODAY)
        assert [each.key for each in engine.visible_pages(household(), now)] == pages
        assert engine.eligibility(household(), now).kind == kind
        assert engine.fee(household(), now) == 100
