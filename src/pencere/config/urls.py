"""Which package answers which address."""

from __future__ import annotations

from django.urls import include, path

from pencere.config.rest import api

urlpatterns = [
    path("", include("pencere.portal.window.urls")),
    path("", include("pencere.ui.urls")),
    path("account/", include("pencere.blocks.identity.urls")),
    path("", include("pencere.blocks.openid.urls")),
    path("account/mandates/", include("pencere.blocks.mandates.urls")),
    path("", include("pencere.blocks.documents.urls")),
    path("", include("pencere.blocks.signing.urls")),
    path("inbox/", include("pencere.blocks.notices.urls")),
    path("demo/", include("pencere.blocks.notices.demo_urls")),
    path("demo/phone/", include("pencere.blocks.mobile_id.urls")),
    path("cabinet/", include("pencere.portal.cabinet.urls")),
    path("integrator/", include("pencere.portal.integrator.urls")),
    path("operator/", include("pencere.portal.operator.urls")),
    path("desk/regimes/", include("pencere.blocks.regimes.urls")),
    path("regimes/", include("pencere.blocks.regimes.public_urls")),
    path("desk/", include("pencere.portal.desk.urls")),
    path("patrol/", include("pencere.portal.patrol.urls")),
    path("permits/", include("pencere.systems.sms_permits.urls")),
    path("staff-permits/", include("pencere.systems.staff_permits.urls")),
    path("demo/phones/", include("pencere.blocks.sms.urls")),
    path("", include("pencere.casework.appointments.urls")),
    path("", include("pencere.portal.outside.urls")),
    path("api/", api.urls),
    path("applications/", include("pencere.casework.applications.urls")),
]

handler400 = "pencere.ui.errors.bad_request"
handler403 = "pencere.ui.errors.forbidden"
handler404 = "pencere.ui.errors.not_found"
handler500 = "pencere.ui.errors.fault"
