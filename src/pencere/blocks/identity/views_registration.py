"""Pages on which a person opens an account: by a document of the registers, or by a passport."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pencere.blocks.identity import code_flow, code_sign_in, delivery, registration
from pencere.blocks.identity.code_flow import Waiting
from pencere.blocks.identity.models import OneTimeCode
from pencere.blocks.identity.pages import Page
from pencere.blocks.identity.proof_forms import DocumentForm, NewPasswordForm, PassportForm
from pencere.blocks.identity.views_codes import leads
from pencere.kernel.errors import Conflict, NotFound, TooMany
from pencere.ui.api import is_language_switch, render


@require_http_methods(["GET", "POST"])
@never_cache
def person(request: HttpRequest) -> HttpResponse:
    """Identity document and date of birth of a citizen or resident."""

    def ask(form: DocumentForm) -> None:
        number, born_on = form.cleaned_data["number"], form.cleaned_data["born_on"]
        code_flow.ask(
            request,
            purpose=registration.PERSON,
            whom=number,
            channel=delivery.offered()[0],
            claim={"number": number, "born_on": born_on.isoformat()},
        )

    return asking_page(request, DocumentForm, "identity/register.html", ask)


@require_http_methods(["GET", "POST"])
@never_cache
def foreigner(request: HttpRequest) -> HttpResponse:
    """Passport and e-mail address of a person of another state."""

    def ask(form: PassportForm) -> None:
        passport = form.passport
        code_flow.ask(
            request,
            purpose=registration.FOREIGNER,
            whom=form.identifier,
            channel="email",
            claim={
                "identifier": form.identifier,
                "name": f"{passport.surname} {passport.given_names}".strip(),
                "born_on": passport.born_on.isoformat(),
                "email": form.cleaned_data["email"],
            },
        )

    return asking_page(request, PassportForm, "identity/register_foreigner.html", ask)


@require_http_methods(["GET", "POST"])
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """The password of the new account; with it the account is open and signed in."""
    purpose = next((p for p in _PURPOSES if code_flow.proven_handle(request, p)), "")
    handle = code_flow.proven_handle(request, purpose)
    with transaction.atomic():
        found = registration.registering(handle, purpose) if handle else None
    if found is None or handle is None:
        messages.warning(request, _("The time for this has run out. Begin again."))
        return HttpResponseRedirect(reverse("identity_register"))
    form, status = NewPasswordForm(holder=found.as_holder), 200
    if request.method == "POST" and not is_language_switch(request):
        form, status = NewPasswordForm(request.POST, holder=found.as_holder), 422
        if form.is_valid():
            try:
                account = registration.open_registered(
                    request, handle, purpose, form.cleaned_data["password1"]
                )
            except (Conflict, NotFound):
                messages.warning(request, _("There is an account already. Sign in to it."))
                return HttpResponseRedirect(reverse("account_login"))
            code_flow.forget_proven(request)
            messages.success(request, _("Your account is open."))
            channel = "email" if purpose == registration.FOREIGNER else delivery.offered()[0]
            return code_sign_in.sign_in(request, account, channel=channel, next_url="")
    context = {**Page.of_form(form, form.field_types), "found": found}
    return render(request, "identity/register_password.html", context, status=status)


_PURPOSES = (registration.PERSON, registration.FOREIGNER)


@leads(registration.PERSON, again="identity_register")
@leads(registration.FOREIGNER, again="identity_register_foreigner")
def _to_password(request: HttpRequest, _row: OneTimeCode, found: Waiting) -> HttpResponse:
    code_flow.keep_proven(request, found)
    return HttpResponseRedirect(reverse("identity_register_password"))


def asking_page(request: HttpRequest, form_class: Any, template: str, ask: Any) -> HttpResponse:
    """A form after which a code is on its way, or nothing is: the answer is the same. For who
    isn't signed in."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("identity_security"))
    form, status = form_class(initial=_typed(request, form_class)), 200
    if request.method == "POST" and not is_language_switch(request):
        form, status = form_class(request.POST), 422
        if form.is_valid():
            try:
                ask(form)
            except TooMany as error:
                form.add_error(None, str(error.message))
                status = 429
            else:
                return HttpResponseRedirect(reverse("identity_code"))
    context = Page.of_form(form, form.field_types)
    return render(request, template, context, status=status)


def _typed(request: HttpRequest, form_class: type[forms.Form]) -> dict[str, str]:
    """What stood in the form when its language was switched."""
    return {key: request.POST.get(key, "")[:254] for key in form_class.base_fields}
