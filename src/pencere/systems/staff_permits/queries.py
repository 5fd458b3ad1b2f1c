"""Reads: an employer's list and one permit, an employee's own, what the police check, and what
the ministry watches. What shows a person's data to somebody else is journaled about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import cast
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.ids import normalise_reference
from pencere.kernel.pack import pack
from pencere.kernel.text import Text, fold
from pencere.systems.staff_permits import access, changing, regime, words
from pencere.systems.staff_permits.actions import NUMBER_LENGTH
from pencere.systems.staff_permits.models import LIVE, Event, Permit, Trip
from pencere.systems.staff_permits.values import Filters, OfflineRow, TripDraft, ValidPermit

MOST_ROWS = 200
EXPORTED_AT_ONCE = 500


def matching(rows: QuerySet[Permit], filters: Filters) -> QuerySet[Permit]:
    """The rows that the filters leave."""
    exact = {
        "kind": filters.kind,
        "activity": filters.activity,
        "region": filters.region,
        "form": filters.form,
        "ends_on__gte": filters.ends_from,
        "ends_on__lte": filters.ends_until,
        "starts_on__lte": filters.starts_until,
        "row__run_id": filters.import_run,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.states:
        rows = rows.filter(state__in=filters.states)
    return rows.filter(_named(filters.query)) if filters.query.strip() else rows


def _named(query: str) -> Q:
    query = query.replace("\0", "").strip()
    name = fold(query)
    found = Q(employee__search_key__contains=name) if name else Q(pk__in=[])
    if identifier := pack().normalise_person_identifier(query):
        found |= Q(employee__identifier=identifier)
    if plate := pack().normalise_plate(query):
        found |= Q(plate=plate)
    if number := canonical_number(query):
        found |= Q(number=number)
    return found


def canonical_number(typed: str) -> str:
    """A permit's number as it is kept; "" for what can't be one."""
    try:
        return normalise_reference(typed, length=NUMBER_LENGTH)
    except Invalid:
        return ""


def counts(*, actor: Actor) -> Mapping[str, int]:
    """How many permits the employer has in each state."""
    rows = Permit.objects.filter(employer=access.employer_of(actor))
    found = rows.order_by().values_list("state").annotate(count=Count("id"))
    return dict(cast("list[tuple[str, int]]", list(found)))


def permit(*, actor: Actor, number: str) -> Permit:
    """One of the employer's permits with its trips. Raises NotFound for another's."""
    employer = access.employer_of(actor)
    found = _one(Permit.objects.filter(employer=employer), number)
    changing.journal(words.OPENED, [found], actor=actor)
    return found


def history(of: Permit) -> tuple[Event, ...]:
    """What happened to a permit that was asked for before, the latest first."""
    return tuple(of.events.order_by("-id"))


def export_rows(*, actor: Actor, filters: Filters) -> Iterator[Permit]:
    """All permits that the filters leave, the newest first; journaled about each employee."""
    employer = access.employer_of(actor)
    rows = matching(Permit.objects.filter(employer=employer), filters)
    rows = rows.select_related("employee", "employer").prefetch_related("trips")
    return _exported(rows, actor)


def _exported(rows: QuerySet[Permit], actor: Actor) -> Iterator[Permit]:
    before: UUID | None = None
    while True:
        page = rows if before is None else rows.filter(pk__lt=before)
        found = list(page.order_by("-id")[:EXPORTED_AT_ONCE])
        if not found:
            return
        changing.journal(words.EXPORTED, found, actor=actor)
        yield from found
        before = found[-1].pk


def permits_of(*, actor: Actor) -> tuple[Permit, ...]:
    """The confirmed permits of the person who acts, those that end last first."""
    person = _person(actor)
    rows = Permit.objects.filter(employee_id=person).exclude(state=Permit.State.DRAFT)
    found = rows.select_related("employer").prefetch_related("trips").order_by("-ends_on", "-id")
    return tuple(found[:MOST_ROWS])


def own_permit(*, actor: Actor, number: str) -> Permit:
    """One permit of the person who acts. Raises NotFound for another's, and for drafts."""
    rows = Permit.objects.filter(employee_id=_person(actor))
    return _one(rows.exclude(state=Permit.State.DRAFT), number)


