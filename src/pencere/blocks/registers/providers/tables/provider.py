"""Reads records from `registers_record`: one SELECT, however many subjects and registers."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from pencere.blocks.parties.api import PartyView
from pencere.blocks.registers.declarations import RegisterDeclaration, expiry
from pencere.blocks.registers.providers.base import Found
from pencere.blocks.registers.records import missing_fields
from pencere.blocks.registers.values import Record
from pencere.kernel.rows import select

CURRENT = """
SELECT subject_id, register, id, data, number, valid_from, valid_until, recorded_at, version
FROM registers_record
WHERE subject_id = ANY(%s) AND register = ANY(%s) AND superseded_at IS NULL
AND valid_from <= %s AND (valid_until IS NULL OR valid_until >= %s)
ORDER BY valid_from DESC, id DESC
"""


class TablesProvider:
    """Our own table."""

    is_local = True

    def fetch(
        self,
        *,
        subjects: Collection[UUID],
        registers: Sequence[RegisterDeclaration],
        today: dt.date,
        parties: Mapping[UUID, PartyView],
    ) -> Found:
        """Current versions of the records that hold on `today`, newest first."""
        declared = {register.code: register for register in registers}
        rows = select(CURRENT, [list(subjects), list(declared), today, today])
        found: defaultdict[tuple[UUID, str], list[Record]] = defaultdict(list)
        for row in rows:
            found[row[0], row[1]].append(_record(declared[row[1]], row))
        return {place: tuple(records) for place, records in found.items()}


def _record(declared: RegisterDeclaration, row: tuple[Any, ...]) -> Record:
    subject, register, id_, data, number, valid_from, valid_until, recorded_at, version = row
    data = json.loads(data)
    return Record(
        id=id_,
        register=register,
        subject=subject,
        data=data,
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
        expires_on=expiry(declared, data),
        recorded_at=recorded_at,
        version=version,
        missing_fields=missing_fields(declared, data),
    )
