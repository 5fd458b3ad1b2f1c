"""Django's entry of this package."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "pencere.casework.statistics"
    label = "statistics"
