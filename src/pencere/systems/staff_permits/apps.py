"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class StaffPermitsConfig(AppConfig):
    name = "pencere.systems.staff_permits"
    label = "staff_permits"

    def ready(self) -> None:
        """Declare the regime, and listen to the registers."""
        from pencere.blocks.regimes import api as regimes
        from pencere.systems.staff_permits import declaring

        regimes.declare(declaring.kind())
        import_module("pencere.systems.staff_permits.watching")
