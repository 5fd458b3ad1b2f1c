"""A time is given to one: under races, after a crash, and whatever the code above does."""

from __future__ import annotations

import threading
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from tests.casework.applications import stories
from tests.casework.appointments import visits

from pencere.blocks.notices.models import Notice
from pencere.casework.applications import api
from pencere.casework.appointments import actions
from pencere.casework.appointments.errors import TimeTaken
from pencere.casework.appointments.models import Appointment
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal.models import JournalEntry

NOW = "2026-11-23T06:00:00+00:00"


def race(calls: list[Any]) -> list[str]:
    """What came of calls that began at the same moment."""
    barrier = threading.Barrier(len(calls))
    found: list[str] = []

    def run(call: Any) -> None:
        with clock.frozen_at(NOW):
            try:
                barrier.wait()
                call()
                found.append("booked")
            except TimeTaken:
                found.append("taken")
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def wanting(number: int, place: str = visits.PLACE) -> Any:
    who = visits.party(number)
    matter = visits.matter(who, number)
    actor = Actor(kind="person", party_id=who.pk)

    def call() -> None:
        actions.book(actor=actor, matter=matter, place_code=place, starts_at=visits.WEDNESDAY_TEN)

    return call


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed_country")
def test_two_people_for_the_last_place() -> None:
    assert race([wanting(1), wanting(2)]) == ["booked", "taken"]
    assert Appointment.objects.filter(status="booked").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed_country")
def test_eight_people_for_three_seats() -> None:
    found = race([wanting(number, visits.DESK) for number in range(8)])
    assert found == ["booked"] * 3 + ["taken"] * 5
    seats = Appointment.objects.filter(status="booked").values_list("seat", flat=True)
    assert sorted(seats) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed_country")
def test_a_double_click_books_once() -> None:
    case = visits.asked()
    actor = stories.aysel()

    def call() -> None:
        visits.book(case, by=actor, key="once")

    assert race([call] * 4) == ["booked"] * 4
    assert visits.rows(case) == ["booked"]
    assert visits.journal(case) == ["booked"]
    assert visits.told(case) == ["booked"]


@pytest.mark.usefixtures("country")
def test_the_database_itself_refuses_a_seat_that_is_had() -> None:
    wanting(1)()
    row = Appointment.objects.get()
    row.pk = visits.party(2).pk
    row.application_id = visits.party(2).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.usefixtures("country")
def test_one_application_has_one_live_booking() -> None:
    case = visits.asked()
    visits.book(case)
    visits.book(case, visits.WEDNESDAY_TEN)
    assert visits.rows(case) == ["booked"]
    row = Appointment.objects.get()
    row.pk, row.seat = visits.party(1).pk, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.usefixtures("country")
def test_all_of_a_booking_holds_or_nothing() -> None:
    case = visits.asked()
    journal, notices = JournalEntry.objects.count(), Notice.objects.count()
    broken = mock.patch("pencere.blocks.notices.api.send", side_effect=RuntimeError)
    with pytest.raises(RuntimeError), broken, transaction.atomic():
        visits.book(case)
    assert visits.rows(case) == []
    assert (JournalEntry.objects.count(), Notice.objects.count()) == (journal, notices)
    visits.book(case)
    assert visits.rows(case) == ["booked"]


@pytest.mark.usefixtures("country")
def test_a_kept_time_is_nobody_elses_until_it_runs_out() -> None:
    case, other = visits.asked(), visits.asked(stories.rauf())
    how: dict[str, Any] = {"place": visits.PLACE, "starts_at": visits.TUESDAY_TEN}
    api.keep_time(actor=stories.aysel(), reference=case.reference, **how)
    with pytest.raises(TimeTaken):
        visits.book(other, by=stories.rauf())
    with clock.frozen_at("2026-11-23T06:11:00+00:00"):
        visits.book(other, by=stories.rauf())
        with pytest.raises(TimeTaken):
            visits.book(case)
    assert visits.rows(case) == []
    assert visits.journal(case) == ["kept"]


@pytest.mark.usefixtures("country")
def test_who_keeps_a_time_books_it_and_lets_others_go() -> None:
    case, other = visits.asked(), visits.asked(stories.rauf())
    keep: dict[str, Any] = {
        "actor": stories.aysel(),
        "reference": case.reference,
        "place": visits.PLACE,
    }
    api.keep_time(starts_at=visits.TUESDAY_TEN, **keep)
    api.keep_time(starts_at=visits.TUESDAY_ELEVEN, **keep)
    api.keep_time(starts_at=visits.TUESDAY_ELEVEN, **keep)
    assert visits.rows(case) == ["hold"]
    visits.book(other, by=stories.rauf())
    visits.book(case, visits.TUESDAY_ELEVEN)
    assert visits.rows(case) == ["booked"]
    assert visits.journal(case) == ["kept", "kept", "booked"]
