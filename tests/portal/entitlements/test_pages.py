"""Licences and permits on the pages: the holder's, the agency's, and everyone's."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from html import unescape

import pytest
from django.test import Client
from tests import people
from tests.casework.applications import browser
from tests.casework.applications import stories as cases
from tests.casework.entitlements import stories

from pencere.casework.entitlements import api, throttling
from pencere.casework.entitlements.models import Entitlement
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")
REGISTER = "/registers/economy-licences/"


def nigar() -> Client:
    return browser.of(people.nigar(), acting_for=people.mandate())


def head(number: int = 7) -> Client:
    return browser.of(people.officer("economy", ("head", "officer"), number=number))


def content(response: object) -> str:
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


def suspended() -> Entitlement:
    found = stories.bare(number="ƏF-000001")
    api.decide(
        actor=stories.head(),
        entitlement_id=found.pk,
        action="suspend",
        reason="unsafe",
        comment="Private words.",
    )
    return found


def test_the_holder_sees_what_they_hold_and_a_stranger_does_not() -> None:
    permit = stories.bare(valid_until=dt.date(2026, 12, 20))
    client = nigar()
    page = browser.text(client.get("/cabinet/entitlements/"))
    assert permit.number in page
    assert "Ends soon" in page
    assert permit.number in browser.text(client.get("/cabinet/"))
    shown = browser.text(client.get(f"/cabinet/entitlements/{permit.pk}/"))
    assert f"entitlement={permit.pk}&purpose=renew" in shown
    assert permit.number not in browser.text(client.get("/cabinet/entitlements/?state=revoked"))
    for address in ("", "give-up/"):
        found = browser.rauf().get(f"/cabinet/entitlements/{permit.pk}/{address}")
        assert found.status_code == 404
    assert "Nothing yet" in browser.text(browser.rauf().get("/cabinet/entitlements/"))


def test_renew_leads_into_the_form() -> None:
    permit = stories.bare(valid_until=dt.date(2026, 12, 20))
    answer = nigar().get(
        "/applications/start/economy-permit-of-tests/",
        {"entitlement": str(permit.pk), "purpose": "renew"},
    )
    assert answer.status_code == 302
    assert "/applications/draft/" in answer["Location"]


def test_the_holder_gives_it_up_after_being_asked() -> None:
    permit = stories.bare()
    client = nigar()
    address = f"/cabinet/entitlements/{permit.pk}/give-up/"
    assert "can't be undone" in browser.text(client.get(address))
    assert stories.again(permit).state == "valid"
    for _twice in range(2):
        assert client.post(address).status_code == 302
    assert stories.again(permit).state == "revoked"
    assert stories.history(permit) == ["granted", "given-up"]


def test_officers_find_open_and_suspend_what_their_agency_issued() -> None:
    permit = stories.bare(number="ƏF-000001")
    client = head()
    assert permit.number in browser.text(client.get("/desk/entitlements/", {"text": "ef000001"}))
    nothing = client.get("/desk/entitlements/", {"text": "ef000001", "state": "revoked"})
    assert permit.number not in browser.text(nothing)
    client.get(f"/desk/entitlements/{permit.pk}/")
    assert "entitlement.opened" in stories.journal(permit)
    assert JournalEntry.objects.filter(action="entitlement.searched").count() == 2
    address = f"/desk/entitlements/{permit.pk}/suspend/"
    wrong = client.post(address, {"reason": "unsafe", "comment": "", "until": "31.02.2027"})
    assert wrong.status_code == 422
    done = client.post(address, {"reason": "unsafe", "comment": "Fire", "until": "31.12.2026"})
    assert done.status_code == 302
    assert stories.again(permit).suspended_until == dt.date(2026, 12, 31)
    assert client.get(address).status_code == 404


def test_a_second_officer_confirms_on_the_page() -> None:
    permit = stories.bare()
    first, second = head(7), head(8)
    first.post(f"/desk/entitlements/{permit.pk}/revoke/", {"reason": "unsafe", "comment": "Fire"})
    proposal = permit.proposals.get()
    address = f"/desk/entitlements/{permit.pk}/proposals/{proposal.pk}/"
    assert "Take the proposal back" in browser.text(first.get(f"/desk/entitlements/{permit.pk}/"))
    first.post(address, {"confirm": "1"})
    assert stories.again(permit).state == "valid"
    second.post(address, {"confirm": "1"})
    assert stories.again(permit).state == "revoked"


def test_other_agencies_and_people_find_no_desk_page() -> None:
    permit = stories.bare()
    stranger = browser.officer("health", "head")
    for address in ("", "suspend/", "revoke/", "dance/"):
        assert stranger.get(f"/desk/entitlements/{permit.pk}/{address}").status_code == 404
        assert nigar_alone().get(f"/desk/entitlements/{permit.pk}/{address}").status_code == 404
    assert permit.number not in browser.text(stranger.get("/desk/entitlements/"))
    assert head().get(f"/desk/entitlements/{permit.pk}/dance/").status_code == 404


def nigar_alone() -> Client:
    return browser.of(people.nigar())


def test_the_desks_revoke_page_of_a_case_leads_to_the_entitlement() -> None:
    permit = stories.permit(stories.company())
    client = browser.of(people.officer("economy", ("officer",)))
    answer = client.get(f"/desk/cases/{permit.case}/revoke/")
    assert answer["Location"] == f"/desk/entitlements/{permit.pk}/"


def test_everyone_may_search_a_public_register_forgivingly() -> None:
    stories.bare(number="ƏF-000001")
    stories.bare(number="ƏF-000002", activity="private-medicine", region="AZ-GA")
    client = browser.stranger()
    assert "2 in force" in browser.text(client.get("/registers/"))
    for typed in ("ef-000001", "ƏF 000001", "sefa aptek 000001", "шефа аптек 000001"):
        page = browser.text(client.get(REGISTER, {"text": typed}))
        assert "ƏF-000001" in page, typed
        assert "ƏF-000002" not in page, typed
    page = browser.text(client.get(REGISTER, {"region": "AZ-GA", "activity": "private-medicine"}))
    assert "ƏF-000002" in page
    assert "ƏF-000001" not in page
    assert client.get(REGISTER, {"cursor": "garbage"}).status_code == 422
    assert client.get(REGISTER, {"state": "x", "text": "\0%_'"}).status_code == 200
    assert client.get("/registers/nothing/").status_code == 404


def test_pages_of_a_register_neither_repeat_nor_miss() -> None:
    numbers = {stories.bare(number=f"N-{place:03d}").number for place in range(45)}
    client, address, seen = browser.stranger(), REGISTER, []
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r">(N-\d{3})</a>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(following[1]) if following else ""
    assert len(seen) == 45
    assert set(seen) == numbers


def test_an_entry_shows_what_happened_and_no_more() -> None:
    found = suspended()
    page = browser.text(browser.stranger().get(f"{REGISTER}{found.number}/"))
    assert "The premises are unsafe" in page
    assert "Private words." not in page
    assert "İcraçı" not in page
    assert people.company().identifier not in page


def test_people_are_named_only_where_the_definition_says() -> None:
    stories.bare(people.rauf().party_id, number="P-1")
    stories.bare(people.aysel().party_id, number="P-2", names_person=True)
    client = browser.stranger()
    page = browser.text(client.get(REGISTER))
    assert "Rauf" not in page
    assert "Aysel" in page
    assert "P-1" not in browser.text(client.get(REGISTER, {"text": "quliyev"}))
    for form in ("csv", "json"):
        assert "Rauf" not in content(client.get(f"/registers/economy-licences.{form}"))


def test_a_search_is_taken_away_as_a_file() -> None:
    suspended()
    stories.bare(number="=1+1")
    client = browser.stranger()
    rows = list(csv.reader(io.StringIO(content(client.get("/registers/economy-licences.csv")))))
    assert len(rows) == 3
    assert {rows[1][0], rows[2][0]} == {"ƏF-000001", "'=1+1"}
    assert "Suspended" in {rows[1][7], rows[2][7]}
    found = json.loads(
        content(client.get("/registers/economy-licences.json", {"state": "suspended"}))
    )
    assert [each["number"] for each in found["entries"]] == ["ƏF-000001"]
    assert found["limit"] == api.EXPORT_LIMIT


def test_files_are_not_taken_without_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "EXPORTS", 2)
    client = Client(REMOTE_ADDR="192.0.2.77")
    answers = [client.get("/registers/economy-licences.csv").status_code for _try in range(3)]
    assert answers == [200, 200, 429]


def test_a_holder_is_told_of_the_desk_only_by_their_own_pages() -> None:
    found = suspended()
    shown = browser.text(nigar().get(f"/cabinet/entitlements/{found.pk}/"))
    assert "Private words." in shown
    assert "Renew" not in shown
    assert cases.rauf().party_id != found.holder_id
