"""The pages of appointments: the applicant's, the desk's, and calendars by a secret address."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import icalendar
import pytest
from django.core import mail
from django.test import Client
from tests import people
from tests.casework.applications import browser, stories
from tests.casework.appointments import visits

from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.models import Mandate, Post
from pencere.casework.applications import api
from pencere.casework.appointments import calendars
from pencere.casework.appointments.models import Appointment, Exceptional, Feed
from pencere.kernel import clock
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("country")
TEN = {"place": visits.PLACE, "time": "2026-11-24T06:00Z"}


def page(case: Any, rest: str = "") -> str:
    return f"/applications/{case.reference}/appointment/{rest}"


def desk(case: Any, rest: str = "") -> str:
    return f"/desk/cases/{case.reference}/appointment/{rest}"


def at_desk(*roles: str, agency: str = "economy", number: int = 5) -> Client:
    return browser.of(people.officer(agency, roles or ("inspector",), number=number))


def text(response: Any) -> str:
    return unescape(response.content.decode())


def test_aysel_chooses_a_time_without_scripts() -> None:
    case, client = visits.asked(), browser.aysel()
    assert "waits for you to choose a time" in text(client.get(f"/applications/{case.reference}/"))
    shown = text(client.get(page(case)))
    assert "Tuesday, 24 November" in shown
    assert 'value="2026-11-24T06:00Z"' in shown
    wednesday = text(client.get(page(case), {"day": "2026-11-25"}))
    assert 'value="2026-11-25T06:00Z"' in wednesday
    kept = client.post(page(case), TEN)
    assert kept.headers["Location"] == page(case, "check/")
    asked = text(client.get(page(case, "check/")))
    assert "10:00 – 11:00" in asked
    key = re.search('name="_key" value="([^"]+)"', asked)
    assert key
    for _again in range(2):
        done = client.post(page(case, "check/"), {**TEN, "_key": key[1]})
        assert done.headers["Location"] == f"/applications/{case.reference}/"
    assert "Add to the calendar" in text(client.get(f"/applications/{case.reference}/"))
    assert visits.journal(case) == ["kept", "booked"]


def test_who_comes_second_sees_what_is_free_next() -> None:
    case, other = visits.asked(), visits.asked(stories.rauf())
    visits.book(case)
    answer = browser.rauf().post(page(other), TEN)
    assert answer.status_code == 409
    assert "taken a moment ago" in text(answer)
    assert 'value="2026-11-24T07:00Z"' in text(answer)
    assert 'value="2026-11-24T06:00Z"' not in text(answer)


@pytest.mark.parametrize("time", ["", "tomorrow", "9999-12-31T23:00Z", "0001-01-01T00:00Z", "\0"])
def test_garbage_is_a_time_that_is_not_free(time: str) -> None:
    case, client = visits.asked(), browser.aysel()
    for address in (page(case), page(case, "check/")):
        assert client.post(address, {"place": visits.PLACE, "time": time}).status_code == 409
    assert client.post(page(case), {**TEN, "place": "x\0"}).status_code == 404
    assert client.get(page(case), {"day": "9999-99-99", "place": "\0"}).status_code == 200
    assert at_desk().post(desk(case), {"place": visits.PLACE, "time": time}).status_code == 409


def test_a_kept_time_that_ran_out_is_chosen_again() -> None:
    case, client = visits.asked(), browser.aysel()
    assert client.get(page(case, "check/")).headers["Location"] == page(case)


def test_cancelled_after_one_question() -> None:
    case, client = visits.asked(), browser.aysel()
    assert client.get(page(case, "cancel/")).status_code == 404
    visits.book(case)
    assert "Cancel the appointment of" in text(client.get(page(case, "cancel/")))
    client.post(page(case, "cancel/"))
    assert visits.rows(case) == ["cancelled"]
    assert visits.journal(case) == ["booked", "cancelled"]


def test_strangers_find_no_page() -> None:
    case = visits.asked()
    visits.book(case)
    row = Appointment.objects.get()
    for client in (browser.rauf(), at_desk(agency="justice")):
        for address in (
            page(case),
            page(case, "check/"),
            page(case, "cancel/"),
            f"/appointments/{row.pk}.ics",
        ):
            assert client.get(address).status_code == 404
        assert client.post(page(case), TEN).status_code == 404
        assert client.post(page(case, "check/"), TEN).status_code == 404
        assert client.post(page(case, "cancel/")).status_code == 404
    other_desk = at_desk("inspector", "head", agency="justice", number=6)
    for client in (browser.rauf(), other_desk):
        assert client.get(desk(case)).status_code == 404
        for rest in ("", "mark/", "cancel/"):
            assert client.post(desk(case, rest), TEN).status_code == 404
        assert client.get("/desk/calendar/", {"place": visits.PLACE}).status_code == 404
        assert client.get("/desk/calendar/table.csv").status_code == 404
        assert client.get(f"/desk/calendar/{visits.PLACE}/hours/").status_code == 404
    assert browser.stranger().get(page(case)).status_code == 302
    assert visits.journal(case) == ["booked"]


def test_the_inspector_chooses_notes_and_is_told_when_it_is_too_early() -> None:
    case, client = visits.asked(), at_desk()
    assert "has not chosen a time yet" in text(client.get(f"/desk/cases/{case.reference}/"))
    client.post(desk(case), TEN)
    assert visits.rows(case) == ["booked"]
    assert client.post(desk(case, "mark/"), {"came": "yes"}).status_code == 409
    with clock.frozen_at("2026-11-24T07:00:00+00:00"):
        client = at_desk(number=8)
        assert "It took place" in text(client.get(f"/desk/cases/{case.reference}/"))
        client.post(desk(case, "mark/"), {"came": "yes"})
    assert visits.rows(case) == ["held"]


def test_the_desk_cancels_with_a_reason() -> None:
    case, client = visits.asked(), at_desk()
    visits.book(case)
    client.post(desk(case, "cancel/"), {"reason": "The road is closed."})
    assert visits.told(case) == ["booked", "taken-back"]
    inbox = text(browser.aysel().get("/inbox/"))
    assert "cancelled by the agency" in inbox


def test_the_calendar_of_a_place() -> None:
    case, client = visits.asked(), at_desk()
    visits.book(case)
    shown = text(client.get("/desk/calendar/"))
    assert case.reference in shown
    day = text(client.get("/desk/calendar/", {"view": "day", "day": "2026-11-24"}))
    assert case.reference in day
    printed = text(client.get("/desk/calendar/", {"print": "1"}))
    assert case.reference in printed
    assert "pn-header" not in printed
    table = client.get("/desk/calendar/table.csv").content.decode("utf-8-sig")
    assert f"2026-11-24,10:00,11:00,{case.reference},Inspection," in table
    assert visits.journal(case) == ["booked", *["listed"] * 4]
    for garbage in ("9999-12-31", "0001-01-01", "x", "2026-02-30"):
        assert client.get("/desk/calendar/", {"day": garbage}).status_code == 200


def test_a_head_enters_and_takes_back_hours() -> None:
    client = at_desk("head")
    address = f"/desk/calendar/{visits.PLACE}/hours/"
    assert at_desk(number=9).get(address).status_code == 404
    assert client.post(address, {"kind": "closed"}).status_code == 422
    typed = {
        "kind": "closed",
        "starts_day": "2026-11-24",
        "starts_time": "09:00",
        "ends_day": "2026-11-24",
        "ends_time": "18:00",
        "reason": "Training",
    }
    for _again in range(2):
        assert client.post(address, typed).status_code == 302
    row = Exceptional.objects.get()
    assert "Training" in text(client.get(address))
    assert "Training" in text(client.get("/desk/calendar/"))
    other = at_desk("head", agency="justice", number=6)
    assert other.post(f"{address}{row.pk}/back/").status_code == 404
    client.post(f"{address}{row.pk}/back/")
    assert "Training" not in text(client.get(address))
    actions = JournalEntry.objects.filter(about=f"place:{visits.PLACE}").order_by("seq")
    assert list(actions.values_list("action", flat=True)) == [
        "appointments.place-closed",
        "appointments.place-restored",
    ]


def secret_of(response: Any) -> str:
    found = re.search(r"/calendar/([\w-]+)\.ics", text(response))
    assert found
    return found[0]


def events(content: bytes) -> list[Any]:
    calendar: Any = icalendar.Calendar.from_ical(content)
    assert calendar["VERSION"] == "2.0"
    return list(calendar.walk("VEVENT"))


def test_a_person_feeds_their_calendar() -> None:
    case, client = visits.asked(), browser.aysel()
    visits.book(case)
    address = secret_of(client.post("/appointments/"))
    answer = browser.stranger().get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(answer.content)
    assert event.decoded("dtstart") == visits.TUESDAY_TEN
    assert event["STATUS"] == "CONFIRMED"
    assert case.reference in event["SUMMARY"]
    visits.book(case, visits.WEDNESDAY_TEN)
    api.cancel_time(actor=stories.aysel(), reference=case.reference)
    (cancelled,) = events(browser.stranger().get(address).content)
    assert (cancelled["UID"], cancelled["STATUS"]) == (event["UID"], "CANCELLED")
    assert cancelled["SEQUENCE"] == 2
    renewed = secret_of(client.post("/appointments/"))
    assert browser.stranger().get(address).status_code == 404
    assert browser.stranger().get(renewed).status_code == 200
    assert renewed.split("/")[-1].removesuffix(".ics") not in str(Feed.objects.values())
    client.post("/appointments/", {"_end": "1"})
    assert browser.stranger().get(renewed).status_code == 404


def test_a_file_for_the_calendar() -> None:
    case = visits.asked()
    visits.book(case)
    row = Appointment.objects.get()
    (event,) = events(browser.aysel().get(f"/appointments/{row.pk}.ics").content)
    assert event["URL"].endswith(f"/applications/{case.reference}/")
    assert browser.aysel().get(f"/appointments/{browser.UNKNOWN}.ics").status_code == 404


def test_a_places_feed_names_nobody_and_ends_with_the_post() -> None:
    case, client = visits.asked(), at_desk()
    visits.book(case)
    address = secret_of(client.post(f"/desk/calendar/feed/?place={visits.PLACE}"))
    content = browser.stranger().get(address).content
    assert len(events(content)) == 1
    assert "Aysel" not in content.decode()
    Post.objects.update(valid_until=clock.today().replace(day=1))
    assert browser.stranger().get(address).status_code == 404


def test_a_companys_feed_ends_with_the_mandate() -> None:
    mandate = people.mandate(scopes=["licence.apply"])
    nigar = people.actor_for(people.nigar(), on_behalf_of=mandate)
    case = visits.asked(nigar)
    visits.book(case, by=nigar)
    secret = calendars.renew_feed(actor=nigar)
    assert len(events(calendars.feed(secret=secret))) == 1
    Mandate.objects.update(valid_until=clock.today().replace(day=1))
    assert browser.stranger().get(f"/calendar/{secret}.ics").status_code == 404


def test_the_e_mail_carries_the_time_for_a_calendar_but_neither_place_nor_service() -> None:
    case = visits.asked()
    visits.book(case)
    visits.book(case, visits.TUESDAY_ELEVEN)
    run_waiting()

    letter = next(each for each in mail.outbox if each.attachments and "11:00" in each.subject)
    (attached,) = letter.attachments
    name, content, kind = attached
    assert (name, kind) == ("appointment.ics", "text/calendar")
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("dtstart") == visits.TUESDAY_ELEVEN
    assert f"/applications/{case.reference}/" in str(event["url"])
    assert "location" not in event
    assert "Inspection" not in str(content)
    full = icalendar.Calendar.from_ical(
        browser.aysel()
        .get(f"/appointments/{Appointment.objects.get(status='booked').pk}.ics")
        .content
    )
    assert event["uid"] == full.walk("VEVENT")[0]["uid"]
    kinds = Notice.objects.filter(party=people.aysel().party).values_list("kind", flat=True)
    assert len(mail.outbox) == len(kinds) > 2
    about_visits = [kind for kind in kinds if kind.startswith("appointment.")]
    assert len([each for each in mail.outbox if each.attachments]) == len(about_visits) == 2


def test_a_time_that_is_to_be_chosen_waits_for_the_applicant() -> None:
    client, case = browser.aysel(), visits.asked()
    assert "Choose a time" in text(client.get("/"))
    assert case.reference in text(client.get("/applications/?show=waiting"))
    assert "Choose a time" in text(client.get("/cabinet/"))

    visits.book(case)

    assert "Choose a time" not in text(client.get("/"))
    assert case.reference not in text(client.get("/applications/?show=waiting"))
    api.cancel_time(actor=stories.aysel(), reference=case.reference)
    assert case.reference in text(client.get("/applications/?show=waiting"))


def test_a_time_that_the_agency_chooses_waits_for_nobody_else() -> None:
    client, case = browser.aysel(), visits.asked(book="officer")
    assert case.reference not in text(client.get("/applications/?show=waiting"))
