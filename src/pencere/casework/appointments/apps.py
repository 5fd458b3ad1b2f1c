"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "pencere.casework.appointments"
    label = "appointments"

    def ready(self) -> None:
        """Tell others what they need of this package."""
        import_module("pencere.casework.appointments.listeners")
