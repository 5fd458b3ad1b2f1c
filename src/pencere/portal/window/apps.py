"""Django's entry of this package."""

from django.apps import AppConfig


class WindowConfig(AppConfig):
    name = "pencere.portal.window"
    label = "window"
