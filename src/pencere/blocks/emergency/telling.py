"""Who is told of an emergency access: its reviewers at once, the person after a while. Titles go
into e-mails and name nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pencere.blocks.emergency import rules
from pencere.blocks.emergency.models import EmergencyAccess
from pencere.blocks.notices import api as notices
from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.text import Text
from pencere.ui.api import formatting

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def reviewers(access: EmergencyAccess) -> None:
    """Tell the heads and those who look after data protection, but for who opened it."""
    used_by = access.account.party_id
    holders = parties.holders_of(access.agency_id, rules.REVIEWERS, clock.today())
    for party in holders:
        if party != used_by:
            _send(
                access,
                party,
                _("Data were opened in an emergency"),
                _(
                    "%(post)s opened data of a person on %(at)s: %(registers)s. Reason: %(reason)s."
                    " Review whether this was justified."
                ),
                link=reverse("desk:emergency_review", args=[access.pk]),
            )


def person(access: EmergencyAccess) -> None:
    """Tell the person whose data were opened."""
    _send(
        access,
        access.subject_id,
        _("An officer opened your data in an emergency"),
        _(
            "%(post)s opened your data on %(at)s: %(registers)s. Reason: %(reason)s. Others in the"
            " agency review whether this was justified. What was read stands under “Who"
            " looked at my data”."
        ),
        link=reverse("cabinet:who-looked"),
    )


def _send(
    access: EmergencyAccess, party: UUID, title: _StrPromise, body: _StrPromise, *, link: str
) -> None:
    titles, bodies = {}, {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            titles[code] = str(title)
            bodies[code] = str(body) % {
                "post": access.post_label.in_language(code),
                "at": formatting.date_and_time(access.opened_at),
                "registers": ", ".join(
                    registers.declaration(each).title.in_language(code) for each in access.registers
                ),
                "reason": access.reason.rstrip("."),
            }
    notices.send(
        party=party,
        kind="emergency.opened",
        title=Text(titles),
        body=Text(bodies),
        link=link,
        about=access.about,
    )
