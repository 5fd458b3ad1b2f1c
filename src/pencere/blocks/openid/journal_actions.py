"""What this package writes into the journal, in words for the person it is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

AGREED = "openid.agreed"
WITHDRAWN = "openid.withdrawn"
SIGNED_IN = "openid.signed-in"
DENIED = "openid.denied"
ENDED = "openid.ended"
RELEASED = "openid.released"
REFUSED = "openid.refused"
REGISTERED = "openid.registered"
CHANGED = "openid.changed"
NEW_SECRET = "openid.new-secret"  # noqa: S105 (a code)
DISABLED = "openid.disabled"
OPENED = "openid.registration-opened"
OPENED_ENDED = "openid.registration-ended"
SECRET_ENDED = "openid.secret-ended"  # noqa: S105 (a code)
PROPOSED = "openid.proposed"
APPROVED = "openid.approved"
NOT_APPROVED = "openid.not-approved"
TAKEN_BACK = "openid.taken-back"

declare(AGREED, _("Agreed that %(client)s may learn what it asked for"))
declare(WITHDRAWN, _("Withdrew what %(client)s was allowed"))
declare(SIGNED_IN, _("Signed in to %(client)s"))
declare(DENIED, _("Did not agree to what %(client)s asked for"))
declare(ENDED, _("The access of %(client)s ended"))
declare(RELEASED, _("%(client)s was told what you agreed to"))
declare(REFUSED, _("A request of %(client)s was refused as unsafe"))
declare(REGISTERED, _("Registered the system %(client)s"))
declare(CHANGED, _("Changed what is registered of the system %(client)s"))
declare(NEW_SECRET, _("Made a new secret for the system %(client)s"))
declare(DISABLED, _("Closed the system %(client)s"))
declare(OPENED, _("Allowed a program to register systems: %(uses)s at most"))
declare(OPENED_ENDED, _("Ended a program's right to register systems: %(uses)s were left"))
declare(SECRET_ENDED, _("Ended a secret of the system %(client)s"))
declare(PROPOSED, _("Asked for the live system %(client)s, or for a change of it"))
declare(APPROVED, _("Approved the live system %(client)s, or a change of it"))
declare(NOT_APPROVED, _("Did not approve the live system %(client)s, or a change of it"))
declare(TAKEN_BACK, _("Took back what was asked for the live system %(client)s"))
