"""Expressions of service definitions: what is checked before, and what they give."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.kernel import expressions
from pencere.kernel.expressions import EvaluationError, ExpressionError, MissingKey, Scope

DECLARED: expressions.Declarations = {
    "form": {"area": int, "narcotics": bool, "places": list, "note": str},
    "company": dict,
    "applicant": {"born_on": dt.date},
    "today": dt.date,
}
VALUES: dict[str, Any] = {
    "form": {"area": 30, "narcotics": True, "places": [{"size": 3}, {"size": 5}], "note": None},
    "company": {"status": "active", "since": "2020-02-29"},
    "applicant": {"born_on": dt.date(2008, 2, 29)},
    "today": dt.date(2026, 2, 28),
}


def value(text: str, values: Any = VALUES) -> Any:
    return expressions.compile(text, DECLARED).evaluate(values)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("form.area >= 20 && form.narcotics", True),
        ("form.narcotics ? 150000 : 100000", 150000),
        ('company.status == "active"', True),
        ("has(company.number)", False),
        ("form.note == null", True),
        ("is_blank(form.note)", True),
        ("form.places.exists(p, p.size > 4)", True),
        ("sum(form.places.map(p, p.size))", 8),
        ("size(form.places)", 2),
        ('length("Bakı")', 4),
        ('"MDAA".startsWith("MD")', True),
        ("form.area in [10, 20, 30]", True),
        ("years_between(applicant.born_on, today)", 17),
        ("years_between(applicant.born_on, today + days(1))", 18),
        ("months_between(company.since, today)", 71),
        ("days_between(today, date('2026-03-01'))", 1),
        ("today < date('2026-03-01')", True),
        ("today + days(3)", dt.date(2026, 3, 3)),
        ("add_years(date(company.since), 1)", dt.date(2021, 2, 28)),
        ("add_months(today, 1)", dt.date(2026, 3, 28)),
        ("today - applicant.born_on", dt.timedelta(days=6574)),
    ],
)
def test_what_expressions_give(text: str, result: Any) -> None:
    assert value(text) == result


@pytest.mark.parametrize(
    ("text", "place", "suggestion"),
    [
        ("form.aera > 3", (1, 6), "area"),
        ("froms.area > 3", (1, 1), "form"),
        ("true &&\n  aplicant.born_on < today", (2, 3), "applicant"),
        ("year_between(today, today) > 1", (1, 1), "years_between"),
        ("form.places.exist(p, p > 1)", (1, 13), "exists"),
        ("form.area > 3 && form.zzz", (1, 23), ""),
        ("form.area +", (1, 12), ""),
        ("form.area ? 1", (1, 14), ""),
        ("", (1, 1), ""),
        ('"open', (1, 1), ""),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, place: tuple[int, int], suggestion: str) -> None:
    with pytest.raises(ExpressionError) as found:
        expressions.compile(text, DECLARED)
    assert (found.value.line, found.value.column) == place
    assert found.value.suggestion == suggestion


def test_names_in_texts_and_of_macros_are_not_taken_for_names() -> None:
    found = expressions.compile('form.note == "form.zzz" || form.places.all(x, x.a == 1)', DECLARED)
    assert found.paths == {"form.note", "form.places"}
    assert found.names == {"form"}


def test_keys_of_undeclared_depth_are_free() -> None:
    assert expressions.compile("company.anything.at.all", DECLARED).paths == {
        "company.anything.at.all"
    }


def test_a_missing_key_is_an_error_that_names_it() -> None:
    with pytest.raises(MissingKey, match="'number' is missing") as found:
        value("company.number == 1")
    assert found.value.key == "number"


@pytest.mark.parametrize(
    "text",
    [
        "form.note > 3",
        "form.area + form.narcotics",
        "form.area / 0",
        "date('yesterday') < today",
        "company.status.size.x",
    ],
)
def test_values_that_do_not_fit_are_an_error(text: str) -> None:
    with pytest.raises(EvaluationError):
        value(text)


def test_values_of_all_kinds_can_be_handed_in() -> None:
    found = value(
        "company.id + company.share",
        {"company": {"id": UUID(int=1), "share": Decimal("0.5")}},
    )
    assert found == f"{UUID(int=1)}0.5"
    with pytest.raises(TypeError, match="object"):
        Scope({"company": object()})


@given(st.integers(-(2**62), 2**62), st.text(max_size=20), st.dates())
def test_values_come_back_as_they_went_in(number: int, words: str, day: dt.date) -> None:
    scope = Scope({"form": {"area": number, "note": words}, "today": day})
    assert value("form.area", scope) == number
    assert value("form.note", scope) == words
    assert value("today", scope) == day


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        expressions.compile(text, DECLARED)
