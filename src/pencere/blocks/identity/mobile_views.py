"""Mobile ID on the page: the pair that is asked, the page that waits, and one's own mobile ID."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity import actors, carry_over, forms, mobile_flow
from pencere.blocks.identity.access import signed_in
from pencere.blocks.identity.pages import Page
from pencere.blocks.mobile_id import api as mobile_id
from pencere.kernel.errors import Invalid, NotFound, TooMany
from pencere.kernel.pack import pack
from pencere.ui.api import FormErrors, is_language_switch, render, safe_next

SHOW_AFTER_SECONDS = 3
"""How often the page that waits looks anew where no script does."""


@require_http_methods(["GET", "POST"])
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Phone number and user id; then the phone is asked."""
    _require_offered()
    next_url = safe_next(request, request.POST.get("next") or request.GET.get("next"), otherwise="")
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url or get_adapter().get_login_redirect_url(request))
    # The page of all methods may bring a sealed post along: it only shows the form.
    only_shows = is_language_switch(request) or "begin" in request.POST
    if request.method == "POST" and not only_shows:
        form, status = forms.MobileIdForm(request.POST), 422
        if form.is_valid():
            try:
                mobile_flow.ask(request, **form.cleaned_data, next_url=next_url)
            except Invalid as error:
                form.add_error(error.field, str(error.message))
            except TooMany as error:
                form.add_error(None, str(error.message))
                status = 429
            else:
                carry_over.keep(request, request.POST.get(carry_over.FIELD, ""))
                return HttpResponseRedirect(reverse("identity_mobile_wait"))
    else:
        form, status = forms.MobileIdForm(initial=_typed(request)), 200
    context = {
        **Page.of_form(form, forms.MobileIdForm.field_types),
        "next": next_url,
        "sealed": carry_over.sealed_in(request),
        "scheme": pack().mobile_id.name,
    }
    return render(request, "identity/mobile_sign_in.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def again(request: HttpRequest) -> HttpResponse:
    """The phone once more, before something that needs it."""
    _require_offered()
    next_url = safe_next(request, request.POST.get("next") or request.GET.get("next"), otherwise="")
    account = authenticated_user(request)
    if not mobile_id.has_mobile_id(account.party_id):
        raise NotFound
    errors, status = FormErrors(), 200
    if request.method == "POST":
        try:
            mobile_flow.ask_again(request, account, next_url=next_url)
        except TooMany as error:
            errors, status = FormErrors(form=[str(error.message)]), 429
        else:
            return HttpResponseRedirect(reverse("identity_mobile_wait"))
    context = {"next": next_url, "errors": errors, "scheme": pack().mobile_id.name}
    return render(request, "identity/mobile_again.html", context, status=status)


@require_GET
@never_cache
def wait(request: HttpRequest) -> HttpResponse:
    """The control code while the phone is asked; then onward, or why not."""
    found = mobile_flow.waiting(request)
    if found is None:
        return HttpResponseRedirect(reverse("account_login"))
    stands = mobile_id.standing(found.request_id)
    if stands == "confirmed":
        onward = mobile_flow.go_on(request, found)
        if onward is not None:
            return onward
    context = {
        "found": found,
        "standing": stands,
        "seconds": SHOW_AFTER_SECONDS,
        "begin_again": _begin_again(found),
        "scheme": pack().mobile_id.name,
    }
    page = "identity/mobile_wait.html" if stands == "waiting" else "identity/mobile_over.html"
    return render(request, page, context)


@require_GET
@never_cache
def standing(request: HttpRequest) -> JsonResponse:
    """How the request of this browser stands: for the script of the page that waits."""
    found = mobile_flow.waiting(request)
    if found is None:
        raise NotFound
    return JsonResponse({"standing": mobile_id.standing(found.request_id)})


@require_GET
@never_cache
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """One's own mobile ID: its certificates, until when they hold, when they were used."""
    account = authenticated_user(request)
    context: dict[str, Any] = {
        "contracts": mobile_id.contracts_of(account.party_id),
        "kinds": pack().mobile_id.certificate_kinds,
        "scheme": pack().mobile_id.name,
    }
    return render(request, "identity/mobile_own.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def block(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Asks once, then blocks one's own mobile ID. Another's is 404."""
    account = authenticated_user(request)
    contract = next(
        (one for one in mobile_id.contracts_of(account.party_id) if one.id == contract_id), None
    )
    if contract is None:
        raise NotFound
    if request.method == "POST":
        mobile_id.block(actor=actors.actor_of(request), contract_id=contract_id)
        messages.success(request, _("Your mobile ID is blocked."))
        return HttpResponseRedirect(reverse("identity_mobile"))
    context = {"contract": contract, "scheme": pack().mobile_id.name}
    return render(request, "identity/mobile_block.html", context)


def _begin_again(found: mobile_flow.Waiting) -> str:
    name = "identity_mobile_again" if found.purpose == "step-up" else "identity_mobile_sign_in"
    return reverse(name)


def _typed(request: HttpRequest) -> dict[str, str]:
    """What stood in the form when its language was switched."""
    return {key: request.POST.get(key, "")[:32] for key in ("phone", "user_id")}


def _require_offered() -> None:
    if not mobile_id.is_offered():
        raise NotFound
