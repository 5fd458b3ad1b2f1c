"""How a person guards their account: password, authenticator app, passkeys, recovery codes,
sessions; and for whom and in which post they act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base import views as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity import actions, actors, forms
from pencere.blocks.identity.access import signed_in
from pencere.blocks.identity.pages import Change, Page
from pencere.blocks.identity.views_step_up import LeadsBack, way_back
from pencere.blocks.mobile_id import api as mobile_id
from pencere.blocks.parties.api import MandateView, mandate_words, mandates_held
from pencere.kernel import clock
from pencere.kernel.errors import NotFound
from pencere.ui.api import changed_address, render, safe_next

OVERVIEW = reverse_lazy("identity_security")
CHOICES = 20
"""Rows of a page of those for whom one may act."""


@require_GET
@never_cache
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that guards this account, on one page."""
    factors = list(Authenticator.objects.filter(user_id=request.user.pk))
    kinds = {factor.type for factor in factors}
    passkeys = [factor.wrap() for factor in factors if factor.type == "webauthn"]
    person = actors.actor_of(request)
    context = {
        "actor": person,
        "has_app": "totp" in kinds,
        "recovery_closed": authenticated_user(request).recovery_closed_at is not None,
        "has_codes": "recovery_codes" in kinds,
        "passkeys": passkeys,
        "has_factor": bool(kinds & {"totp", "webauthn"}),
        "is_officer": actors.has_desk(request),
        "posts": [
            {"id": held.id, "label": actors.post_label(held)} for held in actors.own_posts(request)
        ],
        "has_mobile_id": mobile_id.is_offered(),
        "mobile_ids": mobile_id.contracts_of(person.party_id) if person.party_id else [],
        "session_count": UserSession.objects.filter(user_id=request.user.pk).count(),
    }
    return render(request, "identity/security.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def acting_for(request: HttpRequest) -> HttpResponse:
    """Choose for whom to act: a mandate's id, or nothing for oneself."""
    if request.method == "POST":
        mandate = actions.act_for(request, mandate_id=_uuid(request.POST.get("mandate")))
        messages.success(
            request,
            _("You now act for %(name)s.") % {"name": mandate.grantor.name}
            if mandate
            else _("You act for yourself."),
        )
        # Who acts in one case has no cabinet there.
        case = mandate.case.removeprefix("application:") if mandate else ""
        otherwise = f"/applications/{case}/" if case else "/cabinet/"
        return HttpResponseRedirect(
            safe_next(request, request.POST.get("next"), otherwise=otherwise)
        )
    return render(request, "identity/acting_for.html", _choices(request))


def _choices(request: HttpRequest) -> dict[str, Any]:
    """A page of those for whom one may act, by name."""
    actor, named = actors.actor_of(request), request.GET.get("q", "")[:100]
    typed = request.GET.get("page", "")
    page = int(typed) if typed.isascii() and typed.isdecimal() and 0 < len(typed) < 4 else 1
    page = max(page, 1)
    found: Sequence[MandateView] = ()
    if actor.party_id is not None:
        start = (page - 1) * CHOICES
        found = mandates_held(
            actor.party_id, clock.today(), named=named, start=start, count=CHOICES + 1
        )
    actors.note_mandates(request, has_any=bool(found) or bool(named) or page > 1)
    return {
        "actor": actor,
        "choices": [(held, mandate_words(held.kind)) for held in found[:CHOICES]],
        "named": named,
        "is_long": bool(named) or page > 1 or len(found) > CHOICES,
        "previous": changed_address(request, page=page - 1) if page > 1 else "",
        "following": changed_address(request, page=page + 1) if len(found) > CHOICES else "",
        "next": request.GET.get("next", ""),
    }


@require_POST
@signed_in
def post(request: HttpRequest) -> HttpResponse:
    """Choose at which desk to work."""
    post_id = _uuid(request.POST.get("post"))
    if post_id is None:
        raise NotFound
    chosen = actors.choose_post(request, post_id)
    messages.success(request, _("You now work as: %(post)s.") % {"post": actors.post_label(chosen)})
    return HttpResponseRedirect("/desk/")


class PasswordAgain(Page, account.ReauthenticateView):  # type: ignore[misc]
    """The password once more."""

    template_name = "identity/password_again.html"
    form_class = forms.PasswordAgainForm
    field_types = {"password": "password"}


@method_decorator(login_required, name="dispatch")
class Password(Change, account.PasswordChangeView):  # type: ignore[misc]
    """A new password."""

    template_name = "identity/password.html"
    form_class = forms.PasswordForm
    field_types = {"oldpassword": "password", "password1": "password", "password2": "password"}


class CodeAgain(Page, factor.ReauthenticateView):  # type: ignore[misc]
    """A code, before something that needs a second factor."""

    template_name = "identity/code_again.html"
    form_class = forms.CodeAgainForm


class PasskeyAgain(Page, passkey.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey, before something that needs a second factor."""

    template_name = "identity/passkey_again.html"
    form_class = forms.PasskeyAgainForm

    def form_invalid(self, form: Any) -> HttpResponse:
        for message in form.errors.get("credential", []):
            messages.error(self.request, message)
        return HttpResponseRedirect(self.request.get_full_path())


class AddApp(LeadsBack, Change, totp.ActivateTOTPView):  # type: ignore[misc]
    """Set up an authenticator app."""

    kind = "totp"

    template_name = "identity/app_add.html"
    form_class = forms.AuthenticatorForm

    def form_valid(self, form: Any) -> Any:
        response = super().form_valid(form)
        actions.note_factor(self.request, authenticated_user(self.request), "totp", is_added=True)
        return response


class RemoveApp(Change, totp.DeactivateTOTPView):  # type: ignore[misc]
    """Remove the authenticator app."""

    template_name = "identity/app_remove.html"
    success_url = OVERVIEW


class Passkeys(Page, passkey.ListWebAuthnView):  # type: ignore[misc]
    """The passkeys of this account."""

    template_name = "identity/passkeys.html"


class AddPasskey(LeadsBack, Change, passkey.AddWebAuthnView):  # type: ignore[misc]
    """Add a passkey."""

    kind = "webauthn"

    template_name = "identity/passkey_add.html"
    form_class = forms.PasskeyForm


class RenamePasskey(Change, passkey.EditWebAuthnView):  # type: ignore[misc]
    """Call a passkey something else."""

    template_name = "identity/passkey_rename.html"
    form_class = forms.PasskeyNameForm


class RemovePasskey(Change, passkey.RemoveWebAuthnView):  # type: ignore[misc]
    """Remove a passkey."""

    template_name = "identity/passkey_remove.html"


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RecoveryCodes(Page, recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes that are left."""

    template_name = "identity/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["next"] = way_back(self.request)
        return context


class NewRecoveryCodes(Change, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new recovery codes."""

    template_name = "identity/recovery_codes_new.html"


def _uuid(value: str | None) -> UUID | None:
    """The id in a form's field; None for nothing. Raises NotFound for what is no id."""
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError:
        raise NotFound from None
