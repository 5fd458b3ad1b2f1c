"""Addresses of this package."""

from __future__ import annotations

from django.urls import path

from pencere.blocks.documents import views

app_name = "documents"

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:number>/", views.result, name="result"),
    path("documents/<uuid:id>/", views.download, name="download"),
]
