"""Addresses of the operator's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.portal.operator import views

app_name = "operator"

urlpatterns: list[URLPattern] = [path("", views.state, name="state")]
