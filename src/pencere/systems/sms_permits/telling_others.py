"""Telling people of permits that were asked for with their document by a phone that isn't theirs.

Each decision is looked at once. A phone that asked for the person before is not told of again:
who asks for their parents each day would only teach them not to read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pencere.blocks.identity.api import phones_of
from pencere.blocks.notices import api as notices
from pencere.kernel import clock, rows
from pencere.kernel.spans.api import next_span
from pencere.kernel.text import Text
from pencere.systems.sms_permits import people_words
from pencere.ui.api import formatting

NAME = "sms-permits.others"
KIND = "sms-permits.asked-by-another"
REMEMBERED = 30
"""Days for which a phone that asked for a person counts as known to them."""
_TITLE = _("Somebody asked for a permit with your document")
_BODY = _(
    "On %(at)s the phone %(phone)s asked for a permit to leave home with your document. If nobody"
    " did so with your knowledge, say that it wasn't you: officers look into it."
)


@dataclass(frozen=True, slots=True)
class _Taken:
    subject: UUID
    sender: str
    id: UUID
    day: dt.date
    asked_at: dt.datetime

    @property
    def reference(self) -> str:
        return f"{self.day:%Y%m%d}{self.id.hex}"


def tell_of_others() -> int:
    """Tell whoever has an account of permits of the last minute that a strange phone asked for;
    how many were told. Two at once wait for each other."""
    with next_span(NAME) as span:
        if span.is_empty:
            return 0
        condition, values = span.condition("xact", "decided_at")
        found = rows.select(
            "SELECT DISTINCT ON (subject, sender) subject, sender, id, day, asked_at"  # noqa: S608
            " FROM sms_permits_decision WHERE day >= %s AND outcome = 'granted'"
            f" AND sender <> '' AND NOT is_extension AND {condition}"
            " ORDER BY subject, sender, decided_at",
            [clock.today() - dt.timedelta(days=1), *values],
        )
        taken = _unknown(_by_strangers([_Taken(*row) for row in found]))
        for each in taken:
            _tell(each)
        return len(taken)


def _by_strangers(taken: Sequence[_Taken]) -> list[_Taken]:
    """Those of people who have an account with another phone than the one that asked."""
    phones = phones_of([each.subject for each in taken])
    return [each for each in taken if phones.get(each.subject, each.sender) != each.sender]


def _unknown(taken: Sequence[_Taken]) -> list[_Taken]:
    """Those whose phone has not asked for the person in the last days."""
    if not taken:
        return []
    known = rows.select(
        "SELECT given.id FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[])"
        " AS given(id, subject, sender, asked_at) WHERE EXISTS (SELECT FROM sms_permits_decision"
        "  AS former WHERE former.subject = given.subject AND former.sender = given.sender"
        "  AND former.day >= %s AND former.outcome <> 'refused' AND former.id <> given.id"
        "  AND former.asked_at < given.asked_at)",
        [
            [each.id for each in taken],
            [each.subject for each in taken],
            [each.sender for each in taken],
            [each.asked_at for each in taken],
            clock.today() - dt.timedelta(days=REMEMBERED),
        ],
    )
    ids = {id_ for (id_,) in known}
    return [each for each in taken if each.id not in ids]


def _tell(taken: _Taken) -> None:
    titles, bodies = {}, {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            titles[code] = str(_TITLE)
            bodies[code] = str(_BODY) % {
                "at": formatting.date_and_time(taken.asked_at),
                "phone": people_words.hidden(taken.sender),
            }
    notices.send(
        party=taken.subject,
        kind=KIND,
        title=Text(titles),
        body=Text(bodies),
        link=reverse("sms_permits:not-me", args=[taken.reference]),
        about=f"sms-permit:{taken.id}",
    )
