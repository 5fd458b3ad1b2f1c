"""What the journal says of permits asked for by message."""

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

LOOKED_UP = "sms-permits.looked-up"
ASKED = "sms-permits.asked"
EXTENDED = "sms-permits.extended"
OPENED = "sms-permits.decision-opened"

declare(LOOKED_UP, _("Looked you up by your document, to decide about a permit to leave home"))
declare(ASKED, _("Asked for a permit to leave home"))
declare(EXTENDED, _("Asked to extend a permit to leave home by a doctor's certificate"))
declare(OPENED, _("Opened a decision about a permit to leave home: %(why)s"))
