"""Drafts: written, edited, deleted. Nothing of them counts before they are confirmed (`bulk`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.ids import reference_number
from pencere.kernel.journal.api import Entry, record_many
from pencere.kernel.pack import pack
from pencere.systems.staff_permits import candidates, facts, regime, rules, words
from pencere.systems.staff_permits.access import LAW, PURPOSE, employer_of, require_key
from pencere.systems.staff_permits.finding import found_at
from pencere.systems.staff_permits.models import Employer, Event, Permit, Trip
from pencere.systems.staff_permits.values import Draft, Found, TripDraft

NUMBER_LENGTH = 12
MOST_CHARACTERS: Mapping[str, int] = {
    "contract": 64,
    "position": 200,
    "rank": 100,
    "workplace": 300,
}
EDITABLE = (
    "form",
    "contract",
    "position",
    "rank",
    "plate",
    "vehicle_of",
    "region",
    "workplace",
    "kind",
    "activity",
    "starts_on",
    "ends_on",
)


@transaction.atomic
def write(*, actor: Actor, draft: Draft, key: str) -> Permit:
    """A new draft; a repeat with the same `key` gives the first one.

    Raises as `access.employer_of` does, Unavailable when no regime is in force, and Invalid with
    a message for each field.
    """
    employer = employer_of(actor, locked=True)
    known = Permit.objects.filter(employer=employer, key=require_key(key)).first()
    if known is not None:
        return known
    return written(employer, [checked(employer, draft, actor=actor)], actor=actor, keys=[key])[0]


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft in canonical form, with whom it is for."""

    employee: UUID
    employee_name: str
    draft: Draft
    vehicle_of: str = ""


def written(
    employer: Employer,
    drafts: Sequence[Checked],
    *,
    actor: Actor,
    keys: Sequence[str] = (),
    rows: Sequence[int | None] = (),
) -> list[Permit]:
    """The drafts as permits, in the caller's transaction: some statements for all of them."""
    now = clock.now()
    made = [
        Permit(
            number=reference_number(length=NUMBER_LENGTH),
            employer=employer,
            employee_id=each.employee,
            employee_name=each.employee_name,
            key=keys[place] if keys else "",
            row_id=rows[place] if rows else None,
            created_at=now,
            created_by=actor.account_id,
            **values_of(each),
        )
        for place, each in enumerate(drafts)
    ]
    Permit.objects.bulk_create(made, batch_size=1000)
    _put_trips(zip(made, (each.draft.trips for each in drafts), strict=True))
    Event.objects.bulk_create(
        [_event(permit, Event.Kind.WRITTEN, actor) for permit in made], batch_size=1000
    )
    _journal(words.WRITTEN, made, actor)
    return made


def values_of(given: Checked) -> dict[str, object]:
    """The columns that a draft fills."""
    draft = given.draft
    return {
        "form": draft.form,
        "contract": draft.contract,
        "position": draft.position,
        "rank": draft.rank,
        "plate": draft.plate,
        "vehicle_of": given.vehicle_of,
        "region": draft.region,
        "workplace": draft.workplace,
        "kind": draft.kind,
        "activity": draft.activity,
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
    }


@transaction.atomic
def edit(*, actor: Actor, permit_id: UUID, revision: int, draft: Draft) -> Permit:
    """Other values for a draft; the employee stays. `revision` is the one that was seen.

    Raises Conflict (code "revision") when it was edited meanwhile, (code "not-a-draft") when it
    was confirmed, NotFound, and Invalid as `write` does.
    """
    employer = employer_of(actor, locked=True)
    permit = _draft(employer, permit_id)
    if permit.revision != revision:
        raise Conflict(
            _("Somebody has edited this permit meanwhile. Look at it again."), code="revision"
        )
    given = checked(employer, draft, actor=actor)
    if given.employee != permit.employee_id:
        raise Invalid(
            _("The employee of a permit stays. Write a new permit for another one."),
            code="other-employee",
            field="identifier",
        )
    changes = _changes(permit, given)
    if not changes:
        return permit
    for name, value in values_of(given).items():
        setattr(permit, name, value)
    permit.revision += 1
    permit.save()
    permit.trips.all().delete()
    _put_trips([(permit, given.draft.trips)])
    event = _event(permit, Event.Kind.EDITED, actor)
    event.data = changes
    event.save()
    _journal(words.EDITED, [permit], actor)
    return permit


@transaction.atomic
def delete(*, actor: Actor, permit_id: UUID) -> None:
    """Forget a draft. Raises NotFound, Conflict (code "not-a-draft")."""
    employer = employer_of(actor, locked=True)
    permit = _draft(employer, permit_id)
    _journal(words.DELETED, [permit], actor)
    permit.delete()


