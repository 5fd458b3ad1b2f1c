"""Addresses of the applicant's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.casework.applications import (
    views,
    views_agreement,
    views_sent,
    views_start,
    views_visit,
)

app_name = "applications"

urlpatterns: list[URLPattern] = [
    path("", views_sent.applications, name="list"),
    path("start/<slug:slug>/", views_start.start, name="start"),
    path("files/<uuid:attachment_id>/", views.file, name="file"),
    path("draft/<uuid:application_id>/", views.form_page, name="resume"),
    path("draft/<uuid:application_id>/check/", views.check, name="check"),
    path("draft/<uuid:application_id>/discard/", views.discard, name="discard"),
    path("draft/<uuid:application_id>/page/<slug:page>/", views.form_page, name="page"),
    path("agreements/", views_agreement.agreements, name="agreements"),
    path("agreements/<uuid:agreement_id>/", views_agreement.agreement, name="agreement"),
    path("<str:reference>/", views_sent.show, name="show"),
    path("<str:reference>/appointment/", views_visit.choose, name="choose_time"),
    path("<str:reference>/appointment/check/", views_visit.confirm, name="confirm_time"),
    path("<str:reference>/appointment/cancel/", views_visit.cancel, name="cancel_time"),
    path("<str:reference>/sent/", views_sent.sent, name="sent"),
    path("<str:reference>/withdraw/", views_sent.withdraw, name="withdraw"),
]
