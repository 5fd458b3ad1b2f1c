"""The page by which another system signs the person out here."""

from __future__ import annotations

from django.contrib.auth import logout as end
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from pencere.blocks.identity import api as identity
from pencere.blocks.openid import browsers, logout, parameters, problems
from pencere.blocks.openid.errors import OAuthError
from pencere.ui.api import render

_SALT = "pencere.openid.logout"
_SECONDS = 1800


@require_http_methods(["GET", "POST"])
@never_cache
@csrf_exempt
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session for a client that proves that it is in it; ask the person otherwise, so
    that no page can sign people out behind their back."""
    try:
        given = (
            parameters.of_form(request)
            if request.method == "POST"
            else parameters.of_query(request)
        )
        wanted = logout.wanted(given)
    except OAuthError as error:
        problems.note(request, None, "logout", error)
        refused = {"error": error, "client": None}
        return render(request, "openid/refused.html", refused, status=400)
    actor = identity.actor_of(request)
    if actor.account_id is None:
        return _after(request, wanted.back)
    if wanted.session and wanted.session == actor.session:
        end(request)
        return _after(request, wanted.back)
    context = {
        "client": wanted.client,
        "sealed": signing.dumps(wanted.back, salt=_SALT),
    }
    response = render(request, "openid/sign_out.html", context)
    if wanted.back:
        response._csp_update = {"form-action": [browsers.place(wanted.back)]}  # type: ignore[attr-defined]
    return response


@require_POST
@never_cache
def confirm(request: HttpRequest) -> HttpResponseBase:
    """The person said yes."""
    try:
        back = signing.loads(request.POST.get("sealed", ""), salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        back = ""
    if request.user.is_authenticated:
        end(request)
    return _after(request, str(back))


def _after(request: HttpRequest, back: str) -> HttpResponse:
    if not back:
        return render(request, "openid/signed_out.html")
    response = HttpResponse(status=303)
    response["Location"] = back
    response["Referrer-Policy"] = "no-referrer"
    return response
