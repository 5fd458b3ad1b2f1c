"""Who the session belongs to, read with the person behind the account in one query."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.apps import apps
from django.db.models import Model

from pencere.blocks.identity.models import Account
from pencere.kernel.rows import select


def _columns(model: type[Model]) -> tuple[list[str], str]:
    """Names of a model's fields as `from_db` takes them, and their columns."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{model._meta.db_table}"."{field.column}"' for field in fields)
    return [field.attname for field in fields], columns


Party = apps.get_model("parties", "Party")
"""The model that an account's foreign key points at."""
_ACCOUNT, _ACCOUNT_COLUMNS = _columns(Account)
_PARTY, _PARTY_COLUMNS = _columns(Party)
HOLDER = (
    f"SELECT {_ACCOUNT_COLUMNS}, {_PARTY_COLUMNS} FROM identity_account "  # noqa: S608 (constants)
    "JOIN parties_party ON parties_party.id = identity_account.party_id "
    "WHERE identity_account.id = %s AND identity_account.is_active"
)


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """django-allauth's, with the party joined to the account on each request."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account with its party, None without an active one; on every page's way."""
        account_id = user_id if isinstance(user_id, UUID) else UUID(str(user_id))
        rows = select(HOLDER, [account_id])
        if not rows:
            return None
        account = Account.from_db("default", _ACCOUNT, rows[0][: len(_ACCOUNT)])
        account.party = Party.from_db("default", _PARTY, rows[0][len(_ACCOUNT) :])
        return account
