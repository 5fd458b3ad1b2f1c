"""How long what is granted holds, in each way that a definition can say it."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.casework.definitions.sample import changed, definition, problems_of, situation

from pencere.casework.definitions import engine

ISSUES = """\
issues:
  template: driving-licence
  title: {{az: S, ru: Д, en: D}}
  signed_by: interior
  valid: {valid}
  data: {{plate: form.plate}}
notices:
"""
TODAY = dt.date(2026, 11, 23)


def source(valid: str) -> str:
    return changed("notices:\n", ISSUES.format(valid=valid))


def until(valid: str, **applicant: object) -> dt.date | None:
    order = engine.document_order(
        definition(source(valid)),
        situation(
            form={"plate": "10-AA-001"},
            applicant={"kind": "person", "born_on": "1980-05-01", "age": 46, **applicant},
            today=TODAY,
        ),
        TODAY,
    )
    assert order is not None
    return order.valid_until


@pytest.mark.parametrize(
    ("valid", "day"),
    [
        ("[{for: P1Y}]", dt.date(2027, 11, 23)),
        ("[{until_age: 70}]", dt.date(2050, 5, 1)),
        ("[{until: 'add_months(today, 3)'}]", dt.date(2027, 2, 23)),
        ("[{no_end: true}]", None),
        ("[{when: applicant.age < 40, for: P10Y}, {no_end: true}]", None),
        ("[]", None),
    ],
)
def test_the_last_day(valid: str, day: dt.date | None) -> None:
    assert until(valid) == day


@pytest.mark.parametrize(
    "valid",
    ["[{}]", "[{no_end: false}]", "[{for: P1Y, no_end: true}]", "[{for: P1Y, until: today}]"],
)
def test_a_validity_says_one_thing(valid: str) -> None:
    assert any("Say one of" in str(each) for each in problems_of(source(valid)))


def test_a_day_is_a_day() -> None:
    assert problems_of(source("[{until: '1 + 1'}]"))
