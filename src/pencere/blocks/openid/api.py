"""What others may call: registering systems, and what a person allowed them."""

from pencere.blocks.openid.granting import withdraw
from pencere.blocks.openid.models import Client
from pencere.blocks.openid.queries import Allowed, allowed_by
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
    "Client",
    "Registration",
    "allowed_by",
    "change_client",
    "disable_client",
    "new_secret",
    "open_registration",
    "register_client",
    "withdraw",
]
