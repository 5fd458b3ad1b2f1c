"""Django's entry of this package."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "pencere.casework.catalogue"
    label = "catalogue"
