"""Django's entry of this package."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "pencere.casework.notes"
    label = "notes"
