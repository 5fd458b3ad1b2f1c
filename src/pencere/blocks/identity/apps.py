"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "pencere.blocks.identity"
    label = "identity"

    def ready(self) -> None:
        """Listen to sign-ins; say who gets the one-time codes."""
        import_module("pencere.blocks.identity.receivers")
        for purpose in ("code_sign_in", "registration", "recovery"):
            import_module(f"pencere.blocks.identity.{purpose}")
