"""Aysel sees the permits that her employer confirmed, and says what is wrong."""

from __future__ import annotations

import pytest
from tests import people
from tests.casework.applications import browser
from tests.systems.staff_permits import pages, stories
from tests.systems.staff_permits.pages import PAGE, aysel, director

from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.api import sync_agencies
from pencere.kernel.journal.models import JournalEntry
from pencere.systems.staff_permits.authority_models import Report
from pencere.systems.staff_permits.models import Permit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]


def live() -> Permit:
    sync_agencies()
    return stories.confirmed(stories.nigar(), starts_on=stories.TODAY)


def said(permit: Permit, **more: str) -> Report:
    form = {"to": "employer", "text": "My position is another one", "key": "k1", **more}
    answer = aysel().post(f"{PAGE}mine/{permit.number}/wrong/", form)
    assert answer.status_code == 302
    return Report.objects.latest("made_at")


def test_she_finds_it_in_her_cabinet_with_its_code() -> None:
    permit, client = live(), aysel()
    draft = stories.written(stories.nigar(), starts_on=stories.TODAY.replace(month=12))
    assert "Şəfa Aptek" in browser.text(client.get("/cabinet/"))
    listed = browser.text(client.get(f"{PAGE}mine/"))
    assert permit.number in listed
    assert draft.number not in listed
    page = browser.text(client.get(f"{PAGE}mine/{permit.number}/"))
    assert "<svg" in page
    assert "Əczaçı" in page
    assert client.get(f"{PAGE}mine/{permit.number}/pdf/").content.startswith(b"%PDF")
    assert client.get(f"{PAGE}mine/{draft.number}/").status_code == 404


def test_nobody_else_sees_it() -> None:
    permit = live()
    for client in (browser.of(people.rauf()), director(), pages.tural()):
        for path in ("", "pdf/", "wrong/"):
            assert client.get(f"{PAGE}mine/{permit.number}/{path}").status_code == 404
    assert (
        browser.of(people.rauf())
        .post(f"{PAGE}mine/{permit.number}/wrong/", {"to": "employer", "text": "x", "key": "k"})
        .status_code
        == 404
    )
    assert browser.stranger().get(f"{PAGE}mine/").status_code == 302


def test_what_is_wrong_goes_to_the_employer_and_comes_back_answered() -> None:
    permit = live()
    said(permit)
    assert said(permit).pk == Report.objects.get().pk
    told = Notice.objects.get(kind="staff-permit.reported")
    assert told.party_id == permit.employer_id

    client = director()
    assert "My position is another one" in browser.text(client.get(PAGE))
    address = f"{PAGE}reports/{Report.objects.get().pk}/"
    assert client.post(address, {"answer": ""})["Location"] == PAGE
    assert client.post(address, {"answer": "We shall mend it"}).status_code == 302
    assert client.post(address, {"answer": "Something else"}).status_code == 409
    assert Notice.objects.get(kind="staff-permit.answered").party_id == permit.employee_id
    assert "We shall mend it" in browser.text(aysel().get(f"{PAGE}mine/{permit.number}/"))
    actions = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"staff-permit.reported", "staff-permit.report-answered"} <= actions


def test_what_the_ministry_is_told_the_employer_does_not_learn() -> None:
    permit = live()
    report = said(permit, to="ministry", text="I do not work there any more")
    client = director()
    assert "I do not work there" not in browser.text(client.get(PAGE))
    assert "I do not work there" not in browser.text(client.get(f"{PAGE}permits/{permit.number}/"))
    assert client.post(f"{PAGE}reports/{report.pk}/", {"answer": "no"}).status_code == 404
    officer = pages.tural()
    assert "I do not work there" in browser.text(officer.get(f"{PAGE}ministry/"))
    address = f"{PAGE}ministry/reports/{report.pk}/"
    assert officer.post(address, {"answer": "We look into it"}).status_code == 302
    report.refresh_from_db()
    assert report.answer == "We look into it"


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "x" * 501}, {"text": "\0"}, {"to": "president"}]
)
def test_what_can_not_be_sent(wrong: dict[str, str]) -> None:
    permit = live()
    form = {"to": "employer", "text": "wrong", "key": "k", **wrong}
    answer = aysel().post(f"{PAGE}mine/{permit.number}/wrong/", form)
    assert answer.status_code == 422
    assert not Report.objects.exists()


def test_few_wait_at_once() -> None:
    permit = live()
    for number in range(5):
        said(permit, key=f"k{number}")
    form = {"to": "employer", "text": "again", "key": "k9"}
    assert aysel().post(f"{PAGE}mine/{permit.number}/wrong/", form).status_code == 409
