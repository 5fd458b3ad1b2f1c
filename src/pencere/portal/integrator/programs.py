"""Tokens with which programs register test systems by themselves (RFC 7591)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pencere.blocks.openid import api as openid
from pencere.kernel.errors import Invalid
from pencere.portal.integrator.parts import (
    Parts,
    choices,
    integrator,
    key_of,
    owning,
    part_named,
)
from pencere.portal.integrator.views import crumbs
from pencere.ui.api import Crumb, FormErrors, is_language_switch, render


@require_http_methods(["GET", "POST"])
@never_cache
@integrator
def programs(request: HttpRequest, parts: Parts) -> HttpResponse:
    """The tokens that open something now; make one, which is shown this once."""
    errors = FormErrors()
    if request.method == "POST" and not is_language_switch(request):
        actor = part_named(parts, request.POST.get("owner", ""))
        try:
            token = openid.allow_program(actor=actor, uses=_number(request.POST.get("uses", "")))
        except Invalid as problem:
            errors = FormErrors({"uses": [problem.message]})
        else:
            made = {
                "token": token,
                "address": f"{settings.BASE_URL}/oauth/register",
                "crumbs": _crumbs(),
            }
            return render(request, "integrator/program_made.html", made)
    context = {
        "groups": [
            (key_of(actor), title, openid.programs_of(actor=actor))
            for actor, (_key, title) in zip(owning(parts), choices(parts), strict=True)
        ],
        "owners": choices(parts),
        "owner": request.POST.get("owner", ""),
        "uses": request.POST.get("uses", "1"),
        "errors": errors,
        "crumbs": _crumbs(),
    }
    return render(request, "integrator/programs.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@integrator
def end(request: HttpRequest, parts: Parts, owner: str, access_id: int) -> HttpResponseBase:
    """Ask once, then end a program's token."""
    actor = part_named(parts, owner)
    if request.method == "POST" and not is_language_switch(request):
        openid.end_program(actor=actor, access_id=access_id)
        messages.success(request, _("The token opens nothing any more."))
        return redirect("integrator:programs")
    return render(request, "integrator/end_program.html", {"crumbs": _crumbs()})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def _crumbs() -> list[Crumb]:
    return crumbs(Crumb(_("Registration by programs")))
