"""Addresses of the cabinet."""

from __future__ import annotations

from django.urls import path

from pencere.portal.cabinet import consents, entitlements, systems, views

app_name = "cabinet"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("who-looked/", views.who_looked, name="who-looked"),
    path("who-looked.csv", views.who_looked_csv, name="who-looked-csv"),
    path("documents/", views.issued, name="documents"),
    path("entitlements/", entitlements.entitlements, name="entitlements"),
    path("entitlements/<uuid:entitlement_id>/", entitlements.entitlement, name="entitlement"),
    path("entitlements/<uuid:entitlement_id>/give-up/", entitlements.give_up, name="give-up"),
    path("record/<uuid:record_id>/", views.record, name="record"),
    path("consents/", consents.consents, name="consents"),
    path("consents/<uuid:request_id>/", consents.one, name="consent"),
    path("systems/", systems.systems, name="systems"),
    path("systems/<uuid:consent_id>/withdraw/", systems.withdraw, name="withdraw-system"),
    path("<slug:category>/", views.category, name="category"),
]
