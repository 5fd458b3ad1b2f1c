"""Django's entry of this package."""

from django.apps import AppConfig


class OperatorConfig(AppConfig):
    name = "pencere.portal.operator"
    label = "operator"
