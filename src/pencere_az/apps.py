"""Django's entry of the pack: its texts and templates are found through it."""

from django.apps import AppConfig


class AzerbaijanConfig(AppConfig):
    name = "pencere_az"
