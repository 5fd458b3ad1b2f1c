"""The words with which the journal tells what officers arranged."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

QUEUE_SAVED = "officers.queue-saved"
QUEUE_FORGOTTEN = "officers.queue-forgotten"
WORDS_WRITTEN = "officers.words-written"
WORDS_RETIRED = "officers.words-retired"
ABSENCE_ENTERED = "officers.absence-entered"
ABSENCE_ENDED = "officers.absence-ended"

declare(QUEUE_SAVED, _("Saved a queue under a name"))
declare(QUEUE_FORGOTTEN, _("Removed a saved queue"))
declare(WORDS_WRITTEN, _("Wrote a template for comments"))
declare(WORDS_RETIRED, _("Took a template for comments out of use"))
declare(ABSENCE_ENTERED, _("Entered an absence and who stands in"))
declare(ABSENCE_ENDED, _("Called off an absence"))
