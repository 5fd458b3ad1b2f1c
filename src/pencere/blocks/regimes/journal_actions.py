"""What the journal says of decisions about regimes."""

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

SEEDED = "regime.seeded"
PROPOSED = "regime.proposed"
WITHDRAWN = "regime.withdrawn"
APPROVED = "regime.approved"
REJECTED = "regime.rejected"
TRIED = "regime.tried"
LISTED = "regime.listed"
EXPORTED = "regime.exported"

declare(SEEDED, _("Brought the first rules of “%(regime)s”, version %(number)s"))
declare(PROPOSED, _("Proposed to change the rules of “%(regime)s”"))
declare(WITHDRAWN, _("Withdrew a proposal to change the rules of “%(regime)s”"))
declare(APPROVED, _("Approved a change of the rules of “%(regime)s”"))
declare(REJECTED, _("Rejected a change of the rules of “%(regime)s”"))
declare(TRIED, _("Tried a change of the rules of “%(regime)s” on the decisions of a day"))
declare(LISTED, _("Saw you in a list of those for whom other rules would have decided otherwise"))
declare(EXPORTED, _("Took along a list of those for whom other rules would have decided otherwise"))
