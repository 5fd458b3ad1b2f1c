"""Who asks over the API: a program with a key, or the browser of a signed-in person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import APIKeyCookie, HttpBearer

from pencere.blocks.identity.actors import actor_of, officer_of
from pencere.blocks.identity.api_keys import actor_of_key
from pencere.blocks.parties import api as parties
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused
from pencere.ui.api import PROBLEMS, Words


class Bearer(Protocol):
    """Whoever knows other tokens than our keys: who acts by the one of this request, or None."""

    def __call__(self, request: HttpRequest, *, scope: str) -> Actor | None: ...


_bearers: list[Bearer] = []


def on_bearer(find: Bearer) -> Bearer:
    """Ask `find` about tokens that are no keys of ours. Usable as a decorator; once is enough."""
    if find not in _bearers:
        _bearers.append(find)
    return find


class _Key(HttpBearer):
    """`Authorization: Bearer pn_…`: a key that the person made under Sign-in and security; or an
    access token that an app was given, which may be bound to a key (`DPoP`, RFC 9449)."""

    openapi_description = (
        "A key that the person made under Sign-in and security, or an access token."
    )

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Actor | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() not in ("bearer", "dpop"):
            return None
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if "." not in token:
            return actor_of_key(request, token, scope=self.scope)
        found = (find(request, scope=self.scope) for find in _bearers)
        return next((actor for actor in found if actor is not None), None)


class _Session(APIKeyCookie):
    """The session of this site's own pages; what changes something needs the CSRF token."""

    param_name = "sessionid"

    def __init__(self, find: Callable[[HttpRequest], Actor | None]) -> None:
        super().__init__(csrf=True)
        self.find = find

    def _get_key(self, request: HttpRequest) -> str | None:
        """Without a session there is nothing that a foreign form could abuse."""
        if not request.user.is_authenticated:
            return None
        return super()._get_key(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if key is None:
            return None
        actor = self.find(request)
        return actor if actor is not None and actor.account_id is not None else None


def _at_desk(request: HttpRequest) -> Actor | None:
    """The officer of a session; Refused for a sign-in with one factor."""
    officer = officer_of(request)
    if officer is not None and not officer.is_at_least("substantial"):
        raise Refused(code="assurance")
    return officer


def may(scope: str) -> list[Any]:
    """How an endpoint of `scope` (read, apply, desk) knows who asks."""
    find = _at_desk if scope == "desk" else actor_of
    return [_Key(scope), _Session(find)]


def asking(request: HttpRequest) -> Actor:
    """Who asks: what the endpoint's `auth` found."""
    return cast(Actor, request.auth)  # type: ignore[attr-defined]


class Me(Schema):
    """For whom one acts with this key or session."""

    kind: str
    """person or officer."""
    name: str
    acting_for: str | None
    """Name of the party for whom one acts by a mandate."""
    agency: str | None
    post: Words | None
    roles: list[str]
    assurance: str


router = Router(tags=["Account"])


@router.get("/me", response={200: Me, **PROBLEMS}, auth=may("read"), summary="Who acts")
def me(request: HttpRequest) -> Me:
    """Who acts with this key, and for whom."""
    actor = asking(request)
    if actor.party_id is None:
        raise NotFound
    ids = [each for each in (actor.party_id, actor.on_behalf_of) if each]
    found = parties.parties(ids)
    return Me(
        kind=actor.kind,
        name=found[actor.party_id].name,
        acting_for=found[actor.on_behalf_of].name if actor.on_behalf_of else None,
        agency=actor.agency,
        post=dict(actor.label) if actor.kind == "officer" else None,
        roles=sorted(actor.roles),
        assurance=actor.assurance,
    )
