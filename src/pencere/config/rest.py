"""The API under /api/: which package answers which part of it."""

from __future__ import annotations

from pencere.blocks.documents.rest import router as documents
from pencere.blocks.identity.rest import router as account
from pencere.casework.applications.rest import router as applications
from pencere.casework.catalogue.rest import router as catalogue
from pencere.casework.catalogue.rest_eligibility import router as eligibility
from pencere.portal.desk.rest import router as desk
from pencere.systems.sms_permits.rest import router as permits
from pencere.systems.staff_permits.rest import router as staff_permits
from pencere.ui.api import new_api

api = new_api(
    title="pencere",
    version="1",
    description=(
        "What a person can do on the pages, a person's app or an agency's own site can do here, "
        "by the same rules. Sign in with a key that you make under Sign-in and security."
    ),
)
for router in (
    account,
    catalogue,
    eligibility,
    applications,
    documents,
    permits,
    staff_permits,
    desk,
):
    api.add_router("", router)
