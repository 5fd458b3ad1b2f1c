"""What can be seen to be wrong in an expression is refused before anybody fills in a form."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.kernel.expression_types import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    Shape,
    list_of,
    map_of,
)
from pencere.kernel.expressions import EvaluationError, ExpressionError, compile

KIND = Shape("string", codes=frozenset({"normal", "fast"}))
MEMBER = map_of({"name": STRING, "age": INT, "income": INT, "born_on": DATE})
NAMES: dict[str, Any] = {
    "form": {
        "name": STRING, "count": INT, "area": DOUBLE, "begins": DATE, "electric": BOOL,
        "kind": KIND, "days": list_of(KIND), "members": list_of(MEMBER),
        "plot": map_of({"ha": DOUBLE}),
    },
    "licence": dict,
    "today": DATE,
}  # fmt: skip
VALUES: dict[str, Any] = {
    "form": {
        "name": "Aysel", "count": 3, "area": 2.5, "begins": dt.date(2026, 11, 24), "electric": True,
        "kind": "fast", "days": ["fast"], "plot": {"ha": 1.5},
        "members": [{"name": "A", "age": 20, "income": 5, "born_on": dt.date(2000, 1, 1)}],
    },
    "licence": {"number": "AB1", "points": 3},
    "today": dt.date(2026, 11, 23),
}  # fmt: skip

RIGHT = {
    "form.begins > today": "bool",
    "form.begins - today < days(30)": "bool",
    "form.area * 2.0 + double(form.count)": "double",
    "form.count / 2 * 3 % 4": "int",
    "form.kind == 'fast' ? 1 : 2": "int",
    "form.kind in ['normal', 'fast']": "bool",
    "'fast' in form.days": "bool",
    "form.members.all(m, m.age >= 18 && m.born_on < today)": "bool",
    "sum(form.members.map(m, m.income))": "int",
    "sum(form.members.filter(m, m.age > 3).map(m, m.income)) * 2": "int",
    "form.members.map(m, m.age > 18, m.income).sum() + 1": "int",
    "form.members.exists_one(m, m.name.startsWith('A'))": "bool",
    "form.members[0].age + 1": "int",
    "licence.points > 2 && licence.number == 'AB1'": "bool",
    "has(form.name) && !is_blank(form.name)": "bool",
    "min(form.count, 2) + max([1, 2])": "int",
    "round(form.area) + 1": "int",
    "years_between(form.begins, today)": "int",
    "string(form.count) + form.name": "string",
    "today.getFullYear() - 1": "int",
    "form.plot.ha > 1.0 || form.area > 1": "bool",
    "{'a': 1}['a'] == 1": "bool",
    "-form.count < 0 && !form.electric": "bool",
    "form.name.matches('^A.*') && form.name.contains('y')": "bool",
    "size(form.members) == length(form.members)": "bool",
    "licence == null": "bool",
}


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_passes_and_can_be_worked_out(text: str) -> None:
    expression = compile(text, NAMES)
    assert expression.shape.kind == RIGHT[text]
    assert expression.evaluate(VALUES) is not None


WRONG = {
    "form.begins == '2026-01-01'": "never the same",
    "form.begins > form.name": "can't be compared",
    "form.name + 1": "a text + a whole number",
    "form.count * form.area": "write double",
    "form.name - form.name": "not possible",
    "form.count && true": "each side of &&",
    "!form.name": "must be yes or no",
    "-form.name": "behind the minus",
    "form.count ? 1 : 2": "condition before ?",
    "form.kind == 'fst'": "none of the choices",
    "form.kind in ['fst', 'normal']": "none of the choices",
    "'monday' in form.days": "none of the choices",
    "form.days in 'fast'": "must be a list",
    "form.members.all(m, m.agee > 3)": "unknown name",
    "form.members.all(m, m.age)": "condition of all()",
    "form.members.all(m, m.name > 3)": "can't be compared",
    "form.name.all(m, m > 3)": "goes through",
    "form.members > 3": "neither more nor less",
    "form.members.age > 3": "has no part",
    "sum(form.members.map(m, m.name))": "adds up",
    "sum(form.count)": "must be a list",
    "years_between(today)": "takes 2 arguments",
    "trim(form.count)": "must be a text",
    "days('3')": "must be a whole number",
    "form.name.startsWith()": "takes 2 arguments",
    "startsWith(form.name, 'A')": "behind the text",
    "form.members['a']": "place in a list",
    "form.count[0]": "no parts to choose",
    "form.members.all(m)": "takes",
    "form.plot.area": "unknown",
    "[1].all(a, [1].all(b, [1].all(c, [1].all(d, true))))": "loops inside",
    "(" * 60 + "1" + ")" * 60: "nested",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_with_its_place(text: str) -> None:
    with pytest.raises(ExpressionError) as told:
        compile(text, NAMES)
    assert WRONG[text] in str(told.value)


def test_a_slip_is_guessed_at() -> None:
    with pytest.raises(ExpressionError) as told:
        compile("form.members.all(m,\n m.agee > 3)", NAMES)
    assert (told.value.suggestion, told.value.line, told.value.column) == ("age", 2, 4)


@pytest.mark.parametrize(
    ("text", "gives"), [("form.name", "bool"), ("form.area", "int"), ("today", "bool")]
)
def test_what_is_wanted_is_looked_at(text: str, gives: str) -> None:
    with pytest.raises(ExpressionError, match="must give"):
        compile(text, NAMES, gives=gives)
    compile("licence.points", NAMES, gives=gives)


ATOMS = ["form.name", "form.count", "form.area", "form.begins", "form.electric", "form.kind",
    "form.days", "form.members", "today", "licence.points", "1", "2.5", "'x'", "true", "[1, 2]",
    "days(2)", "form.members.map(m, m.age)", "null"]  # fmt: skip
OPERATORS = ["+", "-", "*", "/", "%", "<", "<=", "==", "!=", "&&", "||", "in"]
pairs = st.tuples(st.sampled_from(ATOMS), st.sampled_from(OPERATORS), st.sampled_from(ATOMS))


@given(pairs, st.sampled_from(OPERATORS), st.sampled_from(ATOMS))
def test_what_passes_never_fails_for_its_types(
    first: tuple[str, str, str], operator: str, last: str
) -> None:
    """What the types let through works on values of these types, unless something isn't known."""
    text = f"({' '.join(first)}) {operator} {last}"
    try:
        expression = compile(text, NAMES)
    except ExpressionError:
        return
    if "licence" in text or "null" in text:
        return
    told = ""
    try:
        expression.evaluate(VALUES)
    except EvaluationError as error:
        told = str(error)
    assert "overload" not in told
    assert "Unsupported" not in told


