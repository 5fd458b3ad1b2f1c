"""In which parts a person looks after systems: an agency's integrator or head, an organisation's
by mandate, an operator who admits organisations. One person may have several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language

from pencere.blocks.identity.api import (
    actor_of,
    as_officer,
    needs_assurance,
    own_posts,
    signed_in,
)
from pencere.blocks.openid import api as openid
from pencere.blocks.parties import api as parties
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound

View = Callable[..., HttpResponseBase]
Parts = Sequence[Actor]


def parts_of(request: HttpRequest) -> Parts:
    """Every part that this person has here today; most people have none."""
    person = actor_of(request)
    if openid.owner_of(person) is not None:
        return [person]
    officers = [as_officer(person, post) for post in own_posts(request)]
    return [one for one in officers if openid.owner_of(one) or openid.is_operator(one)]


def integrator(view: View) -> View:
    """A page for who has a part here, at substantial: `view(request, parts, …)`; else 404."""
    strong = needs_assurance("substantial")(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        parts = parts_of(request)
        if not parts:
            raise NotFound
        return strong(request, parts, *args, **kwargs)

    return signed_in(guarded)


def part_with_client(parts: Parts, client_id: str) -> tuple[Actor, openid.Client]:
    """The part that looks after a system, and the system. Raises NotFound."""
    for actor in owning(parts):
        try:
            return actor, openid.own_client(actor, client_id)
        except NotFound:
            continue
    raise NotFound


def part_with_proposal(parts: Parts, proposal_id: UUID) -> tuple[Actor, openid.Proposal]:
    """The part that a proposal concerns, one that may decide first, and the proposal. Raises
    NotFound."""
    found: list[tuple[Actor, openid.Proposal]] = []
    for actor in parts:
        try:
            found.append((actor, openid.proposal_for(actor=actor, proposal_id=proposal_id)))
        except NotFound:
            continue
    if not found:
        raise NotFound
    return next((one for one in found if openid.may_decide(*one)), found[0])


def owning(parts: Parts) -> list[Actor]:
    """The parts that have systems of their own, each owner once."""
    found: dict[openid.Owner, Actor] = {}
    for actor in parts:
        owner = openid.owner_of(actor)
        if owner is not None:
            found.setdefault(owner, actor)
    return list(found.values())


def part_named(parts: Parts, key: str) -> Actor:
    """The part whose owner has this key; the only one where there is no choice. Raises
    NotFound."""
    found = owning(parts)
    if len(found) == 1 and not key:
        return found[0]
    chosen = next((actor for actor in found if key_of(actor) == key), None)
    if chosen is None:
        raise NotFound
    return chosen


def key_of(actor: Actor) -> str:
    """How forms name the owner of a part."""
    owner = openid.owner_of(actor)
    return (owner.agency or str(owner.organisation_id)) if owner else ""


def title_of(agency: str | None, organisation_id: UUID | None) -> str:
    """An owner in words."""
    if agency is not None:
        return parties.agency(agency).title.in_language(get_language())
    return parties.party(organisation_id).name if organisation_id else ""


def choices(parts: Parts) -> list[tuple[str, str]]:
    """Owners as a form offers them: key and words."""
    return [
        (key_of(actor), title_of(owner.agency, owner.organisation_id))
        for actor in owning(parts)
        if (owner := openid.owner_of(actor)) is not None
    ]
