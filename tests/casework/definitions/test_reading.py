"""A slip in a definition is named by file, line, key and, where it can be guessed, remedy."""
# ruff: noqa: E501

from __future__ import annotations

import pytest
from tests.casework.definitions.sample import FILE, SOURCE, changed, line_of, problems_of

# What is changed, into what; the line is that of `at`; key, part of the message, suggestion.
SLIPS = {
    "unknown key": ("agency:", "agncy:", "agncy", "agncy", "not known", "agency"),
    "missing key": ("agency: interior\n", "", "id:", "agency", "needed", ""),
    "twice": (
        "agency: interior\n", "agency: interior\nagency: tax\n", "agency: tax", "agency",
        "twice; first in line 4", "",
    ),
    "yes": (
        "once: true", "once: yes", "once: yes", "workflow.states.review.actions.extend.once",
        "YAML reads yes as true or false", "true",
    ),
    "on as key": (
        "initial: draft", "on: draft", "on: draft", "workflow.on", "the key on", "",
    ),
    "octal": (
        "max_length: 100", "max_length: 0100", "0100", "form[2].fields[6].max_length",
        "another number", "",
    ),
    "text for number": (
        "max_length: 100", "max_length: many", "many", "form[2].fields[6].max_length",
        "a whole number, not a text", "",
    ),
    "number for text": ("agency: interior", "agency: 7", "agency: 7", "agency", "a text", ""),
    "list for group": ("applicant: {kinds: [person]}", "applicant: [person]", "applicant:",
        "applicant", "keys with values, not a list", ""),
    "number compared with text": (
        "when: form.length_m > 6.0", "when: form.length_m > form.plate", "when: form.length_m",
        "eligibility[1].when", "can't be compared", ""),
    "no such choice": ('required: form.socket == "fast"', 'required: form.socket == "fats"',
        "required: form.socket", "form[1].fields[1].required", "none of the choices", "fast"),
    "no condition": ("show: form.electric", "show: form.begins", "show: form.begins",
        "form[1].show", "must give yes or no", ""),
    "slow pattern": ("pattern: '[0-9A-Z-]{4,9}'", "pattern: '([0-9]+)+'", "pattern: '(",
        "form[0].fields[1].pattern", "for ever", ""),
    "text for list": ("accept: [jpeg]", "accept: jpeg", "accept: jpeg", "form[2].fields[7].accept",
        "a list", ""),
    "no translation": (
        "title: {az: Dayanacaq, ru: Парковка, en: Parking}", "title: {az: Dayanacaq, en: Parking}",
        "title:", "title.ru", "translation is missing", "",
    ),
    "one language": (
        "title: {az: Dayanacaq, ru: Парковка, en: Parking}", "title: Parking", "title:", "title",
        "each language (az, ru, en)", "",
    ),
    "unknown language": ("en: Parking}", "eng: Parking}", "title:", "title.eng", "", "en"),
    "torn text": ("en: A place}", "en: A place, free}", "summary:", "summary.free", "not known", ""),
    "torn sentence": ("en: A place}", "en: A place, for free}", "summary:", "summary.for free",
        "comma ends a text", ""),
    "field type": ("type: decimal", "type: decimals", "decimals", "form[0].fields[2].type",
        "not known", "decimal"),
    "option of another type": ("type: boolean,", "type: boolean, pattern: x,", "pattern: x",
        "form[0].fields[3].pattern", "not known", ""),
    "role": ("to: decision, by: officer", "to: decision, by: oficer", "oficer",
        "workflow.states.review.actions.check.by", "not known", "officer"),
    "verdict": ("verdict: review", "verdict: reviw", "reviw", "eligibility[1].verdict", "",
        "review"),
    "media": ("accept: [jpeg]", "accept: [jpg]", "jpg", "form[2].fields[7].accept[0]", "", "jpeg"),
    "syntax of expression": ("when: is_blank(licence)", "when: is_blank(licence", "is_blank(",
        "eligibility[0].when", "expression", ""),
    "name in expression": ("when: is_blank(licence)", "when: is_blank(licnce)", "licnce",
        "eligibility[0].when", "licnce", "licence"),
    "field in expression": ("form.length_m > 6.0", "form.lenght_m > 6.0", "lenght_m",
        "eligibility[1].when", "lenght_m", "length_m"),
    "field of register in expression": ("prefill: licence.number", "prefill: licence.nummer",
        "nummer", "form[0].fields[0].prefill", "nummer", "number"),
    "function": ("when: is_blank(licence)", "when: is_blanc(licence)", "is_blanc",
        "eligibility[0].when", "is_blanc", "is_blank"),
    "duration": ("term: P5WD", "term: 5 days", "5 days", "workflow.term", "P5WD", ""),
    "timer": ("after: {P30D: lapsed}", "after: {30D: lapsed}", "30D", "workflow.states.draft.after.30D",
        "P5WD", ""),
    "regular expression": ("pattern: '[0-9A-Z-]{4,9}'", "pattern: '[0-9'", "[0-9",
        "form[0].fields[1].pattern", "regular expression", ""),
    "bound": ("min: 3, max: 350", "min: true, max: 350", "min: true", "form[1].fields[1].min",
        "number", ""),
    "step": ("step: 0.1", "step: 0", "step: 0", "form[0].fields[2].step", "more than 0", ""),
    "date": ("since: 2020-01-01", "since: 2020-13-01", "2020-13-01", "fee.tariffs[0].since",
        "", ""),
    "placeholder": ('en: "Number {reference}"', 'en: "Number {number}"', "    title: {az: Hazırdır",
        "notices.granted", "{number}", ""),
    "anchor": ("kinds: [person]", "kinds: &kinds [person], also: *kinds", "kinds: &kinds",
        "applicant.also", "Anchors", ""),
    "locked without source": ("prefill: licence.number, locked: true", "locked: true",
        "licence_number", "form[0].fields[0].prefill", "needs a prefill", ""),
    "repeated field": ("key: plate", "key: days", "  - page: car", "form", "“days” stands twice", ""),
    "effect": ("to: decision, by: officer", "to: decision, effect: corect-register, by: officer",
        "corect", "workflow.states.review.actions.check.effect", "", "correct-register"),
    "reserved name": ("  licence:\n", "  form:\n", "  form:\n", "data.form", "can't name", ""),
    "no choices": ("choices: {mon: {az: B.e., ru: Пн, en: Mon}, tue: {az: Ç.a., ru: Вт, en: Tue}}",
        "choices: {}", "choices: {}", "form[2].fields[1].choices", "nothing to choose", ""),
}  # fmt: skip


