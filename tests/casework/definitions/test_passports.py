"""Passports: services that are described before one can apply for them here."""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from tests.casework.definitions.sample import LANGUAGES

from pencere.casework.definitions import api
from pencere.casework.definitions.api import Problem, ServiceDefinition, engine
from pencere.casework.definitions.model_catalogue import Question
from pencere.casework.definitions.problems import DefinitionError
from pencere.casework.definitions.questions import (
    questions,
    questions_about,
    read_questions,
)
from pencere.casework.definitions.reading import read_definition
from pencere.kernel.actors import system

FILE = "interior.fishing.yaml"
PASSPORT = """\
id: interior.fishing
title: {az: Balıq, ru: Рыбалка, en: Fishing}
agency: interior
applicant: {kinds: [person]}
catalogue:
  topics: [personal]
  keywords: {az: [tilov], ru: [удочка], en: [rod]}
  term: {az: 5 gün, ru: 5 дней, en: 5 days}
  unconfirmed: [fee]
  sources: [example.az]
precheck:
  ask: [age, disability]
  rules:
    - {key: young, when: me.age < 16, verdict: reject, message: {az: Azdır, ru: Мало, en: Too young}}
    - {key: helped, when: me.age > 80 || me.disability, verdict: review, message: {az: Baxılır, ru: Смотрим, en: Looked at}}
"""
OWN = "{key: rod, type: boolean, title: {az: Tilov?, ru: Удочка?, en: A rod?}}"


def passport(source: str = PASSPORT) -> ServiceDefinition:
    return read_definition(source, file=FILE, languages=LANGUAGES)


def found_wrong(folder: Path, source: str) -> list[Problem]:
    (folder / FILE).write_text(source, encoding="utf-8")
    return api.check(folder)


def test_a_file_without_form_and_workflow_is_a_passport(tmp_path: Path) -> None:
    definition = passport()
    assert not definition.is_online
    assert definition.catalogue.unconfirmed == ("fee",)
    assert definition.catalogue.fee == {}
    assert found_wrong(tmp_path, PASSPORT) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("unconfirmed: [fee]", "unconfirmed: [fees]", "catalogue.unconfirmed[0]"),
        ("topics: [personal]", "topics: []", "catalogue.topics"),
        ("agency: interior", "agency: interiors", "agency"),
        ("kinds: [person]", "kinds: []", "applicant.kinds"),
        ("ask: [age, disability]", "ask: [age, disability, shoe]", "precheck.ask[2]"),
        ("ask: [age, disability]", "ask: [age, disability, age]", "precheck.ask[2]"),
        ("ask: [age, disability]", f"ask: [age, disability, {OWN}, {OWN}]", "precheck.ask[3]"),
        (
            "ask: [age, disability]",
            f"ask: [{OWN.replace('rod', 'age')}, disability]",
            "precheck.ask[0]",
        ),
        ("when: me.age < 16", "when: me.aged < 16", "precheck.rules[0].when"),
        ("key: helped", "key: young", "precheck.rules[1].key"),
        ("precheck:", "reasons: {full: {az: a, ru: b, en: c}}\nprecheck:", "reasons"),
        ("precheck:", "form: []\nprecheck:", "workflow"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, key: str) -> None:
    problems = found_wrong(tmp_path, PASSPORT.replace(old, new, 1))
    assert key in [each.key for each in problems]


@pytest.mark.django_db
def test_a_passport_is_published_and_becomes_a_service_later(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(PASSPORT, encoding="utf-8")
    (version,) = api.publish_all(actor=system("publisher"), folder=tmp_path)
    assert not version.definition.is_online
    assert api.publish_all(actor=system("publisher"), folder=tmp_path) == []
    assert api.current_by_slug("interior-fishing").id == version.id


@pytest.mark.django_db
def test_an_unchanged_file_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE).write_text(PASSPORT, encoding="utf-8")
    api.publish_all(actor=system("publisher"), folder=tmp_path)

    def fail(*_args: object, **_names: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("pencere.casework.definitions.folder.parse", fail)
    assert api.publish_all(actor=system("publisher"), folder=tmp_path) == []


@pytest.mark.parametrize(
    ("me", "chance", "unknown"),
    [
        ({}, "maybe", ("who", "age", "disability")),
        ({"age": 15}, "no", ()),
        ({"who": "foreigner", "age": 30, "disability": False}, "no", ()),
        ({"who": "person", "age": 30}, "maybe", ("disability",)),
        ({"who": "person", "age": 30, "disability": True}, "maybe", ()),
        ({"who": "person", "age": 81}, "maybe", ()),
        ({"who": "person", "age": 30, "disability": False}, "ok", ()),
    ],
)
def test_what_is_not_answered_makes_maybe_never_no(
    me: dict[str, bool | int | str], chance: str, unknown: tuple[str, ...]
) -> None:
    result = engine.precheck(passport(), me)
    assert (result.chance, result.unknown) == (chance, unknown)


def test_a_service_asks_questions_of_its_own(tmp_path: Path) -> None:
    rule = "{key: rod, when: '!me.rod', verdict: reject, message: {az: Yox, ru: Нет, en: No rod}}"
    source = PASSPORT.replace("disability]", f"disability, {OWN}]") + f"    - {rule}\n"
    assert found_wrong(tmp_path, source) == []
    definition = passport(source)
    assert [*questions_about(definition)] == ["who", "age", "disability", "rod"]
    assert questions_about(definition)["rod"].title["en"] == "A rod?"
    me: dict[str, bool | int | str] = {"who": "person", "age": 30, "disability": False}
    assert engine.precheck(definition, me).unknown == ("rod",)
    assert engine.precheck(definition, {**me, "rod": False}).chance == "no"
    assert engine.precheck(definition, {**me, "rod": True}).chance == "ok"


def test_the_country_asks_a_few_common_questions() -> None:
    assert {"who", "age", "disability"} <= set(questions())
    assert len(questions()) < 20


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("boolean", "yes", True),
        ("boolean", "no", False),
        ("boolean", "maybe", None),
        ("integer", " 17 ", 17),
        ("integer", "151", None),
        ("integer", "²", None),
        ("integer", "-1", None),
        ("choice", "a", "a"),
        ("choice", "b", None),
        ("choice", "", None),
    ],
)
def test_an_answer_is_cleaned(kind: str, typed: str, answer: object) -> None:
    title = passport().title
    question = Question("key", kind, title, choices={"a": title} if kind == "choice" else {})  # type: ignore[arg-type]
    assert question.clean(typed) == answer


def test_a_question_that_is_wrong_is_named() -> None:
    with pytest.raises(DefinitionError) as caught:
        read_questions("age: {type: number, title: {az: a, ru: b}}")
    assert {each.key for each in caught.value.problems} == {"age.type", "age.title.en"}
