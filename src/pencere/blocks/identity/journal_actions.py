"""What this package writes into the journal, in words for the person it is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pencere.kernel.journal.api import declare

SIGNED_IN = "identity.signed-in"
SIGN_IN_FAILED = "identity.sign-in-failed"
SIGNED_OUT = "identity.signed-out"
PASSWORD_CHANGED = "identity.password-changed"  # noqa: S105 (a code, no password)
FACTOR_ADDED = "identity.factor-added"
FACTOR_REMOVED = "identity.factor-removed"
CODES_MADE = "identity.recovery-codes-made"
SESSIONS_ENDED = "identity.sessions-ended"
SESSION_ENDED = "identity.session-ended"
SESSION_EXPIRED = "identity.session-expired"
API_KEY_MADE = "identity.api-key-made"
API_KEY_REVOKED = "identity.api-key-revoked"
CODE_SENT = "identity.code-sent"
CODE_WRONG = "identity.code-wrong"
ACCOUNT_OPENED = "identity.account-opened"
ACCOUNT_CLOSED = "identity.account-closed"
ACCOUNT_OPEN_AGAIN = "identity.account-open-again"
PASSWORD_RECOVERED = "identity.password-recovered"  # noqa: S105 (a code, no password)
FACTOR_RECOVERY_BEGUN = "identity.factor-recovery-begun"
FACTOR_RECOVERED = "identity.factor-recovered"
RECOVERY_STOPPED = "identity.recovery-stopped"
RECOVERY_OPENED = "identity.recovery-opened"
PASSPORT_LOOKED_UP = "identity.passport-looked-up"
SEEN = "identity.seen"
SEEN_TAKEN_BACK = "identity.seen-taken-back"
ACTING_FOR = "identity.acting-for"
ACTING_FOR_SELF = "identity.acting-for-self"

declare(SIGNED_IN, _("Signed in"))
declare(SIGN_IN_FAILED, _("Someone tried to sign in and failed"))
declare(SIGNED_OUT, _("Signed out"))
declare(PASSWORD_CHANGED, _("Changed the password"))
declare(FACTOR_ADDED, _("Added a second step to the sign-in"))
declare(FACTOR_REMOVED, _("Removed a second step from the sign-in"))
declare(CODES_MADE, _("Made new recovery codes"))
declare(SESSIONS_ENDED, _("Signed out everywhere else"))
declare(SESSION_ENDED, _("Signed out on another device"))
declare(SESSION_EXPIRED, _("The session ended after its time"))
declare(API_KEY_MADE, _("Made a key for a program: %(name)s"))
declare(API_KEY_REVOKED, _("Revoked a program's key: %(name)s"))
declare(CODE_SENT, _("A one-time code was asked for and sent"))
declare(CODE_WRONG, _("Someone entered a wrong one-time code"))
declare(ACCOUNT_OPENED, _("Opened the account"))
declare(ACCOUNT_CLOSED, _("Closed the account: a register says that its holder has died"))
declare(ACCOUNT_OPEN_AGAIN, _("Opened the account again: the register was corrected"))
declare(PASSWORD_RECOVERED, _("Set a new password by identity document and code"))
declare(FACTOR_RECOVERY_BEGUN, _("Asked for the second steps to be removed, as they are lost"))
declare(FACTOR_RECOVERED, _("Had the lost second steps removed after the wait"))
declare(RECOVERY_STOPPED, _("Said that it wasn't them, and closed the recovery"))
declare(RECOVERY_OPENED, _("Let recovery and one-time codes work again"))
declare(PASSPORT_LOOKED_UP, _("Looked for the account of a passport that was shown"))
declare(SEEN, _("Confirmed that the holder was seen with the passport"))
declare(SEEN_TAKEN_BACK, _("Took back that the holder was seen: %(reason)s"))
declare(ACTING_FOR, _("Chose to act for another by a mandate"))
declare(ACTING_FOR_SELF, _("Chose to act for themselves again"))
