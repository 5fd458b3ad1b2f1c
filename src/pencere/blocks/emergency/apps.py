"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "pencere.blocks.emergency"
    label = "emergency"

    def ready(self) -> None:
        """Answer the registers when they ask whether an emergency access is open."""
        import_module("pencere.blocks.emergency.checking")
