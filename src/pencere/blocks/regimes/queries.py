"""Reading versions and proposals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pencere.blocks.regimes import rules
from pencere.blocks.regimes.fields import JSON
from pencere.blocks.regimes.kinds import completed, kind_of
from pencere.blocks.regimes.models import Proposal, Version
from pencere.blocks.regimes.timeline import spans_of
from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with the times in which it held, holds or will hold."""

    id: UUID
    number: int
    values: Mapping[str, JSON]
    spans: tuple[rules.Span, ...]
    """Empty for one that other decisions replaced before it began."""
    reason: Text
    law: Text
    marks: Mapping[str, Mapping[str, JSON]]
    made_at: dt.datetime
    proposal: Proposal | None
    """None for what the country pack brought."""

    def is_in_force(self, now: dt.datetime) -> bool:
        """Whether it holds at an instant."""
        return rules.at(self.spans, now) is not None


def versions(code: str) -> Sequence[VersionView]:
    """All versions of a regime, the newest first. Raises NotFound."""
    kind = kind_of(code)
    spans = spans_of(code)
    return [
        VersionView(
            id=row.pk,
            number=row.number,
            values=completed(kind, row.values),
            spans=tuple(span for span in spans if span.version == row.pk),
            reason=Text(row.reason),
            law=Text(row.law),
            marks=row.marks,
            made_at=row.made_at,
            proposal=row.proposal,
        )
        for row in Version.objects.filter(regime_id=code)
        .select_related("proposal")
        .order_by("-number")
    ]
