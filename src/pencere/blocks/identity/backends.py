"""Who the session belongs to, read with the person behind the account in one query."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from pencere.blocks.identity.models import Account


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """django-allauth's, with the party joined to the account on each request."""

    def get_user(self, user_id: Any) -> Account | None:
        account = Account.objects.select_related("party").filter(pk=user_id).first()
        return account if account is not None and account.is_active else None