@pytest.mark.parametrize(
    "text",
    [
        "size(form.xs.filter(a, a > 5)) > 1",
        "sum(form.xs.map(a, a))",
        "form.xs.all(a, form.xs.all(b, a + b >= 0))",
        "form.xs.all(a, form.xs.all(b, form.xs.all(c, a + b + c >= 0)))",
        "(form.xs + form.xs + form.xs).map(a, a + 1).all(b, form.xs.exists(c, c == b))",
    ],
)
def test_loops_over_ten_thousand_items_end_at_once(text: str) -> None:
    expression = compile(text, {"form": {"xs": list_of(INT)}})
    began = time.monotonic()
    with pytest.raises(EvaluationError, match="too long"):
        expression.evaluate({"form": {"xs": list(range(10_000))}})
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "sum(form.xs.map(a, a)) > 3",
        "form.xs.all(a, form.xs.exists(b, b == a))",
        "size(form.xs.filter(a, a > 5).map(a, a * 2)) > 1",
    ],
)
def test_loops_over_the_most_rows_of_a_group_are_worked_out(text: str) -> None:
    assert compile(text, {"form": {"xs": list}}).evaluate({"form": {"xs": list(range(200))}})


def test_a_place_that_is_not_in_the_list_is_told() -> None:
    with pytest.raises(EvaluationError):
        compile("form.xs[5]", {"form": {"xs": list}}).evaluate({"form": {"xs": [1]}})
