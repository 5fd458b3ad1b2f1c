"""What a definition refers to must be there, its workflow lead to an end, its stories hold."""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from tests.casework.definitions.sample import FILE, SOURCE, changed

from pencere.casework.definitions.api import check, check_command
from pencere.casework.definitions.problems import Problem


def found(source: str, folder: Path) -> list[Problem]:
    (folder / FILE).write_text(source, encoding="utf-8")
    return check(folder)


def test_the_sample_passes(tmp_path: Path) -> None:
    assert [str(each) for each in found(SOURCE, tmp_path)] == []


FAULTS = {
    "agency": ("agency: interior", "agency: inteior", "agency", "no agency", "interior"),
    "topic": ("topics: [transport]", "topics: [transports]", "catalogue.topics[0]", "", "transport"),
    "life event": ("life_events: [car]", "life_events: [cat]", "catalogue.life_events[0]", "", "car"),
    "register": ("from: interior.driving-licences", "from: interior.driving-licence",
        "data.licence.from", "no register", "interior.driving-licences"),
    "field of register": ("fields: [number, categories,", "fields: [number, category,",
        "data.licence.fields[1]", "field in", "categories"),
    "register about others": ("from: interior.driving-licences", "from: tax.taxpayers",
        "data.licence.key", "about a organisation", ""),
    "currency": ("currency: AZN", "currency: EUR", "fee.currency", "AZN", ""),
    "mandate": ("kinds: [person]", "kinds: [person, organisation]", "applicant", "mandate", ""),
    "initial": ("initial: draft", "initial: drft", "workflow.initial", "no state", "draft"),
    "target": ("to: decision, by: officer", "to: decisions, by: officer",
        "workflow.states.review.actions.check.to", "no state", "decision"),
    "four eyes": ("not_same_as: [review]", "not_same_as: [reviw]",
        "workflow.states.decision.actions.grant.not_same_as", "no state", "review"),
    "reason": ("reasons: [full]", "reasons: [ful]",
        "workflow.states.decision.actions.refuse.reasons", "no reason", "full"),
    "notice": ("notices:\n  granted:", "notices:\n  grnted:", "notices.grnted", "state or action",
        "granted"),
    "unreachable": ("after: {P30D: lapsed}\n", "after: {P30D: refused}\n", "workflow.states.lapsed",
        "No road leads", ""),
    "no exit": ("lapsed: {title: {az: Keçdi, ru: Истекло, en: Lapsed}, outcome: lapsed}",
        "lapsed: {title: {az: Keçdi, ru: Истекло, en: Lapsed}}", "workflow.states.lapsed",
        "no way out", ""),
    "circle": ("to: granted, by: officer, not_same_as: [review]}", "to: review, by: officer}",
        "workflow.states.granted", "No road", ""),
    "queue": ("      queue: {role: officer}\n", "", "workflow.states.decision", "needs a queue", ""),
    "idle queue": ("queue: {role: officer}\n", "queue: {role: inspector}\n",
        "workflow.states.decision.queue.role", "can do nothing", ""),
    "later question": ("pattern: '[0-9A-Z-]{4,9}'", "show: form.electric",
        "form[0].fields[1].show", "asked only later", ""),
    "handler": ("agency: interior\n", "agency: interior\nhandled_by: {from: form.agncy}\n",
        "handled_by.from", "no field", ""),
    "story's end": ("expect: {state: granted, fee: 200", "expect: {state: granted, fee: 300",
        "tests[0]", "fee is 200, expected 300", ""),
    "story's due date": ("due: 2026-11-30", "due: 2026-12-01", "tests[0]", "due is", ""),
    "story's step": ("{do: check, by: leyla}, {do: grant", "{do: chek, by: leyla}, {do: grant",
        "tests[0]", "did you mean check", ""),
    "story without four eyes": ("by: leyla, refused: four-eyes", "by: leyla", "tests[0]",
        "is four-eyes, expected possible", ""),
    "story with a field that is not": ("form: {plate: 10-aa-001, length_m: 7",
        "form: {plat: 10-aa-001, length_m: 7", "tests[1]", "plat", ""),
    "story with an incomplete form": ('electric: "no", begins: 24.11.2026', 'electric: "no"',
        "tests[0]", "still needs begins", ""),
    "unvisited": ("path: [{wait: P40D}]\n    expect: {state: lapsed}",
        "path: [{wait: P4D}]\n    expect: {state: draft}", "workflow.states.lapsed",
        "No test of the definition", ""),
    "unknown expectation": ("expect: {state: lapsed}", "expect: {sate: lapsed}", "tests[2]",
        "sate", ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named(fault: str, tmp_path: Path) -> None:
    old, new, key, message, suggestion = FAULTS[fault]
    problems = found(changed(old, new), tmp_path)
    mine = [p for p in problems if p.key == key and message in p.message]
    assert mine, [str(p) for p in problems]
    assert mine[0].suggestion == suggestion
    assert mine[0].line > 1 or key == "id"


def test_what_waits_for_a_register_does_not_end_at_once(tmp_path: Path) -> None:
    waits = changed(
        "    purpose: {az: Yoxlama", "    when_unavailable: wait\n    purpose: {az: Yoxlama"
    )
    assert [str(each) for each in found(waits, tmp_path)] == []

    problems = found(
        waits.replace("to: review, by: applicant", "to: lapsed, by: applicant"), tmp_path
    )

    key = "workflow.states.draft.actions.submit.to"
    assert [p.message for p in problems if p.key == key and "waits for licence" in p.message]


def test_a_file_by_another_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SOURCE, encoding="utf-8")
    assert "misnamed" in str(check(tmp_path)[0])


def test_an_empty_folder_and_broken_bytes_are_problems(tmp_path: Path) -> None:
    assert len(check(tmp_path)) == 1
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00")
    assert "Can't be read" in str(check(tmp_path)[0])


def test_the_country_packs_services_pass() -> None:
    report = check_command()
    assert report.lines()[-1].endswith("no problems"), report.lines()
    assert report.is_good
    assert report.definitions >= 6
    assert report.tests >= 30
