"""What officers find: asked with an action, refused when wrong, known to what follows."""
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
from pencere.casework.definitions.model import PastStep
from pencere.casework.definitions.replaying import PastCase, replay

GRANT = "to: granted, by: officer, not_same_as: [review]}"
FOUND = """to: granted, by: officer, not_same_as: [review], findings: [
          {key: place, type: integer, title: {az: Yer, ru: Место, en: Place}, min: 1, shown_to_applicant: true},
          {key: until, type: date, title: {az: Son, ru: До, en: Until}, min: today, required: findings.place > 9},
          {key: remark, type: text, title: {az: Qeyd, ru: Заметка, en: Remark}, show: findings.place > 99}]}"""
STEP = "{do: grant, by: farid}]"
STEP_FOUND = '{do: grant, by: farid, findings: {place: "12", until: 31.12.2026}}]'
NOTICE = 'en: "Number {reference}"'
WITH = SOURCE.replace(GRANT, FOUND).replace(STEP, STEP_FOUND)
WITH = WITH.replace(NOTICE, 'en: "Number {reference}, place {findings.place}"')
SAMPLE = definition(WITH)
ACTION = SAMPLE.workflow.states["decision"].actions["grant"]


def clean(**typed: object) -> tuple[dict[str, object], list[str]]:
    found, errors = engine.clean_findings(SAMPLE, ACTION, typed, situation())
    return found, sorted(errors)


def problems(source: str, folder: Path) -> list[str]:
    (folder / FILE).write_text(source, encoding="utf-8")
    return [f"{each.key}: {each.message} {each.suggestion}" for each in check(folder)]


def test_a_definition_with_findings_passes_and_its_story_tells_them(tmp_path: Path) -> None:
    assert problems(WITH, tmp_path) == []


def test_values_are_as_those_of_the_form() -> None:
    assert clean(place=" 7 ") == ({"place": 7, "until": None, "remark": None}, [])
    typed = {"place": "12", "until-day": "31", "until-month": "12", "until-year": "2099"}
    assert clean(**typed) == ({"place": 12, "until": "2099-12-31", "remark": None}, [])


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, ["place"]),
        ({"place": "0"}, ["place"]),
        ({"place": "x"}, ["place"]),
        ({"place": ["1"]}, ["place"]),
        ({"place": "10"}, ["until"]),
        ({"place": "1", "until": "01.01.2001"}, ["until"]),
        ({"place": "100", "until": "2099-12-31"}, ["remark"]),
        ({"place": "100", "until": "2099-12-31", "remark": "x" * 201}, ["remark"]),
    ],
)
def test_what_is_wrong_is_named(typed: dict[str, object], wrong: list[str]) -> None:
    assert clean(**typed)[1] == wrong


def test_what_does_not_apply_is_not_taken() -> None:
    assert clean(place="1", remark="hidden")[0]["remark"] is None


def test_an_earlier_finding_is_found_anew_and_not_built_on() -> None:
    known = replace(situation(), findings={"place": 50, "until": "2099-01-01"})
    found, errors = engine.clean_findings(SAMPLE, ACTION, {"place": ""}, known)
    assert list(errors) == ["place"]
    found, errors = engine.clean_findings(SAMPLE, ACTION, {"place": "3"}, known)
    assert (found, errors) == ({"place": 3, "until": None, "remark": None}, {})
    assert engine.with_findings(known.findings, found) == {"place": 3}


def test_an_officer_is_asked_with_what_is_known() -> None:
    known = replace(situation(), findings={"place": 50})
    asked = engine.findings_asked(SAMPLE, ACTION, known)
    assert [(field.key, value) for field, value in asked] == [
        ("place", 50),
        ("until", None),
        ("remark", None),
    ]


def test_conditions_fee_and_document_know_what_was_found() -> None:
    source = WITH.replace("minor: 'form.electric ? 100 : 200'", "minor: 'findings.place * 100'")
    source = source.replace(
        "not_same_as: [review]", "when: '!has(findings.place)', not_same_as: [review]"
    )
    found = definition(source)
    assert engine.fee(found, situation()) is None
    known = replace(situation(today=dt.date(2026, 11, 23)), findings={"place": 7})
    assert engine.fee(found, known) == 700
    by = {"by": {"officer"}, "who": "x", "history": ()}
    assert engine.why_not(found, "decision", "grant", situation=situation(), **by) is None  # type: ignore[arg-type]
    assert engine.why_not(found, "decision", "grant", situation=known, **by) == "condition"  # type: ignore[arg-type]


