"""Registering a client and changing what is registered: the same checks whoever asks, a person
in the integrator's pages or a program (RFC 7591)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pencere.blocks.openid import jose, journal_actions, rules, scopes, tokens
from pencere.blocks.openid.models import Client, ClientSecret, InitialAccess
from pencere.kernel import clock
from pencere.kernel.actors import ASSURANCE_ORDER, Actor
from pencere.kernel.errors import Invalid
from pencere.kernel.ids import new_id
from pencere.kernel.journal import api as journal

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MOST_ADDRESSES = 20
MOST_USES = 100
MOST_SECRETS = 2
LONGEST_ACCESS = dt.timedelta(days=30)
SECRET_PREFIX = "ps_"  # noqa: S105 (so that a secret left in a file is found by scanners)
OVERLAP = dt.timedelta(days=14)
"""How long the old secret still opens after a new one was made."""
_ADDRESS_PROBLEMS: Mapping[str, _StrOrPromise] = {
    "not-an-address": _("This is not an address."),
    "too-long": _("The address is longer than 500 characters."),
    "fragment": _("An address to come back to has no # part."),
    "user-name": _("An address to come back to holds no user name."),
    "not-https": _("Use https; http is only for this machine: http://127.0.0.1."),
    "scheme": _("An app's own scheme is its domain backwards, such as az.agency.app:/back."),
}


@dataclass(frozen=True, slots=True)
class Registration:
    """What is registered of a client."""

    name: Mapping[str, str]
    authentication: str = Client.Authentication.BASIC
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    grant_types: tuple[str, ...] = ("authorization_code",)
    scopes: tuple[str, ...] = (scopes.OPENID,)
    jwks: Mapping[str, Any] | None = None
    is_test: bool = False
    agency: str | None = None
    organisation_id: UUID | None = None
    resource_uri: str = ""
    is_pairwise: bool = True
    sector: str = ""
    signing_algorithm: str = "ES256"
    requires_pushed_request: bool = False
    requires_signed_request: bool = False
    requires_dpop: bool = False
    least_assurance: str = "low"
    ciba_mode: str = ""
    ciba_notification_uri: str = ""


@transaction.atomic
def register_client(
    *, actor: Actor, registration: Registration, client_pk: UUID | None = None
) -> tuple[Client, str]:
    """Make a client; returns it with its secret, which nobody can show again ("" without one).

    Who may is the caller's to check, as is an IntegrityError for a `client_pk` that is taken.
    Raises Invalid by field of `Registration`.
    """
    client = admit_client(actor=actor, registration=registration, client_pk=client_pk)
    return client, _new_secret(client) if has_secret(client) else ""


@transaction.atomic
def admit_client(
    *,
    actor: Actor,
    registration: Registration,
    client_pk: UUID | None = None,
    client_id: str = "",
) -> Client:
    """As `register_client`, but without a secret yet; its name in the protocol is random unless
    `client_id` is given."""
    check(registration)
    client = Client.objects.create(
        pk=client_pk or new_id(),
        client_id=client_id or secrets.token_urlsafe(16),
        created_at=clock.now(),
        created_by_id=actor.account_id,
        **_columns(registration),
    )
    record(actor, journal_actions.REGISTERED, client)
    return client


@transaction.atomic
def change_client(*, actor: Actor, client: Client, registration: Registration) -> Client:
    """Register anew what the client is; its name in the protocol and its secrets stay.

    Raises Invalid by field.
    """
    check(registration)
    locked = Client.objects.select_for_update().get(pk=client.pk)
    for column, value in _columns(registration).items():
        setattr(locked, column, value)
    locked.save()
    if not has_secret(locked):
        locked.secrets.all().delete()
    record(actor, journal_actions.CHANGED, locked)
    return locked


@transaction.atomic
def new_secret(*, actor: Actor, client: Client) -> str:
    """Another secret; the one before still opens for `OVERLAP`, older ones no longer.

    Raises Invalid for a client that proves itself otherwise.
    """
    locked = Client.objects.select_for_update().get(pk=client.pk)
    if not has_secret(locked):
        raise Invalid(_("This client has no secret."), code="no-secret")
    now = clock.now()
    older = locked.secrets.order_by("-created_at")
    for kept in older[: MOST_SECRETS - 1]:
        if kept.expires_at is None or kept.expires_at > now + OVERLAP:
            kept.expires_at = now + OVERLAP
            kept.save(update_fields=["expires_at"])
    for dropped in older[MOST_SECRETS - 1 :]:
        dropped.delete()
    secret = _new_secret(locked)
    record(actor, journal_actions.NEW_SECRET, locked)
    return secret


@transaction.atomic
def disable_client(*, actor: Actor, client: Client) -> None:
    """Close a client: nothing that it holds opens anything from now on. Twice is once."""
    locked = Client.objects.select_for_update().get(pk=client.pk)
    if locked.disabled_at is None:
        locked.disabled_at = clock.now()
        locked.save(update_fields=["disabled_at"])
        record(actor, journal_actions.DISABLED, locked)


@transaction.atomic
def open_registration(
    *, actor: Actor, agency: str | None, organisation_id: UUID | None, is_test: bool, uses: int
) -> str:
    """An initial access token with which a program registers up to `uses` clients in 30 days.

    Who may is the caller's to check. Raises Invalid.
    """
    if not 1 <= uses <= MOST_USES:
        raise Invalid(_("From 1 to 100 systems."), field="uses", code="uses")
    token = "pi_" + secrets.token_urlsafe(32)
    now = clock.now()
    InitialAccess.objects.create(
        token_hash=rules.digest(token),
        agency_id=agency,
        organisation_id=organisation_id,
        is_test=is_test,
        uses_left=uses,
        created_at=now,
        created_by_id=actor.account_id,
        expires_at=now + LONGEST_ACCESS,
    )
    record_registration(actor, journal_actions.OPENED, uses=uses)
    return token


def check(given: Registration) -> None:
    """Raises Invalid by field of `Registration`."""
    problems: dict[str, list[_StrOrPromise]] = {}
    if not given.name or not all(str(words).strip() for words in given.name.values()):
        problems["name"] = [_("Give the system a name in each language.")]
    if given.authentication not in Client.Authentication.values:
        problems["authentication"] = [_("Choose how the system proves who it is.")]
    if found := _addresses_problems(given.redirect_uris, is_test=given.is_test):
        problems["redirect_uris"] = found
    if not given.redirect_uris and "authorization_code" in given.grant_types:
        problems["redirect_uris"] = [_("Give at least one address to come back to.")]
    if found := _addresses_problems(given.post_logout_redirect_uris, is_test=given.is_test):
        problems["post_logout_redirect_uris"] = found
    for name in ("backchannel_logout_uri", "ciba_notification_uri"):
        if problem := _callback_problem(getattr(given, name), is_test=given.is_test):
            problems[name] = [problem]
    problems.update(_of_choices(given))
    problems.update(_of_keys(given))
    if problems:
        raise Invalid(fields=problems, code="registration")


def _of_choices(given: Registration) -> dict[str, list[_StrOrPromise]]:
    problems: dict[str, list[_StrOrPromise]] = {}
    if not given.grant_types or not set(given.grant_types) <= set(tokens.grant_types()):
        problems["grant_types"] = [_("Choose what the system does here.")]
    is_public = given.authentication == Client.Authentication.NONE
    if is_public and "client_credentials" in given.grant_types:
        problems["grant_types"] = [_("A system without a secret can't act for itself.")]
    if not set(given.scopes) <= set(scopes.known()):
        problems["scopes"] = [_("Choose from the list.")]
    if given.least_assurance not in ASSURANCE_ORDER[1:]:
        problems["least_assurance"] = [_("Choose from the list.")]
    if given.signing_algorithm not in ("ES256", "EdDSA"):
        problems["signing_algorithm"] = [_("Choose from the list.")]
    if given.ciba_mode not in ("", "poll", "ping"):
        problems["ciba_mode"] = [_("Choose from the list.")]
    if given.ciba_mode == "ping" and not given.ciba_notification_uri:
        problems["ciba_notification_uri"] = [_("Give the address that is told of the answer.")]
    if given.resource_uri and not _is_resource(given.resource_uri):
        problems["resource_uri"] = [_("This is not an https address without # part.")]
    return problems


def _of_keys(given: Registration) -> dict[str, list[_StrOrPromise]]:
    needs_keys = given.authentication == Client.Authentication.KEY or given.requires_signed_request
    if given.jwks is None:
        return {"jwks": [_("Paste the system's public keys.")]} if needs_keys else {}
    try:
        jose.key_set(given.jwks)
    except jose.BadSignature:
        words = _("This is no set of public keys (JWK set), or holds a private or weak one.")
        return {"jwks": [words]}
    return {}


def _addresses_problems(addresses: Collection[str], *, is_test: bool) -> list[_StrOrPromise]:
    """What is wrong with each address that can't be registered."""
    if len(addresses) > MOST_ADDRESSES:
        return [_("These are more addresses than a system can have.")]
    found = [(one, rules.redirect_problem(one, is_test=is_test)) for one in addresses]
    return [
        format_lazy("{}: {}", address[:80], _ADDRESS_PROBLEMS[problem])
        for address, problem in found
        if problem
    ]


