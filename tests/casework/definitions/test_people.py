"""Who may apply, who has to agree, and registers about others: read, refused, decided."""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from tests.casework.definitions.sample import FILE, SOURCE, definition, problems_of, situation

from pencere.casework.definitions import engine
from pencere.casework.definitions.api import check

WORDS = "{az: A, ru: Б, en: C}"
WITH_PEOPLE = (
    SOURCE.replace(
        "applicant: {kinds: [person]}",
        f"""applicant:
  kinds: [person]
  represented_by: [parent, attorney]
  age: {{min: 18, max: 90}}
  co_applicants:
    of: [{{key: owner, from: form.driver, title: {WORDS}}}]
    within: P5WD
    remind: [P2D]""",
    )
    .replace(
        "eligibility:\n",
        f"""  theirs:
    from: interior.driving-licences
    key: form.driver
    consent: subject
    max_age: P1D
    purpose: {WORDS}
    fields: [number]
eligibility:
""",
    )
    .replace("to: review, by: applicant}\n    review:", f"""to: agreement, by: applicant}}
    agreement:
      title: {WORDS}
      waits_for: agreement
      actions:
        all: {{title: {WORDS}, to: review, by: system, when: 'agreement == "agreed" || agreement == "none"'}}
        not_all: {{title: {WORDS}, to: unagreed, by: system, when: 'agreement == "declined"'}}
    unagreed: {{title: {WORDS}, outcome: refused}}
    review:""")
    .replace("""  - name: Forgotten""", """  - name: The owner agrees
    today: 2026-11-23
    data: {licence: {number: AB1}}
    form: &form {plate: 10-aa-001, length_m: "4,5", electric: "no", begins: 24.11.2026, days: [mon], driver: 5AYSEL1}
    path: [submit, {agree: owner}]
    expect: {state: review}
  - name: The owner declines
    today: 2026-11-23
    data: {licence: {number: AB1}}
    form: {plate: 10-aa-001, length_m: "4,5", electric: "no", begins: 24.11.2026, days: [mon], driver: 5AYSEL1}
    path: [submit, {decline: owner}]
    expect: {state: unagreed}
  - name: The owner is silent
    today: 2026-11-23
    data: {licence: {number: AB1}}
    form: {plate: 10-aa-001, length_m: "4,5", electric: "no", begins: 24.11.2026, days: [mon], driver: 5AYSEL1}
    path: [submit, {wait: P5D}]
    expect: {state: agreement}
  - name: The owner is silent for too long
    today: 2026-11-23
    data: {licence: {number: AB1}}
    form: {plate: 10-aa-001, length_m: "4,5", electric: "no", begins: 24.11.2026, days: [mon], driver: 5AYSEL1}
    path: [submit, {wait: P9D}]
    expect: {state: unagreed}
  - name: Forgotten""".replace("&form ", ""))
)  # fmt: skip


def _problems(source: str, folder: Path) -> list[str]:
    (folder / FILE).write_text(source, encoding="utf-8")
    return [f"{each.key}: {each.message}" for each in check(folder)]


def test_a_definition_with_people_passes_with_its_own_tests(tmp_path: Path) -> None:
    assert _problems(WITH_PEOPLE, tmp_path) == []


def test_what_is_said_of_people_is_read() -> None:
    applicant = definition(WITH_PEOPLE).applicant
    assert applicant.represented_by == ("parent", "attorney")
    assert applicant.age is not None
    assert (applicant.age.min, applicant.age.max) == (18, 90)
    assert applicant.co_applicants is not None
    assert [each.path for each in applicant.co_applicants.of] == [("driver",)]
    assert str(applicant.co_applicants.within) == "P5WD"
    source = definition(WITH_PEOPLE).data["theirs"]
    assert (source.field, source.needs_consent, source.at) == ("driver", True, "submit")


