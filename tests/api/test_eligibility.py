"""“Can I get this?” for programs: the same verdicts as on the pages, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.programs import Program
from tests.casework.applications import parts, services, stories

from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
OWN = {"key": "diploma", "type": "boolean", "title": parts.words("Have you a diploma?")}
MESSAGE = parts.words("A diploma is needed.")
SLUG = services.CERTIFICATE.replace(".", "-")
WHERE = f"/services/{SLUG}/eligibility"


@pytest.fixture(autouse=True)
def _with_a_precheck(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = {"key": "diploma", "when": "!me.diploma", "verdict": "reject", "message": MESSAGE}
    precheck: dict[str, Any] = {"ask": ["age", OWN], "rules": [rule]}
    made = {**services.ALL[services.CERTIFICATE](), "precheck": precheck}
    monkeypatch.setitem(services.ALL, services.CERTIFICATE, lambda: made)
    stories.settle()


def asked(path: str, **answers: Any) -> Any:
    response = Program().post(path, {"answers": answers})
    assert response.status_code == 200, response.content
    return response.json()


def test_the_questions_can_be_read_without_a_key() -> None:
    common = Program().get("/questions").json()
    assert {"who", "age"} <= {each["key"] for each in common}
    of_this = Program().get(f"/services/{SLUG}/questions").json()
    assert [each["key"] for each in of_this] == ["who", "age", "diploma"]
    assert of_this[2]["title"]["en"] == "Have you a diploma?"


@pytest.mark.parametrize(
    ("answers", "verdict", "unknown"),
    [
        ({"who": "person", "age": 30, "diploma": True}, "ok", []),
        ({"who": "person", "age": 30}, "maybe", ["diploma"]),
        ({"who": "person", "age": 30, "diploma": False}, "no", []),
        ({"who": "organisation"}, "no", []),
        ({}, "maybe", ["who", "diploma"]),
    ],
)
def test_a_verdict_with_its_reasons(
    answers: dict[str, Any], verdict: str, unknown: list[str]
) -> None:
    said = asked(WHERE, **answers)
    assert said["verdict"] == verdict
    if verdict != "no":
        assert said["unknown"] == unknown
    assert ("A diploma is needed." in str(said["reasons"])) == (answers.get("diploma") is False)
    assert said["wrong_applicant"] == (answers.get("who") == "organisation")


def test_all_services_at_once_leave_out_those_for_others() -> None:
    for_people = {each["slug"] for each in asked("/eligibility", who="person", age=30)}
    for_companies = {each["slug"] for each in asked("/eligibility", who="organisation")}
    assert SLUG in for_people
    assert SLUG not in for_companies


def test_answers_without_sense_are_named_and_count_for_nothing() -> None:
    said = asked(WHERE, who="nobody", age=True, diploma="yes", x=1)
    assert said["ignored"] == ["age", "diploma", "who", "x"]
    assert said["verdict"] == "maybe"
    assert asked(WHERE, age=-1)["ignored"] == ["age"]


@pytest.mark.parametrize(
    "body", [None, [], {"answers": []}, {"answers": {"age": [1]}}, {"answers": {"age": 1.5}}]
)
def test_rubbish_is_refused(body: Any) -> None:
    assert Program().post(WHERE, body).status_code == 422
    assert Program().post("/eligibility", body).status_code == 422


def test_too_many_answers_are_refused() -> None:
    many = {f"k{number}": 1 for number in range(101)}
    assert Program().post("/eligibility", {"answers": many}).status_code == 422


def test_a_service_that_is_not_there() -> None:
    assert Program().post("/services/nothing/eligibility", {"answers": {}}).status_code == 404
    assert Program().get("/services/nothing/questions").status_code == 404


def test_nothing_is_kept() -> None:
    before = JournalEntry.objects.count()
    asked("/eligibility", who="person", age=30)
    assert JournalEntry.objects.count() == before
