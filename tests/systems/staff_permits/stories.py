"""What stories of permits for staff begin with: a pharmacy, its people, its contracts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from tests import people
from tests.blocks.registers.records import put as put

from pencere.blocks.identity.models import Account
from pencere.blocks.parties.models import Party
from pencere.kernel.actors import Actor
from pencere.systems.staff_permits import actions, bulk
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.values import Draft, Outcome

NOW = "2026-11-26T08:00:00+00:00"
TODAY = dt.date(2026, 11, 26)
VOEN = "1405196831"
LONG_AGO = dt.date(2020, 5, 1)
BAKU, GANJA = "AZ-BA", "AZ-GA"


def pharmacy() -> Party:
    """“Şəfa Aptek”, in business by the register."""
    party = people.company(VOEN)
    put(
        party.pk,
        "tax.taxpayers",
        {
            "voen": VOEN,
            "name": party.name,
            "legal_form": "llc",
            "status": "active",
            "director_party_id": str(people.nigar().party_id),
        },
        VOEN,
    )
    return party


def nigar(**more: Any) -> Actor:
    """The director, acting for the pharmacy after a sign-in with mobile ID."""
    return _acting(people.nigar(), "director", **more)


def elchin(**more: Any) -> Actor:
    """Whoever holds the pharmacy's seal."""
    return _acting(people.account("5ELC1N7", "Elçin Məmmədov Vaqif oğlu"), "seal", **more)


def leyla(*scopes: str, **more: Any) -> Actor:
    """An employee whom the pharmacy lets manage permits."""
    return _acting(
        people.account("6LEYLA4", "Leyla Abbasova Cavid qızı"),
        "attorney",
        scopes=list(scopes or ("staff-permits.manage",)),
        **more,
    )


def _acting(who: Account, kind: str, *, assurance: str = "high", **more: Any) -> Actor:
    given = {"kind": kind, "grantor": people.company(VOEN), **more}
    mandate = people.mandate(holder=who, **given)
    return people.actor_for(who, on_behalf_of=mandate, assurance=assurance)  # type: ignore[arg-type]


def hire(
    identifier: str = "5KT7Q2A",
    name: str = "Məmmədova Aysel Kamran qızı",
    *,
    number: str = "",
    voen: str = VOEN,
    born_on: str = "1990-05-14",
    **more: Any,
) -> Party:
    """Somebody with an employment contract."""
    who = people.person(identifier, name, born_on=born_on)
    number = number or f"ƏM-{identifier}"
    data = {
        "employer": "“Şəfa Aptek” MMC",
        "employer_id": voen,
        "position": "Əczaçı",
        "started_on": "2024-01-10",
        "contract_number": number,
        **more,
    }
    put(who.pk, "labour.contracts", data, number, counterpart=voen)
    return who


def draft(identifier: str = "5KT7Q2A", **changes: Any) -> Draft:
    """A permit to work in the pharmacy for the month of December."""
    given = Draft(
        identifier=identifier,
        form="employment",
        starts_on=dt.date(2026, 12, 1),
        ends_on=dt.date(2026, 12, 31),
        kind="workplace",
        activity="health",
        region=BAKU,
        workplace="Nizami küçəsi 12",
    )
    return replace(given, **changes)


_keys = iter(range(1, 1_000_000))


def key() -> str:
    """Another idempotency key each time."""
    return f"key-{next(_keys)}"


def written(actor: Actor, identifier: str = "5KT7Q2A", **changes: Any) -> Permit:
    """A draft."""
    return actions.write(actor=actor, draft=draft(identifier, **changes), key=key())


def confirmed(actor: Actor, identifier: str = "5KT7Q2A", **changes: Any) -> Permit:
    """A confirmed permit."""
    permit = written(actor, identifier, **changes)
    outcome = confirm(actor, permit)
    assert outcome.refused == ()
    return reread(permit)


def confirm(actor: Actor, *permits: Permit) -> Outcome:
    """Confirm these."""
    return bulk.confirm(actor=actor, chosen=[each.pk for each in permits], key=key())


def reread(permit: Permit) -> Permit:
    """As it stands in the database now."""
    return Permit.objects.get(pk=permit.pk)


def why(outcome: Outcome) -> list[str]:
    """The codes of what was refused."""
    return [f"{each.field}.{each.code}" for each in outcome.refused]


def at(**more: int) -> str:
    """An instant after the story's beginning, ISO 8601."""
    return (dt.datetime.fromisoformat(NOW) + dt.timedelta(**more)).isoformat()
