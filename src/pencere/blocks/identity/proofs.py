"""Whom an identity document names, and how the state reaches them: for people who aren't there
in person. The pack says which registers are asked; each look is journaled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.errors import Unavailable
from pencere.kernel.journal.api import Justification
from pencere.kernel.pack import pack
from pencere.kernel.text import Text

_PURPOSE = gettext_lazy("To check who registers or recovers a way in")
_JUSTIFICATION = Justification(kind="security")
_ACTOR = system("identity")


@dataclass(frozen=True, slots=True)
class Named:
    """A living person whom a valid document names."""

    party: parties.PartyView
    phone: str
    """The state's own; empty where it has none."""
    email: str


def person_of_document(*, number: str, born_on: str) -> Named | None:
    """The person whose valid document has this number and who was born on this day (ISO 8601);
    None when there is none. Raises Unavailable when a register doesn't answer."""
    proof = pack().identity_proof
    for kind, register in proof.documents.items():
        canonical = pack().normalise_document_number([kind], number)
        if canonical is None:
            continue
        record = registers.find_by_number(
            actor=_ACTOR,
            register=register,
            number=canonical,
            purpose=_purpose(),
            justification=_JUSTIFICATION,
        )
        if record is None or not _holds(record, clock.today()):
            continue
        if record.data.get(proof.born_on) == born_on:
            return _named(record.subject)
    return None


def canonical_document(value: str) -> str:
    """The number as the first kind of document writes it that it can be; else as it was typed."""
    kinds = list(pack().identity_proof.documents)
    return pack().normalise_document_number(kinds, value) or "".join(value.split()).upper()


def _holds(record: registers.Record, today: dt.date) -> bool:
    ends = [day for day in (record.valid_until, record.expires_on) if day is not None]
    return record.valid_from <= today and all(today <= day for day in ends)


def _named(subject: UUID) -> Named | None:
    party = parties.party(subject)
    if party.ended_on is not None or not party.is_person:
        return None
    proof = pack().identity_proof
    answer = registers.read(
        actor=_ACTOR,
        subject=subject,
        registers=[proof.contacts],
        fields={proof.contacts: [proof.phone, proof.email]},
        purpose=_purpose(),
        justification=_JUSTIFICATION,
    )[proof.contacts]
    if not answer.is_available:
        raise Unavailable  # the job tries again
    data = answer.records[0].data if answer.records else {}
    return Named(
        party=party, phone=str(data.get(proof.phone) or ""), email=str(data.get(proof.email) or "")
    )


def _purpose() -> str:
    words = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words[code] = str(_PURPOSE)
    return Text(words).packed()
