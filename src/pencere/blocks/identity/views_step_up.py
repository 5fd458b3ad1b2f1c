"""The way to a second step for who has none yet, and from there back to what needed it."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pencere.blocks.identity import actors, recovery
from pencere.ui.api import render, safe_next

_TOO_FRESH = gettext_lazy(
    "Your password was recovered lately. For your safety a second step can be set up three days"
    " after that."
)


def way_back(request: HttpRequest) -> str:
    """Where the person was when a second step was asked for; empty when nowhere."""
    return safe_next(request, request.GET.get("next"), otherwise="")


@require_GET
@never_cache
@login_required
def first_factor(request: HttpRequest) -> HttpResponse:
    """Choose what to set up; the way back goes along."""
    next_url = way_back(request)
    context = {"query": f"?{urlencode({'next': next_url})}" if next_url else "", "next": next_url}
    return render(request, "identity/first_factor.html", context)


class LeadsBack:
    """Mixed into a page that sets a factor up: who had just to set it up goes back from here.

    To set it up one proves one's password and uses the factor once, so the session has both.
    """

    request: HttpRequest
    kind: ClassVar[str]
    did_generate_recovery_codes: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Not with a password recovered lately: else a recovery would soon be worth more than
        `low`, before its holder had the time to say no."""
        actor = actors.actor_of(request)
        account_id = None if actor.is_at_least("substantial") else actor.account_id
        if account_id is not None and recovery.is_fresh(account_id):
            messages.warning(request, _TOO_FRESH)
            return HttpResponseRedirect(reverse("identity_security"))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_success_url(self) -> str:
        """By the new recovery codes, where there are some, to where the person was."""
        next_url = way_back(self.request)
        if not next_url:
            return str(super().get_success_url())  # type: ignore[misc]
        if self.did_generate_recovery_codes:
            return f"{reverse('mfa_view_recovery_codes')}?{urlencode({'next': next_url})}"
        return next_url

    def form_valid(self, form: Any) -> Any:
        """The factor is there: this session has used it."""
        response = super().form_valid(form)  # type: ignore[misc]
        account = authenticated_user(self.request)
        newest = Authenticator.objects.filter(user=account, type=self.kind).latest("pk")
        record_authentication(
            self.request, account, method="mfa", id=newest.pk, type=self.kind, reauthenticated=True
        )
        actors.forget(self.request)
        return response
