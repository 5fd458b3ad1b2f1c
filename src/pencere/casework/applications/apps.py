"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "pencere.casework.applications"
    label = "applications"

    def ready(self) -> None:
        """Listen to issued documents, and to what people say to requests for their data."""
        import_module("pencere.casework.applications.listeners")
        import_module("pencere.casework.applications.actions.consents")
