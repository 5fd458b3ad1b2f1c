"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "pencere.blocks.identity"
    label = "identity"

    def ready(self) -> None:
        """Listen to sign-ins; declare what the journal says of them."""
        import_module("pencere.blocks.identity.receivers")
