"""Mandates that the demo's people gave each other, by the same calls as the pages: who holds the
pharmacy's seal, whom she lets apply for licences, and what still waits for an answer."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from pencere.blocks.identity.api import Account, person_actor
from pencere.blocks.mandates import api as mandates
from pencere.blocks.mandates.api import Terms
from pencere.blocks.parties.api import mandates_held, mandates_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere_az.population.personas import PERSONAS, PHARMACY_PARTY, PHARMACY_VOEN


def make_mandates() -> int:
    """Give what isn't given yet; how many offers and requests were made."""
    given = mandates_of(grantor=PHARMACY_PARTY)
    if not given or any(each.given_by_id for each in given):
        return 0
    seal = _given(
        _for_pharmacy("nigar"), "elchin", _terms("*", kind="seal", days=365), key="demo-seal"
    )
    mandates.accept(
        actor=_as("leyla"),
        proposal_id=mandates.delegate(
            actor=_as("elchin"),
            mandate_id=seal,
            holder_identifier=PERSONAS["leyla"].fin,
            terms=_terms("licence.apply", "documents.read", days=180, limit_minor=50_000),
            key="demo-licences",
            note="Aptek lisenziyaları üçün",
        ).pk,
    )
    mandates.grant(
        actor=_as("rauf"),
        holder_identifier=PERSONAS["aysel"].fin,
        terms=_terms("*", "-registers.health", days=365),
        key="demo-father",
        note="Sənədlərimdə kömək et, qızım",
    )
    mandates.request(
        actor=_as("elvin"),
        grantor_kind="organisation",
        grantor_identifier=PHARMACY_VOEN,
        terms=_terms("licence.apply", days=90),
        key="demo-request",
        note="Lisenziyanın yenilənməsi üçün",
    )
    return 4


def _terms(
    *scopes: str, days: int, kind: str = "attorney", limit_minor: int | None = None
) -> Terms:
    today = clock.today()
    return Terms(
        kind=kind,
        scopes=frozenset(scopes),
        valid_from=today,
        valid_until=today + dt.timedelta(days=days),
        limit_minor=limit_minor,
        limit_currency="AZN" if limit_minor is not None else "",
    )


def _given(giver: Actor, holder: str, terms: Terms, *, key: str) -> UUID:
    proposal = mandates.grant(
        actor=giver, holder_identifier=PERSONAS[holder].fin, terms=terms, key=key
    )
    return mandates.accept(actor=_as(holder), proposal_id=proposal.pk)


def _as(key: str) -> Actor:
    """A persona, as if they had signed in with mobile ID."""
    account = Account.objects.select_related("party").get(username=PERSONAS[key].fin)
    return person_actor(account, assurance="high", channel="command")


def _for_pharmacy(key: str) -> Actor:
    """The persona who leads the pharmacy, acting for it."""
    person = _as(key)
    held = mandates_held(PERSONAS[key].party_id, clock.today())
    director = next(each for each in held if each.grantor.id == PHARMACY_PARTY)
    return Actor(
        kind="person",
        account_id=person.account_id,
        party_id=person.party_id,
        on_behalf_of=PHARMACY_PARTY,
        mandate_id=director.id,
        mandate_kind=director.kind,
        mandate_scopes=director.scopes,
        label=person.label,
        channel="command",
        assurance="high",
    )
