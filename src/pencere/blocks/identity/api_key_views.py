"""Pages of the keys for programs: see, make, revoke."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity import actors, api_keys
from pencere.blocks.identity.access import needs_assurance, signed_in
from pencere.blocks.identity.models import ApiKey
from pencere.blocks.identity.security_views import _uuid
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.ui.api import FormErrors, is_language_switch, render

DAYS = (30, 90, 365)


@require_GET
@never_cache
@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that open something now."""
    found = api_keys.api_keys_of(actor=actors.actor_of(request))
    return render(request, "identity/api_keys.html", {"keys": found, "scopes": api_keys.SCOPES})


@require_http_methods(["GET", "POST"])
@never_cache
@needs_assurance("substantial")
def new_key(request: HttpRequest) -> HttpResponse:
    """Ask what the key is for, make it, and show its secret this once."""
    errors = FormErrors()
    if request.method == "POST" and not is_language_switch(request):
        try:
            key, secret = _made(request)
        except Invalid as problem:
            form = () if problem.fields else [problem.message]
            errors = FormErrors(problem.fields, form=form, order=["name", "scopes", "part", "days"])
        except Refused as problem:
            errors = FormErrors({"scopes": [problem.message]})
        else:
            context = {
                "key": key,
                "secret": secret,
                "scopes": api_keys.SCOPES,
                "base_address": settings.BASE_URL,
            }
            return render(request, "identity/api_key_made.html", context)
    context = {
        "errors": errors,
        "scopes": api_keys.SCOPES,
        "chosen": request.POST.getlist("scopes"),
        "typed": request.POST,
        "days": DAYS,
        "mandates": actors.may_act_for(request),
        "posts": [(each.id, actors.post_label(each)) for each in actors.own_posts(request)],
        "form_languages": True,
    }
    return render(request, "identity/api_key_new.html", context, status=422 if errors else 200)


def _made(request: HttpRequest) -> tuple[ApiKey, str]:
    part, _colon, chosen = request.POST.get("part", "").partition(":")
    days = request.POST.get("days", "")
    return api_keys.create_api_key(
        actor=actors.actor_of(request),
        name=request.POST.get("name", ""),
        scopes=request.POST.getlist("scopes"),
        days=int(days) if days.isascii() and days.isdecimal() and len(days) < 5 else 0,
        mandate_id=_uuid(chosen) if part == "mandate" else None,
        post_id=_uuid(chosen) if part == "post" else None,
    )


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponseBase:
    """Ask once, then end the key."""
    actor = actors.actor_of(request)
    key = next((each for each in api_keys.api_keys_of(actor=actor) if each.pk == key_id), None)
    if key is None:
        raise NotFound
    if request.method == "POST" and not is_language_switch(request):
        api_keys.revoke_api_key(actor=actor, key_id=key_id)
        messages.success(request, _("The key is revoked. It opens nothing any more."))
        return redirect("identity_api_keys")
    return render(request, "identity/api_key_revoke.html", {"key": key})
