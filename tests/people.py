"""The people of the tests: named ones of the demo population, officers, and how they sign in.

aysel = people.aysel()                       # an Account with its Party
client = people.signed_in(Client(), aysel)   # a session with password and code
actor = people.actor_for(aysel)              # the Actor without a request
judge = people.officer("justice", {"officer"})       # an Account that holds a post
actor = people.actor_for(judge, agency="justice")    # the officer's Actor
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from pencere.blocks.identity import middleware
from pencere.blocks.identity.actors import as_officer, person_actor
from pencere.blocks.identity.models import Account
from pencere.blocks.identity.rules import MOBILE_ID
from pencere.blocks.parties.api import posts_of
from pencere.blocks.parties.models import Agency, Mandate, Party, Post
from pencere.kernel import clock
from pencere.kernel.actors import Actor, Assurance
from pencere.kernel.pack import pack

PASSWORD = "bir pencere 2026"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG_AGO = dt.date(2000, 1, 1)


def person(identifier: str, name: str, born_on: str = "1990-05-14", kind: str = "person") -> Party:
    """A party, made when it isn't there yet."""
    party, _is_new = Party.objects.get_or_create(
        kind=kind,
        identifier=identifier,
        defaults={
            "name": name,
            "search_key": pack().fold(name),
            "born_on": dt.date.fromisoformat(born_on) if born_on else None,
        },
    )
    return party


def account(identifier: str, name: str, *, email: str = "", **more: Any) -> Account:
    """Somebody with an account whose password is `PASSWORD`."""
    found = Account.objects.select_related("party").filter(username=identifier).first()
    if found is not None:
        return found
    made = Account(
        username=identifier,
        party=person(identifier, name, **more),
        email=email or f"{identifier.lower()}@example.az",
        phone="+994502345678",
        language="az",
    )
    made.set_password(PASSWORD)
    made.save()
    return made


def aysel() -> Account:
    """A citizen with a family, a job, a car and a licence that expires soon."""
    return account("5KT7Q2A", "Aysel Məmmədova Kamran qızı", email="aysel@example.az")


def rauf() -> Account:
    """A pensioner with a criminal record."""
    return account("2HM4R8B", "Rauf Quliyev Həsən oğlu", born_on="1957-02-03")


def nigar() -> Account:
    """A director: see `company` for what she acts for."""
    return account("7QW3N5C", "Nigar Həsənova Elçin qızı", born_on="1981-11-20")


def company(voen: str = "1405196831", name: str = "“Şəfa Aptek” MMC") -> Party:
    """The pharmacy of which Nigar is the director."""
    return person(voen, name, born_on="", kind="organisation")


def mandate(holder: Account | None = None, grantor: Party | None = None, **more: Any) -> Mandate:
    """Holder (else Nigar) may act for grantor (else the pharmacy)."""
    defaults: dict[str, Any] = {
        "kind": "director",
        "scopes": ["*"],
        "source": "tax.taxpayers",
        "valid_from": LONG_AGO,
    }
    return Mandate.objects.create(
        holder=(holder or nigar()).party, grantor=grantor or company(), **{**defaults, **more}
    )


def agency(code: str) -> Agency:
    """An agency by its code, made when it isn't there yet."""
    made, _is_new = Agency.objects.get_or_create(
        code=code, defaults={"title": {"az": code, "ru": code, "en": code.capitalize()}}
    )
    return made


def officer(
    agency_code: str,
    roles: Iterable[str] = ("officer",),
    *,
    number: int = 1,
    has_second_factor: bool = True,
) -> Account:
    """An account that holds a post in an agency; other `number`s are other people."""
    who = account(_officer_identifier(agency_code, number), f"İcraçı {agency_code} {number}")
    wanted = sorted(roles)
    if not Post.objects.filter(account=who, agency_id=agency_code, roles=wanted).exists():
        Post.objects.create(
            account=who,
            agency=agency(agency_code),
            title={"az": "Baş məsləhətçi", "ru": "Главный советник", "en": "Senior adviser"},
            roles=wanted,
            valid_from=LONG_AGO,
        )
    if has_second_factor:
        add_authenticator(who)
    return who


def add_authenticator(who: Account) -> None:
    """Give an account an authenticator app with the secret `TOTP_SECRET`."""
    if not Authenticator.objects.filter(user=who, type="totp").exists():
        Authenticator.objects.create(
            user=who, type="totp", data={"secret": get_adapter().encrypt(TOTP_SECRET)}
        )


def code_now(step: int = 0, *, secret: str = TOTP_SECRET) -> str:
    """What the authenticator app shows now; `step` -1 or 1 for its neighbours."""
    counters = list(yield_hotp_counters_from_time())
    code: str = format_hotp_value(hotp_value(secret, counters[len(counters) // 2] + step))
    return code


def shown(response: Any) -> dict[str, Any]:
    """What a class-based page gave its template."""
    context: dict[str, Any] = response.context_data
    return context


def actor_for(
    who: Account,
    *,
    agency: str | None = None,
    on_behalf_of: Mandate | None = None,
    assurance: Assurance = "substantial",
) -> Actor:
    """The Actor without a request: the person, or the officer of `agency`."""
    actor = person_actor(
        who, session="test", assurance=assurance, authenticated_at=clock.now(), address="192.0.2.1"
    )
    if agency is not None:
        post = next(p for p in posts_of(who.pk, clock.today()) if p.agency == agency)
        return as_officer(actor, post)
    if on_behalf_of is None:
        return actor
    return Actor(
        kind="person",
        account_id=actor.account_id,
        party_id=actor.party_id,
        on_behalf_of=on_behalf_of.grantor_id,
        mandate_id=on_behalf_of.pk,
        mandate_kind=on_behalf_of.kind,
        mandate_scopes=frozenset(on_behalf_of.scopes),
        label=actor.label,
        session=actor.session,
        assurance=assurance,
        authenticated_at=actor.authenticated_at,
        address=actor.address,
    )


def signed_in(
    client: Client,
    who: Account,
    *,
    acting_for: Mandate | None = None,
    assurance: Assurance = "substantial",
) -> Client:
    """The client with a session as if `who` had signed in, without the cost of hashing."""
    now = time.time()
    methods: list[dict[str, Any]] = [{"method": "password", "at": now}]
    if assurance == "substantial":
        methods.append({"method": "mfa", "type": "totp", "at": now})
    if assurance == "high":
        methods.append({"method": MOBILE_ID, "at": now})
    session = client.session
    session.update(
        {
            SESSION_KEY: str(who.pk),
            BACKEND_SESSION_KEY: "pencere.blocks.identity.backends.AccountBackend",
            HASH_SESSION_KEY: who.get_session_auth_hash(),
            AUTHENTICATION_METHODS_SESSION_KEY: methods,
            _AUTHENTICATION_METHODS_USER_SESSION_KEY: str(who.pk),
            middleware.STARTED: clock.now().timestamp(),
            middleware.SEEN: clock.now().timestamp(),
            "identity.has-desk": bool(posts_of(who.pk, clock.today())),
            "identity.has-mandates": acting_for is not None,
        }
    )
    if acting_for is not None:
        session["identity.mandate"] = str(acting_for.pk)
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


def _officer_identifier(agency_code: str, number: int) -> str:
    """A personal identifier of its own for each agency and number, in the country's alphabet."""
    letters = "".join(c for c in agency_code.upper() if c in "ABCDEFGHJKLMNPQRSTUVWXYZ")
    value = sum(ord(c) * (place + 1) for place, c in enumerate(agency_code)) % 1000
    return f"{(letters + 'ZZZ')[:3]}{value:03d}{number % 10}"
