"""Pages of the police on their way."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "patrol"

urlpatterns: list[URLPattern] = []
