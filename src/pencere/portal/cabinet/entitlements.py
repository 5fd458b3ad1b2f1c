"""Licences and permits in the cabinet: the list, one with its timeline, and giving one up."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.documents import api as documents
from pencere.blocks.identity.api import actor_of, signed_in
from pencere.blocks.parties import api as parties
from pencere.casework.entitlements import api
from pencere.casework.entitlements.api import Offer
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.portal.cabinet import own_data
from pencere.ui.api import Crumb, is_language_switch, render

DO: dict[str, Promise | str] = {
    "renew": gettext_lazy("Renew"),
    "change": gettext_lazy("Change something"),
    "duplicate": gettext_lazy("Get a duplicate"),
}


@require_GET
@signed_in
def entitlements(request: HttpRequest) -> HttpResponse:
    """What this person, or whom they act for, was granted; filters stand in the address."""
    actor = actor_of(request)
    filters = api.Filters.of(request.GET)
    return render(
        request,
        "cabinet/entitlements.html",
        {
            "crumbs": _crumbs(_("My licences and permits")),
            "covered": own_data.covered_in_words(actor),
            "rows": api.mine(actor=actor, filters=filters),
            "filters": filters,
            "states": api.STATES.items(),
            "kinds": api.kinds_of_mine(actor=actor).items(),
            "today": clock.today(),
        },
    )


@require_GET
@signed_in
def entitlement(request: HttpRequest, entitlement_id: UUID) -> HttpResponse:
    """One, with its history and what can be done with it."""
    actor = actor_of(request)
    view = api.view(actor=actor, entitlement_id=entitlement_id)
    return render(
        request,
        "cabinet/entitlement.html",
        {
            "crumbs": _crumbs(view.row.title, _list_crumb()),
            "view": view,
            "agency": parties.agency(view.row.agency).title,
            "document": _document(actor, view.document_id),
            "timeline": api.timeline(view.events),
            "offers": [(each, DO[each.purpose], _address(view, each)) for each in view.offers],
            "today": clock.today(),
        },
    )


@require_http_methods(["GET", "POST"])
@signed_in
def give_up(request: HttpRequest, entitlement_id: UUID) -> HttpResponseBase:
    """Asks once more, then ends it."""
    actor = actor_of(request)
    view = api.view(actor=actor, entitlement_id=entitlement_id)
    if request.method == "POST" and not is_language_switch(request):
        try:
            api.give_up(actor=actor, entitlement_id=entitlement_id)
        except Conflict as problem:
            messages.warning(request, problem.message)
        else:
            messages.success(request, _("You have given it up."))
        return redirect("cabinet:entitlement", entitlement_id=entitlement_id)
    address = reverse("cabinet:entitlement", args=[entitlement_id])
    crumbs = _crumbs(_("Give it up"), _list_crumb(), Crumb(view.row.title, address))
    return render(
        request,
        "cabinet/give_up.html",
        {"crumbs": crumbs, "view": view, "form_languages": True},
    )


def _address(view: api.View, offer: Offer) -> str:
    query = urlencode({"entitlement": view.row.id, "purpose": offer.purpose})
    return f"{reverse('applications:start', args=[offer.service])}?{query}"


def _document(actor: Actor, document_id: UUID | None) -> documents.IssuedDocument | None:
    """The document; a mandate may cover the licence and not the documents."""
    if document_id is None:
        return None
    try:
        return documents.document(actor=actor, id=document_id)
    except NotFound:
        return None


def _list_crumb() -> Crumb:
    return Crumb(_("My licences and permits"), reverse("cabinet:entitlements"))


def _crumbs(title: object, *between: Crumb) -> list[Crumb]:
    return [Crumb(_("My cabinet"), "/cabinet/"), *between, Crumb(title)]
