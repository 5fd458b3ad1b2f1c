"""Steps between the first factor and the session."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from pencere.blocks.identity import rules


class SecondStepStage(AuthenticateStage):  # type: ignore[misc]
    """django-allauth's, which asks for a code or a passkey; not of who used mobile ID: the key
    in the phone and its PIN are two factors."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if any(record.get("method") == rules.MOBILE_ID for record in records):
            return False
        return bool(super()._should_handle(request))
