"""What this package writes into the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

MOVED = "versions.moved"
UNDONE = "versions.undone"
REPLAYED = "versions.replayed"

declare(MOVED, _("Moved open cases of the service %(service)s to version %(number)s"))
declare(UNDONE, _("Undid a move of cases of the service %(service)s"))
declare(REPLAYED, _("Replayed %(count)s cases of the service %(service)s under another version"))
