"""Addresses of this package."""

from __future__ import annotations

from django.urls import path

from pencere.blocks.signing import views

app_name = "signing"

urlpatterns = [
    path("tsa", views.time_stamp, name="time-stamp"),
    path("pki/<str:name>", views.trust_file, name="trust"),
]
