"""What the journal says of emergency accesses."""

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

OPENED = "emergency.opened"
SOUGHT = "emergency.sought"
ENDED = "emergency.ended"
REVIEWED = "emergency.reviewed"
REVIEW_READ = "emergency.review-read"

declare(OPENED, _("Opened data in an emergency"))
declare(SOUGHT, _("Looked for a person in an emergency and found nobody"))
declare(ENDED, _("Ended an emergency access"))
declare(REVIEWED, _("Reviewed an emergency access"))
declare(REVIEW_READ, _("Looked at an emergency access to review it"))
