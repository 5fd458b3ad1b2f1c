"""Deaths and dissolutions: a party ends when a register says so, and lives on when that was
corrected."""

from __future__ import annotations

from uuid import UUID

from pencere.blocks.parties import api as parties
from pencere.blocks.registers.queries import read
from pencere.blocks.registers.values import Record
from pencere.kernel.actors import system
from pencere.kernel.errors import NotFound, Unavailable
from pencere.kernel.journal.api import Justification
from pencere.kernel.pack import EndSource, pack

ACTOR = system("registers")


def follow(subject: UUID) -> None:
    """Let `subject` end, or not, as the registers say today.

    Raises Unavailable when one of them is silent: then nothing changes.
    """
    sources = pack().end_sources()
    answers = read(
        actor=ACTOR,
        subject=subject,
        registers=sorted({each.register for each in sources}),
        purpose="life-end",
        justification=Justification(kind="law"),
    )
    if not all(answer.is_available for answer in answers.values()):
        raise Unavailable
    days = [
        record.valid_from
        for source in sources
        for record in answers[source.register].records
        if _says_so(record, source)
    ]
    try:
        parties.set_end(actor=ACTOR, party_id=subject, on=min(days, default=None))
    except NotFound:
        return  # a record about somebody whom the platform doesn't know


def _says_so(record: Record, source: EndSource) -> bool:
    return all(record.data.get(field) in values for field, values in source.conditions.items())
