"""Permits of every system as a check shows them: who holds one is asked of each system through
its api; what they answer is brought into one shape here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from pencere.blocks.regimes import api as regimes
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import Justification
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.portal.patrol import offline_rules, rules
from pencere.systems.sms_permits import api as sms_permits
from pencere.systems.staff_permits import api as staff_permits

BY_MESSAGE, FOR_STAFF = "sms-permits", "staff-permits"
"""The regimes, by which each system's permits are told apart here."""
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Shown:
    """One permit: what it is for, until when, and what else stands in it."""

    id: str
    """By which its square code names it."""
    title: Any
    span: rules.Span
    facts: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """The permits of one person that matter now."""

    permits: Sequence[Shown]
    is_needed: bool
    """Whether a permit is needed in that district."""


def of_person(*, subject: UUID, region: str) -> Found:
    """Their permits that hold or held until just now. Not journaled here: the check is."""
    now = clock.now()
    found = [*_by_message(subject, now), *_for_staff(subject, now)]
    return Found(found, is_needed=is_needed(region))


def is_needed(region: str) -> bool:
    """Whether anybody needs a permit in that district now; any district where none is named."""
    rules_now = regimes.in_force(BY_MESSAGE)
    if rules_now is None:
        return regimes.in_force(FOR_STAFF) is not None
    districts = rules_now.values.get("districts")
    return not districts or not region or region in set(districts)


def _by_message(subject: UUID, now: dt.datetime) -> list[Shown]:
    """Those that hold; where none does, those that did until just now."""
    for at in (now, now - rules.LATELY):
        found = sms_permits.valid_permits(subjects=[subject], at=at)[subject]
        if found:
            return [_shown_by_message(one) for one in found]
    return []


def _shown_by_message(permit: sms_permits.Permit) -> Shown:
    return Shown(
        id=permit.reference,
        title=title_of(f"{BY_MESSAGE}:{permit.purpose}"),
        span=rules.Span(permit.valid_from, permit.valid_until),
        facts=[(_("Document"), f"… {permit.document[-4:]}")],
    )


def _for_staff(subject: UUID, now: dt.datetime) -> list[Shown]:
    found = staff_permits.valid_permits(subject=subject, at=now)
    return [_shown_for_staff(one) for one in found]


def _shown_for_staff(permit: staff_permits.ValidPermit) -> Shown:
    regions = pack().addresses().regions()
    facts: list[tuple[str, Any]] = [
        (_("Employer"), permit.employer),
        (_("Position"), ", ".join(each for each in (permit.position, permit.rank) if each)),
        (_("Workplace"), f"{regions.get(permit.region, permit.region)}, {permit.workplace}"),
    ]
    if permit.plate:
        facts.append((_("Vehicle"), permit.plate))
    today = clock.today()
    trips = [each for each in permit.trips if each.starts_on <= today <= each.ends_on]
    facts += [
        (_("Business trip"), f"{regions.get(a, a)} → {regions.get(b, b)}")
        for a, b in ((each.from_region, each.to_region) for each in trips)
    ]
    if not permit.is_received:
        facts.append((_("Ministry"), _("receipt awaited")))
    return Shown(
        id=permit.number,
        title=permit.kind,
        span=rules.Span(
            clock.start_of(permit.starts_on),
            clock.start_of(permit.ends_on + dt.timedelta(days=1)),
            regions=frozenset([permit.region, *(each.to_region for each in trips)]),
        ),
        facts=facts,
    )


def title_of(kind: str) -> Text:
    """What permits of a kind are for, as `offline_rows` names it: regime and code."""
    code, _colon, name = kind.partition(":")
    found = regimes.in_force(code)
    rows: Any = found.values["purposes" if code == BY_MESSAGE else "kinds"] if found else ()
    title = next((row["title"] for row in rows if row["code"] == name), None)
    return Text(title) if title else Text(dict.fromkeys(("az", "ru", "en"), name))


def offline_rows(
    *, actor: Actor, regions: Collection[str], since: dt.datetime, until: dt.datetime
) -> Iterator[offline_rules.Row]:
    """All permits of every system that hold some time between the two, in these districts."""
    for row in sms_permits.offline_rows(at=since, until=until, districts=regions):
        yield offline_rules.Row(
            row.document, f"{BY_MESSAGE}:{row.purpose}", row.valid_from, row.valid_until
        )
    days = {timezone.localdate(at): at for at in (since, until)}
    for at in days.values():
        yield from _offline_for_staff(actor, regions, at)


def _offline_for_staff(
    actor: Actor, regions: Collection[str], at: dt.datetime
) -> Iterator[offline_rules.Row]:
    """A staff's permit names a person, not a document: the registers say which they have."""
    rows = staff_permits.offline_rows(at=at, regions=regions)
    while chunk := list(islice(rows, AT_ONCE)):
        numbers = _numbers(actor, list({each.subject for each in chunk}))
        for row in chunk:
            begins = clock.start_of(row.starts_on)
            ends = clock.start_of(row.ends_on + dt.timedelta(days=1))
            for number in numbers.get(row.subject, ()):
                yield offline_rules.Row(number, f"{FOR_STAFF}:{row.kind}", begins, ends)


def _numbers(actor: Actor, subjects: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    found: dict[UUID, list[str]] = {}
    for register in pack().identity_proof.documents.values():
        numbers = registers.numbers_of(
            actor=actor,
            register=register,
            subjects=subjects,
            purpose="patrol-check",
            justification=Justification("law", "patrol-list"),
        )
        for subject, own in numbers.items():
            found.setdefault(subject, []).extend(own)
    return found
