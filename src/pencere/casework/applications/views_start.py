"""The beginning: for whom one applies, and why one can't when one can't."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from pencere.blocks.identity.api import actor_of, can_act_for_others, needs_assurance, signed_in
from pencere.blocks.parties.api import mandate_words
from pencere.casework.applications import api
from pencere.kernel.errors import Invalid, Refused
from pencere.ui.api import render

CHOSEN = "for"
"""In the address once it was said for whom: the question is asked once."""
OWNED = ("record", "case", "entitlement")
"""What a link can be about that is somebody's already: it is theirs for whom one acts now."""


@require_GET
@signed_in
def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Begin, or go on with the draft that there is; the link may bring facts along."""
    actor = actor_of(request)
    is_open = actor.on_behalf_of is None and not request.GET.keys() & {CHOSEN, *OWNED}
    if is_open and can_act_for_others(request):
        choices = api.for_whom(actor=actor, service=slug)
        if choices.is_question:
            return _ask_for_whom(request, slug, choices)
    try:
        application = api.start(actor=actor, service=slug, start=request.GET.dict())
    except Refused as refusal:
        return _cannot_start(request, slug, refusal)
    except Invalid as problem:
        return _say(request, slug, problem, status=422)
    return redirect("applications:resume", application_id=application.pk)


def _ask_for_whom(request: HttpRequest, slug: str, choices: api.ForWhom) -> HttpResponse:
    context = {
        "slug": slug,
        "service": choices.service,
        "is_for_self": choices.is_for_self,
        "mandates": [(each, mandate_words(each.kind)) for each in choices.mandates],
        "here": _here(request),
    }
    return render(request, "applications/for_whom.html", context)


def _here(request: HttpRequest) -> str:
    """This page, with the question answered."""
    return f"{request.path}?{urlencode({**request.GET.dict(), CHOSEN: 'chosen'})}"


def _cannot_start(request: HttpRequest, slug: str, refusal: Refused) -> HttpResponseBase:
    if refusal.code == "assurance":
        # Steps up at once, and comes back to this very address.
        return needs_assurance("substantial")(_too_weak)(request, slug=slug)
    return _say(request, slug, refusal, status=403)


def _say(
    request: HttpRequest, slug: str, problem: Refused | Invalid, *, status: int
) -> HttpResponse:
    """Why not, and for whom one could."""
    actor = actor_of(request)
    choices = api.for_whom(actor=actor, service=slug)
    others = [
        (each, mandate_words(each.kind))
        for each in choices.mandates
        if each.id != actor.mandate_id and status == Refused.status
    ]
    context = {"slug": slug, "problem": problem, "mandates": others, "here": _here(request)}
    return render(request, "applications/cannot_start.html", context, status=status)


def _too_weak(request: HttpRequest, slug: str) -> HttpResponse:
    raise Refused(code="assurance")