def _draft(employer: Employer, permit_id: UUID) -> Permit:
    found = Permit.objects.filter(employer=employer, pk=permit_id).first()
    if found is None:
        raise NotFound
    if found.state != Permit.State.DRAFT:
        raise Conflict(words.PROBLEMS["permit", "not-a-draft"], code="not-a-draft")
    return found


def checked(employer: Employer, draft: Draft, *, actor: Actor) -> Checked:
    """A draft in canonical form: the employee found, the rest filled in and looked at."""
    found = found_at(
        employer, actor=actor, identifier=draft.identifier, form=draft.form, name=draft.name
    )
    draft = filled_in(draft, found)
    problems = problems_of(draft)
    vehicle_of = ""
    of = regime.current().rules
    if draft.plate and "plate" not in problems:
        vehicle_of = facts.owners_of(draft.plate, found.party_id, employer)
        if not vehicle_of and of.owned_vehicles_only:
            problems["plate"] = "not-owned"
        vehicle_of = vehicle_of or "other"
    if found.ended_on is not None and found.ended_on < draft.ends_on:
        problems.setdefault("ends_on", "after-contract")
    if draft.form == rules.EMPLOYMENT and draft.contract != found.contract:
        problems.setdefault("contract", "unknown")
    if problems:
        raise Invalid(
            fields={field: [words.problem_words(field, code)] for field, code in problems.items()}
        )
    return Checked(found.party_id, found.name, draft, vehicle_of)


def filled_in(draft: Draft, found: Found) -> Draft:
    """The draft without needless blanks, with what the register of contracts knows."""
    plate = draft.plate.strip()
    return replace(
        draft,
        identifier=found.identifier,
        name=found.name,
        contract=one_line(draft.contract).upper() or found.contract,
        position=one_line(draft.position) or found.position,
        rank=one_line(draft.rank),
        workplace=one_line(draft.workplace),
        plate=pack().normalise_plate(plate) or plate,
    )


def one_line(text: str) -> str:
    """Text as one line, without what can't be kept."""
    return " ".join(text.replace("\0", "").split())


def problems_of(draft: Draft) -> dict[str, str]:
    """By field, the code of what is wrong with a draft that was filled in."""
    found = rules.problems_of(
        candidates.of_draft(draft), regime.current().rules, today=clock.today()
    )
    regions = pack().addresses().regions()
    for name, most in MOST_CHARACTERS.items():
        if len(getattr(draft, name)) > most:
            found[name] = "too-long"
    for name in ("contract", "position", "workplace", "region"):
        if not getattr(draft, name):
            found[name] = "required"
    if draft.region and draft.region not in regions:
        found["region"] = "unknown"
    if draft.plate and pack().normalise_plate(draft.plate) is None:
        found["plate"] = "form"
    for number, trip in enumerate(draft.trips):
        if not {trip.from_region, trip.to_region} <= regions.keys():
            found[f"trips.{number}"] = "unknown"
    return found


def _changes(permit: Permit, given: Checked) -> dict[str, list[str]]:
    changes = {
        name: [str(getattr(permit, name)), str(value)]
        for name, value in values_of(given).items()
        if getattr(permit, name) != value
    }
    before = [_in_words(trip) for trip in permit.trips.order_by("place")]
    after = [_in_words(trip) for trip in given.draft.trips]
    if before != after:
        changes["trips"] = ["; ".join(before), "; ".join(after)]
    return changes


def _in_words(trip: Trip | TripDraft) -> str:
    return f"{trip.from_region} → {trip.to_region} {trip.starts_on} – {trip.ends_on}"


def _put_trips(given: Iterable[tuple[Permit, Sequence[TripDraft]]]) -> None:
    Trip.objects.bulk_create(
        [
            Trip(
                permit=permit,
                place=place,
                from_region=trip.from_region,
                to_region=trip.to_region,
                starts_on=trip.starts_on,
                ends_on=trip.ends_on,
            )
            for permit, trips in given
            for place, trip in enumerate(trips)
        ],
        batch_size=1000,
    )


def _event(permit: Permit, kind: str, actor: Actor) -> Event:
    return Event(
        permit=permit, at=clock.now(), kind=kind, who=dict(actor.label), data={}, is_told=True
    )


def _journal(action: str, permits: Iterable[Permit], actor: Actor) -> None:
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=action,
                subject=permit.employee_id,
                about=permit.about,
                purpose=PURPOSE,
                justification=LAW,
                params={"number": permit.number},
            )
            for permit in permits
        ]
    )
