"""Writing the timeline, for those who have decided what it shall be and hold the regime's row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation

from pencere.blocks.regimes.kinds import kind_of
from pencere.blocks.regimes.models import Period, Regime
from pencere.blocks.regimes.rules import Span


def write_timeline(
    regime: Regime, before: Sequence[Span], after: Sequence[Span], *, now: dt.datetime
) -> None:
    """Replace the rows of `before` that `after` doesn't have, add those that are new."""
    for span in set(before) - set(after):
        Period.objects.filter(
            regime=regime, version_id=span.version, starts_at=span.starts_at, replaced_at=None
        ).update(replaced_at=now)
    Period.objects.bulk_create(
        Period(
            regime=regime,
            version_id=span.version,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            known_from=now,
        )
        for span in after
        if span not in before
    )


def in_languages(words: object) -> dict[str, str]:
    """Lazily translated words in each language of the country."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(words)
    return found


def title_of(code: str) -> dict[str, str]:
    """What a regime is called, in each language."""
    return in_languages(kind_of(code).title)
