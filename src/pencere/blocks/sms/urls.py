"""The phones of the demonstration; 404 where it is none."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.blocks.sms.demo import views

app_name = "sms"

urlpatterns: list[URLPattern] = [
    path("", views.choose, name="phones"),
    path("<str:phone>/", views.phone, name="phone"),
    path("<str:phone>/texts/", views.texts, name="texts"),
]
