"""What the journal says of checks on the street."""

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

CHECKED = "patrol.checked"
SOUGHT = "patrol.sought"
OUTCOME = "patrol.outcome"
LIST_TAKEN = "patrol.list-taken"
TEAM_READ = "patrol.team-read"

declare(CHECKED, _("Checked your permits in the street: %(place)s"))
declare(SOUGHT, _("Checked a document number that nobody has"))
declare(OUTCOME, _("Noted how a check of your permits ended: %(outcome)s"))
declare(LIST_TAKEN, _("Took a list of valid permits along for checks without network"))
declare(TEAM_READ, _("Looked at how many checks each officer made"))
