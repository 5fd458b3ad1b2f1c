"""Django's entry of this package."""

from django.apps import AppConfig


class PatrolConfig(AppConfig):
    name = "pencere.portal.patrol"
    label = "patrol"
