"""Pages at the desk about what a regime sets."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "regimes"

urlpatterns: list[URLPattern] = []
