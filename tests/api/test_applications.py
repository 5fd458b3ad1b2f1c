"""An application from beginning to end by a program; what garbage, repeats, strangers get."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import people
from tests.api import programs
from tests.api.programs import Program
from tests.casework.applications import services, services_waiting, stories

from pencere.casework.applications.models import Application

pytestmark = pytest.mark.usefixtures("country")
KEY = {"HTTP_IDEMPOTENCY_KEY": "11111111-2222"}


def test_the_receipt_of_the_bank_is_named_by_a_program() -> None:
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)
    answers = {"address": "Nizami 1", "secret": "Hush"}
    case = stories.submitted(stories.aysel(), services_waiting.PERMIT, answers)
    program = programs.of(people.aysel())
    path = f"/applications/{case.pk}/actions/prove"
    version = {"row_version": case.row_version}
    assert program.post(path, version).status_code == 422
    proven = program.post(path, {**version, "receipt": "ab 12345"})
    assert (proven.status_code, proven.json()["state"]) == (200, "check")


def begun(program: Program, service: str = services.CERTIFICATE) -> str:
    answer = program.post("/applications", {"service": service})
    assert answer.status_code == 200, answer.content
    return str(answer.json()["id"])


def filled(program: Program) -> str:
    draft = begun(program)
    page = program.get(f"/applications/{draft}/pages/_first").json()
    while True:
        answers = {q["key"]: stories.ALL_RIGHT.get(q["key"]) for q in page["questions"]}
        saved = program.put(
            f"/applications/{draft}/pages/{page['key']}",
            {"answers": answers, "row_version": page["row_version"]},
        ).json()
        assert not saved["errors"]
        if saved["next"] is None:
            return draft
        page = program.get(f"/applications/{draft}/pages/{saved['next']}").json()


def page_with(program: Program, draft: str, question: str) -> dict[str, Any]:
    key: str | None = "_first"
    page = program.get(f"/applications/{draft}/pages/{key}").json()
    while page["previous"]:
        page = program.get(f"/applications/{draft}/pages/{page['previous']}").json()
    while question not in {each["key"] for each in page["questions"]}:
        page = program.get(f"/applications/{draft}/pages/{page['next']}").json()
    return dict(page)


def sent(program: Program) -> dict[str, Any]:
    draft = filled(program)
    answer = program.post(f"/applications/{draft}/submit", {"declaration": True}, **KEY)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_a_program_applies_and_sees_how_it_stands() -> None:
    program = programs.of(people.aysel())
    draft = filled(program)
    check = program.get(f"/applications/{draft}/check").json()
    assert check["can_submit"] is True
    done = program.post(f"/applications/{draft}/submit", {"declaration": True}, **KEY).json()
    assert done["reference"]
    assert done["submitted_at"]
    assert program.get(f"/applications/{done['reference']}").json()["id"] == draft
    listed = program.get("/applications").json()["applications"]
    assert [each["reference"] for each in listed] == [done["reference"]]
    assert stories.journal(Application.objects.get(pk=draft))[0] == "applications.started"


def test_a_repeated_submission_gives_the_first_answer() -> None:
    program = programs.of(people.aysel())
    done = sent(program)
    again = program.post(f"/applications/{done['id']}/submit", {"declaration": True}, **KEY)
    assert again.status_code == 200
    assert again.json()["reference"] == done["reference"]
    other = {"HTTP_IDEMPOTENCY_KEY": "99999999-0000"}
    late = program.post(f"/applications/{done['id']}/submit", {"declaration": True}, **other)
    assert (late.status_code, late.json()["code"]) == (409, "already-submitted")


def test_without_a_key_for_repeats_nothing_is_sent() -> None:
    program = programs.of(people.aysel())
    draft = filled(program)
    assert program.post(f"/applications/{draft}/submit", {"declaration": True}).status_code == 422


def test_a_wrong_answer_is_named_and_kept_as_typed() -> None:
    program = programs.of(people.aysel())
    draft = filled(program)
    page = page_with(program, draft, "copies")
    saved = program.put(
        f"/applications/{draft}/pages/{page['key']}",
        {"answers": {"copies": "many"}, "row_version": page["row_version"]},
    )
    assert saved.status_code == 200
    assert list(saved.json()["errors"]) == ["copies"]
    assert saved.json()["values"]["copies"] == "many"


def test_two_programs_on_one_page_don_t_overwrite_each_other() -> None:
    program = programs.of(people.aysel())
    draft = filled(program)
    page = page_with(program, draft, "copies")
    where = f"/applications/{draft}/pages/{page['key']}"
    program.put(where, {"answers": {"copies": "1"}, "row_version": page["row_version"]})
    late = program.put(where, {"answers": {"copies": "3"}, "row_version": page["row_version"]})
    assert (late.status_code, late.json()["code"]) == (409, "changed-meanwhile")


def test_a_stranger_finds_nothing() -> None:
    done = sent(programs.of(people.aysel()))
    rauf = programs.of(people.rauf())
    draft = begun(programs.of(people.aysel()))
    for answer in (
        rauf.get(f"/applications/{done['reference']}"),
        rauf.get(f"/applications/{draft}/pages/_first"),
        rauf.put(f"/applications/{draft}/pages/what", {"answers": {}, "row_version": 1}),
        rauf.get(f"/applications/{draft}/check"),
        rauf.post(f"/applications/{draft}/submit", {"declaration": True}, **KEY),
        rauf.post(f"/applications/{done['id']}/actions/withdraw", {"row_version": 1}),
        rauf.delete(f"/applications/{draft}"),
        rauf.get(f"/files/{uuid.uuid4()}"),
    ):
        assert answer.status_code == 404, answer.content
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me"),
        ("GET", "/applications"),
        ("POST", "/applications"),
        ("GET", "/documents"),
        ("GET", "/desk/cases"),
    ],
)
def test_who_is_not_signed_in_is_told_so(method: str, path: str) -> None:
    answer = Program().send(method, path, {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "not-signed-in"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"service": 5}', b"\xff\xfe", b'{"a":' * 99])
def test_garbage_is_told_what_is_wrong_with_it(body: bytes) -> None:
    answer = programs.of(people.aysel()).post("/applications", body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Application.objects.exists()


def test_a_session_without_the_form_s_token_changes_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    people.signed_in(client, people.aysel())
    answer = client.post(
        "/api/applications", {"service": services.CERTIFICATE}, content_type="application/json"
    )
    assert answer.status_code == 403
    assert not Application.objects.exists()


def test_a_page_of_ours_may_use_the_session() -> None:
    client = people.signed_in(Client(), people.aysel())
    assert client.get("/api/me").status_code == 200


def test_a_draft_is_deleted_and_a_sent_application_is_not() -> None:
    program = programs.of(people.aysel())
    draft = begun(program)
    assert program.delete(f"/applications/{draft}").status_code == 204
    assert program.delete(f"/applications/{draft}").status_code == 404
    done = sent(program)
    assert program.delete(f"/applications/{done['id']}").status_code == 409


def test_a_file_goes_up_comes_down_and_goes_away() -> None:
    program = programs.of(people.aysel())
    draft = begun(program, services.LICENCE)
    field = "plan"
    where = f"/api/applications/{draft}/files/{field}"
    upload = SimpleUploadedFile("plan.png", stories.picture().read(), "image/png")
    up = program.client.post(where, {"file": upload}, **program.headers)  # type: ignore[arg-type]
    assert up.status_code == 200, up.content
    down = program.get(f"/files/{up.json()['id']}")
    assert down.status_code == 200
    assert down["Content-Disposition"].startswith("attachment")
    assert programs.of(people.rauf()).get(f"/files/{up.json()['id']}").status_code == 404
    assert program.delete(f"/applications/{draft}/attachments/{up.json()['id']}").status_code == 204
    assert program.get(f"/files/{up.json()['id']}").status_code == 404
    text = SimpleUploadedFile("a.png", b"no picture", "image/png")
    wrong = program.client.post(where, {"file": text}, **program.headers)  # type: ignore[arg-type]
    assert wrong.status_code == 422
    assert field in wrong.json()["fields"]
