"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig

from pencere.ui.api import provide_actor, provide_actor_of_cookies


class IdentityConfig(AppConfig):
    name = "pencere.blocks.identity"
    label = "identity"

    def ready(self) -> None:
        """Listen to sign-ins and to deaths; say who gets the one-time codes, and who acts at the
        desk."""
        import_module("pencere.blocks.identity.receivers")
        for part in ("code_sign_in", "registration", "recovery", "ending"):
            import_module(f"pencere.blocks.identity.{part}")
        provide_actor(import_module("pencere.blocks.identity.actors").actor_of)
        provide_actor_of_cookies(import_module("pencere.blocks.identity.listeners").listening_actor)
