"""Changing registers. What stood before stays: a correction is a new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import journal_actions, rules
from pencere.blocks.registers.counterparts import canonical_identifier
from pencere.blocks.registers.declarations import (
    FieldDeclaration,
    RegisterDeclaration,
    declaration,
)
from pencere.blocks.registers.events import changed
from pencere.blocks.registers.models import RegisterRecord
from pencere.blocks.registers.queries import canonical_number
from pencere.blocks.registers.records import as_record
from pencere.blocks.registers.values import NewRecord, Record
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import JSON, Justification
from pencere.kernel.journal.api import record as journal_record

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PROBLEMS: Mapping[str, _StrPromise] = {
    "not-text": gettext_lazy("Enter text."),
    "too-long": gettext_lazy("This is too long."),
    "not-a-date": gettext_lazy("Enter a date."),
    "not-a-number": gettext_lazy("Enter a number."),
    "not-yes-or-no": gettext_lazy("Answer yes or no."),
    "not-a-choice": gettext_lazy("Choose one of the values in the list."),
    "not-a-party": gettext_lazy("Choose a person or an organisation."),
    "unknown": gettext_lazy("The register has no such field."),
    "not-correctable": gettext_lazy("This field can't be corrected in this way."),
    "required": gettext_lazy("The register needs this."),
}

_NOT_THE_KEEPER = gettext_lazy("Only the agency that keeps the register may write into it.")


@transaction.atomic
def correct(
    *,
    actor: Actor,
    register: str,
    subject: UUID,
    record_id: UUID,
    version: int,
    changes: Mapping[str, JSON],
    justification: Justification,
) -> Record:
    """Correct fields of a record as a registrar of the agency that keeps it.

    `version` is the one that was decided on. Returns the new version; the old one stays in
    `history`. Raises Refused, NotFound, Conflict when the record has moved on, Invalid with a
    message for each field.
    """
    declared = _own_register(register)
    if not rules.may_correct(actor, agency=declared.agency):
        raise Refused(
            _("Only a registrar of the agency that keeps the register may correct it."),
            code="not-a-registrar",
        )
    _check_justified(justification)
    row = _locked(register, subject, record_id, version)
    _check_changes(declared, changes)
    now = clock.now()
    RegisterRecord.objects.filter(pk=row.pk).update(superseded_at=now)
    data = {**row.data, **changes}
    corrected = RegisterRecord(
        subject_id=subject,
        id=record_id,
        version=row.version + 1,
        register=register,
        number=_number(declared, data) or row.number,
        counterpart=_counterpart(declared, data),
        data=data,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        recorded_at=now,
    )
    if corrected.number != row.number:
        _reserve_number(declared, corrected.number, corrected.valid_from)
    corrected.save(force_insert=True)
    _journal(journal_actions.CORRECTED, actor, corrected, tuple(changes), justification)
    _tell(corrected)
    return as_record(corrected, declared)


def add(
    *,
    actor: Actor,
    register: str,
    subject: UUID,
    data: Mapping[str, JSON],
    number: str = "",
    valid_from: dt.date,
    valid_until: dt.date | None = None,
    justification: Justification,
) -> Record:
    """Add a record, as the platform or an officer of the agency that keeps the register.

    `number` may be left out where the register has a number field. Raises Refused, NotFound
    (no such party), Conflict when another record has the number, Invalid.
    """
    record = NewRecord(subject, data, valid_from, valid_until, number)
    return add_together(
        actor=actor, register=register, records=[record], justification=justification
    )[0]


@transaction.atomic
def add_together(
    *,
    actor: Actor,
    register: str,
    records: Sequence[NewRecord],
    justification: Justification,
    replacing: Collection[UUID] = (),
) -> list[Record]:
    """Add the records of one act about several subjects, all or none: they may share its number,
    which no other record that still holds may have, but for those that the act ends (`replacing`).
    Raises as `add` does."""
    declared = _own_register(register)
    if not rules.may_add(actor, agency=declared.agency):
        raise Refused(_NOT_THE_KEEPER, code="not-the-keeper")
    _check_justified(justification)
    rows = [_new_row(declared, each) for each in records]
    first_day = min((each.valid_from for each in records), default=clock.today())
    for number in sorted({row.number for row in rows}):
        _reserve_number(declared, number, first_day, replacing)
    for row, each in zip(rows, records, strict=True):
        row.save(force_insert=True)
        _journal(journal_actions.ADDED, actor, row, tuple(each.data), justification)
        _tell(row)
    return [as_record(row, declared) for row in rows]


def _new_row(register: RegisterDeclaration, new: NewRecord) -> RegisterRecord:
    parties.party(new.subject)
    if new.valid_until is not None and new.valid_until < new.valid_from:
        raise Invalid(_("It can't end before it begins."), field="valid_until")
    _check_new(register, new.data)
    return RegisterRecord(
        subject_id=new.subject,
        id=new_id(),
        register=register.code,
        number=canonical_number(new.number) or _number(register, new.data),
        counterpart=_counterpart(register, new.data),
        data=dict(new.data),
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        recorded_at=clock.now(),
    )


@transaction.atomic
def end(
    *,
    actor: Actor,
    register: str,
    subject: UUID,
    record_id: UUID,
    version: int | None,
    last_day: dt.date,
    justification: Justification,
) -> Record:
    """Let a record hold until `last_day` and no longer: an old licence when a new one is given.

    For the platform or an officer of the agency that keeps the register. Makes a new version.
    `version` None ends whichever version is the present one. A record never ends before the
    day on which it began. Raises as `correct` does.
    """
    declared = _own_register(register)
    if not rules.may_add(actor, agency=declared.agency):
        raise Refused(_NOT_THE_KEEPER, code="not-the-keeper")
    _check_justified(justification)
    row = _locked(register, subject, record_id, version)
    last_day = max(last_day, row.valid_from)
    now = clock.now()
    RegisterRecord.objects.filter(pk=row.pk).update(superseded_at=now)
    row.version, row.recorded_at, row.valid_until = row.version + 1, now, last_day
    row.save(force_insert=True)
    _journal(journal_actions.ENDED, actor, row, ("valid_until",), justification)
    _tell(row)
    return as_record(row, declared)


def _tell(row: RegisterRecord) -> None:
    changed.send(
        sender=RegisterRecord,
        register=row.register,
        subject=row.subject_id,
        holds_from=row.valid_from,
        holds_until=row.valid_until,
    )


def _own_register(code: str) -> RegisterDeclaration:
    declared = declaration(code)
    if declared.provider.kind != "tables":
        raise Refused(
            _("The agency keeps this register in a system of its own."),
            code="register-kept-elsewhere",
        )
    return declared


def _check_justified(justification: Justification) -> None:
    if not isinstance(justification, Justification):
        raise Refused(code="no-justification")


def _locked(register: str, subject: UUID, record_id: UUID, version: int | None) -> RegisterRecord:
    row = (
        RegisterRecord.objects.select_for_update()
        .filter(subject_id=subject, id=record_id, register=register)
        .order_by("-version")
        .first()
    )
    if row is None:
        raise NotFound(code="unknown-record")
    if version not in (None, row.version) or row.superseded_at is not None:
        raise Conflict(
            _("The record has changed in the meantime. Look at it again."), code="record-moved-on"
        )
    return row


def _check_changes(register: RegisterDeclaration, changes: Mapping[str, JSON]) -> None:
    if not changes:
        raise Invalid(_("Nothing would change."), code="no-changes")
    problems = {key: _problem_of_change(register, key, value) for key, value in changes.items()}
    _raise(problems)


def _problem_of_change(register: RegisterDeclaration, key: str, value: JSON) -> str | None:
    field = register.by_key.get(key)
    if field is None:
        return "unknown"
    if not field.correctable:
        return "not-correctable"
    return _problem_of_value(field, value)


def _check_new(register: RegisterDeclaration, data: Mapping[str, JSON]) -> None:
    problems: dict[str, str | None] = {key: "unknown" for key in data if key not in register.by_key}
    for field in register.fields:
        problems[field.key] = _problem_of_value(field, data.get(field.key))
    _raise(problems)


def _problem_of_value(field: FieldDeclaration, value: JSON) -> str | None:
    if not rules.is_recorded({"value": value}, "value"):
        return "required" if field.required else None
    return rules.problem(value, type_=field.type, choices=field.choices)


def _raise(problems: Mapping[str, str | None]) -> None:
    """Invalid with a message for each field that has a problem."""
    found = {key: [PROBLEMS[code]] for key, code in problems.items() if code}
    if found:
        raise Invalid(code="invalid-record", fields=found)


def _number(register: RegisterDeclaration, data: Mapping[str, JSON]) -> str:
    value = data.get(register.number_field) if register.number_field else None
    return canonical_number(str(value)) if value else ""


def _counterpart(register: RegisterDeclaration, data: Mapping[str, JSON]) -> str:
    value = data.get(register.counterpart_field) if register.counterpart_field else None
    return canonical_identifier(str(value)) if value else ""


def _reserve_number(
    register: RegisterDeclaration,
    number: str,
    first_day: dt.date,
    replacing: Collection[UUID] = (),
) -> None:
    """Raises Conflict when a record that holds on `first_day` or later has `number` (what ended
    before may be followed: a plate goes to the next owner); holds it until the transaction ends.

    A unique index over subjects could not be distributed by subject, so that a lock on the
    number stands in for it.
    """
    if not number:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{register.code} {number}"]
        )
    taken = RegisterRecord.objects.filter(
        register=register.code, number=number, superseded_at__isnull=True
    )
    taken = taken.exclude(valid_until__lt=first_day).exclude(id__in=replacing)
    if taken.exists():
        raise Conflict(_("Another record of the register has this number."), code="number-taken")


def _journal(
    action: str,
    actor: Actor,
    row: RegisterRecord,
    fields: tuple[str, ...],
    justification: Justification,
) -> None:
    journal_record(
        actor=actor,
        action=action,
        subject=row.subject_id,
        about=f"record:{row.id}",
        register=row.register,
        fields=fields,
        justification=justification,
    )
