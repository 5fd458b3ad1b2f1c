"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class OpenidConfig(AppConfig):
    name = "pencere.blocks.openid"
    label = "openid"

    def ready(self) -> None:
        """Answer the registers when they ask whether a person agreed to a release."""
        import_module("pencere.blocks.openid.checking")
        import_module("pencere.blocks.openid.api_access")
        import_module("pencere.blocks.openid.receivers")
