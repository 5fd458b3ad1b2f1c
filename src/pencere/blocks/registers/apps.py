"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "pencere.blocks.registers"
    label = "registers"

    def ready(self) -> None:
        """Follow what records say of deaths and dissolutions."""
        import_module("pencere.blocks.registers.listeners")
