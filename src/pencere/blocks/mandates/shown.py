"""Mandates and offers as pages show them: in words, with what may be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from pencere.blocks.mandates.models import Proposal
from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import MandateView, mandate_words
from pencere.kernel import clock
from pencere.kernel.pack import pack
from pencere.ui.api import Definition, formatting

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def scopes_in_words(scopes: Collection[str]) -> list[str]:
    """What scopes cover, what they leave out last, in the active language."""
    known = pack().mandate_scopes()
    covered = sorted(each for each in scopes if not each.startswith("-"))
    return [_title(each, known) for each in covered] + [
        _("except: %(what)s") % {"what": _title(each[1:], known)}
        for each in sorted(scopes)
        if each.startswith("-")
    ]


def _title(scope: str, known: Any) -> str:
    if scope.startswith("application:"):
        return _("application %(number)s alone") % {"number": scope.partition(":")[2]}
    if scope in known:
        return str(known[scope].title)
    agency, dot, rest = scope.partition(".")
    if dot and rest == "*" and agency in parties.agencies():
        return _("services of: %(agency)s") % {"agency": parties.agency(agency).title}
    return scope


def kind_in_words(kind: str) -> _StrOrPromise:
    """By which right: “as director”."""
    return mandate_words(kind)


def state(mandate: MandateView) -> tuple[str, str]:
    """Words and colour of how a mandate stands."""
    today = clock.today()
    if mandate.ended_at is not None:
        words = {
            "revoked": _("revoked"),
            "given-up": _("given up"),
            "parent": _("ended with another"),
            "register": _("ended by the register"),
        }
        return words.get(mandate.ended_because, _("ended")), ""
    if mandate.is_live(today):
        return _("in force"), "good"
    if mandate.valid_from > today:
        return _("not yet in force"), "wait"
    return _("over"), ""


def definitions(mandate: MandateView) -> list[Definition]:
    """What a mandate says, row by row."""
    rows = [
        Definition(_("For whom"), mandate.grantor.name),
        Definition(_("Who acts"), mandate.holder.name),
        Definition(_("By which right"), kind_in_words(mandate.kind)),
        *_terms(
            mandate.scopes,
            mandate.limit_minor,
            mandate.limit_currency,
            may_delegate=mandate.may_delegate,
        ),
        Definition(_("From"), mandate.valid_from, kind="date"),
        Definition(
            _("Until"),
            formatting.date(mandate.valid_until) if mandate.valid_until else _("without an end"),
        ),
        Definition(_("Where it comes from"), source_in_words(mandate)),
    ]
    if mandate.ended_at is not None:
        rows.append(Definition(_("Ended"), mandate.ended_at, kind="datetime"))
    return rows


def _terms(
    scopes: Collection[str], limit: int | None, currency: str, *, may_delegate: bool
) -> list[Definition]:
    rows = [Definition(_("What for"), scopes_in_words(scopes), kind="list")]
    if limit is not None:
        rows.append(
            Definition(_("The most that one step may cost"), formatting.money(limit, currency))
        )
    rows.append(Definition(_("May be passed on"), may_delegate, kind="boolean"))
    return rows


def source_in_words(mandate: MandateView) -> str:
    """Given by whom, or the register's title."""
    if mandate.given_by_id is not None:
        giver = parties.party(mandate.given_by_id)
        return _("given by %(name)s") % {"name": giver.name}
    if "." in mandate.source and mandate.source.partition(".")[0] in parties.agencies():
        agency = parties.agency(mandate.source.partition(".")[0])
        return _("register of: %(agency)s") % {"agency": agency.title}
    return mandate.source


def proposal_definitions(proposal: Proposal, *, is_mine: bool) -> list[Definition]:
    """What an offer or a request says. Of the other side only what whoever looks may know."""
    is_offer = proposal.direction == Proposal.Direction.OFFER
    proposer = proposal.proposed_by.name
    if is_offer:
        grantor = proposal.grantor.name if proposal.grantor else ""
        holder = proposal.holder_identifier if is_mine else _("You")
    else:
        grantor = proposal.grantor_identifier if is_mine else _("You, or whom you act for now")
        holder = proposer
    rows = [Definition(_("For whom"), grantor), Definition(_("Who acts"), holder)]
    if is_offer and not is_mine:
        rows.append(Definition(_("Offered by"), proposer))
    rows += [
        Definition(_("By which right"), kind_in_words(proposal.kind)),
        *_terms(
            proposal.scopes,
            proposal.limit_minor,
            proposal.limit_currency,
            may_delegate=proposal.may_delegate,
        ),
        Definition(_("Until"), proposal.valid_until, kind="date"),
        Definition(_("Answer by"), _last_moment(proposal), kind="date"),
    ]
    if proposal.note:
        rows.append(Definition(_("Words with it"), proposal.note))
    return rows


def _last_moment(proposal: Proposal) -> dt.date:
    """The last day on which it can be answered."""
    return (proposal.open_until - dt.timedelta(minutes=1)).date()


def case_address(about: str) -> str:
    """The page of the case that a row of the journal is about, "" for none."""
    kind, _colon, reference = about.partition(":")
    if kind != "application":
        return ""
    try:
        return reverse("applications:show", args=[reference])
    except NoReverseMatch:
        return ""
