"""The journal's words for what happens to documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

ORDERED = "document.ordered"
ISSUED = "document.issued"
DOWNLOADED = "document.downloaded"
REVOKED = "document.revoked"
SUSPENDED = "document.suspended"
RESTORED = "document.restored"
REPLACED = "document.replaced"

declare(ORDERED, _("Ordered the document %(number)s"))
declare(ISSUED, _("Issued and sealed the document %(number)s"))
declare(DOWNLOADED, _("Downloaded the document %(number)s"))
declare(REVOKED, _("Revoked the document %(number)s"))
declare(SUSPENDED, _("Suspended the document %(number)s"))
declare(RESTORED, _("Put the document %(number)s in force again"))
declare(REPLACED, _("Replaced the document %(number)s by another"))
