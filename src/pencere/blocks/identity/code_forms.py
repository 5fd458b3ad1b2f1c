"""What people fill in to be sent a one-time code, and to enter it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.identity import delivery
from pencere.blocks.identity.forms import REQUIRED
from pencere.kernel.pack import pack

CHANNELS = {"sms": gettext_lazy("By text message"), "email": gettext_lazy("By e-mail")}


class AskCodeForm(forms.Form):
    """Whose code, and by which way. Whether there is such an account is said nowhere."""

    field_types: ClassVar[dict[str, str]] = {"channel": "choice"}
    identifier = forms.CharField(max_length=32, error_messages=REQUIRED)
    channel = forms.ChoiceField(
        label=gettext_lazy("How do you want to get the code?"),
        error_messages={**REQUIRED, "invalid_choice": gettext_lazy("Choose one of the ways.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identifier"].label = str(pack().person_identifier)
        self.fields["identifier"].widget.attrs["autocomplete"] = "username"
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)  # noqa: S101 (declared above)
        channel.choices = [(name, CHANNELS[name]) for name in delivery.offered()]

    def clean_identifier(self) -> str:
        """The canonical form; what can't be an identifier is answered like an unknown one."""
        given: str = self.cleaned_data["identifier"].strip()
        return pack().normalise_person_identifier(given) or given.upper()


class EnterCodeForm(forms.Form):
    """The code that came."""

    field_types: ClassVar[dict[str, str]] = {}
    code = forms.CharField(
        max_length=32,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
