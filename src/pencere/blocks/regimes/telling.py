"""Who is told of a proposal: the other officers who decide about the regime, and when it was
decided who proposed it. Titles go into e-mails and name nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pencere.blocks.notices import api as notices
from pencere.blocks.parties import api as parties
from pencere.blocks.regimes import rules
from pencere.blocks.regimes.kinds import kind_of
from pencere.blocks.regimes.models import Proposal
from pencere.kernel import clock
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def others(row: Proposal) -> None:
    """Tell those who may decide about a proposal."""
    by = row.proposed_by.party_id
    for party in parties.holders_of(row.regime.agency_id, {rules.ROLE}, clock.today()):
        if party != by:
            _send(
                row,
                party,
                _("Rules wait for your decision: %(regime)s"),
                _("%(post)s proposes to change the rules of “%(regime)s”. Reason: %(reason)s"),
                post=row.proposer,
                said=row.reason,
            )


def proposer(row: Proposal) -> None:
    """Tell who proposed it what another officer decided."""
    is_approved = row.status == Proposal.Status.APPROVED
    _send(
        row,
        row.proposed_by.party_id,
        _("Your proposal was approved: %(regime)s")
        if is_approved
        else _("Your proposal was rejected: %(regime)s"),
        _("%(post)s approved your change of the rules of “%(regime)s”. %(reason)s")
        if is_approved
        else _("%(post)s rejected your change of the rules of “%(regime)s”. Reason: %(reason)s"),
        post=row.decider,
        said=row.answer,
    )


def _send(
    row: Proposal,
    party: UUID,
    title: _StrPromise,
    body: _StrPromise,
    *,
    post: Text,
    said: str,
) -> None:
    titles, bodies = {}, {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            values = {
                "post": post.in_language(code),
                "regime": str(kind_of(row.regime_id).title),
                "reason": said,
            }
            titles[code] = str(title) % values
            bodies[code] = (str(body) % values).strip()
    notices.send(
        party=party,
        kind="regime.proposal",
        title=Text(titles),
        body=Text(bodies),
        link=reverse("regimes:proposal", args=[row.pk]),
        about=row.about,
    )
