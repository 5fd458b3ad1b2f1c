"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "pencere.blocks.consent"
    label = "consent"

    def ready(self) -> None:
        """Answer the registers when they ask whether a consent holds."""
        import_module("pencere.blocks.consent.checking")