def test_the_sample_is_right() -> None:
    assert problems_of(SOURCE) == ()


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named(slip: str) -> None:
    old, new, at, key, message, suggestion = SLIPS[slip]
    source = changed(old, new)
    found = problems_of(source)
    assert found, "nothing was found"
    mine = [p for p in found if p.key == key and message in p.message]
    assert mine, [str(p) for p in found]
    problem = mine[0]
    assert problem.file == FILE
    assert suggestion in problem.suggestion if suggestion else problem.suggestion == ""
    if slip not in {"missing key", "placeholder", "repeated field", "reserved name"}:
        assert problem.line == line_of(at, source), str(problem)
    assert str(problem).startswith(f"{FILE}:{problem.line}: {key}: ")


def test_all_slips_of_a_file_are_told_at_once_in_order() -> None:
    source = changed("agency: interior", "agncy: interior").replace("verdict: review", "verdict: x")
    lines = [problem.line for problem in problems_of(source)]
    assert len(lines) >= 2
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "source",
    ["", "- a\n- b", "just words", "a: [", "\tx: 1", "a: b: c", "[" * 400, "x: " + "y" * 1_100_000,
     "? [a, b]\n: c", "a: !!python/object:os.system x", "\x00", "<<: {a: 1}"],
)  # fmt: skip
def test_what_is_no_definition_at_all_is_a_problem_not_a_crash(source: str) -> None:
    assert problems_of(source)