FAULTS = {
    "unknown representation": ("[parent, attorney]", "[parents]", "applicant.represented_by[0]"),
    "age upside down": ("{min: 18, max: 90}", "{min: 90, max: 18}", "applicant.age"),
    "age of nothing": ("{min: 18, max: 90}", "{}", "applicant.age"),
    "nobody to agree": ("of: [{key: owner, from: form.driver, title: " + WORDS + "}]", "of: []",
        "applicant.co_applicants"),
    "no field of the form": ("from: form.driver", "from: driver", "applicant.co_applicants"),
    "a field that is not there": ("from: form.driver", "from: form.drivr", "applicant.co_applicants"),
    "a field that names nobody": ("from: form.driver", "from: form.plate", "applicant.co_applicants"),
    "an organisation for which nobody may agree": ("from: form.driver", "from: form.company",
        "applicant.co_applicants.of[0]"),
    "no state to wait in": ("      waits_for: agreement\n", "", "applicant.co_applicants"),
    "waits for the moon": ("waits_for: agreement", "waits_for: moon", "workflow.states.agreement"),
    "a key that is no field": ("key: form.driver", "key: form.drivr", "data.theirs.key"),
    "a key that is no person": ("key: form.driver", "key: form.plate", "data.theirs.key"),
    "another kind of subject": ("key: form.driver", "key: form.company", "data.theirs.key"),
    "consent of oneself": ("key: form.driver\n    consent", "key: applicant\n    consent",
        "data.theirs.consent"),
    "too early": ("max_age: P1D", "at: start", "data.theirs.at"),
    "freshness in working days": ("max_age: P1D", "max_age: P1WD", "data.theirs.max_age"),
    "consent that rejects": ("max_age: P1D", "when_unavailable: reject",
        "data.theirs.when_unavailable"),
    "a rule that gives away": ("when: is_blank(licence)", "when: is_blank(theirs)",
        "eligibility[0].verdict"),
    "a field that gives away": ("prefill: licence.number", "prefill: theirs.number",
        "form[0].fields[0].prefill"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named(fault: str, tmp_path: Path) -> None:
    old, new, key = FAULTS[fault]
    assert old in WITH_PEOPLE, old
    source = WITH_PEOPLE.replace(old, new, 1)
    found = [f"{each.key}: {each.message}" for each in problems_of(source)]
    found = found or _problems(source, tmp_path)
    assert any(each.startswith(key) for each in found), found


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], "none"),
        (["agreed", "agreed"], "agreed"),
        (["agreed", "pending"], "pending"),
        (["pending", "declined"], "declined"),
        (["agreed", "expired"], "declined"),
    ],
)
def test_how_an_agreement_stands(states: list[str], expected: str) -> None:
    assert engine.agreement_of(states) == expected


def test_whom_a_form_names() -> None:
    found = engine.named(definition(WITH_PEOPLE), {"driver": "5AYSEL1"})
    assert [(each.key, each.field, each.identifier) for each in found] == [
        ("owner", "driver", "5AYSEL1")
    ]
    assert engine.named(definition(WITH_PEOPLE), {}) == ()
    assert engine.named(definition(WITH_PEOPLE), {"driver": ["a"]}) == ()
    assert engine.named(definition(), {"driver": "5AYSEL1"}) == ()


@pytest.mark.parametrize(("consent", "words"), [("asked", "yet"), ("refused", "did not allow")])
def test_a_consent_that_lacks_is_a_reason(consent: str, words: str) -> None:
    seen = situation(unavailable=frozenset({"theirs"}), consents={"theirs": consent})
    verdict = engine.eligibility(definition(WITH_PEOPLE), seen)
    reasons = dict(verdict.reasons)
    assert verdict.kind == "review"
    assert words in reasons["theirs-unavailable"].in_language("en")


def test_who_is_named_is_a_person_or_an_organisation() -> None:
    form = {"driver": "5AYSEL1", "company": "1405196831"}
    (person,) = engine.named(definition(WITH_PEOPLE), form)
    assert (person.identifier, person.is_organisation) == ("5AYSEL1", False)
    with_company = definition(WITH_PEOPLE.replace("from: form.driver", "from: form.company", 1))
    (company,) = engine.named(with_company, form)
    assert (company.identifier, company.is_organisation) == ("1405196831", True)
