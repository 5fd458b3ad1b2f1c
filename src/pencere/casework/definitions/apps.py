"""Django's entry of this package."""

from django.apps import AppConfig


class DefinitionsConfig(AppConfig):
    name = "pencere.casework.definitions"
    label = "definitions"
