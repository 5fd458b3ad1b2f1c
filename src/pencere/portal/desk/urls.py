"""Addresses of the officer's desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.portal.desk import (
    absences,
    bulk,
    calendar,
    entitlements,
    figures,
    notes,
    opinions,
    queue,
    services,
    views,
    visits,
    words,
)

app_name = "desk"

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("next/", queue.take_next, name="take_next"),
    path("queues/", queue.save, name="save_queue"),
    path("queues/<uuid:queue_id>/forget/", queue.forget, name="forget_queue"),
    path("several/", bulk.bulk, name="bulk"),
    path("mentions/", notes.mentions, name="mentions"),
    path("templates/", words.templates, name="templates"),
    path("templates/new/", words.template, name="new_template"),
    path("templates/<uuid:template_id>/", words.template, name="template"),
    path("templates/<uuid:template_id>/retire/", words.retire, name="retire_template"),
    path("services/", services.services, name="services"),
    path("services/<slug:slug>/", services.service, name="service"),
    path("statistics/", figures.statistics, name="statistics"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<uuid:absence_id>/end/", absences.end, name="end_absence"),
    path("cases/<str:reference>/", views.case, name="case"),
    path("cases/<str:reference>/take/", views.take, name="take"),
    path("cases/<str:reference>/release/", views.release, name="release"),
    path("cases/<str:reference>/reassign/", views.reassign, name="reassign"),
    path("cases/<str:reference>/notes/", notes.write, name="write_note"),
    path("cases/<str:reference>/notes/<uuid:note_id>/strike/", notes.strike, name="strike_note"),
    path("cases/<str:reference>/revoke/", views.revoke, name="revoke"),
    path("cases/<str:reference>/appointment/", visits.choose, name="choose_time"),
    path("cases/<str:reference>/appointment/mark/", visits.mark, name="mark_visit"),
    path("cases/<str:reference>/appointment/cancel/", visits.cancel, name="cancel_time"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/table.csv", calendar.table, name="calendar_table"),
    path("calendar/feed/", calendar.feed, name="calendar_feed"),
    path("calendar/<str:place>/hours/", calendar.hours, name="hours"),
    path("calendar/<str:place>/hours/<uuid:id>/back/", calendar.restore, name="restore_hours"),
    path("entitlements/", entitlements.entitlements, name="entitlements"),
    path("entitlements/<uuid:entitlement_id>/", entitlements.entitlement, name="entitlement"),
    path(
        "entitlements/<uuid:entitlement_id>/proposals/<uuid:proposal_id>/",
        entitlements.confirm,
        name="entitlement-proposal",
    ),
    path(
        "entitlements/<uuid:entitlement_id>/<slug:action>/",
        entitlements.decide,
        name="entitlement-decide",
    ),
    path("cases/<str:reference>/opinions/withdraw/", opinions.withdraw, name="opinion_withdraw"),
    path("cases/<str:reference>/opinions/again/", opinions.again, name="opinion_again"),
    path("cases/<str:reference>/first/<str:first>/", opinions.first_case, name="first_case"),
    path("cases/<str:reference>/merge/", opinions.merge, name="merge"),
    path("cases/<str:reference>/merge/undo/", opinions.undo_merge, name="undo_merge"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/<uuid:opinion_id>/", opinions.opinion, name="opinion"),
    path("opinions/<uuid:opinion_id>/file/", opinions.file, name="opinion_file"),
    path(
        "opinions/<uuid:opinion_id>/files/<uuid:attachment_id>/",
        opinions.attachment,
        name="opinion_attachment",
    ),
    path("files/<uuid:attachment_id>/", views.file, name="file"),
]
