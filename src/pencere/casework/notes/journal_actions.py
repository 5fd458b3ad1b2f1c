"""The words with which the journal tells of notes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

WRITTEN = "notes.written"
STRUCK = "notes.struck"

declare(WRITTEN, _("Wrote an internal note about an application"))
declare(STRUCK, _("Struck out an internal note about an application"))
