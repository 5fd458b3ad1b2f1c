"""Asking a phone, and what its answer does. Whether there is such a phone shows nowhere: a pair
of phone and user id that there isn't is counted, waits and expires like one that there is."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Literal, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, Value, When
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from pencere.blocks.mobile_id import events, jobs, journal_actions, rules
from pencere.blocks.mobile_id.history import by_holder, record
from pencere.blocks.mobile_id.models import Certificate, Contract, Request
from pencere.blocks.mobile_id.proofs import problem_with
from pencere.blocks.mobile_id.queries import usable
from pencere.blocks.mobile_id.values import Asked, MobileIdentity
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused, TooMany
from pencere.kernel.ids import new_id
from pencere.kernel.jobs import defer
from pencere.kernel.pack import pack
from pencere.kernel.throttle import api as throttle

TRIES_OF_A_RACE = 5
Because = Literal["declined", "not-me", "pin-blocked"]
_BLOCKS: dict[Because, Contract.Blocked] = {
    "not-me": Contract.Blocked.NOT_ME,
    "pin-blocked": Contract.Blocked.PIN,
}


def ask(
    *,
    phone: str,
    user_id: str,
    purpose: str,
    text: str,
    asked_by: str,
    address: str | None = None,
) -> Asked:
    """Ask the phone of this pair to confirm `text`; the answer is awaited with `standing`.

    `purpose` is a short code of why, `asked_by` and `text` are what the phone shows. Raises
    Invalid for what can't be a phone number or a user id, TooMany for too many requests; never
    says whether there is such a phone.
    """
    number, own_id = pack().normalise_phone(phone), "".join(user_id.split())
    if number is None:
        raise Invalid(_("This can't be a phone number."), field="phone")
    if not rules.is_user_id(own_id):
        raise Invalid(_("A user id is digits alone."), field="user_id")
    pair = pair_of(number, own_id)
    _count(pair, [("mobile-address", address)] if address else [])
    contract = usable().filter(phone=number, user_id=own_id).first()
    return _open(contract, pair, purpose=purpose, text=text, asked_by=asked_by, address=address)


def ask_party(
    *, party_id: UUID, purpose: str, text: str, asked_by: str, address: str | None = None
) -> Asked:
    """Ask the phone of a person whom the asker knows already (step-up, CIBA).

    Raises NotFound for who has no mobile ID that works now, TooMany for too many requests.
    """
    contract = usable().filter(party_id=party_id).order_by("-registered_at").first()
    if contract is None:
        raise NotFound
    pair = pair_of(contract.phone, contract.user_id)
    _count(pair, [("mobile-party", str(party_id))])
    return _open(contract, pair, purpose=purpose, text=text, asked_by=asked_by, address=address)


def take(request_id: UUID) -> MobileIdentity | None:
    """Whose answer a confirmed request was: told once, and only soon after the answer."""
    now = clock.now()
    with transaction.atomic():
        found = (
            Request.objects.select_for_update(of=("self",))
            .select_related("contract", "certificate")
            .filter(pk=request_id, state=Request.State.CONFIRMED, taken_at__isnull=True)
            .first()
        )
        if found is None or not rules.may_be_taken(answered_at=found.answered_at, now=now):
            return None
        contract, certificate = found.contract, found.certificate
        if contract is None or certificate is None or contract.blocked_at is not None:
            return None
        Request.objects.filter(pk=found.pk).update(taken_at=now)
        Certificate.objects.filter(pk=certificate.pk).update(last_used_at=now)
    assert found.answered_at is not None  # noqa: S101 (confirmed requests have it)
    return MobileIdentity(contract.party_id, found.answered_at, bytes(certificate.der))


def confirm(*, request_id: UUID, signature: bytes) -> None:
    """The phone confirmed, with a signature (ECDSA, DER) over the request's digest.

    Raises NotFound for an unknown request, Conflict for one that waits no more, Refused when the
    certificate registered for the pair doesn't prove the signature: the request waits on.
    """
    with transaction.atomic():
        request = _waiting(request_id)
        contract = _contract_of(request)
        if contract.blocked_at is not None:
            raise Conflict(_("This mobile ID is blocked."), code="blocked")
        certificate = contract.certificates.filter(
            kind=request.kind, replaced_at__isnull=True
        ).first()
        problem = problem_with(certificate, bytes(request.statement), signature)
        if problem is None:
            request.certificate, request.signature = certificate, signature
            _close(request, Request.State.CONFIRMED)
            record(by_holder(contract), journal_actions.CONFIRMED, request)
            _give_back(request)
            return
        record(by_holder(contract), journal_actions.ANSWER_REJECTED, request, why=problem)
    raise Refused(_("The answer isn't proven by the certificate of this phone."), code=problem)


def refuse(*, request_id: UUID, because: Because = "declined") -> None:
    """The phone said no: its holder declined, says that somebody else asked (which blocks the
    mobile ID), or the PIN was wrong so often that it is blocked.

    Raises NotFound for an unknown request, Conflict for one that waits no more.
    """
    with transaction.atomic():
        request = _waiting(request_id)
        contract = _contract_of(request)
        _close(request, Request.State.REFUSED)
        is_not_me = because == "not-me"
        action = journal_actions.NOT_ME if is_not_me else journal_actions.REFUSED
        record(by_holder(contract), action, request)
        if because in _BLOCKS:
            _block(contract, _BLOCKS[because], by_holder(contract))


def block(*, actor: Actor, contract_id: UUID) -> None:
    """Its holder blocks a mobile ID: from now on it opens nothing. Blocking twice is one.
    Raises NotFound for one that isn't theirs."""
    party_id = actor.party_id
    if party_id is None:
        raise NotFound
    with transaction.atomic():
        # Requests first, then the contract: as an answer locks them.
        waiting = list(
            Request.objects.select_for_update().filter(
                contract_id=contract_id, contract__party_id=party_id, state=Request.State.WAITING
            )
        )
        contract = _locked(pk=contract_id, party_id=party_id)
        for request in waiting:
            _close(request, Request.State.REFUSED)
        _block(contract, Contract.Blocked.HOLDER, actor)


