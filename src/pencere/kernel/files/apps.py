"""Django's entry of this package."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "pencere.kernel.files"
    label = "files"
