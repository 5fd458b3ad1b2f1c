"""Whatever is written in a file or sent by a browser: a definition is refused or works, a form
gives values and words. Nothing breaks."""

# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.casework.definitions.households import SOURCE_OF_HOUSEHOLD, household
from tests.casework.definitions.sample import FILE, LANGUAGES, situation

from pencere.casework.definitions import engine
from pencere.casework.definitions.model import ServiceDefinition
from pencere.casework.definitions.problems import DefinitionError
from pencere.casework.definitions.reading import read_definition
from pencere.kernel.pack import pack

TODAY = dt.date(2026, 11, 23)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def sources() -> tuple[str, ...]:
    """The country pack's services, and the form with every type of field."""
    files = sorted((pack().root / "services").glob("*.yaml"))
    return (SOURCE_OF_HOUSEHOLD, *(each.read_text(encoding="utf-8") for each in files))


WORDS = st.sampled_from(
    ["", "true", "null", "group", "money", "outline", "[]", "{}", "form.x", "today", "form.total > 3",
     "row.age", "1e9", "-1", "2026-01-01", "*a", "&a b", "x: y", "!!python/object x", "'", "{", "\t",
     "999999999999999999999", "0.5", "(a+)+", "sum(form.members)", "form.members.all(m, m.age)"]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A definition with some of its lines dropped, doubled, moved in or out, or said otherwise."""
    lines = draw(st.sampled_from(sources())).splitlines()
    for _round in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(
            st.sampled_from(["drop", "double", "indent", "outdent", "value", "swap", "cut"])
        )
        line = lines[at]
        if kind == "drop":
            lines[at : at + draw(st.integers(1, 3))] = [""]
        elif kind == "double":
            lines.insert(at, line)
        elif kind == "indent":
            lines[at] = "  " + line
        elif kind == "outdent":
            lines[at] = line.removeprefix("  ")
        elif kind == "value":
            lines[at] = line.partition(":")[0] + ": " + draw(WORDS)
        elif kind == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], line
        else:
            place = draw(st.integers(0, len(line)))
            lines[at] = line[:place] + draw(WORDS) + line[place + draw(st.integers(0, 6)) :]
    return "\n".join(lines)


@SLOW
@given(mutated())
def test_a_mutated_definition_is_refused_or_works(source: str) -> None:
    try:
        definition = read_definition(source, file=FILE, languages=LANGUAGES)
    except DefinitionError:
        return
    walk(definition, {})


keys = ["kind", "when", "form", "fields", "type", "key", "checks", "min", "rows", "tests"]
trees: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(keys),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(keys), inner),
    max_leaves=12,
)


@SLOW
@given(st.sampled_from(["form", "fee", "data", "applicant", "workflow", "tests", "issues"]), trees)
def test_a_section_of_anything_is_refused_or_works(section: str, tree: Any) -> None:
    content = yaml.safe_load(SOURCE_OF_HOUSEHOLD)
    content[section] = tree
    source = yaml.safe_dump(content, allow_unicode=True)
    try:
        definition = read_definition(source, file=FILE, languages=LANGUAGES)
    except DefinitionError:
        return
    walk(definition, {})


def walk(definition: ServiceDefinition, raw: dict[str, Any]) -> dict[str, Any]:
    """All that the runtime asks of the engine while a form is filled in and sent."""
    form: dict[str, Any] = {}
    for page in definition.form:
        now = situation(form=form, data={}, today=TODAY)
        values, errors = engine.clean_page(definition, page.key, raw, now)
        assert all(
            isinstance(text, str)
            for told in errors.values()
            for each in told
            for text in each.values()
        )
        form.update(json.loads(json.dumps(values)))
    now = situation(form=form, data={}, today=TODAY)
    engine.prefilled(definition, now)
    engine.visible_pages(definition, now)
    engine.missing(definition, now)
    engine.eligibility(definition, now)
    engine.barred(definition, now)
    engine.fee(definition, now)
    engine.document_order(definition, now, TODAY)
    engine.record_orders(definition, now, TODAY)
    json.dumps(engine.answers(definition, now))
    return form


HOSTILE = st.sampled_from(
    ["\x00", "\ud800", "٣٣", "9" * 300, "1e999", "NaN", "-0", "\u202eabc", "31.02.2026", "true", "on",
     '{"type": "Polygon", "coordinates": [[[49, 40], [49, 40], [49, 40]]]}', "[" * 400, "{}",
     '{"type": "Polygon", "coordinates": [[[1e308, -1e308], [NaN, 1], [2, 2]]]}', "AZ-BA", "12,50"]
)  # fmt: skip
scalars = (
    st.none() | st.booleans() | st.integers() | st.integers(10**300, 10**301) | st.floats()
    | st.decimals() | st.text(max_size=30) | st.binary(max_size=4) | HOSTILE
    | st.text(st.characters(categories=["Cs", "Cc"]), max_size=5)
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["name", "born_on", "income", "region", "lat", "type", "coordinates", "by"]
            )
            | st.integers()
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
NAMES = [
    *household().fields, "home.region", "home.locality", "home.flat", "place.lat", "place.lon",
    "members[0].name", "members[0].born_on", "members[0].born_on-day", "members[0].income",
    "members[1].taxed", "members[999999].name", "members[0].members[0].name", "members[-1].name",
    "members[٣].name", "_add", "_remove", "members[", "signed-day",
]  # fmt: skip


@settings(SLOW, max_examples=80)
@given(st.dictionaries(st.sampled_from(NAMES), anything, max_size=12))
def test_any_post_gives_values_and_words(raw: dict[str, Any]) -> None:
    form = walk(household(), raw)
    json.dumps(form, ensure_ascii=False).encode()  # no surrogate is left: it can be stored
    assert "\\u0000" not in json.dumps(form)


@settings(SLOW, max_examples=80)
@given(st.dictionaries(st.sampled_from([*household().fields]), anything, max_size=8))
def test_any_stored_form_can_be_looked_at(form: dict[str, Any]) -> None:
    now = situation(form=form, today=TODAY)
    definition = household()
    engine.visible_pages(definition, now)
    engine.missing(definition, now)
    engine.eligibility(definition, now)
    engine.fee(definition, now)
    json.dumps(engine.answers(definition, now)).encode()
    for page in definition.form:
        engine.visible_fields(definition, page, now)


@settings(SLOW, max_examples=40)
@given(st.dictionaries(st.text(max_size=5), anything, max_size=4))
def test_any_register_data_can_be_looked_at(record: dict[str, Any]) -> None:
    now = situation(form={}, data={"licence": record}, today=TODAY)
    engine.eligibility(household(), now)
    engine.prefilled(household(), now)


def test_a_file_of_anything_is_refused(tmp_path: Path) -> None:
    for source in ("", "[", "a: &x [*x]", "\x00", "- " * 5000, "{" * 5000, "? [a]\n: b"):
        try:
            read_definition(source, file=FILE, languages=LANGUAGES)
        except DefinitionError:
            continue
        raise AssertionError(source)
