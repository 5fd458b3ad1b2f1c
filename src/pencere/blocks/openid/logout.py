"""Signing out of more than one system: a client sends the person here (RP-Initiated Logout), and
we tell the other clients of the session (Back-Channel Logout)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import transaction

from pencere.blocks.openid import calls, clients, granting, hints, keys
from pencere.blocks.openid.discovery import announce
from pencere.blocks.openid.errors import InvalidRequest
from pencere.blocks.openid.models import Client, Grant
from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.kernel.jobs import defer_many, task

EVENT = "http://schemas.openid.net/event/backchannel-logout"
_TOKEN_SECONDS = 120

announce(
    end_session_endpoint="/oauth/logout",
    backchannel_logout_supported=True,
    backchannel_logout_session_supported=True,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish to sign out, as far as it is proven."""

    client: Client | None
    back: str
    """Where to go afterwards; empty for our own page."""
    session: str
    """Label of the session that the client's token speaks of; empty without a token."""


def wanted(parameters: Mapping[str, str]) -> Wanted:
    """What a client's request to sign out amounts to.

    Raises InvalidRequest for a token that isn't ours, two clients, an address that isn't
    registered: then nothing is done and nobody is sent anywhere.
    """
    client_id, session = _of_hint(parameters.get("id_token_hint", ""))
    named = parameters.get("client_id", client_id)
    if client_id and named != client_id:
        raise InvalidRequest("id_token_hint is of another client.", detail="two-clients")
    client = clients.live_client(named)
    address = parameters.get("post_logout_redirect_uri", "")
    if not address:
        return Wanted(client, "", session)
    if client is None or address not in client.post_logout_redirect_uris:
        raise InvalidRequest(
            "post_logout_redirect_uri is not registered.", detail="logout-redirect-unknown"
        )
    state = parameters.get("state", "")
    separator = "&" if "?" in address else "?"
    back = f"{address}{separator}{urlencode({'state': state})}" if state else address
    return Wanted(client, back, session)


def _of_hint(text: str) -> tuple[str, str]:
    """Client and session of an ID token of ours, which may be over."""
    if not text:
        return "", ""
    claims = hints.claims_of(text)
    grant = Grant.objects.filter(sid=str(claims.get("sid", "")), ended_at=None).first()
    return str(claims.get("aud", "")), grant.session if grant else ""


@transaction.atomic
def end_session(session: str) -> None:
    """A session ended: its grants end, and their clients are told once it is committed."""
    live = Grant.objects.filter(session=session, ended_at=None)
    told = live.exclude(client__backchannel_logout_uri="").values_list("client_id", "sid", "sub")
    ended = [
        {"client_id": str(client_id), "sid": sid, "sub": sub}
        for client_id, sid, sub in told.distinct()
    ]
    granting.end_grants(live.filter(is_offline=False), because="signed-out")
    defer_many(tell_of_logout, ended)


@task(name="openid.tell-of-logout", retry=8, is_awaited=True)
def tell_of_logout(*, client_id: str, sid: str, sub: str) -> None:
    """Send one client its logout token (OpenID Connect Back-Channel Logout 1.0, 2.4)."""
    client = Client.objects.filter(pk=UUID(client_id), disabled_at=None).first()
    if client is None or not client.backchannel_logout_uri:
        return
    body = urlencode({"logout_token": logout_token(client, sid=sid, sub=sub)}).encode()
    calls.post(
        client,
        client.backchannel_logout_uri,
        body,
        {"Content-Type": "application/x-www-form-urlencoded"},
    )


def logout_token(client: Client, *, sid: str, sub: str) -> str:
    """The signed word that a session is over; no nonce, so that it is no ID token."""
    now = int(clock.now().timestamp())
    claims: dict[str, Any] = {
        "iss": settings.BASE_URL,
        "aud": client.client_id,
        "sub": sub,
        "sid": sid,
        "iat": now,
        "exp": now + _TOKEN_SECONDS,
        "jti": str(new_id()),
        "events": {EVENT: {}},
    }
    return keys.signed(claims, algorithm=client.signing_algorithm, type="logout+jwt")
