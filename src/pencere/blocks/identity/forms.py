"""What people fill in to sign in and to guard their account, in our words and limits.

django-allauth does the checking; its words have no Azerbaijani, and its counting isn't atomic
over processes, so labels, messages and throttling are ours.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    PasswordVerificationMixin,
    ReauthenticateForm,
)
from allauth.core import context
from allauth.mfa import signals as factor_signals
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as FactorReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.identity import throttle
from pencere.kernel.pack import pack

REQUIRED = {"required": gettext_lazy("Fill this in.")}


def wait_message(until: dt.datetime) -> str:
    """What someone reads who tried too often."""
    at = date_format(timezone.localtime(until), "H:i")
    return _("Too many tries. For your safety sign-in is closed until %(time)s.") % {"time": at}


class SignInForm(LoginForm):  # type: ignore[misc]
    """Personal identifier and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=str(pack().person_identifier),
            max_length=32,
            error_messages=REQUIRED,
            widget=forms.TextInput(attrs={"autocomplete": "username"}),
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages.update(REQUIRED)
        self.fields["password"].max_length = 256
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        """The canonical form; what can't be an identifier is answered like an unknown one."""
        given: str = self.cleaned_data["login"].strip()
        return pack().normalise_person_identifier(given) or given.upper()


class MobileIdForm(forms.Form):
    """Whose phone to ask. Whether there is such a phone is said nowhere."""

    field_types: ClassVar[dict[str, str]] = {"phone": "phone"}
    phone = forms.CharField(
        label=gettext_lazy("Phone number"), max_length=32, error_messages=REQUIRED
    )
    user_id = forms.CharField(
        label=gettext_lazy("User id of your mobile ID"),
        max_length=16,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that guards the account changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages.update(REQUIRED)


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """A new password, with the old one asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in {
            "oldpassword": _("Current password"),
            "password1": _("New password"),
            "password2": _("New password again"),
        }.items():
            self.fields[key].label = label
            self.fields[key].error_messages.update(REQUIRED)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super(PasswordVerificationMixin, self).clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two new passwords differ."))
        return cleaned

    def clean_oldpassword(self) -> str:
        tried = throttle.take(what=[("password-change", str(self.user.pk))])
        if tried.blocked_until:
            raise ValidationError(wait_message(tried.blocked_until), code="too-many")
        given: str = super().clean_oldpassword()
        throttle.give_back(tried)
        return given


class _CodeField:
    """What the two forms that ask for a code share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = _("Code")
        field.max_length = 32
        field.error_messages.update(REQUIRED)

    def clean_code(self) -> str:
        account = str(self.user.pk)  # type: ignore[attr-defined]
        tried = throttle.take(what=[("factor", account)])
        if tried.blocked_until:
            raise ValidationError(wait_message(tried.blocked_until), code="too-many")
        code: str = super().clean_code()  # type: ignore[misc]
        # A code is good for a step before and after its own: longer than allauth remembers it.
        digits = "".join(code.split())
        if not throttle.take_once(name="code", about=f"{account}:{digits}", seconds=120):
            raise ValidationError(
                _("This code has been used. Wait for the next one."), code="code-used"
            )
        throttle.give_back(tried)
        return code


class CodeForm(_CodeField, AuthenticateForm):  # type: ignore[misc]
    """The second step of sign-in: a code of the app, or a recovery code."""


class CodeAgainForm(_CodeField, FactorReauthenticateForm):  # type: ignore[misc]
    """A code, before something that needs a second factor."""


class AuthenticatorForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the app")
        self.fields["code"].error_messages.update(REQUIRED)


_BROKEN = (AttributeError, KeyError, LookupError, TypeError, ValueError)
"""What a passkey's answer raises in its readers when a program made it up."""


def _not_a_passkey() -> ValidationError:
    return ValidationError(
        _("The passkey could not be used. Try again, or choose another way."), code="passkey"
    )


class _PasskeyAnswer:
    """What the forms share that take a passkey's answer: nothing in it can be trusted."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (ValidationError, *_BROKEN) as error:
            self._tell_failure()
            raise _not_a_passkey() from error

    def _tell_failure(self) -> None:
        """As with a wrong code: django-allauth says nothing of a wrong passkey. Whose it should
        have been is known after the password alone, else anybody could name anybody."""
        account = self.user  # type: ignore[attr-defined]
        if account is not None:
            factor_signals.authentication_failed.send(
                sender=Authenticator,
                request=context.request,
                user=account,
                authenticator=None,
                reauthentication=isinstance(self, ReauthenticateWebAuthnForm),
            )


class PasskeySignInForm(_PasskeyAnswer, LoginWebAuthnForm):  # type: ignore[misc]
    """Sign-in by a passkey alone."""


class PasskeyStepForm(_PasskeyAnswer, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""


class PasskeyAgainForm(_PasskeyAnswer, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, before something that needs a second factor."""


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of this passkey"), max_length=60, required=False
        )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError as error:
            raise _not_a_passkey() from error
        except _BROKEN as error:
            raise _not_a_passkey() from error
        return cleaned


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of this passkey"), max_length=60, error_messages=REQUIRED
        )
