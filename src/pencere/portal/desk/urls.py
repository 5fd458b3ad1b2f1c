"""Addresses of the officer's desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.portal.desk import views

app_name = "desk"

urlpatterns: list[URLPattern] = [
    path("", views.queue, name="queue"),
    path("next/", views.take_next, name="take_next"),
    path("cases/<str:reference>/", views.case, name="case"),
    path("cases/<str:reference>/take/", views.take, name="take"),
    path("cases/<str:reference>/release/", views.release, name="release"),
    path("cases/<str:reference>/reassign/", views.reassign, name="reassign"),
    path("cases/<str:reference>/revoke/", views.revoke, name="revoke"),
    path("files/<uuid:attachment_id>/", views.file, name="file"),
]