def unblock(*, phone: str, user_id: str) -> None:
    """The operator, or the phone by its PUK, says that the holder has it in hand again. Raises
    NotFound for an unknown pair."""
    with transaction.atomic():
        contract = _locked(phone=phone, user_id=user_id)
        if contract.blocked_at is None:
            return
        contract.blocked_at, contract.blocked_by = None, ""
        contract.save(update_fields=["blocked_at", "blocked_by"])
        record(by_holder(contract), journal_actions.UNBLOCKED)


def pair_of(phone: str, user_id: str) -> str:
    """The keyed digest that names a pair where the pair itself mustn't stand."""
    return salted_hmac(
        "pencere.mobile_id.pair", f"{phone}:{user_id}", algorithm="sha256"
    ).hexdigest()


def _count(pair: str, more: Sequence[tuple[str, str]]) -> None:
    what = [*((name, pair) for name in rules.PAIR_LIMITS), *more, ("mobile-all", "")]
    tried = throttle.take(what=what, limits=rules.LIMITS)
    if tried.blocked_until is not None:
        seconds = int((tried.blocked_until - clock.now()).total_seconds()) + 1
        raise TooMany(
            _("This was asked too often. Try again later, or sign in another way."),
            retry_after=seconds,
        )


def _give_back(request: Request) -> None:
    throttle.give_back_of(what=[(name, request.pair) for name in rules.PAIR_LIMITS])


def _open(
    contract: Contract | None,
    pair: str,
    *,
    purpose: str,
    text: str,
    asked_by: str,
    address: str | None,
) -> Asked:
    now, request_id = clock.now(), new_id()
    expires_at = now + rules.WAITS
    statement = rules.statement(
        request_id=str(request_id),
        nonce=secrets.token_hex(32),
        purpose=purpose,
        asked_by=asked_by,
        text=text,
        asked_at=now,
        expires_at=expires_at,
    )
    request = Request(
        id=request_id,
        pair=pair,
        contract=contract,
        kind=next(iter(pack().mobile_id.certificate_kinds)),
        purpose=purpose,
        statement=statement,
        asked_at=now,
        expires_at=expires_at,
        address=address,
    )
    _put_in_place(request)
    return Asked(request_id, rules.control_code(rules.digest_of(statement)), expires_at)


def _put_in_place(request: Request) -> None:
    """Save the request in place of the pair's open one. Of several at once the last one stays:
    the constraint lets a single one be open, and who comes second looks again."""
    for _try in range(TRIES_OF_A_RACE):
        try:
            with transaction.atomic():
                replaced = _replace_open(request.pair)
                request.save(force_insert=True)
                defer(jobs.deliver, request_id=str(request.pk))
                for earlier in replaced:
                    defer(jobs.withdraw, request_id=str(earlier))
                return
        except IntegrityError:
            continue
    raise Conflict


def _replace_open(pair: str) -> list[UUID]:
    now = clock.now()
    waiting = Request.objects.select_for_update().filter(pair=pair, state=Request.State.WAITING)
    found = list(waiting.values_list("pk", flat=True))
    Request.objects.filter(pk__in=found).update(
        state=Case(
            When(expires_at__lte=now, then=Value(Request.State.EXPIRED)),
            default=Value(Request.State.REPLACED),
        )
    )
    return found


def _waiting(request_id: UUID) -> Request:
    """The request, locked, while it waits for an answer."""
    request = Request.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise NotFound
    stands = rules.standing(
        state=cast(rules.Standing, request.state),
        expires_at=request.expires_at,
        now=clock.now(),
    )
    if stands == "expired":
        raise Conflict(_("The time for an answer is over."), code="expired")
    if stands != "waiting":
        raise Conflict(_("This has been answered, or a newer request took its place."))
    return request


def _contract_of(request: Request) -> Contract:
    if request.contract_id is None:
        raise NotFound
    return _locked(pk=request.contract_id)


def _locked(**which: object) -> Contract:
    found = (
        Contract.objects.select_for_update(of=("self",))
        .select_related("party")
        .filter(**which)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _close(request: Request, state: Request.State) -> None:
    request.state, request.answered_at = state, clock.now()
    request.save(update_fields=["state", "answered_at", "certificate", "signature"])
    events.answered.send(sender=Request, request_id=request.pk, standing=str(state))


def _block(contract: Contract, by: Contract.Blocked, actor: Actor) -> None:
    if contract.blocked_at is not None:
        return
    contract.blocked_at, contract.blocked_by = clock.now(), by
    contract.save(update_fields=["blocked_at", "blocked_by"])
    record(actor, journal_actions.BLOCKED, by=str(by))
    events.blocked.send(
        sender=Contract, party_id=contract.party_id, at=contract.blocked_at, by=str(by)
    )
