"""Django's entry of this package."""

from django.apps import AppConfig


class IntegratorConfig(AppConfig):
    name = "pencere.portal.integrator"
    label = "integrator"
