"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "pencere.blocks.mandates"
    label = "mandates"

    def ready(self) -> None:
        """Follow what the registers say of who acts for whom."""
        import_module("pencere.blocks.mandates.listeners")
