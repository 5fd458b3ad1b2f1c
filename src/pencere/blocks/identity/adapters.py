"""How django-allauth behaves here: no self sign-up, our words, our counting, our notices."""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.identity import actors, rules, throttle
from pencere.blocks.identity.access import can_use_mobile_id
from pencere.blocks.identity.forms import wait_message
from pencere.blocks.identity.models import Account

_WRONG_PASSWORD = gettext_lazy("The password is not right.")
_WRONG_CODE = gettext_lazy("The code is not right. Check it and try again.")
MESSAGES = {
    "account/messages/logged_out.txt": gettext_lazy("You have signed out."),
    "account/messages/password_changed.txt": gettext_lazy("Your password has been changed."),
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app has been set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app has been removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey has been added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey has been removed."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy(
        "New recovery codes have been made. The old ones no longer work."
    ),
    "usersessions/messages/sessions_logged_out.txt": gettext_lazy(
        "You have been signed out everywhere else."
    ),
}
"""What is said after something was done; what isn't here is not said."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the registers, not from a sign-up page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is closed."),
        "enter_current_password": _WRONG_PASSWORD,
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": _WRONG_PASSWORD,
        "invalid_login": gettext_lazy("The sign-in details are not right."),
        "username_password_mismatch": gettext_lazy(
            "These details are not right. Check both and try again."
        ),
        "same_as_current": gettext_lazy("The new one must differ from the current one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only this site's own pages."""
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def login(self, request: HttpRequest, user: Account) -> None:
        """The session begins: before the way on is chosen, know what the account may do."""
        super().login(request, user)
        actors.forget(request)
        actors.remember_choices(request, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """After sign-in without another wish: the desk for officers, the cabinet for others."""
        return settings.DESK_URL if actors.has_desk(request) else settings.LOGIN_REDIRECT_URL

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("identity_security")

    def get_login_stages(self) -> list[str]:
        """Our second step in place of django-allauth's."""
        ours = "pencere.blocks.identity.stages.SecondStepStage"
        theirs = "allauth.mfa.stages.AuthenticateStage"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def get_client_ip(self, request: HttpRequest) -> str:
        return actors.address_of(request) or "0.0.0.0"  # noqa: S104 (no address known)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at."""
        whom = _whom(credentials)
        address = self.get_client_ip(request)
        self._tried = throttle.take(
            what=[
                ("account-at-address", f"{whom}@{address}"),
                ("account", whom),
                ("address", address),
            ]
        )
        if self._tried.blocked_until:
            raise ValidationError(wait_message(self._tried.blocked_until), code="too-many")

    def _rollback_login_failed_rl_usage(self) -> None:
        """The password was right: this try doesn't count."""
        throttle.give_back(self._tried)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        words = message or MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code from your authenticator app"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        found = [{**method, "description": words[method["id"]]} for method in methods]
        if isinstance(user, Account) and can_use_mobile_id(user):
            address = reverse("identity_mobile_again")
            found.append({"id": rules.MOBILE_ID, "url": address, "description": _("Use mobile ID")})
        return found

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Notices go to the inbox (`receivers`)."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets are stored sealed, names say nothing about the person."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": gettext_lazy("This can't be removed."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes come with an authenticator app or a passkey: set one up first."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """Black on white whatever the page's colours: cameras need the contrast."""
        picture = BytesIO()
        segno.make(url).save(picture, kind="svg", scale=4, light="#fff", xmldecl=False)
        return picture.getvalue().decode()

    def get_totp_issuer(self) -> str:
        return "pencere"

    def get_totp_label(self, user: Account) -> str:
        return user.party.name

    def _get_user_identifier(self, user: Account) -> str:
        return user.party.name

    def _get_site_name(self) -> str:
        return "pencere"

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValueError("a factor's secret was sealed with another key") from error


def _whom(credentials: dict[str, Any]) -> str:
    return salted_hmac(
        "pencere.identity.whom", str(credentials.get("username", "")), algorithm="sha256"
    ).hexdigest()


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"pencere.identity.factors:" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(digest.digest()))
