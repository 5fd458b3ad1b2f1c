"""Several cases at once: only what all allow, each by itself, and a repeat changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests import people
from tests.casework.applications import browser, stories
from tests.portal.desk import desks

from pencere.casework.applications.models import Application, Step
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def client(country: None) -> Client:
    return desks.health()


@pytest.fixture
def cases(country: None) -> list[Application]:
    return [desks.licence(), stories.licence(stories.rauf())]


def do(client: Client, cases: list[Application], action: str, **typed: str) -> Any:
    chosen = [f"{each.pk}:{each.row_version}" for each in cases]
    return client.post("/desk/several/", {"case": chosen, "action": action, **typed})


def test_the_page_lists_the_cases_and_what_all_allow(
    client: Client, cases: list[Application]
) -> None:
    response = client.get("/desk/several/", {"case": [str(each.pk) for each in cases]})

    page = browser.text(response)
    assert all(each.reference in page for each in cases)
    assert 'value="ask"' in page
    assert 'value="refuse"' not in page
    assert "_hand-over" not in page


def test_it_is_done_for_each_with_its_journal_row(client: Client, cases: list[Application]) -> None:
    response = do(client, cases, "ask", comment="Where is the exit?")

    assert "Done: 2 of 2" in browser.text(response)
    assert {stories.again(each).state for each in cases} == {"correction"}
    assert JournalEntry.objects.filter(action="applications.asked").count() == 2


def test_sent_again_it_is_done_once(client: Client, cases: list[Application]) -> None:
    for _twice in range(2):
        response = do(client, cases, "ask", comment="Where is the exit?")
        assert "Done: 2 of 2" in browser.text(response)

    assert Step.objects.filter(action="ask").count() == 2


def test_one_that_moved_meanwhile_holds_up_no_other(
    client: Client, cases: list[Application]
) -> None:
    desks.press(desks.health(number=2), cases[0], "pass", note="Seen")

    response = do(client, cases, "ask", comment="Where is the exit?")

    page = browser.text(response)
    assert "Done: 1 of 2" in page
    assert "Not done" in page
    assert stories.again(cases[0]).state == "decision"
    assert stories.again(cases[1]).state == "correction"


def test_what_it_needs_is_asked_once(client: Client, cases: list[Application]) -> None:
    response = do(client, cases, "ask", comment=" ", note="kept")

    assert response.status_code == 422
    assert 'href="#field-comment"' in browser.text(response)
    assert "kept</textarea>" in browser.text(response)
    assert {stories.again(each).state for each in cases} == {"review"}


def test_an_action_that_is_for_one_case_only(client: Client, cases: list[Application]) -> None:
    response = do(client, cases, "pass", note="Seen")

    assert "Done: 0 of 2" in browser.text(response)
    assert {stories.again(each).state for each in cases} == {"review"}


def test_a_head_hands_several_over_and_an_officer_does_not(
    client: Client, cases: list[Application]
) -> None:
    to = str(people.officer("health").pk)
    head = desks.health("head", "officer", number=3)

    assert do(client, cases, "_hand-over", to=to).status_code == 404
    assert do(head, cases, "_hand-over", to="").status_code == 422
    for _twice in range(2):
        assert "Done: 2 of 2" in browser.text(do(head, cases, "_hand-over", to=to))
    assert {stories.again(each).assignee for each in cases} == {people.officer("health")}


def test_strangers_find_nothing(cases: list[Application]) -> None:
    query = {"case": [str(each.pk) for each in cases]}
    for stranger in (browser.officer("justice"), browser.aysel()):
        assert stranger.get("/desk/several/", query).status_code == 404
        assert do(stranger, cases, "ask", comment="x").status_code == 404
    assert {stories.again(each).state for each in cases} == {"review"}


@pytest.mark.parametrize("case", ["", "x", "\0", f"{browser.UNKNOWN}:x"])
def test_garbage(client: Client, case: str) -> None:
    assert client.get("/desk/several/", {"case": case}).status_code == 404
    assert client.post("/desk/several/", {"case": case, "action": "ask"}).status_code == 404
    assert client.post("/desk/several/").status_code == 404
    assert client.get("/desk/several/").status_code == 302
