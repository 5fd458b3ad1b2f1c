"""Appointments for people's calendars (iCalendar, RFC 5545): a single one to download, and
feeds that a calendar program fetches by a secret address."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, gettext, override
from icalendar import Calendar, Event

from pencere.blocks.identity.api import Account
from pencere.blocks.notices.api import MailFile, Notice
from pencere.blocks.parties.api import posts_of
from pencere.casework.appointments import access, journal_actions
from pencere.casework.appointments.models import Appointment, Feed
from pencere.casework.appointments.queries import shown
from pencere.casework.appointments.values import Booked
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.journal.api import record

BACK = dt.timedelta(days=90)
"""How long what is over stays in a feed."""
STATUS = {"cancelled": "CANCELLED", "missed": "CANCELLED"}


def download(*, actor: Actor, id: UUID) -> bytes:
    """One appointment of the applicant as an .ics file. Raises NotFound."""
    rows = access.own_rows(actor=actor)
    row = next((each for each in rows if each.pk == id), None)
    if row is None:
        raise NotFound
    return calendar([shown(row)], with_links=True)


def mail_file(notice: Notice) -> MailFile | None:
    """The calendar file for the e-mail about an appointment; None when there is none (any more).

    It says when, and leads to the page that says what and where, for who signs in: the place
    alone can tell of an illness. The UID is that of the full entry, which takes its place.
    """
    reference = notice.about.removeprefix("application:")
    rows = Appointment.objects.filter(reference=reference, party_id=notice.party_id)
    row = rows.exclude(status=Appointment.Status.HOLD).order_by("id").last()
    if row is None:
        return None
    made = _empty()
    made.add_component(_event(shown(row), with_links=True, is_discreet=True))
    return MailFile("appointment.ics", "text/calendar", made.to_ical())


@transaction.atomic
def renew_feed(*, actor: Actor, place: str = "") -> str:
    """A new secret for the address of the actor's calendar, or of a place's; the old one ends.

    The secret is given this once. Raises NotFound.
    """
    if place:
        access.place_of(actor=actor, code=place)
    elif actor.kind != "person" or actor.applicant_id is None:
        raise NotFound
    secret = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(
        **_whose(actor, place),
        defaults={
            "token_hash": _hash(secret),
            "language": get_language() or settings.LANGUAGE_CODE,
            "created_at": clock.now(),
        },
    )
    _journal(actor, journal_actions.FEED_MADE, place)
    return secret


@transaction.atomic
def end_feed(*, actor: Actor, place: str = "") -> None:
    """The address stops to work; ending none changes nothing."""
    ended, _rows = Feed.objects.filter(**_whose(actor, place)).delete()
    if ended:
        _journal(actor, journal_actions.FEED_ENDED, place)


def feed_since(*, actor: Actor, place: str = "") -> dt.datetime | None:
    """Since when there is a secret address; None when there is none."""
    found: dt.datetime | None = (
        Feed.objects.filter(**_whose(actor, place)).values_list("created_at", flat=True).first()
    )
    return found


def _whose(actor: Actor, place: str) -> dict[str, Any]:
    """What names the one feed of this account for a party or a place."""
    party_id = None if place else actor.applicant_id
    return {"account_id": actor.account_id, "party_id": party_id, "place": place}


def feed(*, secret: str) -> bytes:
    """The calendar behind a secret address. Raises NotFound, also when its owner may no longer
    see what it shows: a mandate or a post has ended."""
    found = Feed.objects.select_related("account").filter(token_hash=_hash(secret)).first()
    if found is None or not found.account.is_active:
        raise NotFound
    if found.place:
        rows = _of_place(found.account, found.place)
    else:
        rows = access.rows_of_feed(person=found.account.party_id, party=found.party_id)
    since = clock.now() - BACK
    booked = [shown(row) for row in rows if row.starts_at >= since]
    with override(found.language):
        return calendar(booked, with_links=not found.place)


def calendar(appointments: Iterable[Booked], *, with_links: bool) -> bytes:
    """The text of a calendar, in the active language."""
    made = _empty()
    made.add("x-wr-calname", gettext("Appointments"))
    for each in appointments:
        made.add_component(_event(each, with_links=with_links))
    text: bytes = made.to_ical()
    return text


def _empty() -> Calendar:
    made = Calendar()
    made.add("prodid", "-//pencere//appointments//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    return made


def _event(booked: Booked, *, with_links: bool, is_discreet: bool = False) -> Event:
    event = Event()
    event.add("uid", f"{booked.id}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", booked.changed_at)
    event.add("created", booked.created_at)
    event.add("last-modified", booked.changed_at)
    event.add("sequence", booked.sequence)
    event.add("dtstart", booked.starts_at.astimezone(dt.UTC))
    event.add("dtend", booked.ends_at.astimezone(dt.UTC))
    if is_discreet:
        event.add("summary", gettext("Appointment"))
    else:
        event.add("summary", f"{booked.title} ({booked.reference})")
        event.add("location", f"{booked.place.title}, {booked.place.address}")
    event.add("status", STATUS.get(booked.status, "CONFIRMED"))
    event.add("class", "PRIVATE")
    if with_links:
        event.add("url", settings.BASE_URL + booked.link)
    return event


def _of_place(account: Account, code: str) -> list[Appointment]:
    """A place's appointments for who still holds a post in its agency: no names, since the
    address is all that guards them."""
    for post in posts_of(account.pk, clock.today()):
        actor = Actor(
            kind="officer",
            account_id=account.pk,
            agency=post.agency,
            roles=frozenset(post.roles),
        )
        try:
            access.place_of(actor=actor, code=code)
        except NotFound:
            continue
        rows = Appointment.objects.filter(place=code, starts_at__gte=clock.now() - BACK)
        return list(rows.exclude(status=Appointment.Status.HOLD).order_by("starts_at")[:2000])
    raise NotFound


def _journal(actor: Actor, action: str, place: str) -> None:
    subject = None if place else actor.applicant_id
    record(actor=actor, action=action, subject=subject, about=f"place:{place}" if place else "")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
