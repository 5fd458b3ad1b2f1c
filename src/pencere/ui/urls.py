"""Addresses of this package."""

from __future__ import annotations

from django.urls import path

from pencere.ui import views

app_name = "ui"
urlpatterns = [
    path("language/<str:code>/", views.choose_language, name="language"),
]
