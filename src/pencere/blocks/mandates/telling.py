"""What both sides are told of mandates. Titles go into e-mails and name nobody; the words in the
inbox do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pencere.blocks.mandates.models import Proposal
from pencere.blocks.notices import api as notices
from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import MandateView
from pencere.kernel.text import Text
from pencere.ui.api import formatting

if TYPE_CHECKING:
    import datetime as dt

    from django.utils.functional import _StrPromise

_ENDED = {
    "revoked": _("The mandate of %(holder)s to act for %(grantor)s was revoked."),
    "given-up": _("%(holder)s no longer wants to act for %(grantor)s and gave up the mandate."),
    "parent": _(
        "The mandate of %(holder)s to act for %(grantor)s ended with the one that it derived from."
    ),
    "register": _("%(holder)s no longer acts for %(grantor)s: the register no longer says so."),
}


def proposed(proposal: Proposal) -> None:
    """Tell whoever is offered a mandate or asked for one, if there is such a party."""
    if proposal.direction == Proposal.Direction.OFFER:
        party = _person(proposal.holder_identifier)
        if party is not None and proposal.grantor_id is not None:
            grantor = parties.party(proposal.grantor_id)
            _send(
                party,
                "mandates.offered",
                _("You are offered a mandate"),
                _("%(grantor)s wants you to act in their name. Accept or decline it."),
                about=proposal.about,
                names={"grantor": grantor.name},
            )
        return
    found = parties.party_by_identifier(proposal.grantor_kind, proposal.grantor_identifier)
    if found is not None:
        asker = parties.party(proposal.proposed_by_id)
        _send(
            found.id,
            "mandates.requested",
            _("Somebody asks for a mandate"),
            _("%(holder)s asks to be allowed to act in your name. Accept or decline it."),
            about=proposal.about,
            names={"holder": asker.name},
        )


def begun(mandate: MandateView) -> None:
    """A mandate began: both sides."""
    _both(
        mandate,
        "mandates.begun",
        _("A mandate began"),
        _("%(holder)s may now act for %(grantor)s, until %(until)s."),
    )


def declined(proposal: Proposal) -> None:
    """Somebody said no: whoever had proposed it."""
    _send(
        proposal.proposed_by_id,
        "mandates.declined",
        _("A mandate was declined"),
        _("The offer or request of a mandate was declined."),
        about=proposal.about,
        names={},
    )


def extended(mandate: MandateView) -> None:
    """A mandate holds longer: both sides."""
    _both(
        mandate,
        "mandates.extended",
        _("A mandate was extended"),
        _("%(holder)s may act for %(grantor)s until %(until)s."),
    )


def ended(mandate: MandateView, *, because: str) -> None:
    """A mandate ended before its day: both sides."""
    _both(mandate, "mandates.ended", _("A mandate ended"), _ENDED[because])


def _both(mandate: MandateView, kind: str, title: _StrPromise, body: _StrPromise) -> None:
    for party in (mandate.grantor, mandate.holder):
        _send(
            party.id,
            kind,
            title,
            body,
            about=f"mandate:{mandate.id}",
            names={"grantor": mandate.grantor.name, "holder": mandate.holder.name},
            until=mandate.valid_until,
        )


def _send(
    party: UUID,
    kind: str,
    title: _StrPromise,
    body: _StrPromise,
    *,
    about: str,
    names: dict[str, str],
    until: dt.date | None = None,
) -> None:
    titles, bodies = {}, {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            day = formatting.date(until) if until else _("without an end")
            titles[code] = str(title)
            bodies[code] = str(body) % {**names, "until": day}
    notices.send(
        party=party,
        kind=kind,
        title=Text(titles),
        body=Text(bodies),
        link=reverse("mandates:overview"),
        about=about,
    )


def _person(identifier: str) -> UUID | None:
    for kind in ("person", "foreigner"):
        found = parties.party_by_identifier(kind, identifier)
        if found is not None:
            return found.id
    return None
