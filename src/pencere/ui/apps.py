"""Django's entry of this package."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "pencere.ui"
    label = "ui"
