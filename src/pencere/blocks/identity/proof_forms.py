"""What people fill in to prove who they are from afar, and the password that they choose then."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.identity import mrz
from pencere.blocks.identity.forms import REQUIRED
from pencere.blocks.identity.proofs import canonical_document
from pencere.blocks.identity.registration import foreigner_identifier
from pencere.kernel import clock
from pencere.ui.api import parse_date


class DocumentForm(forms.Form):
    """Identity document and date of birth. Whether they fit anybody is said nowhere."""

    field_types: ClassVar[dict[str, str]] = {"number": "document_number", "born_on": "date"}
    number = forms.CharField(
        label=gettext_lazy("Number of your identity card or residence card"),
        max_length=32,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    born_on = forms.CharField(
        label=gettext_lazy("Date of birth"),
        max_length=32,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "bday"}),
    )

    def clean_number(self) -> str:
        """In canonical form; what can't be a number is answered like an unknown one."""
        return canonical_document(self.cleaned_data["number"])

    def clean_born_on(self) -> dt.date:
        """A day that isn't still to come."""
        day = parse_date(self.cleaned_data["born_on"])
        if day is None or day > clock.today():
            raise ValidationError(_("Enter the date of birth, like 31.12.1990."))
        return day


class RecoverForm(DocumentForm):
    """And what is lost."""

    field_types: ClassVar[dict[str, str]] = {**DocumentForm.field_types, "lost": "choice"}
    lost = forms.ChoiceField(
        label=gettext_lazy("What have you lost?"),
        choices=[
            ("password", gettext_lazy("I have forgotten the password")),
            (
                "factor",
                gettext_lazy("I have lost the phone or the passkey, and the recovery codes too"),
            ),
        ],
        error_messages={**REQUIRED, "invalid_choice": gettext_lazy("Choose one of the two.")},
    )


class PassportLinesForm(forms.Form):
    """The two lines at the foot of a passport's page."""

    field_types: ClassVar[dict[str, str]] = {}
    first = forms.CharField(
        label=gettext_lazy("First line at the foot of the passport's page"),
        help_text=gettext_lazy("44 characters; it begins with P"),
        max_length=120,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    second = forms.CharField(
        label=gettext_lazy("Second line"),
        help_text=gettext_lazy("44 characters; type each < as it stands"),
        max_length=120,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    passport: mrz.Passport
    identifier: str

    def clean(self) -> dict[str, Any]:
        """Read the lines; what was misread is said beside the line."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "first" not in cleaned or "second" not in cleaned:
            return cleaned
        try:
            self.passport = mrz.parse(cleaned["first"], cleaned["second"], today=clock.today())
        except mrz.NotAPassport as error:
            self.add_error("first" if error.line == 1 else "second", _MISREAD)
            return cleaned
        if self.passport.expires_on < clock.today():
            self.add_error("second", _("This passport is no longer valid."))
        self.identifier = foreigner_identifier(self.passport) or ""
        if not self.identifier:
            self.add_error("second", _("A passport with so short a number can't be used here."))
        return cleaned


class PassportForm(PassportLinesForm):
    """And an e-mail address."""

    field_types: ClassVar[dict[str, str]] = {"email": "email"}
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={**REQUIRED, "invalid": gettext_lazy("Enter an e-mail address.")},
    )


_MISREAD = gettext_lazy(
    "This line is not read as that of a passport. Compare it letter by letter; O and 0, I and 1"
    " are easily mistaken."
)


class NewPasswordForm(forms.Form):
    """A password, twice; `holder` is whose it will be, for the rules."""

    field_types: ClassVar[dict[str, str]] = {"password1": "password", "password2": "password"}
    password1 = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 10 characters. A few words are best."),
        max_length=256,
        strip=False,
        error_messages=REQUIRED,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("New password again"),
        max_length=256,
        strip=False,
        error_messages=REQUIRED,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, holder: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holder = holder

    def clean_password1(self) -> str:
        """By the rules for passwords."""
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.holder)
        return password

    def clean(self) -> dict[str, Any]:
        """The two are alike."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two new passwords differ."))
        return cleaned
