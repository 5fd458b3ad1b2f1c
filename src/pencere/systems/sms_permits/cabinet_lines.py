"""What stands on the cabinet's card of permits: what holds, and what is blocked."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Refused
from pencere.systems.sms_permits import own_permits, regime
from pencere.systems.sms_permits.block_queries import as_view
from pencere.systems.sms_permits.own_blocks import own_live_blocks
from pencere.systems.sms_permits.queries import may_ask_for, valid_permits
from pencere.ui.api import PermitLine, PermitPart, feed_permit_card, formatting


def lines(actor: Actor) -> PermitPart | None:
    """The part of whoever acts; None while no regime is in force and nothing holds."""
    try:
        subject = may_ask_for(actor)
    except Refused:
        return None
    valid = valid_permits(subjects=[subject], at=clock.now())[subject]
    if regime.rules_now() is None and not valid:
        return None
    found = [
        PermitLine(
            title=own_permits.purpose_title(each.purpose),
            address=reverse("sms_permits:permit", args=[each.reference]),
            note=_("With the document %(number)s") % {"number": each.document},
            state=_("until %(time)s") % {"time": formatting.time_of_day(each.valid_until)},
            colour="good",
        )
        for each in valid
    ]
    found += [
        PermitLine(
            title=_("Permits to leave home are blocked"),
            address=reverse("sms_permits:block", args=[view.block.pk]),
            note=view.reason,
            state=_("Blocked"),
            colour="bad",
        )
        for view in map(as_view, own_live_blocks(actor))
    ]
    words = _("Permits to leave home") if found else _("Ask for a permit to leave home")
    return PermitPart(lines=tuple(found), words=words, address=reverse("sms_permits:overview"))


def feed() -> None:
    """Put the part on the card: once a process, when it starts."""
    feed_permit_card("sms-permits", lines, order=10)
