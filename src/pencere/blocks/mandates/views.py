"""Pages of mandates: for whom one may act, who may act for one, what waits for an answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import (
    acting_for,
    actor_of,
    needs_assurance,
    note_mandates,
    signed_in,
)
from pencere.blocks.mandates import answering, ending, queries, rules, shown
from pencere.blocks.mandates.access import Reach
from pencere.blocks.mandates.models import Proposal
from pencere.blocks.parties.api import MandateView
from pencere.kernel.errors import Conflict, Refused
from pencere.ui.api import changed_address, is_language_switch, render

FEW = 5
LAST_PAGE = 500


@require_GET
@never_cache
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """What waits, for whom one may act, who may act for one."""
    actor = actor_of(request)
    note_mandates(request)
    context = {
        "name": acting_for(request) or "",
        "offers": queries.offers_to(actor=actor),
        "requests": queries.requests_to(actor=actor),
        "sent": queries.sent_by(actor=actor),
        "held": queries.held(actor=actor, count=FEW),
        "given": queries.given(actor=actor, count=FEW),
        "sees_all": queries.sees_all(actor),
        "in_words": shown,
    }
    return render(request, "mandates/overview.html", context)


@require_GET
@never_cache
@signed_in
def held(request: HttpRequest) -> HttpResponse:
    """For whom one may act: all of them, with search."""
    named, page = request.GET.get("q", "")[:100], page_of(request)
    found = queries.held(
        actor=actor_of(request), named=named, start=(page - 1) * queries.PAGE, count=queries.PAGE
    )
    return render(request, "mandates/held.html", _list(request, found, named, page))


@require_GET
@never_cache
@signed_in
def given(request: HttpRequest) -> HttpResponse:
    """Who may act for the person, or for whom they act now; also who could."""
    named, page = request.GET.get("q", "")[:100], page_of(request)
    with_ended = request.GET.get("ended") == "1"
    actor = actor_of(request)
    found = queries.given(
        actor=actor,
        named=named,
        start=(page - 1) * queries.PAGE,
        count=queries.PAGE,
        with_ended=with_ended,
    )
    context = _list(request, found, named, page)
    context |= {
        "with_ended": with_ended,
        "name": acting_for(request) or "",
        "sees_all": queries.sees_all(actor),
        "other_address": changed_address(request, ended=None if with_ended else 1, page=None),
    }
    return render(request, "mandates/given.html", context)


@require_GET
@never_cache
@signed_in
def show(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """One mandate: what it says, where it comes from, what may be done about it."""
    reach = queries.one(actor=actor_of(request), mandate_id=mandate_id)
    mandate = reach.mandate
    words, colour = shown.state(mandate)
    context = {
        "reach": reach,
        "mandate": mandate,
        "rows": shown.definitions(mandate),
        "state": words,
        "colour": colour,
        "chain": queries.chain(mandate),
        "below": ending.below(mandate) if reach.may_see else [],
        "is_live": colour == "good",
        "is_given": mandate.kind in rules.GIVEN_KINDS,
    }
    return render(request, "mandates/show.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def revoke(request: HttpRequest, mandate_id: UUID) -> HttpResponseBase:
    """Ask once, then end the mandate at once."""
    reach = queries.one(actor=actor_of(request), mandate_id=mandate_id)
    if request.method == "POST" and not is_language_switch(request):
        ending.revoke(actor=actor_of(request), mandate_id=mandate_id)
        messages.success(request, _("The mandate is revoked. It opens nothing any more."))
        return redirect("mandates:given")
    return _ask_once(request, reach, is_revocation=True)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def give_up(request: HttpRequest, mandate_id: UUID) -> HttpResponseBase:
    """Ask once, then give up the mandate."""
    reach = queries.one(actor=actor_of(request), mandate_id=mandate_id)
    if request.method == "POST" and not is_language_switch(request):
        ending.give_up(actor=actor_of(request), mandate_id=mandate_id)
        messages.success(request, _("You gave up the mandate."))
        return redirect("mandates:held")
    return _ask_once(request, reach, is_revocation=False)


def _ask_once(request: HttpRequest, reach: Reach, *, is_revocation: bool) -> HttpResponse:
    may = reach.may_end if is_revocation else reach.is_holder
    if not may or reach.mandate.kind not in rules.GIVEN_KINDS:
        raise Refused(ending.FROM_REGISTER, code="from-register")
    if reach.mandate.ended_at is not None:
        raise Conflict(_("The mandate has ended already."), code="ended")
    context = {
        "mandate": reach.mandate,
        "rows": shown.definitions(reach.mandate),
        "below": ending.below(reach.mandate),
        "is_revocation": is_revocation,
        "form_languages": True,
    }
    return render(request, "mandates/end.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def answer(request: HttpRequest, proposal_id: UUID) -> HttpResponseBase:
    """An offer to the person, or a request to whom they act for: yes or no."""
    actor = actor_of(request)
    if request.method == "POST" and not is_language_switch(request):
        if request.POST.get("answer") == "yes":
            return _accept(request, proposal_id)
        answering.decline(actor=actor, proposal_id=proposal_id)
        messages.success(request, _("You declined it. The other side is told."))
        return redirect("mandates:overview")
    proposal = queries.proposal(actor=actor, proposal_id=proposal_id)
    context = {
        "proposal": proposal,
        "is_offer": proposal.direction == Proposal.Direction.OFFER,
        "rows": shown.proposal_definitions(proposal, is_mine=False),
        "form_languages": True,
    }
    if context["is_offer"]:
        return render(request, "mandates/answer.html", context)
    return _answer_as_giver(request, context)


@needs_assurance("substantial")
def _answer_as_giver(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Giving a mandate asks for a stronger sign-in, before the question and not after it."""
    return render(request, "mandates/answer.html", context)


def _accept(request: HttpRequest, proposal_id: UUID) -> HttpResponseBase:
    mandate_id = answering.accept(actor=actor_of(request), proposal_id=proposal_id)
    note_mandates(request)
    messages.success(request, _("Accepted. The mandate is in force."))
    return redirect("mandates:show", mandate_id=mandate_id)


def page_of(request: HttpRequest) -> int:
    """The page's number in the address; 1 for what isn't one."""
    typed = request.GET.get("page", "")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= 4
    return max(1, min(int(typed), LAST_PAGE)) if is_number else 1


def _list(request: HttpRequest, found: queries.Found, named: str, page: int) -> dict[str, Any]:
    return {
        "rows": [(each, *_in_words(each)) for each in found.rows],
        "named": named,
        "previous": changed_address(request, page=page - 1 if page > 2 else None)
        if page > 1
        else "",
        "next": changed_address(request, page=page + 1) if found.has_more else "",
    }


def _in_words(mandate: MandateView) -> tuple[str, list[str], tuple[str, str]]:
    right = str(shown.kind_in_words(mandate.kind))
    return right, shown.scopes_in_words(mandate.scopes), shown.state(mandate)
