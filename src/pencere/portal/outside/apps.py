"""Django's entry of this package."""

from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "pencere.portal.outside"
    label = "outside"
