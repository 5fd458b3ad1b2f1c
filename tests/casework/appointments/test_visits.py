"""A state that asks for a time, from its first day to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.casework.applications import stories
from tests.casework.appointments import visits

from pencere.casework.applications import api
from pencere.casework.applications.jobs import timers
from pencere.casework.applications.jobs import visits as visits_job
from pencere.casework.applications.models import Timer
from pencere.casework.appointments import schedule
from pencere.casework.appointments.errors import NothingBooked, TimeTaken, TooLateToChange
from pencere.casework.appointments.jobs import forget_holds, reminders
from pencere.casework.appointments.models import Appointment
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.usefixtures("country")


def at(moment: str) -> Any:
    """The clock at a time of this winter, in the country's time."""
    return clock.frozen_at(f"{moment}:00+04:00")


def test_booked_came_and_decided() -> None:
    case = visits.asked()
    with pytest.raises(Refused, match="condition"):
        stories.act(visits.inspector(), case, "pass")
    visits.book(case)
    assert visits.shown(case).fact == "booked"
    with at("2026-11-24T10:30"):
        api.mark_visit(actor=visits.inspector(), reference=case.reference, came=True)
        api.mark_visit(actor=visits.inspector(), reference=case.reference, came=True)
        assert stories.act(visits.inspector(), case, "pass").state == "granted"
    assert visits.journal(case) == ["booked", "held"]
    assert visits.told(case) == ["booked", "held"]
    assert visits.rows(case) == ["held"]


def test_nobody_books_in_time() -> None:
    case = visits.asked()
    with at("2026-11-26T23:00"):
        timers(timestamp=0)
        assert stories.again(case).state == "inspection"
    with at("2026-11-27T00:01"):
        timers(timestamp=0)
    assert stories.again(case).state == "lapsed"


def test_who_booked_has_no_time_running() -> None:
    case = visits.asked()
    assert Timer.objects.filter(application=case, kind="move").exists()
    visits.book(case)
    assert not Timer.objects.filter(application=case, kind="move").exists()
    api.cancel_time(actor=stories.aysel(), reference=case.reference)
    assert Timer.objects.filter(application=case, kind="move").exists()


def test_the_second_missed_appointment_ends_it() -> None:
    case = visits.asked()
    visits.book(case)
    with at("2026-11-25T00:01"):
        visits_job(timestamp=0)
        visits_job(timestamp=0)
        assert stories.again(case).state == "inspection"
        assert visits.shown(case).fact == "missed"
        assert visits.shown(case).needs_you
        visits.book(case, visits.WEDNESDAY_TEN.replace(day=26))
    with at("2026-11-26T11:00"):
        api.mark_visit(actor=visits.inspector(), reference=case.reference, came=False)
    assert stories.again(case).state == "lapsed"
    assert visits.journal(case) == ["booked", "missed", "booked", "missed"]
    assert visits.told(case) == ["booked", "missed", "booked", "missed"]
    last = api.view(actor=stories.aysel(), reference=case.reference).steps[-1]
    assert last.title["en"] == "Did not come to the appointment"


def test_changed_until_two_hours_before() -> None:
    case = visits.asked()
    visits.book(case)
    with at("2026-11-24T08:00"):
        visits.book(case, visits.WEDNESDAY_TEN)
    row = Appointment.objects.get()
    assert (row.starts_at, row.sequence) == (visits.WEDNESDAY_TEN, 1)
    with at("2026-11-25T08:01"):
        with pytest.raises(TooLateToChange):
            visits.book(case, visits.WEDNESDAY_TEN.replace(day=26))
        with pytest.raises(TooLateToChange):
            api.cancel_time(actor=stories.aysel(), reference=case.reference)
        assert not visits.shown(case).can_cancel
        # The inspector still may.
        visits.book(case, visits.WEDNESDAY_TEN.replace(hour=8), by=visits.inspector())
    assert visits.journal(case) == ["booked", "moved", "moved"]


def test_the_agency_chooses_where_the_service_says_so() -> None:
    case = visits.asked(book="officer")
    assert visits.shown(case).is_agency_choosing
    with pytest.raises(Refused, match="agency-books"):
        visits.book(case)
    visits.book(case, by=visits.inspector())
    assert visits.told(case) == ["booked"]
    # What was proposed, the applicant may change.
    visits.book(case, visits.WEDNESDAY_TEN)
    assert visits.told(case) == ["booked", "moved"]


def test_a_head_sees_that_no_officer_chose_a_time() -> None:
    case = visits.asked(book="officer")
    with at("2026-11-27T00:01"):
        timers(timestamp=0)
        timers(timestamp=0)
    again = stories.again(case)
    assert (again.state, again.escalated_to) == ("inspection", "head")
    assert stories.journal(case).count("applications.escalated") == 1


def test_to_withdraw_gives_the_time_back() -> None:
    case, other = visits.asked(), visits.asked(stories.rauf())
    visits.book(case)
    stories.act(stories.aysel(), case, "withdraw")
    assert visits.rows(case) == ["cancelled"]
    visits.book(other, by=stories.rauf())
    with pytest.raises(NotFound):
        visits.book(case, visits.WEDNESDAY_TEN)


def test_entered_again_the_state_asks_again() -> None:
    case = visits.asked()
    visits.book(case)
    with at("2026-11-24T10:30"):
        api.mark_visit(actor=visits.inspector(), reference=case.reference, came=True)
        stories.act(visits.inspector(), case, "again")
        assert visits.shown(case).fact == "none"
        assert visits.shown(case).misses == 0
        with pytest.raises(Refused, match="condition"):
            stories.act(visits.inspector(), case, "pass")


