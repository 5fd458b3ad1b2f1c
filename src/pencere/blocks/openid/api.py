"""What others may call: registering systems, and what a person allowed them."""

from pencere.blocks.openid.granting import withdraw
from pencere.blocks.openid.models import Client
from pencere.blocks.openid.queries import (
    Allowed,
    AllowedScope,
    allowed,
    allowed_by,
    claim_titles,
    systems_of,
    traces_of,
)
from pencere.blocks.openid.registering import (
    Registration,
    change_client,
    disable_client,
    new_secret,
    open_registration,
    register_client,
)

__all__ = [
    "Allowed",
    "AllowedScope",
    "Client",
    "Registration",
    "allowed",
    "allowed_by",
    "change_client",
    "claim_titles",
    "disable_client",
    "new_secret",
    "open_registration",
    "register_client",
    "systems_of",
    "traces_of",
    "withdraw",
]
