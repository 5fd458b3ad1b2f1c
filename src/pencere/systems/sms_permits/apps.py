"""Django's entry of this package."""

from django.apps import AppConfig


class SmsPermitsConfig(AppConfig):
    name = "pencere.systems.sms_permits"
    label = "sms_permits"

    def ready(self) -> None:
        """Declare the regime, and answer messages to its number."""
        from pencere.systems.sms_permits import handling, regime

        regime.declare()
        handling.begin()
