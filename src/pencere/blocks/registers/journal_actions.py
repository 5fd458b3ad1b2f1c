"""What the journal says of reading and changing registers."""

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

READ = "register.read"
FOUND = "register.found"
FOUND_AS_COUNTERPART = "register.found-as-counterpart"
COUNTED = "register.counted"
HISTORY_READ = "register.history-read"
ADDED = "register.added"
CORRECTED = "register.corrected"
ENDED = "register.ended"
READ_FOR_FIGURES = "register.read-for-figures"

declare(READ, _("Read data in a register"))
declare(FOUND, _("Looked up a record by its number"))
declare(FOUND_AS_COUNTERPART, _("Looked up records in which it is the other party"))
declare(COUNTED, _("Had the people counted with whom it has records in a register"))
declare(HISTORY_READ, _("Read the history of a record"))
declare(ADDED, _("Added a record to a register"))
declare(CORRECTED, _("Corrected data in a register"))
declare(ENDED, _("Ended a record in a register"))
declare(READ_FOR_FIGURES, _("Read data of %(count)s people for figures in which nobody is shown"))
