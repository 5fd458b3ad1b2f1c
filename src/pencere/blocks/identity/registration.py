"""Opening an account without coming anywhere: whom the details name, and the account itself.

Citizens and residents prove it by a document of the registers, their date of birth and a code to
the phone that the state has. People of other states show the machine-readable lines of their
passport and an e-mail address; nobody has looked at that passport, so they stay at `low`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import SimpleNamespace
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pencere.blocks.identity import actions, events, journal_actions, one_time_codes, proofs
from pencere.blocks.identity.code_sending import Addressee, Claim, claim_of, resolves
from pencere.blocks.identity.models import Account, OneTimeCode
from pencere.blocks.identity.mrz import Passport
from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, NotFound

PERSON, FOREIGNER = "register", "foreigner"
_MIN_IDENTIFIER = 9
"""Longer than any personal identifier, so that the two can't be mistaken for each other."""


@dataclass(frozen=True, slots=True)
class Registering:
    """Who may choose a password now."""

    identifier: str
    """With what they will sign in."""
    name: str
    email: str
    phone: str
    party_id: UUID | None
    """None for a foreigner, whose party begins with the account."""
    born_on: dt.date | None

    @property
    def as_holder(self) -> SimpleNamespace:
        """What the rules for passwords ask of the account's holder."""
        return SimpleNamespace(username=self.identifier, party=SimpleNamespace(name=self.name))


def foreigner_identifier(passport: Passport) -> str | None:
    """With what the holder of a passport signs in; None for a number too short to tell from a
    personal identifier."""
    identifier = f"P{passport.issuer}{passport.number}"
    return identifier if len(identifier) >= _MIN_IDENTIFIER else None


@resolves(PERSON)
def addressee(row: OneTimeCode, claim: Claim) -> Addressee | None:
    """The person of the document, at the phone (or mailbox) that the state has; who has an
    account already is told so there, and nowhere else."""
    named = proofs.person_of_document(number=claim["number"], born_on=claim["born_on"])
    if named is None:
        return None
    to = named.phone if row.channel == "sms" else named.email
    has_account = Account.objects.filter(party_id=named.party.id).exists()
    return Addressee(
        to=to,
        party_id=named.party.id,
        instead=has_account_words if has_account else None,
        keep={"phone": named.phone, "email": named.email},
    )


@resolves(FOREIGNER)
def foreign_addressee(_row: OneTimeCode, claim: Claim) -> Addressee | None:
    """The mailbox that was typed; where the passport has an account, that account's own."""
    account = Account.objects.select_related("party").filter(username=claim["identifier"]).first()
    if account is not None:
        return Addressee(to=account.email, account=account, instead=has_account_words)
    return Addressee(to=claim["email"])


def has_account_words() -> str:
    """What somebody reads who registers a second time."""
    return _(
        "You have an account with pencere already. If you have forgotten the password: %(address)s"
    ) % {"address": f"{settings.BASE_URL}/account/recover/"}


def registering(handle: UUID, purpose: str) -> Registering | None:
    """Who proved themselves by this code and may open an account; None when it is over. To be
    called in a transaction."""
    row = one_time_codes.proven(handle, purpose)
    claim = claim_of(row) if row is not None else None
    if row is None or claim is None:
        return None
    if purpose == FOREIGNER:
        return Registering(
            identifier=claim["identifier"],
            name=claim["name"],
            email=claim["email"],
            phone="",
            party_id=None,
            born_on=dt.date.fromisoformat(claim["born_on"]),
        )
    if row.party_id is None:
        return None
    party = parties.party(row.party_id)
    return Registering(
        identifier=party.identifier,
        name=party.name,
        email=claim["email"],
        phone=claim["phone"],
        party_id=party.id,
        born_on=party.born_on,
    )


@transaction.atomic
def open_registered(request: HttpRequest, handle: UUID, purpose: str, password: str) -> Account:
    """Open the account of who proved themselves, with the password that they chose.

    Raises NotFound when the proof is used or over, Conflict when there is an account meanwhile.
    """
    found = registering(handle, purpose)
    row = one_time_codes.proven(handle, purpose)
    if found is None or row is None:
        raise NotFound
    account = Account(
        username=found.identifier,
        party_id=found.party_id or _new_party(found).id,
        email=found.email,
        phone=found.phone,
        language=get_language() or "",
        is_unseen=purpose == FOREIGNER,
    )
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise Conflict(code="account-exists") from None
    one_time_codes.finish(row)
    actions.note(request, account, journal_actions.ACCOUNT_OPENED, {"by": purpose})
    events.account_opened.send(sender=Account, account=account, at=clock.now())
    return account


def _new_party(found: Registering) -> parties.PartyView:
    assert found.born_on is not None  # noqa: S101 (a passport has it)
    return parties.add_foreigner(
        identifier=found.identifier, name=found.name, born_on=found.born_on
    )