def _person(actor: Actor) -> UUID:
    """The person themselves: a permit to go to work is nobody else's to see by a mandate."""
    if actor.kind != "person" or actor.party_id is None or actor.on_behalf_of is not None:
        raise NotFound
    return actor.party_id


def _one(rows: QuerySet[Permit], number: str) -> Permit:
    found = (
        rows.filter(number=canonical_number(number))
        .select_related("employer", "employee", "follows")
        .prefetch_related("trips")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def valid_permits(*, subject: UUID, at: dt.datetime | None = None) -> tuple[ValidPermit, ...]:
    """The permits of a person that hold at an instant (now). Whoever asks journals it."""
    return _valid(Q(employee_id=subject), at)


def valid_permits_of_vehicle(
    *, plate: str, at: dt.datetime | None = None
) -> tuple[ValidPermit, ...]:
    """The permits that hold and name a vehicle. Whoever asks journals it."""
    canonical = pack().normalise_plate(plate)
    return _valid(Q(plate=canonical), at) if canonical else ()


def valid_permit(*, number: str, at: dt.datetime | None = None) -> ValidPermit | None:
    """The permit with this number, when it holds. Whoever asks journals it."""
    canonical = canonical_number(number)
    return next(iter(_valid(Q(number=canonical), at)), None) if canonical else None


def _valid(which: Q, at: dt.datetime | None) -> tuple[ValidPermit, ...]:
    at = at or clock.now()
    rows = _holding(at).filter(which).select_related("employer").prefetch_related("trips")
    now = regime.in_force(at)
    return tuple(_value(row, now) for row in rows.order_by("-ends_on", "-id")[:20])


def _holding(at: dt.datetime) -> QuerySet[Permit]:
    day, now = timezone.localdate(at), regime.in_force(at)
    states = ("received",) if now and now.rules.holds_from_receipt else LIVE
    return Permit.objects.filter(
        state__in=states, starts_on__lte=day, ends_on__gte=day, confirmed_at__lte=at
    )


def _value(row: Permit, now: regime.Regime | None) -> ValidPermit:
    return ValidPermit(
        number=row.number,
        employer=row.employer.name,
        employer_identifier=row.employer.identifier,
        employee=row.employee_id,
        employee_name=row.employee_name,
        position=row.position,
        rank=row.rank,
        plate=row.plate,
        kind=_title(now.kinds if now else {}, row.kind),
        activity=_title(now.activities if now else {}, row.activity),
        region=row.region,
        workplace=row.workplace,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        trips=tuple(
            TripDraft(trip.from_region, trip.to_region, trip.starts_on, trip.ends_on)
            for trip in row.trips.all()
        ),
        is_received=row.state == Permit.State.RECEIVED,
        receipt=row.receipt,
    )


def _title(titles: Mapping[str, Text], code: str) -> Text:
    """What a code is called now; a code that the rules no longer know stands for itself."""
    return titles.get(code) or Text(dict.fromkeys(("az", "ru", "en"), code))


def offline_rows(
    *, at: dt.datetime | None = None, regions: Collection[str] = ()
) -> Iterator[OfflineRow]:
    """All permits that hold, for a signed list; in no order that tells anything. With `regions`
    only those whose workplace or a trip is there."""
    at = at or clock.now()
    rows = _holding(at).order_by("number")
    if regions:
        day = timezone.localdate(at)
        trips = Trip.objects.filter(
            to_region__in=regions, starts_on__lte=day, ends_on__gte=day, permit=OuterRef("pk")
        )
        rows = rows.filter(Q(region__in=regions) | Exists(trips))
    values = rows.values_list("number", "employee_id", "kind", "plate", "starts_on", "ends_on")
    for row in values.iterator(chunk_size=5000):
        yield OfflineRow(*row)


def monitored(*, actor: Actor, number: str) -> Permit:
    """One confirmed permit with its trips, for the ministry's officers; journaled."""
    access.ministry(actor)
    found = _one(Permit.objects.exclude(state=Permit.State.DRAFT), number)
    changing.journal(words.OPENED, [found], actor=actor)
    return found
