"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "pencere.blocks.identity"
    label = "identity"

    def ready(self) -> None:
        """Listen to sign-ins; say who gets the one-time codes."""
        import_module("pencere.blocks.identity.receivers")
        import_module("pencere.blocks.identity.code_sign_in")