def test_what_an_older_version_found_in_another_form_breaks_nothing() -> None:
    strange = replace(situation(), findings={"until": "yesterday", "gone": 1, "place": 3})
    asked = {field.key: value for field, value in engine.findings_asked(SAMPLE, ACTION, strange)}
    assert asked["place"] == 3


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("findings.place}", "findings.plaec}", "notices.granted", "findings.plaec"),
        ("findings.place > 9}", "findings.palce > 9}", "findings[1].required", "place"),
        ("findings.place > 9}", 'findings.place == "x"}', "findings[1].required", ""),
        ("minor: '100'", "minor: 'findings.plase'", "fee.tariffs[0].minor", "place"),
        (
            "when: form.length_m > 6.0",
            "when: findings.place > 6",
            "eligibility[1].when",
            "findings",
        ),
        ("key: remark, type: text", "key: remark, type: file", "findings[2]", "finding can't hold"),
        ("key: remark, type: text", "key: place, type: text", "actions.grant", "twice"),
        (
            "shown_to_applicant: true",
            "shown_to_aplicant: true",
            "findings[0]",
            "shown_to_applicant",
        ),
        (
            "note, type: long_text",
            "note, shown_to_applicant: true, type: long_text",
            "form[2]",
            "not known",
        ),
        ("  licence:\n    from", "  findings:\n    from", "data.findings", "can't name"),
    ],
)
def test_what_cannot_be_read_is_refused_with_place_and_guess(
    old: str, new: str, where: str, said: str
) -> None:
    assert old in WITH
    found = problems_of(WITH.replace(old, new, 1))
    assert found
    text = " ".join(f"{each.key}: {each.message} {each.suggestion}" for each in found)
    assert where in text
    assert said in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", shown_to_applicant: true", "", "notices.granted: The applicant isn't shown"),
        ("not_same_as: [review], findings", "not_same_as: [review], bulk: true, findings", "of one case"),
        ("show: findings.place > 99", "show: findings.remark != findings.remark", "asked only later"),
        ("by: applicant}\n    review", "by: applicant, findings: [{key: place, type: integer, title: {az: a, ru: б, en: c}}]}\n    review", "Only an officer"),
        ("to: decision, by: officer}", "to: decision, by: officer, findings: [{key: place, type: text, title: {az: a, ru: б, en: c}}]}", "of another type"),
        (', findings: {place: "12", until: 31.12.2026}}', "}", "step 6: findings are wrong: place"),
        ('{place: "12",', '{plase: "12",', "“plase” is not known; place?"),
        ("expect: {state: granted,", "expect: {state: granted, findings: {place: 13},", "findings.place is 12, expected 13"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in WITH
    assert said in "\n".join(problems(WITH.replace(old, new, 1), tmp_path))


def test_coverage_names_what_no_story_finds() -> None:
    [part] = [each for each in coverage(SAMPLE).parts if each.name == "findings"]
    assert (part.count, part.missed) == (3, ("decision.grant.remark",))


def test_what_is_asked_anew_is_a_difference() -> None:
    said = [str(each) for each in differences(definition(), SAMPLE)]
    assert any("findings" in each and "place" in each for each in said)


def test_a_replay_knows_what_was_found_before_each_step() -> None:
    at = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
    history = [
        PastStep("submit", "draft", "review", "applicant", at),
        PastStep("check", "review", "decision", "leyla", at),
        PastStep("grant", "decision", "granted", "farid", at, {"place": 12, "until": "2099-12-31"}),
    ]
    form = {
        "plate": "10-AA-001",
        "length_m": "4.5",
        "electric": False,
        "begins": "2026-11-24",
        "days": ["mon"],
    }
    case = PastCase("R", False, "ok", situation(form=form, today=at.date()), history)
    only_before = WITH.replace(
        "not_same_as: [review]", "when: '!has(findings.place)', not_same_as: [review]"
    )
    assert not replay(SAMPLE, definition(only_before), case).path
    more = WITH.replace(
        "{key: until,", "{key: floor, type: integer, title: {az: a, ru: б, en: c}}, {key: until,"
    )
    assert "asks what was not found: floor" in replay(SAMPLE, definition(more), case).path
