"""What people type becomes one canonical value, or is kept as typed with words why not."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.casework.definitions.sample import definition, situation

from pencere.casework.definitions import engine

SAMPLE = definition()
TODAY = dt.date(2026, 11, 23)
RIGHT: list[tuple[str, Any, Any]] = [
    ("plate", "  10-aa-001 ", "10-AA-001"),
    ("length_m", "4,5", "4.5"),
    ("length_m", "4.50", "4.5"),
    ("length_m", " 1 2,0 ", "12"),
    ("length_m", 7, "7"),
    ("electric", "yes", True),
    ("electric", "false", False),
    ("electric", True, True),
    ("power_kw", "+22", 22),
    ("begins", "24.11.2026", "2026-11-24"),
    ("begins", "24/11/2026", "2026-11-24"),
    ("begins", "24 11 2026", "2026-11-24"),
    ("begins", "2026-11-24", "2026-11-24"),
    ("days", ["mon", "tue", "mon"], ["mon", "tue"]),
    ("days", "tue", ["tue"]),
    ("email", " Aysel@MAIL.az ", "Aysel@mail.az"),
    ("phone", "050 234 56 78", "+994502345678"),
    ("driver", "5zka1b2", "5ZKA1B2"),
    ("company", "9900071001", "9900071001"),
    ("note", "bir\r\niki\x00", "bir\niki"),
    ("note", "", None),
    ("note", "   ", None),
]
WRONG: list[tuple[str, Any]] = [
    ("plate", "?"), ("plate", ["10-AA-001", "x"]), ("length_m", "4,55"), ("length_m", "1e3"),
    ("length_m", "NaN"), ("length_m", "21"), ("length_m", "1.4"), ("length_m", "dörd"),
    ("electric", "maybe"), ("power_kw", "2"), ("power_kw", "3.5"), ("power_kw", "٣٣"),
    ("power_kw", "9" * 400), ("begins", "31.02.2026"), ("begins", "24.11.26"),
    ("begins", "22.11.2026"), ("begins", "0001-01-01"), ("days", ["sun"]), ("days", [["mon"]]),
    ("email", "a@b"), ("email", "a b@c.az"), ("email", "a@b..az"), ("phone", "12"),
    ("driver", "IO"), ("company", "123"), ("note", "x" * 101), ("socket", "'; drop table"),
]  # fmt: skip


def page_of(key: str) -> str:
    return next(page.key for page in SAMPLE.form if any(f.key == key for f in page.fields))


def cleaned(key: str, raw: object) -> tuple[Any, list[str]]:
    before = {"electric": True}
    values, errors = engine.clean_page(
        SAMPLE, page_of(key), {"electric": "yes", key: raw}, situation(form=before, today=TODAY)
    )
    return values[key], [str(each) for each in errors.get(key, [])]


@pytest.mark.parametrize(("key", "raw", "value"), RIGHT)
def test_it_becomes_canonical(key: str, raw: object, value: object) -> None:
    assert cleaned(key, raw) == (value, [])


@pytest.mark.parametrize(("key", "raw"), WRONG)
def test_a_wrong_value_is_kept_as_typed_with_words(key: str, raw: object) -> None:
    value, errors = cleaned(key, raw)
    assert len(errors) == 1
    assert value is not None


@pytest.mark.parametrize(("key", "raw"), WRONG)
def test_a_wrong_value_that_was_kept_does_not_count(key: str, raw: object) -> None:
    value, _errors = cleaned(key, raw)
    form = {"electric": True, key: value}
    now = situation(form=form, today=TODAY)
    assert (page_of(key), key) in engine.missing(SAMPLE, now)
    assert key not in engine.answers(SAMPLE, now)


def test_canonical_values_stay_as_they_are() -> None:
    for key, raw, value in RIGHT:
        assert cleaned(key, cleaned(key, raw)[0]) == (value, []), key


def test_a_date_may_come_in_three_parts() -> None:
    raw = {"begins-day": "24", "begins-month": "11", "begins-year": "2026", "days": "mon"}
    values, errors = engine.clean_page(SAMPLE, "dates", raw, situation(today=TODAY))
    assert (values["begins"], errors) == ("2026-11-24", {})


def test_a_needed_answer_left_empty_is_named_in_every_language() -> None:
    values, errors = engine.clean_page(SAMPLE, "dates", {}, situation(today=TODAY))
    assert set(errors) == {"begins", "days"}
    assert values["begins"] is None
    assert set(errors["begins"][0]) == {"az", "ru", "en"}
    assert "Başlanğıc" in errors["begins"][0]["az"]
    assert errors["begins"][0]["ru"] != errors["begins"][0]["en"]


def test_files_come_from_the_application_never_from_the_browser() -> None:
    posted = {"photo": [{"id": "somebody-elses"}]}
    values, _errors = engine.clean_page(SAMPLE, "dates", posted, situation(today=TODAY))
    assert values["photo"] is None
    kept = [{"id": str(number), "name": "a"} for number in range(3)]
    values, errors = engine.clean_page(
        SAMPLE, "dates", {}, situation(today=TODAY, form={"photo": kept})
    )
    assert values["photo"] == kept
    assert "photo" in errors


json_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=40)
    | st.sampled_from(["\x00", "\ud800", "9" * 5000, "x" * 30_000, "31.02.2026", "²", "-", "İ"])
)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)


garbage = st.recursive(json_scalars | st.binary(max_size=10), nested, max_leaves=12)
records = st.dictionaries(
    st.sampled_from(["number", "categories", "expires_on", "_id", "x"]),
    st.recursive(json_scalars, nested, max_leaves=6),
)
KEYS = [*SAMPLE.fields, "begins-day", "begins-month", "begins-year", "unknown", ""]


@settings(max_examples=100, deadline=None)
@given(raw=st.dictionaries(st.sampled_from(KEYS), garbage), page=st.sampled_from(SAMPLE.form))
def test_nothing_posted_makes_it_raise(raw: dict[str, object], page: Any) -> None:
    values, errors = engine.clean_page(SAMPLE, page.key, raw, situation(today=TODAY))
    assert set(errors) <= set(values) <= {field.key for field in page.fields}
    for key, value in values.items():
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        assert "\\u0000" not in text, key
        assert len(text) < 200_000
        text.encode()


@settings(max_examples=60, deadline=None)
@given(form=st.dictionaries(st.sampled_from(KEYS), garbage), record=records)
def test_nothing_stored_makes_the_decisions_raise(
    form: dict[str, object], record: dict[str, object]
) -> None:
    now = situation(today=TODAY, form=form, data={"licence": record})
    engine.missing(SAMPLE, now)
    engine.answers(SAMPLE, now)
    engine.prefilled(SAMPLE, now)
    engine.eligibility(SAMPLE, now)
    engine.fee(SAMPLE, now)
    engine.visible_pages(SAMPLE, now)
    engine.possible_actions(SAMPLE, "review", by={"officer"}, situation=now)
