"""Addresses of the window."""

from __future__ import annotations

from django.urls import path

from pencere.portal.window import figures, places, prechecks, registers, views

app_name = "window"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("search/suggestions", views.suggestions, name="suggestions"),
    path("services/", views.all_services, name="services"),
    path("services/<slug:slug>/", views.service, name="service"),
    path("services/<slug:slug>/can-i-get-it/", prechecks.can_i_get, name="can-i-get"),
    path("what-can-i-get/", prechecks.what_can_i_get, name="precheck"),
    path("life-events/<slug:code>/", views.life_event, name="life-event"),
    path("agencies/", views.agencies, name="agencies"),
    path("agencies/<slug:code>/", views.agency, name="agency"),
    path("registers/", registers.registers, name="registers"),
    path("registers/<slug:slug>.csv", registers.export, {"form": "csv"}, name="register-csv"),
    path("registers/<slug:slug>.json", registers.export, {"form": "json"}, name="register-json"),
    path("registers/<slug:slug>/", registers.register, name="register"),
    path("registers/<slug:slug>/<str:number>/", registers.entry, name="register-entry"),
    path("places/regions.geojson", places.regions, name="regions"),
    path("places/localities", places.localities, name="localities"),
    path("places/streets", places.streets, name="streets"),
    path("statistics/", figures.statistics, name="statistics"),
    path("statistics.json", figures.statistics_json, name="statistics-json"),
    path("statistics.csv", figures.statistics_csv, name="statistics-csv"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
