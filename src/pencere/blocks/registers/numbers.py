"""The numbers of many people's documents at once, for a list that names none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from pencere.blocks.registers import journal_actions
from pencere.blocks.registers.declarations import declaration
from pencere.blocks.registers.queries import check_may_read
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import Entry, Justification, record_many
from pencere.kernel.rows import select

_NUMBERS = """
SELECT subject_id, number FROM registers_record
WHERE subject_id = ANY(%s) AND register = %s AND superseded_at IS NULL AND number <> ''
  AND (valid_until IS NULL OR valid_until >= current_date)
"""


def numbers_of(
    *,
    actor: Actor,
    register: str,
    subjects: Sequence[UUID],
    purpose: str,
    justification: Justification,
) -> Mapping[UUID, Sequence[str]]:
    """The numbers of the current records of a register kept in our tables, by subject. Whoever
    has none is left out. One SELECT, and one row of the journal that is about nobody: the caller
    makes of it what leads back to no person. Raises Refused as `read` does."""
    declared = declaration(register)
    check_may_read(
        actor=actor,
        subject=UUID(int=0),
        registers=[declared],
        purpose=purpose,
        justification=justification,
    )
    found: dict[UUID, list[str]] = {}
    for subject, number in select(_NUMBERS, [list(subjects), register]):
        found.setdefault(subject, []).append(number)
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=journal_actions.READ,
                register=register,
                fields=(declared.number_field,) if declared.number_field else (),
                purpose=purpose,
                justification=justification,
                params={"count": len(found)},
            )
        ]
    )
    return found
