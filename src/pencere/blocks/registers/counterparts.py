"""Reading a register from the other side: the contracts of an employer, say, whose declaration
names the field with the other party's identifier (`counterpart_field`)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import journal_actions, rules
from pencere.blocks.registers.declarations import (
    RegisterDeclaration,
    declaration,
    declarations,
    expiry,
)
from pencere.blocks.registers.queries import access_of, canonical_number, require_not_left_out
from pencere.blocks.registers.records import missing_fields, with_only
from pencere.blocks.registers.values import Record
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Refused
from pencere.kernel.journal.api import Entry, Justification, record_many
from pencere.kernel.pack import pack
from pencere.kernel.rows import select

MOST_CHARACTERS = 32

_OF_COUNTERPARTS = """
FROM registers_record
WHERE register = %s AND counterpart = ANY(%s::varchar[]) AND counterpart <> ''
AND superseded_at IS NULL AND valid_from <= %s AND (valid_until IS NULL OR valid_until >= %s)
"""
_FIND = f"""
SELECT subject_id, id, data, number, valid_from, valid_until, recorded_at, version
{_OF_COUNTERPARTS}"""
_AMONG = " AND subject_id = ANY(%s)"
_LATEST_FIRST = " ORDER BY valid_from DESC, id DESC"
_COUNT = f"SELECT counterpart, count(DISTINCT subject_id) {_OF_COUNTERPARTS}"
_BY_COUNTERPART = " GROUP BY counterpart"
_NOT_OVER = " AND coalesce(nullif(data ->> %s, ''), '9999') >= %s"


def find_by_counterpart(
    *,
    actor: Actor,
    register: str,
    counterpart: str,
    purpose: str,
    justification: Justification,
    subjects: Collection[UUID] | None = None,
    fields: Sequence[str] | None = None,
) -> tuple[Record, ...]:
    """The records that hold today and name `counterpart` (an identifier) as the other party, the
    latest first; of `subjects` alone where these are given.

    For whoever acts for that party, the platform, and officers as in `read`. One SELECT and one
    INSERT: the journal has a row for each person of whom something was found. Raises Refused and
    Invalid as `read` does.
    """
    declared = _checked(actor, register, counterpart, purpose, justification)
    today = clock.today()
    statement = _FIND + ("" if subjects is None else _AMONG) + _LATEST_FIRST
    values = [register, [canonical_identifier(counterpart)], today, today]
    rows = select(statement, values if subjects is None else [*values, list(subjects)])
    keys = None if fields is None else tuple(declared.field(key).key for key in fields)
    found = tuple(with_only(_record(declared, row), keys) for row in rows)
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=journal_actions.FOUND_AS_COUNTERPART,
                subject=subject,
                register=register,
                fields=keys or tuple(declared.by_key),
                purpose=purpose,
                justification=justification,
            )
            for subject in dict.fromkeys(record.subject for record in found)
        ]
    )
    return found


def count_by_counterpart(
    *,
    actor: Actor,
    register: str,
    counterparts: Collection[str],
    purpose: str,
    justification: Justification,
    last_day_field: str | None = None,
) -> Mapping[str, int]:
    """How many people have a record today that names each of `counterparts` (identifiers) as the
    other party, by identifier as it was given.

    A record whose `last_day_field` (a date) lies in the past isn't counted. Nobody's data are
    shown, so the journal has one row about nobody. Raises as `find_by_counterpart` does.
    """
    canonical = {each: canonical_identifier(each) for each in counterparts}
    if not canonical:
        return {}
    for each in canonical.values():
        declared = _checked(actor, register, each, purpose, justification)
    today = clock.today()
    values: list[object] = [register, sorted(set(canonical.values())), today, today]
    statement = _COUNT
    if last_day_field is not None:
        statement += _NOT_OVER
        values += [declared.field(last_day_field).key, today.isoformat()]
    counted = dict(select(statement + _BY_COUNTERPART, values))
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=journal_actions.COUNTED,
                register=register,
                purpose=purpose,
                justification=justification,
            )
        ]
    )
    return {each: counted.get(found, 0) for each, found in canonical.items()}


def canonical_identifier(value: str) -> str:
    """An identifier of a party as records are found by it, in whatever way it was written."""
    canonical = pack().normalise_organisation_identifier(value) or canonical_number(value)
    return canonical[:MOST_CHARACTERS]


def _checked(
    actor: Actor, register: str, counterpart: str, purpose: str, justification: Justification
) -> RegisterDeclaration:
    """The declaration, for whom may read so. Raises Refused."""
    declared = declaration(register)
    if declared.counterpart_field is None or declared.provider.kind != "tables":
        raise Refused(code="register-without-counterparts", field=register)
    if not purpose.strip():
        raise Refused(_("A register is read for a purpose only."), code="no-purpose")
    if not isinstance(justification, Justification):
        raise Refused(
            _("It must be said what entitles to read a register."), code="no-justification"
        )
    require_not_left_out(actor=actor, register=register)
    if not rules.may_read_as_counterpart(
        actor,
        is_counterpart=_is_identifier_of(actor.applicant_id, canonical_identifier(counterpart)),
        access=access_of(declared),
        kind=justification.kind,
        reference=justification.reference,
    ):
        raise Refused(
            _("Only the party that the records name may look them up so."),
            code="register-not-open",
            field=register,
        )
    return declared


def _is_identifier_of(party_id: UUID | None, identifier: str) -> bool:
    """Whether a party goes by this identifier: its own, or one that a register gave it."""
    if party_id is None or not identifier:
        return False
    if parties.party(party_id).identifier == identifier:
        return True
    identifying = [each.code for each in declarations().values() if each.number_identifies]
    today = clock.today()
    return bool(
        select(
            "SELECT 1 FROM registers_record WHERE subject_id = %s AND register = ANY(%s)"
            " AND number = %s AND superseded_at IS NULL"
            " AND valid_from <= %s AND (valid_until IS NULL OR valid_until >= %s) LIMIT 1",
            [party_id, identifying, identifier, today, today],
        )
    )


def _record(
    declared: RegisterDeclaration,
    row: tuple[UUID, UUID, str, str, dt.date, dt.date | None, dt.datetime, int],
) -> Record:
    subject, id_, data, number, valid_from, valid_until, recorded_at, version = row
    known = json.loads(data)
    return Record(
        id=id_,
        register=declared.code,
        subject=subject,
        data=known,
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
        expires_on=expiry(declared, known),
        recorded_at=recorded_at,
        version=version,
        missing_fields=missing_fields(declared, known),
    )