def test_nobody_came_before_the_day() -> None:
    case = visits.asked()
    visits.book(case)
    with pytest.raises(NothingBooked):
        api.mark_visit(actor=visits.inspector(), reference=case.reference, came=True)


@pytest.mark.parametrize(
    "wrong",
    [
        visits.TUESDAY_TEN.replace(minute=10),  # no such time
        visits.TUESDAY_TEN.replace(hour=9),  # the lunch hour
        visits.TUESDAY_TEN.replace(day=23, hour=10),  # sooner than a working day ahead
        visits.TUESDAY_TEN.replace(day=28),  # a Saturday
        visits.TUESDAY_TEN.replace(month=12, day=31),  # a holiday, beyond the horizon
        visits.TUESDAY_TEN.replace(year=2020),
        visits.TUESDAY_TEN.replace(year=9998),
    ],
)
def test_only_times_that_are_offered(wrong: Any) -> None:
    case = visits.asked()
    with pytest.raises(TimeTaken):
        visits.book(case, wrong)
    assert visits.rows(case) == []


def test_a_closure_takes_what_was_booked_and_says_why() -> None:
    case = visits.asked()
    visits.book(case)
    entered: dict[str, Any] = {
        "actor": visits.head(),
        "place": visits.PLACE,
        "kind": "closed",
        "starts_at": visits.TUESDAY_TEN,
        "ends_at": visits.TUESDAY_ELEVEN,
        "reason": "The inspector is ill.",
    }
    first = schedule.enter_exception(**entered)
    assert schedule.enter_exception(**entered) == first
    visits_job(timestamp=0)
    visits_job(timestamp=0)
    assert visits.rows(case) == ["cancelled"]
    assert visits.told(case) == ["booked", "taken-back"]
    assert visits.shown(case).misses == 0
    with pytest.raises(TimeTaken):
        visits.book(case)
    schedule.withdraw_exception(actor=visits.head(), id=first)
    schedule.withdraw_exception(actor=visits.head(), id=first)
    visits.book(case)


def test_extra_hours_can_be_booked() -> None:
    case = visits.asked()
    saturday = visits.TUESDAY_TEN.replace(day=28)
    schedule.enter_exception(
        actor=visits.head(),
        place=visits.PLACE,
        kind="open",
        starts_at=saturday,
        ends_at=saturday.replace(hour=8),
        capacity=2,
    )
    visits.book(case, saturday)
    assert visits.rows(case) == ["booked"]


def test_only_a_head_of_the_agency_enters_hours() -> None:
    hours: dict[str, Any] = {
        "place": visits.PLACE,
        "kind": "closed",
        "starts_at": visits.TUESDAY_TEN,
        "ends_at": visits.TUESDAY_ELEVEN,
        "reason": "x",
    }
    for actor in (stories.aysel(), visits.inspector(), stories.officer("justice", "head")):
        with pytest.raises(NotFound):
            schedule.enter_exception(actor=actor, **hours)
    with pytest.raises(Invalid) as problem:
        schedule.enter_exception(
            actor=visits.head(), **{**hours, "ends_at": None, "capacity": 0, "reason": " "}
        )
    assert set(problem.value.fields) == {"ends", "capacity", "reason"}


def test_strangers_find_nothing() -> None:
    case = visits.asked()
    visits.book(case)
    how = {"reference": case.reference}
    calls: tuple[Callable[[Actor], object], ...] = (
        lambda actor: api.visit(actor=actor, **how),
        lambda actor: api.choose(actor=actor, **how),
        lambda actor: api.kept_time(actor=actor, **how),
        lambda actor: visits.book(case, visits.WEDNESDAY_TEN, by=actor),
        lambda actor: api.cancel_time(actor=actor, **how),
        lambda actor: api.mark_visit(actor=actor, came=True, **how),
    )
    for actor in (stories.rauf(), stories.officer("justice", "inspector")):
        for call in calls:
            with pytest.raises(NotFound):
                call(actor)
    with pytest.raises(NotFound):
        api.mark_visit(actor=stories.aysel(), came=True, **how)
    with pytest.raises(NotFound):
        visits.book(case, visits.WEDNESDAY_TEN, place="economy.nowhere")
    assert visits.journal(case) == ["booked"]


def test_reminded_once_on_the_day_before() -> None:
    case = visits.asked()
    visits.book(case, visits.WEDNESDAY_TEN)
    with at("2026-11-24T08:07"):
        reminders(timestamp=0)
        assert visits.told(case) == ["booked"]
    with at("2026-11-24T09:07"):
        reminders(timestamp=0)
        reminders(timestamp=0)
    assert visits.told(case) == ["booked", "reminder"]
    assert visits.journal(case) == ["booked", "reminded"]


def test_old_holds_are_forgotten() -> None:
    case = visits.asked()
    api.keep_time(
        actor=stories.aysel(),
        reference=case.reference,
        place=visits.PLACE,
        starts_at=visits.TUESDAY_TEN,
    )
    forget_holds(timestamp=0)
    assert visits.rows(case) == ["hold"]
    with at("2026-11-23T12:00"):
        forget_holds(timestamp=0)
    assert visits.rows(case) == []


def test_the_list_of_a_place_tells_whom_it_names() -> None:
    case = visits.asked()
    visits.book(case)
    first = visits.TUESDAY_TEN.date()
    days = schedule.schedule(actor=visits.inspector(), place=visits.PLACE, first=first, days=7)
    assert [visit.booked.reference for visit in days[0].visits] == [case.reference]
    assert (days[0].free, days[4].is_open) == (7, False)
    assert visits.journal(case) == ["booked", "listed"]
    for actor in (stories.aysel(), stories.officer("justice", "head")):
        with pytest.raises(NotFound):
            schedule.schedule(actor=actor, place=visits.PLACE, first=first, days=7)
