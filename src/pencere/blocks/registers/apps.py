"""Django's entry of this package."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "pencere.blocks.registers"
    label = "registers"
