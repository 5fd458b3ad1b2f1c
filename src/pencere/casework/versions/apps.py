"""Django's entry of this package."""

from django.apps import AppConfig


class VersionsConfig(AppConfig):
    name = "pencere.casework.versions"
    label = "versions"
