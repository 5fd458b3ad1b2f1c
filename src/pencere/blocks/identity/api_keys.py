"""Keys for programs: made by a person with a second factor, shown once, kept as a digest, for a
limited time. An app that signs people in gets tokens instead (`openid`); this is how a person's own
app, or an officer's, reaches the API.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pencere.blocks.identity import events, journal_actions, throttle
from pencere.blocks.identity.actors import address_of, as_officer, person_actor
from pencere.blocks.identity.models import Account, ApiKey
from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.actors import Actor, Assurance
from pencere.kernel.errors import Invalid, NotFound, Refused, TooMany
from pencere.kernel.journal import api as journal

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

PREFIX = "pn_"
"""So that a key that was left in a file is found by scanners for secrets."""
LONGEST_DAYS = 365
MOST_KEYS = 20
SCOPES: Mapping[str, Promise] = {
    "read": _("See my applications, their documents and files"),
    "apply": _("Fill in, send and withdraw applications in my name"),
    "desk": _("Work on cases at my desk"),
    "manage": _("Manage the permits of the staff of the organisation for which I act"),
}
NEEDS_HIGH = frozenset({"manage"})
"""What asks for a sign-in at the highest level on the pages asks for it when the key is made."""


@transaction.atomic
def create_api_key(
    *,
    actor: Actor,
    name: str,
    scopes: Collection[str],
    days: int,
    mandate_id: UUID | None = None,
    post_id: UUID | None = None,
) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which nobody can show again.

    Raises Refused (sign-in below substantial, code "assurance"), Invalid by field (name, scopes,
    days), NotFound for a mandate or post that isn't the person's.
    """
    if actor.account_id is None or actor.party_id is None:
        raise NotFound
    if not actor.is_at_least("substantial"):
        raise Refused(_("Making a key asks for a stronger sign-in."), code="assurance")
    is_high = not NEEDS_HIGH.isdisjoint(scopes)
    if is_high and not actor.is_at_least("high"):
        raise Refused(_("A key for this asks for a sign-in with mobile ID."), code="assurance")
    name = " ".join(name.replace("\0", "").split())[:80]
    _check(name, scopes, days, post_id)
    _require_own(actor, mandate_id, post_id)
    account = Account.objects.select_for_update().get(pk=actor.account_id)
    now = clock.now()
    if ApiKey.objects.filter(account=account, revoked_at=None, expires_at__gt=now).count() >= (
        MOST_KEYS
    ):
        raise Invalid(_("You have as many keys as one can have. Revoke one first."), code="many")
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        account=account,
        name=name,
        secret_hash=_digest(secret),
        scopes=[scope for scope in SCOPES if scope in scopes],
        mandate_id=mandate_id,
        post_id=post_id,
        assurance="high" if is_high else "substantial",
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    _record(actor, journal_actions.API_KEY_MADE, key)
    events.api_key_made.send(sender=Account, account=account, at=now)
    return key, secret


def _check(name: str, scopes: Collection[str], days: int, post_id: UUID | None) -> None:
    problems: dict[str, list[_StrOrPromise]] = {}
    if not name:
        problems["name"] = [_("Give the key a name, so that you know it again.")]
    if not scopes or not set(scopes) <= SCOPES.keys():
        problems["scopes"] = [_("Choose what the program may do.")]
    elif ("desk" in scopes) != (post_id is not None):
        problems["scopes"] = [_("The desk needs a post, and a post is for the desk alone.")]
    if not 1 <= days <= LONGEST_DAYS:
        problems["days"] = [_("A key lives from 1 to 365 days.")]
    if problems:
        raise Invalid(fields=problems, code="api-key")


def _require_own(actor: Actor, mandate_id: UUID | None, post_id: UUID | None) -> None:
    today = clock.today()
    held = parties.mandates_held(cast(UUID, actor.party_id), today)
    posts = parties.posts_of(cast(UUID, actor.account_id), today)
    if mandate_id and mandate_id not in {each.id for each in held}:
        raise NotFound
    if post_id and post_id not in {each.id for each in posts}:
        raise NotFound


@transaction.atomic
def revoke_api_key(*, actor: Actor, key_id: UUID) -> None:
    """End a key of one's own at once; one that has ended stays as it is. Raises NotFound."""
    found = ApiKey.objects.select_for_update().filter(pk=key_id, account=_account(actor))
    key = found.first()
    if key is None:
        raise NotFound
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        _record(actor, journal_actions.API_KEY_REVOKED, key)


def api_keys_of(*, actor: Actor) -> list[ApiKey]:
    """The keys of this person that still open something, the newest first."""
    live = ApiKey.objects.filter(account=_account(actor), revoked_at=None)
    return list(live.filter(expires_at__gt=clock.now()).order_by("-created_at"))


def _account(actor: Actor) -> UUID:
    if actor.account_id is None:
        raise NotFound
    return actor.account_id


def actor_of_key(request: HttpRequest, secret: str, *, scope: str) -> Actor | None:
    """Who acts by this key within `scope`; None for a key that opens nothing (any more).

    Raises Refused (code "scope") for a live key without the scope, TooMany.
    """
    key = _live(request, secret)
    if key is None:
        return None
    if not throttle.take(what=[("api-key", str(key.pk))]).is_allowed:
        raise TooMany(retry_after=60)
    if scope not in key.scopes:
        raise Refused(_("This key is not for that: it lacks the scope."), code="scope")
    _note_use(key)
    person = person_actor(
        key.account,
        session=f"key-{key.secret_hash[:12]}",
        channel="api",
        assurance=cast(Assurance, key.assurance),
        authenticated_at=key.created_at,
        address=address_of(request),
    )
    return _in_part(person, key)


def _live(request: HttpRequest, secret: str) -> ApiKey | None:
    key = None
    if secret.startswith(PREFIX) and len(secret) < 100:
        live = ApiKey.objects.select_related("account__party").filter(
            secret_hash=_digest(secret), revoked_at=None, expires_at__gt=clock.now()
        )
        key = live.filter(account__is_active=True).first()
    if key is None:
        attempt = throttle.take(what=[("api-wrong-key", address_of(request) or "")])
        if not attempt.is_allowed:
            raise TooMany(retry_after=300)
    return key


def _in_part(person: Actor, key: ApiKey) -> Actor | None:
    """The person in the part that the key is for: themselves, by a mandate, in a post. None when
    mandate or post have ended."""
    today = clock.today()
    if key.post_id:
        posts = parties.posts_of(key.account_id, today)
        post = next((each for each in posts if each.id == key.post_id), None)
        return as_officer(person, post) if post else None
    if key.mandate_id:
        held = parties.mandates_held(key.account.party_id, today)
        mandate = next((each for each in held if each.id == key.mandate_id), None)
        if mandate is None:
            return None
        return replace(
            person,
            on_behalf_of=mandate.grantor.id,
            mandate_id=mandate.id,
            mandate_kind=mandate.kind,
            mandate_scopes=mandate.scopes,
        )
    return person


def _note_use(key: ApiKey) -> None:
    """Once a day: a write for each call would cost more than the call."""
    today = clock.today()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(actor: Actor, action: str, key: ApiKey) -> None:
    journal.record(
        actor=actor,
        action=action,
        subject=actor.party_id,
        about=f"api-key:{key.pk}",
        justification=journal.Justification(kind="self"),
        params={"name": key.name, "scopes": list(key.scopes)},
    )
