"""What may be typed for a value, what it becomes, and how it is said in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.blocks.regimes import evenings
from tests.blocks.regimes.evenings import FIELDS, KIND, purpose, three, values

from pencere.blocks.regimes import api, forms, merging, wording
from pencere.blocks.regimes.fields import Field, cleaned
from pencere.blocks.regimes.kinds import declare

SPEED = api.Integer(key="x", title="X", least=1, most=2000)


def clean(field: Field, raw: Any) -> tuple[Any, list[str]]:
    """The canonical value, and the places of what is wrong."""
    found, problems = cleaned([field], {field.key: raw})
    return found[field.key], sorted(problems)


@pytest.mark.parametrize(
    ("field", "raw", "expected"),
    [
        (SPEED, "1 200", 1200),
        (SPEED, " 7 ", 7),
        (SPEED, 7, 7),
        (api.Integer(key="x", title="X", least=-9), "−3", -3),
        (api.Boolean(key="x", title="X"), "true", True),
        (api.Boolean(key="x", title="X"), False, False),
        (api.TimeOfDay(key="x", title="X"), "8.30", "08:30"),
        (api.TimeOfDay(key="x", title="X"), "8", "08:00"),
        (api.Date(key="x", title="X"), "1.2.2026", "2026-02-01"),
        (api.Line(key="x", title="X"), "  a b ", "a b"),
        (
            api.TimeWindow(key="x", title="X"),
            {"from": "22", "until": "6:00"},
            {"from": "22:00", "until": "06:00"},
        ),
        (
            api.TimeWindow(key="x", title="X"),
            {"from": "0", "until": "24:00"},
            {"from": "00:00", "until": "24:00"},
        ),
        (FIELDS[4], ["hills", "north", "north"], ["north", "hills"]),
        (FIELDS[4], None, []),
        (FIELDS[5], "week", "week"),
    ],
)
def test_what_is_right(field: Field, raw: Any, expected: Any) -> None:
    assert clean(field, raw) == (expected, [])


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        (SPEED, ""),
        (SPEED, "0"),
        (SPEED, "2001"),
        (SPEED, "1.5"),
        (SPEED, "٣"),
        (SPEED, True),
        (SPEED, "9" * 400),
        (SPEED, {"a": 1}),
        (api.Boolean(key="x", title="X"), "perhaps"),
        (api.TimeOfDay(key="x", title="X"), "24:00"),
        (api.TimeOfDay(key="x", title="X"), "8:60"),
        (api.TimeOfDay(key="x", title="X"), "٨:٠٠"),
        (api.TimeWindow(key="x", title="X"), "8-9"),
        (api.TimeWindow(key="x", title="X"), {"from": "8:00"}),
        (api.TimeWindow(key="x", title="X"), {"from": "8:00", "until": "8:00"}),
        (api.Date(key="x", title="X"), "30.2.2026"),
        (api.Line(key="x", title="X", pattern="[a-z]+"), "A"),
        (api.Line(key="x", title="X", most=3), "abcd"),
        (api.Line(key="x", title="X"), "a\0"),
        (api.Line(key="x", title="X"), ["a"]),
        (api.Words(key="x", title="X"), "not by language"),
        (FIELDS[4], ["nowhere"]),
        (FIELDS[4], "north"),
        (FIELDS[4], [["north"]]),
        (FIELDS[5], ["day"]),
        (FIELDS[0], []),
        (FIELDS[0], "rows"),
        (FIELDS[0], ["row"]),
    ],
)
def test_what_is_wrong(field: Field, raw: Any) -> None:
    assert clean(field, raw)[1] == [field.key]


def test_words_are_wanted_in_each_language() -> None:
    field = api.Words(key="x", title="X")
    assert clean(field, {"az": "Gəzinti", "ru": " ", "en": "Walk"})[1] == ["x.ru"]
    assert clean(field, {"az": "", "ru": "", "en": ""})[1] == ["x"]
    optional = api.Words(key="x", title="X", is_optional=True)
    assert clean(optional, {"az": "", "ru": "", "en": ""}) == (None, [])


def test_places_in_a_table() -> None:
    rows = [purpose(minutes="5"), purpose(), purpose("shop", colour="red")]
    assert clean(FIELDS[0], rows)[1] == [
        "purposes[0].minutes",
        "purposes[1].code",
        "purposes[2].colour",
    ]


def test_a_name_that_the_form_itself_has() -> None:
    with pytest.raises(ValueError, match="reason"):
        declare(
            api.RegimeKind(
                code="x", title="X", summary="", fields=[api.Line(key="reason", title="R")]
            )
        )


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "title", "from", "until", "az", "ru", "en", "minutes"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from([each.key for each in FIELDS] + ["other"]), JUNK))
def test_nothing_that_arrives_is_a_fault(raw: dict[str, Any]) -> None:
    found, problems = cleaned(FIELDS, raw)
    if not problems:
        assert cleaned(FIELDS, found) == (found, {})


NAMES = st.sampled_from(
    ["purposes[0].code", "purposes[99].minutes", "purposes[x].code", "purposes[]", "total",
     "hours.from", "hours.", "districts", "remark.az", "_add", "_remove", "purposes", "x[1].y"]
)  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(NAMES, st.lists(st.text(max_size=6), max_size=2)))
def test_no_form_is_a_fault(typed: dict[str, list[str]]) -> None:
    raw = forms.raw_values(KIND, typed)
    cleaned(FIELDS, raw)
    again = forms.raw_values(KIND, forms.without_rows_button(KIND, typed))
    assert len(again["purposes"]) == len(raw["purposes"])


def test_what_is_posted_is_kept_without_what_belongs_to_the_page() -> None:
    posted = QueryDict("csrfmiddlewaretoken=x&total=3&_save=1&districts=north&districts=hills")
    assert forms.typed_of(posted) == {"total": ["3"], "districts": ["north", "hills"]}


def said(**changes: Any) -> dict[str, str]:
    with translation.override("en"):
        return {
            value.field.key: value.words
            for section in wording.sections(FIELDS, values(**changes))
            for value in section.values
        }


def test_in_words() -> None:
    assert said()["total"] == "3\u00a0a day"
    assert said(total=None)["total"] == "no limit"
    assert said()["districts"] == "North"
    assert said(districts=[])["districts"] == "none"
    assert said(hours={"from": "22:00", "until": "06:00"})["hours"] == "22:00–06:00 of the next day"
    assert said(census="2026-12-31")["census"] == "31 December 2026"
    assert said()["census"] == "not set"
    assert said(remark=three("Stay well"))["remark"] == "Stay well"
    assert said()["purposes"] == "2 rows"


def changes(**changed: Any) -> list[tuple[str, str, str]]:
    with translation.override("en"):
        found = wording.differences(FIELDS, values(), values(**changed))
    return [(each.title, each.before, each.after) for each in found]


def test_differences() -> None:
    assert changes() == []
    assert changes(total=None) == [("Permits a day in all", "3\u00a0a day", "no limit")]
    other_order = [purpose("shop", None), purpose()]
    assert changes(purposes=other_order) == [("Purposes: order", "Walk, Shop", "Shop, Walk")]
    assert [each[0] for each in changes(purposes=[purpose(), purpose("work")])] == [
        "Purpose “Shop”",
        "Purpose “Work”",
    ]


def merged(own: dict[str, Any], theirs: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    found, clashes = merging.merged(FIELDS, values(), values(**own), values(**theirs))
    return found, [each.key for each in clashes]


def test_carried_over() -> None:
    assert merged({"total": 9}, {"mode": "week"}) == (values(total=9, mode="week"), [])
    assert merged({"total": 9}, {"total": 9}) == (values(total=9), [])
    assert merged({"total": 9}, {"total": 8}) == (values(total=9), ["total"])
    mine = [purpose(limit=3), purpose("shop", None)]
    others = [purpose(minutes=60), purpose("shop", None), purpose("work")]
    both = [purpose(limit=3, minutes=60), purpose("shop", None), purpose("work")]
    assert merged({"purposes": mine}, {"purposes": others}) == (values(purposes=both), [])
    gone = [purpose()]
    assert merged({"purposes": gone}, {"purposes": [*values()["purposes"], purpose("work")]}) == (
        values(purposes=[purpose(), purpose("work")]),
        [],
    )
    changed = [purpose(), purpose("shop", 2)]
    assert merged({"purposes": gone}, {"purposes": changed})[1] == ["purposes"]
    assert merged({"purposes": changed}, {"purposes": gone})[1] == ["purposes"]


@given(st.sampled_from(evenings.DISTRICTS), st.booleans())
def test_frozen_values_say_the_same(district: api.Option, is_null: bool) -> None:
    from pencere.blocks.regimes.timeline import frozen

    given_ = values(districts=[district.value], total=None if is_null else 3)
    assert frozen(given_)["districts"] == (district.value,)
    assert frozen(given_)["purposes"][0]["title"]["en"] == "Walk"
