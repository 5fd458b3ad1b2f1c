"""The door: sign-in page, second step, sign-out. django-allauth's flows in our pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account import views as account
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as passkey
from allauth.mfa.webauthn.internal import flows
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from pencere.blocks.identity import carry_over, forms
from pencere.blocks.identity.pages import Page
from pencere.blocks.mobile_id import api as mobile_id
from pencere.ui.api import FormErrors, is_language_switch, render


class SignIn(Page, account.LoginView):  # type: ignore[misc]
    """Personal identifier and password; also takes a sealed post through to the session."""

    template_name = "identity/sign_in.html"
    form_class = forms.SignInForm
    field_types = {"password": "password"}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if is_language_switch(request):
            login = request.POST.get("login", "")[:32]
            form = forms.SignInForm(initial={"login": login}, request=request)
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> Any:
        carry_over.keep(self.request, self.request.POST.get(carry_over.FIELD, ""))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["sealed"] = carry_over.sealed_in(self.request)
        context["has_mobile_id"] = mobile_id.is_offered()
        context["next"] = self.get_next_url() or ""
        return context


class SecondStep(Page, factor.AuthenticateView):  # type: ignore[misc]
    """A code of the authenticator app, a recovery code, or a passkey."""

    template_name = "identity/second_step.html"
    form_class = forms.CodeForm
    webauthn_form_class = forms.PasskeyStepForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        types = Authenticator.objects.filter(user=self.stage.login.user)
        kinds = set(types.values_list("type", flat=True))
        context["has_app"] = "totp" in kinds
        context["has_passkey"] = "webauthn" in kinds
        if self.webauthn_form is not None and self.webauthn_form.is_bound:
            context["errors"] = FormErrors(form=self.webauthn_form.errors.get("credential", ()))
        return context


class SignOut(Page, account.LogoutView):  # type: ignore[misc]
    """Asks, then ends the session."""

    template_name = "identity/sign_out.html"


class Closed(Page, account.AccountInactiveView):  # type: ignore[misc]
    """The account is closed."""

    template_name = "identity/closed.html"


class PasskeySignIn(passkey.LoginWebAuthnView):  # type: ignore[misc]
    """Sign in with a passkey alone."""

    form_class = forms.PasskeySignInForm

    def form_valid(self, form: Any) -> Any:
        """As django-allauth's, which forgets where the person wanted to go."""
        carry_over.keep(self.request, self.request.POST.get(carry_over.FIELD, ""))
        authenticator = form.cleaned_data["credential"]
        wanted = get_next_redirect_url(self.request)
        login = Login(user=authenticator.user, redirect_url=wanted)
        return flows.perform_passwordless_login(self.request, authenticator, login)


def sign_in_page(request: HttpRequest, *, next_url: str, sealed: str | None) -> HttpResponse:
    """The sign-in page in answer to a POST whose session had ended; status 401."""
    form = forms.SignInForm(request=request)
    context = {
        **Page.of_form(form, SignIn.field_types),
        "next": next_url,
        "sealed": sealed or "",
        "has_ended": True,
        "has_files": bool(request.FILES),
        "has_mobile_id": mobile_id.is_offered(),
        "login_url": f"{reverse('account_login')}?{urlencode({'next': next_url})}",
    }
    return render(request, "identity/sign_in.html", context, status=401)
