"""Django's entry of this package."""

from django.apps import AppConfig


class CabinetConfig(AppConfig):
    name = "pencere.portal.cabinet"
    label = "cabinet"
