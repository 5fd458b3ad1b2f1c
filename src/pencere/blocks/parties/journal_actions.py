"""What the journal says of those who become known to the platform."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

PERSON_ENTERED = "parties.person-entered"
ENDED = "parties.ended"
NOT_ENDED = "parties.not-ended"

declare(PERSON_ENTERED, _("Entered a new person"))
declare(ENDED, _("A register says that they died or were dissolved on %(on)s"))
declare(NOT_ENDED, _("A register no longer says that they died or were dissolved"))
