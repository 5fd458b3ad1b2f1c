"""Pages on which a person recovers a forgotten password or lost second steps, or stops it."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pencere.blocks.identity import code_flow, delivery, one_time_codes, recovery
from pencere.blocks.identity.access import needs_assurance
from pencere.blocks.identity.code_flow import Waiting
from pencere.blocks.identity.models import OneTimeCode
from pencere.blocks.identity.pages import Page
from pencere.blocks.identity.proof_forms import NewPasswordForm, RecoverForm
from pencere.blocks.identity.views_codes import leads
from pencere.blocks.identity.views_registration import asking_page
from pencere.kernel.errors import NotFound
from pencere.ui.api import is_language_switch, render


@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Identity document, date of birth, and what is lost."""

    def ask_for(form: RecoverForm) -> None:
        number, born_on = form.cleaned_data["number"], form.cleaned_data["born_on"]
        code_flow.ask(
            request,
            purpose=recovery.PURPOSE,
            whom=number,
            channel=delivery.offered()[0],
            claim={
                "number": number,
                "born_on": born_on.isoformat(),
                "lost": form.cleaned_data["lost"],
            },
        )

    return asking_page(request, RecoverForm, "identity/recover.html", ask_for)


@leads(recovery.PURPOSE, again="identity_recover")
def _onward(request: HttpRequest, row: OneTimeCode, found: Waiting) -> HttpResponse:
    code_flow.keep_proven(request, found)
    is_password = recovery.lost_of(row) == "password"
    name = "identity_recover_password" if is_password else "identity_recover_factors"
    return HttpResponseRedirect(reverse(name))


@require_http_methods(["GET", "POST"])
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """The new password; then one signs in with it."""
    handle = code_flow.proven_handle(request, recovery.PURPOSE)
    with transaction.atomic():
        row = one_time_codes.proven(handle, recovery.PURPOSE) if handle else None
    if row is None or handle is None:
        return _begin_again(request)
    form, status = NewPasswordForm(holder=row.account), 200
    if request.method == "POST" and not is_language_switch(request):
        form, status = NewPasswordForm(request.POST, holder=row.account), 422
        if form.is_valid():
            try:
                recovery.set_password(request, handle, form.cleaned_data["password1"])
            except NotFound:
                return _begin_again(request)
            code_flow.forget_proven(request)
            messages.success(request, _("Your new password is set. Sign in with it."))
            return HttpResponseRedirect(reverse("account_login"))
    context = Page.of_form(form, form.field_types)
    return render(request, "identity/recover_password.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def factors(request: HttpRequest) -> HttpResponse:
    """Asks once; then the wait begins, goes on, or has ended."""
    handle = code_flow.proven_handle(request, recovery.PURPOSE)
    if handle is None:
        return _begin_again(request)
    if request.method != "POST":
        return render(request, "identity/recover_factors.html", {"wait": recovery.WAIT})
    try:
        until = recovery.recover_factors(request, handle)
    except NotFound:
        return _begin_again(request)
    code_flow.forget_proven(request)
    if until is None:
        messages.success(request, _("The second steps are removed. Sign in with your password."))
        return HttpResponseRedirect(reverse("account_login"))
    context = {"until": until, "last": until + recovery.READY_FOR}
    return render(request, "identity/recover_wait.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """From the message to the holder: asks once, since programs that read mail open links too."""
    if recovery.stoppable(token) is None:
        raise NotFound
    if request.method == "POST":
        recovery.stop(request, token)
    context = {"is_done": request.method == "POST"}
    return render(request, "identity/recover_not_me.html", context)


@require_POST
@needs_assurance("substantial")
def open_again(request: HttpRequest) -> HttpResponse:
    """The holder, surely known, lets recovery and codes work again."""
    recovery.open_again(request, authenticated_user(request))
    messages.success(request, _("Recovery and one-time codes work again."))
    return HttpResponseRedirect(reverse("identity_security"))


def _begin_again(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("The time for this has run out. Begin again."))
    return HttpResponseRedirect(reverse("identity_recover"))