def _callback_problem(address: str, *, is_test: bool) -> _StrOrPromise | None:
    """We call these addresses ourselves: never one inside our own network by mistake."""
    if not address:
        return None
    found = rules.redirect_problem(address, is_test=is_test)
    if not found and not address.startswith("https://") and not is_test:
        found = "not-https"
    return _ADDRESS_PROBLEMS[found] if found else None


def _is_resource(address: str) -> bool:
    parts = urlsplit(address)
    is_ours = address.startswith(settings.BASE_URL)
    return parts.scheme == "https" and bool(parts.hostname) and not parts.fragment and not is_ours


def has_secret(client: Client) -> bool:
    """Whether the client proves itself by a secret."""
    return client.authentication in (Client.Authentication.BASIC, Client.Authentication.POST)


def _new_secret(client: Client) -> str:
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    ClientSecret.objects.create(
        client=client, secret_hash=rules.digest(secret), created_at=clock.now()
    )
    return secret


def _columns(given: Registration) -> dict[str, Any]:
    return {
        "name": dict(given.name),
        "authentication": given.authentication,
        "redirect_uris": list(given.redirect_uris),
        "post_logout_redirect_uris": list(given.post_logout_redirect_uris),
        "backchannel_logout_uri": given.backchannel_logout_uri,
        "grant_types": list(given.grant_types),
        "scopes": list(given.scopes),
        "jwks": dict(given.jwks) if given.jwks is not None else None,
        "is_test": given.is_test,
        "agency_id": given.agency,
        "organisation_id": given.organisation_id,
        "resource_uri": given.resource_uri,
        "is_pairwise": given.is_pairwise,
        "sector": given.sector,
        "signing_algorithm": given.signing_algorithm,
        "requires_pushed_request": given.requires_pushed_request,
        "requires_signed_request": given.requires_signed_request,
        "requires_dpop": given.requires_dpop,
        "least_assurance": given.least_assurance,
        "ciba_mode": given.ciba_mode,
        "ciba_notification_uri": given.ciba_notification_uri,
    }


def registration_of(client: Client) -> Registration:
    """What is registered of a client now."""
    names = [field.name for field in fields(Registration) if field.name != "agency"]
    values = {name: getattr(client, name) for name in names}
    of_lists = {name: tuple(one) for name, one in values.items() if isinstance(one, list)}
    return Registration(**{**values, **of_lists, "agency": client.agency_id})


def record(actor: Actor, action: str, client: Client) -> None:
    """What was done with a client, in the caller's transaction."""
    journal.record(
        actor=actor,
        action=action,
        about=f"openid-client:{client.client_id}",
        justification=justification_of(actor),
        params={"client": dict(client.title)},
    )


def record_registration(actor: Actor, action: str, *, uses: int) -> None:
    """What was done with a program's right to register, in the caller's transaction."""
    journal.record(
        actor=actor,
        action=action,
        justification=justification_of(actor),
        params={"uses": uses},
    )


def justification_of(actor: Actor) -> journal.Justification:
    """A mandate, or the duty of a post."""
    if actor.mandate_id is not None:
        return journal.Justification(kind="mandate", reference=str(actor.mandate_id))
    return journal.Justification(kind="duty")
