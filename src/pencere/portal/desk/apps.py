"""Django's entry of this package."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "pencere.portal.desk"
    label = "desk"
