"""A definition in which a case could stay for ever is refused, at the place and with advice."""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from tests.casework.definitions.sample import FILE, SOURCE, changed, line_of, problems_of

from pencere.casework.definitions.checks import check
from pencere.casework.definitions.problems import Problem

WORDS = "{az: a, ru: б, en: c}"
CHECK = "check: {title: {az: Yoxla, ru: Проверить, en: Check}, to: decision, by: officer}"
ASK = "        ask: {title: {az: Soruş, ru: Спросить, en: Ask}, to: correction, by: officer, needs: [comment], stops_clock: true}\n"
REVIEW = "workflow.states.review"
STUCK = "could stay here for ever"
NO_OUTCOME = "no sure road leads to an outcome"
CIRCLE = "go round in a circle"


def found(source: str, folder: Path) -> list[Problem]:
    """What is wrong, but for stories that the change made wrong."""
    assert problems_of(source) == ()  # it can be read
    (folder / FILE).write_text(source, encoding="utf-8")
    problems = check(folder)
    return [p for p in problems if "No test of" not in p.message and p.key[:5] != "tests"]


def review(*actions: str, more: str = "", asks: bool = False) -> str:
    """The sample with these steps out of the review, beside the extension that is possible once."""
    lines = "\n        ".join(
        f"{code}: {{title: {WORDS}, {rest}}}" for code, _, rest in map(split, actions)
    )
    source = changed("        " + CHECK + "\n", f"        {lines}\n" if lines else "")
    source = source.replace(
        "      queue: {role: officer, sla: P3WD",
        f"{more}      queue: {{role: officer, sla: P3WD",
        1,
    )
    return source if asks else source.replace(ASK, "", 1)


def split(action: str) -> tuple[str, str, str]:
    return action.partition(": ")


