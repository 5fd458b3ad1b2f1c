"""Records that a grant writes: about whom, when, and that the definition says enough of them."""
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from tests.casework.definitions.sample import FILE, SOURCE, definition, problems_of, situation

from pencere.casework.definitions import engine
from pencere.casework.definitions.api import check
from pencere.casework.definitions.coverage import coverage
from pencere.casework.definitions.differences import differences
from pencere.casework.definitions.model import RecordOrder

TODAY = dt.date(2026, 11, 23)
RECORDS = """\
issues:
  valid: [{for: P1Y}]
  register:
    - {key: own, code: interior.vehicles, data: {plate: form.plate, make: '"Lada"'}}
    - {key: child, code: justice.civil-status, subject: form.plate, when: form.electric,
       enters: {name: form.plate, born_on: form.begins},
       data: {relation: '"self"', full_name: form.plate, act: '"birth"'}}
"""


def source(records: str = RECORDS) -> str:
    return SOURCE.replace("notices:", records + "notices:", 1)


def problems(text: str, folder: Path) -> list[str]:
    (folder / FILE).write_text(text, encoding="utf-8")
    return [f"{each.key}: {each.message}" for each in check(folder)]


def orders(**form: object) -> dict[str, RecordOrder]:
    found = engine.record_orders(definition(source()), situation(form=form), TODAY)
    return {each.key: each for each in found}


def test_a_grant_may_write_records_and_make_no_document(tmp_path: Path) -> None:
    assert problems(source(), tmp_path) == []
    made = definition(source())
    assert engine.document_order(made, situation(), TODAY) is None


def test_each_record_is_about_its_subject_and_written_when_it_holds() -> None:
    here: dict[str, object] = {
        "plate": "10-AA-001",
        "electric": True,
        "begins": "2126-11-24",
        "length_m": "4.0",
    }
    found = orders(**here, socket="home")
    assert found["own"].subject is None
    assert found["own"].data == {"plate": "10-AA-001", "make": "Lada"}
    assert found["own"].valid_until == dt.date(2027, 11, 23)
    child = found["child"]
    assert child.subject == "10-AA-001"
    assert child.enters is not None
    assert child.enters.born_on == dt.date(2126, 11, 24)
    assert list(orders(**{**here, "electric": False})) == ["own"]
    nameless = {key: each for key, each in here.items() if key != "plate"}
    assert list(orders(**nameless, socket="home")) == ["own"]


@pytest.mark.parametrize(
    ("old", "new", "where", "told"),
    [
        ("key: child", "key: own", "issues.register[1].key", "stands twice"),
        ("key: own, ", "", "issues.register[0].key", "needed"),
        ("interior.vehicles", "interior.boats", "issues.register[0].code", "no register"),
        (", make: '\"Lada\"'", "", "issues.register[0].data", "needs make"),
        ("make: '", "maker: '", "issues.register[0].data.maker", "no field"),
        ("subject: form.plate, when", "when", "issues.register[1].enters", "known already"),
        ("subject: form.plate", "subject: form.length_m", "issues.register[1].subject", "a text"),
        ("born_on: form.begins", "born_on: form.plate", "issues.register[1].enters.born_on", "a date"),
        ("when: form.electric", "when: form.plate", "issues.register[1].when", "yes or no"),
        ("{key: own,", "{key: own, replaces: boat,", "issues.register[0].replaces", "no data source"),
        ("{key: own,", "{key: own, replaces: {source: licence},", "issues.register[0].replaces.number", "needed"),
        ("interior.vehicles, data: {plate: form.plate, make: '\"Lada\"'}", "tax.taxpayers, data: {}", "issues.register[0]", "about a organisation: name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, where: str, told: str) -> None:
    assert old in RECORDS
    found = problems(source(RECORDS.replace(old, new)), tmp_path)
    assert any(each.startswith(f"{where}:") and told in each for each in found), found


def test_something_must_be_issued_and_a_document_proves_an_entitlement() -> None:
    assert any("what is issued" in each.message for each in problems_of(source("issues: {}\n")))


def test_a_story_says_what_is_written(tmp_path: Path) -> None:
    right = source().replace(
        "expect: {state: granted",
        "expect: {records: {own: {make: Lada}, child: null}, state: granted",
        1,
    )
    assert problems(right, tmp_path) == []
    for wrong in (
        "own: {make: Volga}",
        "own: null",
        "child: {relation: self}",
        "other: null",
        "own: 3",
    ):
        found = problems(right.replace("own: {make: Lada}, child: null", wrong), tmp_path)
        assert found, wrong


def test_changes_and_stories_of_records_are_told() -> None:
    old, new = (
        definition(source()),
        definition(source(RECORDS.replace("form.electric", "form.electric == false"))),
    )
    (told,) = differences(old, new)
    assert told.path == "issues.entries.child.when"
    records = next(each for each in coverage(old).parts if each.name == "records")
    assert records.count == 2
    assert "child" in records.missed
    assert not differences(old, replace(old))
