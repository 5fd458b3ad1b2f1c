"""Changes of who acts for whom, and what is written when something happens to an account."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from pencere.blocks.identity import actors, events, journal_actions, rules, throttle
from pencere.blocks.identity.models import Account, KnownDevice
from pencere.blocks.parties.api import MandateView
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal import api as journal

METHODS = {
    "password": "password",
    "totp": "app",
    "webauthn": "passkey",
    "recovery_codes": "code",
    rules.MOBILE_ID: "mobile-id",
    rules.CODE: "message",
}
DEVICE_COOKIE = "pencere_device"
DEVICE_COOKIE_AGE = 400 * 24 * 3600


def act_for(request: HttpRequest, *, mandate_id: UUID | None) -> MandateView | None:
    """Act for a mandate's grantor, or for oneself (None); returns the mandate.

    Raises NotFound for a mandate that isn't this person's or isn't live.
    """
    actor = actors.actor_of(request)
    with transaction.atomic():
        mandate = actors.choose_mandate(request, mandate_id)
        if mandate is None:
            if actor.on_behalf_of is not None:
                _record(actor, journal_actions.ACTING_FOR_SELF)
            return None
        journal.record(
            actor=replace(
                actor,
                on_behalf_of=mandate.grantor.id,
                mandate_id=mandate.id,
                mandate_kind=mandate.kind,
            ),
            action=journal_actions.ACTING_FOR,
            subject=mandate.grantor.id,
            justification=journal.Justification(kind="mandate", reference=str(mandate.id)),
        )
    return mandate


def methods_of(records: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """What was used, as the journal names it: values of `METHODS`, in order of the alphabet."""
    named = {str(record.get("type") or record.get("method", "")) for record in records}
    return tuple(sorted({METHODS[name] for name in named if name in METHODS}))


def note_sign_in(request: HttpRequest, account: Account, records: list[dict[str, Any]]) -> None:
    """After a sign-in: the journal's row, and whether the browser is a new one."""
    assurance = rules.capped(rules.assurance(records), is_unseen=account.is_unseen)
    actor = actors.person_actor(
        account,
        session=actors.session_label(request),
        assurance=assurance,
        authenticated_at=rules.authenticated_at(records),
        address=actors.address_of(request),
    )
    with transaction.atomic():
        _record(
            actor,
            journal_actions.SIGNED_IN,
            {"methods": list(methods_of(records)), "assurance": assurance},
        )
        _note_device(request, account)


def note(
    request: HttpRequest | None,
    account: Account,
    action: str,
    params: dict[str, Any] | None = None,
) -> None:
    """Write what happened to an account as its holder's own act."""
    actor = actors.person_actor(
        account,
        session=actors.session_label(request) if request else None,
        address=actors.address_of(request) if request else None,
    )
    _record(actor, action, params)


def note_failure(request: HttpRequest, account: Account) -> None:
    """Someone failed to sign in to this account: the holder sees it, the trier stays unnamed."""
    note_stranger(request, account.party_id, journal_actions.SIGN_IN_FAILED)
    told_of_failure(account)


def told_of_failure(account: Account) -> None:
    """Count a failure; at the fifth in an hour the holder is told, once a day."""
    about = str(account.pk)
    if throttle.take(what=[("failures", about)]).is_allowed:
        return
    if throttle.take_once(name="failures-told", about=about, seconds=24 * 3600):
        events.failed_tries.send(sender=Account, account=account, at=clock.now())


def note_stranger(
    request: HttpRequest, party_id: UUID, action: str, params: dict[str, Any] | None = None
) -> None:
    """Somebody unnamed did something with a person's way in: the person sees it."""
    journal.record(
        actor=Actor(kind="public", address=actors.address_of(request)),
        action=action,
        subject=party_id,
        justification=journal.Justification(kind="security"),
        params=params,
    )


def note_factor(request: HttpRequest, account: Account, kind: str, *, is_added: bool) -> None:
    """A second factor came or went; recovery codes come and go with one."""
    if kind == "recovery_codes":
        if is_added:
            note(request, account, journal_actions.CODES_MADE)
        return
    code = journal_actions.FACTOR_ADDED if is_added else journal_actions.FACTOR_REMOVED
    note(request, account, code, {"kind": kind})
    events.factor_changed.send(
        sender=Account, account=account, at=clock.now(), kind=kind, is_added=is_added
    )


def open_account(
    *,
    party_id: UUID,
    username: str,
    password: str,
    email: str = "",
    phone: str = "",
    language: str = "",
    totp_secret: str = "",
) -> Account:
    """The account of a person; one that is there already stays as it is.

    `totp_secret` (base 32) gives it an authenticator app from the start.
    """
    with transaction.atomic():
        account = Account.objects.filter(party_id=party_id).first()
        if account is None:
            account = Account(
                username=username, party_id=party_id, email=email, phone=phone, language=language
            )
            account.set_password(password)
            account.save()
        if totp_secret and not Authenticator.objects.filter(user=account, type="totp").exists():
            sealed = get_adapter().encrypt(totp_secret)
            Authenticator.objects.create(user=account, type="totp", data={"secret": sealed})
    return account


def _record(actor: Actor, action: str, params: dict[str, Any] | None = None) -> None:
    journal.record(
        actor=actor,
        action=action,
        subject=actor.party_id,
        justification=journal.Justification(kind="self"),
        params=params,
    )


def _note_device(request: HttpRequest, account: Account) -> None:
    """Know this browser from now on; tell the holder of a new one, but not of the very first."""
    now = clock.now()
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    if len(token) > 20 and _seen(account, token, now):
        return
    is_first = not KnownDevice.objects.filter(account=account).exists()
    if len(token) <= 20:
        token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            KnownDevice.objects.create(
                account=account, token_hash=_hash(token), first_seen_at=now, last_seen_at=now
            )
    except IntegrityError:
        return  # another request of the same browser was first
    request.new_device_token = token  # type: ignore[attr-defined]
    if not is_first:
        events.new_device.send(sender=Account, account=account, at=now)


def _seen(account: Account, token: str, now: dt.datetime) -> bool:
    found = KnownDevice.objects.filter(account=account, token_hash=_hash(token))
    return found.update(last_seen_at=now) > 0


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
