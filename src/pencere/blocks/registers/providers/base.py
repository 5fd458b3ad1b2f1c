"""What the platform asks of one who keeps a register's records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, TypeAlias
from uuid import UUID

from pencere.blocks.parties.api import PartyView
from pencere.blocks.registers.declarations import RegisterDeclaration
from pencere.blocks.registers.values import Record

Found: TypeAlias = Mapping[tuple[UUID, str], tuple[Record, ...]]
"""Records by subject and register; a pair without records is left out."""


class Provider(Protocol):
    """One kind of place where records are."""

    is_local: bool
    """Whether it answers from our own database, so that it needs no deadline."""

    def fetch(
        self,
        *,
        subjects: Collection[UUID],
        registers: Sequence[RegisterDeclaration],
        today: dt.date,
        parties: Mapping[UUID, PartyView],
    ) -> Found:
        """Records that hold on `today`, newest first.

        `parties` are the subjects with their identifiers, for one who isn't local. Raises
        `kernel.errors.Unavailable` when no answer, or none that makes sense, can be had.
        """
        ...
