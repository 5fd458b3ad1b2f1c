"""Addresses of a person's appointments and of calendars."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.casework.appointments import views

app_name = "appointments"

urlpatterns: list[URLPattern] = [
    path("appointments/", views.mine, name="mine"),
    path("appointments/<uuid:id>.ics", views.download, name="download"),
    path("calendar/<str:secret>.ics", views.feed, name="feed"),
]
