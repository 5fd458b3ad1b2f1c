"""Reads records from `registers_record`: one SELECT, however many subjects and registers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Q

from pencere.blocks.parties.api import PartyView
from pencere.blocks.registers.declarations import RegisterDeclaration
from pencere.blocks.registers.models import RegisterRecord
from pencere.blocks.registers.providers.base import Found
from pencere.blocks.registers.records import as_record
from pencere.blocks.registers.values import Record


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
        rows = RegisterRecord.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=today),
            subject_id__in=list(subjects),
            register__in=list(declared),
            superseded_at__isnull=True,
            valid_from__lte=today,
        )
        found: defaultdict[tuple[UUID, str], list[Record]] = defaultdict(list)
        for row in rows:
            found[row.subject_id, row.register].append(as_record(row, declared[row.register]))
        return {
            place: tuple(sorted(records, key=lambda r: (r.valid_from, r.id), reverse=True))
            for place, records in found.items()
        }
