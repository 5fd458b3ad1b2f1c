"""Django's entry of this package."""

from django.apps import AppConfig


class SpansConfig(AppConfig):
    name = "pencere.kernel.spans"
    label = "spans"
