"""From a document's number to the person whose it is: one look-up that is journaled to them, or
about nobody when the number is nobody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.journal.api import Justification
from pencere.kernel.pack import pack
from pencere.kernel.text import Text

_PICTURE = "data:image/"
MOST_PICTURE = 30_000
"""Characters of a photo that is shown: more would not come through a slow network."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose document it is, as far as an officer in the street is shown."""

    id: UUID
    name: str
    born_in: int | None
    photo: str
    """As a data address; empty where the register has none that can be shown."""
    document: Text
    """Kind of the document."""
    number: str
    is_document_valid: bool
    expires_on: dt.date | None


def canonical(typed: str) -> str:
    """The number that was typed in its canonical form. Raises Invalid when it can be none."""
    found = next(_readings(typed), None)
    if found is None:
        raise Invalid(
            _("This can't be the number of a document. Read it once more."),
            code="number-form",
            field="number",
        )
    return found[1]


def find(*, actor: Actor, number: str, purpose: str, reference: str) -> Person | None:
    """The person whose document has this number, None where nobody's has.

    Journaled to the person; a number that is nobody's about nobody. Raises Refused where the
    actor's agency may not read the register.
    """
    for kind, canonical_number, register in _readings(number):
        record = registers.find_by_number(
            actor=actor,
            register=register,
            number=canonical_number,
            purpose=purpose,
            justification=Justification("law", reference),
        )
        if record is not None:
            return _person(record, kind)
    return None


def find_by_id(*, actor: Actor, subject: UUID, purpose: str, reference: str) -> Person:
    """As `find`, for whom a permit's code names. Raises NotFound, Refused."""
    codes = list(pack().identity_proof.documents.items())
    answers = registers.read(
        actor=actor,
        subject=subject,
        registers=[register for _kind, register in codes],
        purpose=purpose,
        justification=Justification("law", reference),
    )
    for kind, register in codes:
        record = answers[register].first
        if record is not None:
            return _person(record, kind)
    raise NotFound


def _readings(typed: str) -> Iterator[tuple[str, str, str]]:
    """Kind, canonical number and register of each document that the number can be of."""
    for kind, register in pack().identity_proof.documents.items():
        number = pack().normalise_document_number([kind], typed)
        if number is not None:
            yield kind, number, register


def _person(record: registers.Record, kind: str) -> Person:
    party = parties.party(record.subject)
    born = record.data.get(pack().identity_proof.born_on) or party.born_on
    photo = str(record.data.get("photo") or "")
    today = clock.today()
    is_current = record.valid_until is None or record.valid_until >= today
    is_unexpired = record.expires_on is None or record.expires_on >= today
    return Person(
        id=record.subject,
        name=party.name,
        born_in=int(str(born)[:4]) if born else None,
        photo=photo if photo.startswith(_PICTURE) and len(photo) <= MOST_PICTURE else "",
        document=pack().document_kinds()[kind],
        number=record.number,
        is_document_valid=is_current and is_unexpired and party.ended_on is None,
        expires_on=record.expires_on,
    )
