"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class SmsPermitsConfig(AppConfig):
    name = "pencere.systems.sms_permits"
    label = "sms_permits"

    def ready(self) -> None:
        """Declare the regime, answer messages to its number, stand on the cabinet's card, let
        today's figures be followed."""
        package = "pencere.systems.sms_permits"
        import_module(f"{package}.regime").declare()
        import_module(f"{package}.handling").begin()
        import_module(f"{package}.cabinet_lines").feed()
        import_module(f"{package}.figures_pieces").declare()
