"""Django's entry of this package."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "pencere.blocks.documents"
    label = "documents"
