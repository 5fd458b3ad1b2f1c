"""Django's entry of this package."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "pencere.casework.applications"
    label = "applications"
