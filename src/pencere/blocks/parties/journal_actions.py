"""What the journal says of those who become known to the platform."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

PERSON_ENTERED = "parties.person-entered"

declare(PERSON_ENTERED, _("Entered a new person"))
