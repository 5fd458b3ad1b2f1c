"""Other systems to which the person signs in: what each learns, and how to end it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import actor_of, signed_in
from pencere.blocks.openid import api as openid
from pencere.ui.api import Crumb, is_language_switch, render


@require_GET
@signed_in
def systems(request: HttpRequest) -> HttpResponse:
    """What the person allows other systems now, the newest first."""
    context = {
        "rows": openid.allowed_by(actor=actor_of(request)),
        "crumbs": [Crumb(_("My cabinet"), "/cabinet/"), Crumb(_("Systems that I sign in to"))],
    }
    return render(request, "cabinet/systems.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponseBase:
    """Say what ends, ask once, then end it."""
    actor = actor_of(request)
    if request.method == "POST" and not is_language_switch(request):
        client = openid.withdraw(actor=actor, consent_id=consent_id)
        messages.success(
            request, _("%(client)s learns nothing of you any more.") % {"client": client.title}
        )
        return redirect("cabinet:systems")
    context = {
        "one": openid.allowed(actor=actor, consent_id=consent_id),
        "crumbs": [
            Crumb(_("My cabinet"), "/cabinet/"),
            Crumb(_("Systems that I sign in to"), "/cabinet/systems/"),
            Crumb(_("Withdraw")),
        ],
    }
    return render(request, "cabinet/withdraw_system.html", context)
