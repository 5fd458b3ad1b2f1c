"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class MobileIdConfig(AppConfig):
    name = "pencere.blocks.mobile_id"
    label = "mobile_id"

    def ready(self) -> None:
        """Declare what the journal says of it."""
        import_module("pencere.blocks.mobile_id.journal_actions")