TO_DECISION = "to: decision, by: officer"
STAYING = {
    "only a step that stays here": review(),
    "a step that can be used up elsewhere": review(f"pass: {TO_DECISION}, once: true")
    .replace("submit: {", "pass: {", 1),
    "a condition on the form": review(f"pass: {TO_DECISION}, when: form.electric"),
    "a condition on a register": review(f"pass: {TO_DECISION}, when: has(licence.number)"),
    "a verdict that nobody deals with": review(
        f"pass: {TO_DECISION}, when: 'verdict == \"ok\"'", f"look: {TO_DECISION}, when: 'verdict == \"review\"'"
    ),
    "the system alone, on a condition": review("pass: to: decision, by: [system, officer], when: form.electric"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("how", STAYING)
def test_a_state_without_a_sure_way_on(how: str, tmp_path: Path) -> None:
    problems = found(STAYING[how], tmp_path)
    assert [each.key for each in problems if STUCK in each.message] == [REVIEW], problems
    told = next(each for each in problems if STUCK in each.message)
    assert told.line == line_of("    review:\n", STAYING[how])
    assert "extend" in told.message  # which step is no way on, and why
    assert "Add an action" in told.message  # what to do


GOING_ON = {
    "a time": review(more="      after: {P30D: refused}\n"),
    "somebody, whatever is answered": review(
        f"pass: {TO_DECISION}, when: form.electric", f"look: {TO_DECISION}"
    ),
    "a step that comes once because the case comes once": review(
        f"pass: {TO_DECISION}, once: true"
    ),
    "all verdicts": review(
        f"pass: {TO_DECISION}, when: 'verdict == \"ok\"'",
        f"look: {TO_DECISION}, when: 'verdict != \"ok\"'",
    ),
    "opinions that come or fall silent": review(
        "all_in: to: decision, by: system, when: opinions_in",
        more=f"      opinions: [{{of: health, title: {WORDS}, within: P5WD}}]\n",
    ),
    "co-applicants who answer or are late": review(
        'agreed: to: decision, by: system, when: \'agreement == "agreed" || agreement == "none"\'',
        "declined: to: refused, by: system, when: 'agreement == \"declined\"'",
        more="      waits_for: agreement\n",
    ),
    "an appointment that takes place": review(
        f"pass: {TO_DECISION}, when: 'appointment == \"held\"'",
        more="      appointment: {place: anywhere}\n",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", GOING_ON)
def test_a_state_with_a_sure_way_on(how: str, tmp_path: Path) -> None:
    problems = found(GOING_ON[how], tmp_path)
    assert [each for each in problems if STUCK in each.message or NO_OUTCOME in each.message] == []


@pytest.mark.django_db
def test_co_applicants_who_decline_are_thought_of(tmp_path: Path) -> None:
    source = review(
        "agreed: to: decision, by: system, when: 'agreement == \"agreed\"'",
        more="      waits_for: agreement\n",
    )
    problems = found(source, tmp_path)
    assert any(STUCK in each.message for each in problems), problems


@pytest.mark.django_db
def test_two_states_that_only_lead_to_each_other_for_sure(tmp_path: Path) -> None:
    source = review(f"pass: {TO_DECISION}, when: form.electric", asks=True).replace(
        "      after: {P20D: refused}\n", "      after: {P20D: review}\n", 1
    )
    told = {each.key: each.message for each in found(source, tmp_path)}
    assert NO_OUTCOME in told[REVIEW]
    assert NO_OUTCOME in told["workflow.states.correction"]
    assert not any(STUCK in each for each in told.values())


@pytest.mark.django_db
def test_a_correction_that_the_checks_may_never_take(tmp_path: Path) -> None:
    """Who loses the licence meanwhile could neither send the form again nor take it back."""
    source = changed("      after: {P20D: refused}\n", "")
    [told] = found(source, tmp_path)
    assert told.key == "workflow.states.correction"
    assert "“resubmit” may be rejected by the eligibility rules" in told.message
    only_form = source.replace("when: is_blank(licence)", "when: form.electric", 1)
    assert found(only_form, tmp_path) == []


@pytest.mark.django_db
def test_the_system_in_a_circle(tmp_path: Path) -> None:
    source = review(
        "pass: to: decision, by: system, when: form.electric", f"look: {TO_DECISION}"
    ).replace(
        "        refuse:",
        f"        back: {{title: {WORDS}, to: review, by: system, when: form.electric}}\n        refuse:",
        1,
    )
    [told] = [each for each in found(source, tmp_path) if CIRCLE in each.message]
    assert told.key == REVIEW
    assert "(review, decision)" in told.message
    once = source.replace("to: review, by: system,", "to: review, by: system, once: true,", 1)
    assert not any(CIRCLE in each.message for each in found(once, tmp_path))


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["officer", "system"])
def test_a_form_that_nobody_can_send(by: str, tmp_path: Path) -> None:
    source = changed("to: review, by: applicant}", f"to: review, by: {by}}}")
    assert any("Nobody can send the form" in each.message for each in found(source, tmp_path))


@pytest.mark.django_db
def test_four_eyes_of_the_one_applicant(tmp_path: Path) -> None:
    source = changed(
        "to: review, by: applicant}\n    decision",
        "to: review, by: applicant, not_same_as: [draft]}\n    decision",
    )
    told = next(
        each for each in found(source, tmp_path) if each.key.endswith("resubmit.not_same_as")
    )
    assert "one applicant" in told.message


@pytest.mark.django_db
def test_the_sample_itself_goes_on(tmp_path: Path) -> None:
    assert found(SOURCE, tmp_path) == []


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["", ", when: form.electric"])
def test_a_step_of_the_system_that_comes_before_everybody_else(when: str, tmp_path: Path) -> None:
    """The officer in the decision would never come to act: the case is back at once."""
    back = f"        back: {{title: {WORDS}, to: review, by: system{when}}}\n        refuse:"
    source = review(f"look: {TO_DECISION}").replace("        refuse:", back, 1)
    told = {each.key: each.message for each in found(source, tmp_path)}
    assert NO_OUTCOME in told["workflow.states.decision"]
