"""Django's entry of this package."""

from django.apps import AppConfig


class SmsPermitsConfig(AppConfig):
    name = "pencere.systems.sms_permits"
    label = "sms_permits"

    def ready(self) -> None:
        """Declare the regime, answer messages to its number, stand on the cabinet's card."""
        from pencere.systems.sms_permits import cabinet_lines, handling, regime

        regime.declare()
        handling.begin()
        cabinet_lines.feed()
