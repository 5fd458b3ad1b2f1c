"""The words with which the journal tells what happened to an application."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

STARTED = "applications.started"
SAVED = "applications.saved"
FILE_ATTACHED = "applications.file-attached"
FILE_REMOVED = "applications.file-removed"
FILE_READ = "applications.file-read"
DISCARDED = "applications.discarded"
EXPIRED = "applications.expired"
SUBMITTED = "applications.submitted"
ASKED = "applications.asked"
REPLIED = "applications.replied"
MOVED = "applications.moved"
GRANTED = "applications.granted"
REFUSED = "applications.refused"
ANSWERED = "applications.answered"
WITHDRAWN = "applications.withdrawn"
LAPSED = "applications.lapsed"
ESCALATED = "applications.escalated"
TAKEN = "applications.taken"
RELEASED = "applications.released"
REASSIGNED = "applications.reassigned"
CARRIED_OVER = "applications.carried-over"
HANDED_OVER = "applications.handed-over"
MOVED_OVER = "applications.moved-over"
MOVED_BACK = "applications.moved-back"
OPENED = "applications.opened"
EVIDENCE_SEEN = "applications.evidence-seen"
DOCUMENT_READY = "applications.document-ready"
AGREEMENT_ASKED = "applications.agreement-asked"
AGREEMENT_DROPPED = "applications.agreement-dropped"
AGREEMENT_EXPIRED = "applications.agreement-expired"
AGREEMENT_READ = "applications.agreement-read"
AGREED = "applications.agreed"
DECLINED = "applications.declined"
OPINION_ASKED = "applications.opinion-asked"
OPINION_OPENED = "applications.opinion-opened"
OPINION_GIVEN = "applications.opinion-given"
OPINION_SILENT = "applications.opinion-silent"
OPINION_WITHDRAWN = "applications.opinion-withdrawn"
PAYMENT_PROVEN = "applications.payment-proven"
PAYMENT_CONFIRMED = "applications.payment-confirmed"
WARNED = "applications.warned"
HELD = "applications.held"
MERGED = "applications.merged"
UNMERGED = "applications.unmerged"
APPEALED = "applications.appealed"
LINKED_OPENED = "applications.linked-opened"
FOUND = "applications.found"

declare(STARTED, _("Began an application"))
declare(SAVED, _("Saved a draft of an application"))
declare(FILE_ATTACHED, _("Added a file to an application"))
declare(FILE_REMOVED, _("Took a file off an application"))
declare(FILE_READ, _("Opened a file of an application"))
declare(DISCARDED, _("Deleted the draft of an application"))
declare(EXPIRED, _("Deleted the draft of an application that nobody finished"))
declare(SUBMITTED, _("Submitted an application"))
declare(ASKED, _("Asked the applicant to correct or add something"))
declare(REPLIED, _("Answered what an officer asked"))
declare(MOVED, _("Took an application one step further"))
declare(GRANTED, _("Granted an application"))
declare(FOUND, _("Entered what was found in an application"))
declare(REFUSED, _("Refused an application"))
declare(ANSWERED, _("Gave the answer to an application"))
declare(WITHDRAWN, _("Took an application back"))
declare(LAPSED, _("Closed an application whose time had run out"))
declare(ESCALATED, _("Passed an overdue application to a higher post"))
declare(TAKEN, _("Took an application to work on"))
declare(RELEASED, _("Gave an application back to the queue"))
declare(REASSIGNED, _("Handed an application to a colleague"))
declare(CARRIED_OVER, _("Carried a draft over to the new form of the service"))
declare(HANDED_OVER, _("Corrected an application so that another agency handles it"))
declare(MOVED_OVER, _("Let an application go on under a newer version of the service"))
declare(MOVED_BACK, _("Let an application go on under the earlier version of the service again"))
declare(OPENED, _("Opened an application with all that it says"))
declare(EVIDENCE_SEEN, _("Saw data of a register in an application"))
declare(AGREEMENT_ASKED, _("Asked somebody to agree to an application"))
declare(AGREEMENT_DROPPED, _("No longer asks somebody to agree to an application"))
declare(AGREEMENT_EXPIRED, _("Noted that nobody agreed to an application in time"))
declare(AGREEMENT_READ, _("Read an application to which they are asked to agree"))
declare(AGREED, _("Agreed to an application"))
declare(DECLINED, _("Did not agree to an application"))
declare(DOCUMENT_READY, _("Told the applicant that the document is ready"))
declare(OPINION_ASKED, _("Asked another agency for its opinion"))
declare(OPINION_OPENED, _("Opened what another agency asked about"))
declare(OPINION_GIVEN, _("Gave its agency's opinion on an application"))
declare(OPINION_SILENT, _("Noted that an agency gave no opinion in time"))
declare(OPINION_WITHDRAWN, _("Asked another agency no longer for its opinion"))
declare(PAYMENT_PROVEN, _("Named the receipt of a payment"))
declare(PAYMENT_CONFIRMED, _("Confirmed that an application was paid"))
declare(WARNED, _("Warned officers that the time of an application runs out"))
declare(HELD, _("Took an application that waits for a register"))
declare(MERGED, _("Merged an application into another one for the same"))
declare(UNMERGED, _("Opened a merged application again"))
declare(APPEALED, _("Appealed against a decision"))
declare(LINKED_OPENED, _("Opened the case against which an appeal was made"))

BY_MOMENT = {
    "submitted": SUBMITTED,
    "replied": REPLIED,
    "asked": ASKED,
    "moved": MOVED,
    "payment-due": MOVED,
    "granted": GRANTED,
    "refused": REFUSED,
    "answered": ANSWERED,
    "withdrawn": WITHDRAWN,
    "lapsed": LAPSED,
}
"""By the kind of step, which for the last one is its outcome."""
