"""The page on which a person types the code that a device shows (RFC 8628, 3.3)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pencere.blocks.identity import api as identity
from pencere.blocks.openid import decoupled, rules_decoupled, scopes
from pencere.blocks.openid.models import DecoupledRequest
from pencere.kernel.errors import Conflict
from pencere.ui.api import FormErrors, is_language_switch, render


@require_http_methods(["GET", "POST"])
@never_cache
@identity.signed_in
def device(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code; show which system wants what; take the person's yes or no.

    A code in the address fills the field and no more: the person must see and compare it, or a
    stranger's link would sign the stranger's device in.
    """
    typed = (request.POST if request.method == "POST" else request.GET).get("user_code", "")
    if request.method == "GET" or is_language_switch(request):
        return _ask_code(request, typed)
    found = _found(request, typed)
    if isinstance(found, str):
        return _ask_code(request, typed, problem=found)
    actor = identity.actor_of(request)
    if not actor.is_at_least(decoupled.wish_of(found).assurance):
        return identity.demand(request, level=decoupled.wish_of(found).assurance)
    decision = request.POST.get("decision")
    try:
        if decision == "agree":
            decoupled.approve(actor=actor, request_id=found.pk)
        elif decision == "deny":
            decoupled.deny(actor=actor, request_id=found.pk)
        else:
            return _consent(request, found)
    except Conflict:
        return _ask_code(request, typed, problem=_("This code was answered already, or is over."))
    return render(
        request, "openid/device_done.html", {"agreed": decision == "agree", "client": found.client}
    )


def _found(request: HttpRequest, typed: str) -> DecoupledRequest | str:
    """The request of a code, or what is wrong with it. Guesses are counted for the account."""
    code = rules_decoupled.user_code(typed)
    if code is None:
        return _("The code is eight letters, such as WDJB-MJHT.")
    account = str(identity.actor_of(request).account_id)
    if not identity.is_try_allowed(request, limit="user-code", about=account):
        return _("Too many codes. Wait ten minutes.")
    return decoupled.waiting(code) or _("No device shows this code now. Look at it again.")


def _ask_code(request: HttpRequest, typed: str, *, problem: str = "") -> HttpResponseBase:
    errors = FormErrors({"user_code": [problem]} if problem else {}, order=["user_code"])
    context = {"typed": typed[:20], "errors": errors, "form_languages": True}
    return render(request, "openid/device.html", context, status=422 if problem else 200)


def _consent(request: HttpRequest, found: DecoupledRequest) -> HttpResponseBase:
    declared = scopes.scopes()
    context = {
        "client": found.client,
        "user_code": found.user_code,
        "scopes": [declared[name] for name in found.scopes if name in declared],
        "is_offline": scopes.OFFLINE in found.scopes,
    }
    return render(request, "openid/device_consent.html", context)
