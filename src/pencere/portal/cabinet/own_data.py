"""Reading what the registers hold of the person who asks, or of whom they act for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from pencere.blocks.mandates.api import scopes_in_words
from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.blocks.registers.api import Answer, Record, RegisterDeclaration
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused
from pencere.kernel.journal.api import Justification

PURPOSE = "own-data"
"""What the journal keeps as the reason when people look at their own data."""


def subject_of(actor: Actor) -> UUID:
    """Whose cabinet this is. Raises NotFound for who has none (nobody is signed in, or one acts
    in a single case only)."""
    if actor.applicant_id is None or actor.case:
        raise NotFound
    return actor.applicant_id


def declared_for(actor: Actor, *, category: str = "") -> list[RegisterDeclaration]:
    """The registers that can hold something of this cabinet's subject, as far as a mandate
    lets them be read. One query only while acting for another."""
    kind = "person"
    if actor.on_behalf_of is not None and not parties.party(actor.on_behalf_of).is_person:
        kind = "organisation"
    return [
        register
        for register in registers.declarations().values()
        if register.subject == kind
        and category in ("", register.category)
        and _is_open(actor, register.category)
    ]


def read(actor: Actor, declared: Sequence[RegisterDeclaration]) -> Mapping[str, Answer]:
    """What these registers say: one query, one row in the journal for each."""
    if not declared:
        return {}
    return registers.read(
        actor=actor,
        subject=subject_of(actor),
        registers=[register.code for register in declared],
        purpose=PURPOSE,
        justification=justification_of(actor),
    )


def versions(actor: Actor, record_id: UUID) -> list[Record]:
    """All versions of one record of this cabinet's subject, the newest first. Raises NotFound,
    also for a record of a register that a mandate doesn't open."""
    try:
        return registers.history(
            actor=actor,
            record_id=record_id,
            subject=subject_of(actor),
            purpose=PURPOSE,
            justification=justification_of(actor),
        )
    except Refused as refusal:
        raise NotFound from refusal


def covered_in_words(actor: Actor) -> list[str]:
    """What the mandate in use covers, for pages that show no more than that; empty for whoever
    sees all."""
    return [] if parties.sees_all(actor) else scopes_in_words(actor.mandate_scopes)


def justification_of(actor: Actor) -> Justification:
    """One's own data, or a mandate to see another's."""
    if actor.on_behalf_of is None:
        return Justification(kind="self")
    return Justification(kind="mandate", reference=str(actor.mandate_id))


def _is_open(actor: Actor, category: str) -> bool:
    if actor.on_behalf_of is None:
        return True
    return parties.covers(actor.mandate_scopes, [f"registers.{category}"])
