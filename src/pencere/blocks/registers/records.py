"""From a row of the table, or a remote answer, to the value that others see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from pencere.blocks.registers.declarations import RegisterDeclaration, expiry
from pencere.blocks.registers.models import RegisterRecord
from pencere.blocks.registers.rules import is_recorded
from pencere.blocks.registers.values import Record
from pencere.kernel.journal.api import JSON


def as_record(row: RegisterRecord, register: RegisterDeclaration) -> Record:
    """The value of one row."""
    return Record(
        id=row.id,
        register=row.register,
        subject=row.subject_id,
        data=row.data,
        number=row.number,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        expires_on=expiry(register, row.data),
        recorded_at=row.recorded_at,
        version=row.version,
        missing_fields=missing_fields(register, row.data),
        superseded_at=row.superseded_at,
    )


def missing_fields(register: RegisterDeclaration, data: Mapping[str, JSON]) -> tuple[str, ...]:
    """Required fields that `data` does not hold, in the declaration's order."""
    return tuple(
        field.key
        for field in register.fields
        if field.required and not is_recorded(data, field.key)
    )


def with_only(record: Record, keys: Collection[str] | None) -> Record:
    """The record with no more than the asked fields: who asks for little is given little."""
    if keys is None:
        return record
    return replace(
        record,
        data={key: value for key, value in record.data.items() if key in keys},
        missing_fields=tuple(key for key in record.missing_fields if key in keys),
    )
