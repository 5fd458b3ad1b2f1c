"""What the journal says of consent."""

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

ASKED = "consent.asked"
GRANTED = "consent.granted"
REFUSED = "consent.refused"
WITHDRAWN = "consent.withdrawn"

declare(ASKED, _("Asked for consent to read data"))
declare(GRANTED, _("Allowed data to be read"))
declare(REFUSED, _("Did not allow data to be read"))
declare(WITHDRAWN, _("Withdrew the consent to read data"))
