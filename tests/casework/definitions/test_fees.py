"""What is to be paid, line by line with its law."""
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework.definitions.sample import changed, definition, problems_of, situation

from pencere.casework.definitions import engine
from pencere.casework.definitions.model import FeeShown

OLD_TARIFF = "    - {since: 2026-01-01, minor: 'form.electric ? 100 : 200'}\n"
LAW = "{az: Maddə 1, ru: Статья 1, en: Article 1}"
FEE = f"""\
    - {{since: 2026-01-01, by: form.socket, table: {{home: 6000, fast: 12001}}, law: {LAW}}}
  discounts:
    - {{key: disabled, title: {{az: Ə, ru: И, en: Disability}}, when: applicant.age > 70, percent: 50, law: {LAW}}}
    - {{key: summer, title: {{az: Y, ru: Л, en: Summer}}, when: 'true', minor: '1000', law: {LAW}, since: 2026-06-01, until: 2026-12-31}}
"""
SOURCE = changed(OLD_TARIFF, FEE)
YOUNG, OLD = "1990-01-01", "1940-01-01"


def shown(day: str = "2026-11-23", born_on: str = YOUNG, **form: object) -> FeeShown:
    answers = {"electric": True, "socket": "fast", **form}
    return engine.fee_lines(
        definition(SOURCE),
        situation(
            form=answers,
            applicant={"kind": "person", "born_on": born_on},
            today=dt.date.fromisoformat(day),
        ),
    )


def test_the_row_of_the_table_that_the_answer_names() -> None:
    fee = shown(day="2026-03-01")
    assert fee.total_minor == 12001
    assert [(line.key, line.minor) for line in fee.lines] == [("tariff", 12001)]
    assert str(fee.lines[0].law) == "Maddə 1"


def test_rights_are_taken_off_one_by_one() -> None:
    fee = shown(born_on=OLD)
    assert [(line.key, line.minor) for line in fee.lines] == [
        ("tariff", 12001),
        ("disabled", -6001),  # rounded in favour of who pays
        ("summer", -1000),
    ]
    assert fee.total_minor == 5000


def test_a_right_holds_between_its_days() -> None:
    assert [shown(day=day).total_minor for day in ("2026-05-31", "2026-06-01", "2027-01-01")] == [
        12001,
        11001,
        12001,
    ]


def test_before_the_answer_the_range_is_known() -> None:
    fee = shown(electric=False)
    assert (fee.total_minor, fee.least_minor, fee.most_minor) == (None, 6000, 12001)


def test_before_the_tariff_the_older_one_holds() -> None:
    assert shown(day="2025-12-31").total_minor == 100
    assert shown(day="2019-12-31").total_minor is None


@given(price=st.integers(0, 10**9), percent=st.integers(1, 100), off=st.integers(-10, 10**10))
def test_the_total_is_the_sum_of_its_lines_and_never_below_nothing(
    price: int, percent: int, off: int
) -> None:
    source = (
        SOURCE.replace("fast: 12001", f"fast: {price}")
        .replace("percent: 50", f"percent: {percent}")
        .replace("'1000'", f"'{off}'")
    )
    form = {"electric": True, "socket": "fast"}
    person = {"kind": "person", "born_on": OLD}
    fee = engine.fee_lines(definition(source), situation(form=form, applicant=person))
    assert fee.total_minor == sum(line.minor for line in fee.lines) >= 0
    assert fee.total_minor <= price


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("by: form.socket, table", "table", "fee.tariffs[1]"),
        ("table: {home: 6000, fast: 12001}, ", "", "fee.tariffs[1]"),
        ("by: form.socket", "by: form.sokket", "fee.tariffs[1].by"),
        ("home: 6000", "home: -1", "fee.tariffs[1].table.home"),
        ("percent: 50", "percent: 101", "fee.discounts[0].percent"),
        ("percent: 50, ", "", "fee.discounts[0]"),
        ("key: summer", "key: disabled", "fee.discounts[1].key"),
        ("until: 2026-12-31", "until: 2026-01-31", "fee.discounts[1].until"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, key: str) -> None:
    assert old in SOURCE
    assert key in [each.key for each in problems_of(SOURCE.replace(old, new, 1))]
