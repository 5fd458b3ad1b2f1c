"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "pencere.casework.applications"
    label = "applications"

    def ready(self) -> None:
        """Listen to issued documents and to what people say to requests for their data; tell which
        cases there are to give a mandate for."""
        import_module("pencere.casework.applications.listeners")
        import_module("pencere.casework.applications.one_case")
        import_module("pencere.casework.applications.actions.consents")
