"""Reads: which times are free, how an application stands, who comes when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from pencere.casework.appointments import rules
from pencere.casework.appointments.models import Appointment, Exceptional
from pencere.casework.appointments.places import Place, place
from pencere.casework.appointments.values import Booked, Choosing, DayShown, Standing, TimeShown
from pencere.kernel import clock
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack
from pencere.kernel.rows import find
from pencere.kernel.workdays.api import Duration, is_working_day

Status = Appointment.Status
TAKING = (Status.HOLD, Status.BOOKED, Status.HELD)
SATURDAY = 5
A_YEAR = dt.timedelta(days=366)


def is_open(day: dt.date) -> bool:
    """Whether places keep their hours on a day: a working day, or a weekend day that is no
    holiday (hours on a Saturday are meant)."""
    return is_working_day(day) if day.weekday() < SATURDAY else not pack().is_holiday(day)


def slots(at: Place, first: dt.date, last: dt.date) -> dict[dt.date, list[rules.Slot]]:
    """All times of a place on the days from `first` to `last`, taken or not."""
    exceptions = exceptional(at.code, clock.start_of(first), clock.start_of(last + rules.DAY))
    closures = [(e.starts_at, e.ends_at) for e in exceptions if e.kind == "closed"]
    openings = [
        rules.Opening(e.starts_at, e.ends_at, e.capacity) for e in exceptions if e.kind == "open"
    ]
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        day: rules.slots_on(
            day,
            at.pattern,
            zone=timezone.get_default_timezone(),
            is_open=is_open,
            closures=closures,
            openings=openings,
        )
        for day in days
    }


def exceptional(
    code: str, begins: dt.datetime, ends: dt.datetime | None = None
) -> list[Exceptional]:
    """Closures and extra openings of a place that touch a time and hold."""
    return find(
        Exceptional,
        "place = %s AND ends_at > %s AND starts_at < coalesce(%s::timestamptz, 'infinity')"
        " AND withdrawn_at IS NULL ORDER BY starts_at, id",
        [code, begins, ends],
    )


def offered(at: Place, day: dt.date, *, is_agency: bool) -> list[rules.Slot]:
    """The times of a day that may be booked now, as far as lead and horizon go; officers need
    keep to neither, only to what lies ahead within a year."""
    now = clock.now()
    begin = now
    if not clock.today() <= day <= (clock.today() + A_YEAR if is_agency else last_day(at)):
        return []
    if not is_agency:
        zone = timezone.get_default_timezone()
        begin = rules.earliest(now, at.lead, zone=zone, is_open=is_open)
    return [slot for slot in slots(at, day, day)[day] if slot.starts_at >= begin]


def last_day(at: Place) -> dt.date:
    """The last day on which one may choose a time now."""
    return clock.today() + dt.timedelta(days=at.horizon)


def free_days(at: Place, *, is_agency: bool = False) -> list[DayShown]:
    """The days within the horizon that have a free time, with their free times."""
    now, today = clock.now(), clock.today()
    zone = timezone.get_default_timezone()
    begin = now if is_agency else rules.earliest(now, at.lead, zone=zone, is_open=is_open)
    taken = _taken(at.code, clock.start_of(today), clock.start_of(last_day(at) + rules.DAY))
    found = []
    for day, listed in slots(at, today, last_day(at)).items():
        times = tuple(
            TimeShown(slot.starts_at, slot.ends_at, slot.capacity - taken[slot.starts_at])
            for slot in listed
            if slot.starts_at >= begin and slot.capacity > taken[slot.starts_at]
        )
        if times:
            found.append(DayShown(day, times))
    return found


def choosing(
    *, codes: Sequence[str], wanted_place: str = "", wanted_day: str = "", is_agency: bool = False
) -> Choosing:
    """What the page "Choose a time" shows for the places of a state. Raises NotFound."""
    known = tuple(place(code) for code in codes)
    if not known:
        raise NotFound
    at = next((each for each in known if each.code == wanted_place), known[0])
    days = tuple(free_days(at, is_agency=is_agency))
    first = days[0] if days else None
    day = next((each for each in days if each.day.isoformat() == wanted_day), first)
    return Choosing(places=known, place=at, days=days, day=day)


def standing(application_id: UUID) -> Standing:
    """How an application stands with the appointment of its present state."""
    rows = list(
        Appointment.objects.filter(application_id=application_id, is_current=True)
        .exclude(status=Status.HOLD)
        .order_by("id")
    )
    kept = [row for row in rows if row.status != Status.CANCELLED]
    is_unbooked = bool(rows) and rows[-1].status in (Status.MISSED, Status.CANCELLED)
    return Standing(
        fact=kept[-1].status if kept else "none",
        last=shown(kept[-1]) if kept else None,
        misses=sum(row.status == Status.MISSED for row in rows),
        unbooked_since=rows[-1].changed_at if is_unbooked else None,
    )


def without_time(application_ids: Collection[UUID]) -> frozenset[UUID]:
    """Of applications in a state that asks for a time: those for which one has yet to be
    chosen, again after a missed one."""
    if not application_ids:
        return frozenset()
    rows = Appointment.objects.filter(application_id__in=application_ids, is_current=True)
    rows = rows.exclude(status__in=(Status.HOLD, Status.CANCELLED)).order_by("id")
    last = dict(rows.values_list("application_id", "status"))
    return frozenset(each for each in application_ids if last.get(each) in (None, Status.MISSED))


def held_time(application_id: UUID) -> Booked | None:
    """The time that is kept while its applicant makes up their mind."""
    row = Appointment.objects.filter(
        application_id=application_id, status=Status.HOLD, hold_until__gt=clock.now()
    ).first()
    return shown(row) if row else None


def past_due(limit: int = 200) -> list[UUID]:
    """Applications whose booked day is over without anybody having said that they came."""
    rows = Appointment.objects.filter(
        status=Status.BOOKED, ends_at__lt=clock.start_of(clock.today())
    ).order_by("ends_at", "id")
    return list(rows.values_list("application_id", flat=True)[:limit])


def displaced(limit: int = 200) -> list[tuple[UUID, str]]:
    """Applications whose booked time a closure has taken, with the reason given for it."""
    closures = Exceptional.objects.filter(
        kind=Exceptional.Kind.CLOSED, withdrawn_at__isnull=True, ends_at__gt=clock.now()
    )
    found: dict[UUID, str] = {}
    for closure in closures:
        rows = Appointment.objects.filter(
            place=closure.place,
            status=Status.BOOKED,
            starts_at__lt=closure.ends_at,
            ends_at__gt=max(closure.starts_at, clock.now()),
        )
        for application_id in rows.values_list("application_id", flat=True)[:limit]:
            found.setdefault(application_id, closure.reason)
    return list(found.items())[:limit]


def shown(row: Appointment) -> Booked:
    """A row as a plain value."""
    return Booked(
        id=row.pk,
        place=place(row.place),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=row.status,
        application_id=row.application_id,
        reference=row.reference,
        service=row.service,
        title=row.service_title,
        state=row.state,
        party=row.party_id,
        link=row.link,
        changed_at=row.changed_at,
        created_at=row.created_at,
        sequence=row.sequence,
        is_by_agency=row.is_by_agency,
    )


def change_until(starts_at: dt.datetime, before: Duration | None) -> dt.datetime | None:
    """The last instant at which the applicant may change an appointment; None: never."""
    zone = timezone.get_default_timezone()
    return rules.last_change(starts_at, before, zone=zone, is_open=is_open)


def _taken(code: str, begins: dt.datetime, ends: dt.datetime) -> Counter[dt.datetime]:
    """How many seats of each time are had; holds that ran out don't count."""
    rows = Appointment.objects.filter(
        Q(hold_until__isnull=True) | Q(hold_until__gt=clock.now()),
        place=code,
        status__in=TAKING,
        starts_at__gte=begins,
        starts_at__lt=ends,
    )
    return Counter(rows.values_list("starts_at", flat=True))
