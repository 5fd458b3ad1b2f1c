"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class StaffPermitsConfig(AppConfig):
    name = "pencere.systems.staff_permits"
    label = "staff_permits"

    def ready(self) -> None:
        """Declare the regime, and listen to the registers."""
        import_module("pencere.systems.staff_permits.declaring").declare()
        import_module("pencere.systems.staff_permits.watching")
