"""What the operator should know: each part of the platform, asked how it stands.

`pencere status` prints the same, for a monitor that reads exit codes.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pencere.blocks.sms import api as sms
from pencere.casework.definitions.api import all_current
from pencere.kernel import clock, jobs
from pencere.kernel.files import api as files
from pencere.kernel.journal import api as journal
from pencere.systems.staff_permits import api as staff_permits
from pencere.ui.api import live_state

SEALING_LAG = dt.timedelta(minutes=5)
WORKER_LAG = dt.timedelta(minutes=2)
MESSAGE_LAG = dt.timedelta(minutes=1)
"""A message or its answer that waits for so long waits too long."""
LEAST_FREE = 2 * 1024**3
"""Bytes on the disk of the home folder below which somebody should look."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the platform: how it stands, and what to do when it isn't well."""

    name: str
    is_well: bool
    says: str
    advice: str = ""


def parts() -> list[Part]:
    """Every part, in the order of the page. Counts and times only, nothing about persons."""
    return [ask() for ask in PARTS]


def _jobs() -> Part:
    found = jobs.state()
    if found.last_heartbeat is None or clock.now() - found.last_heartbeat > WORKER_LAG:
        return Part(
            _("Background jobs"),
            False,
            _("No worker gives a sign of life. %(count)s jobs are due.") % {"count": found.due},
            _("Start `pencere worker`."),
        )
    said = _("%(due)s jobs are due, %(failed)s have failed for good.") % {
        "due": found.due,
        "failed": found.failed,
    }
    advice = _("Look at the worker's log; a failed job stays until somebody looks.")
    return Part(_("Background jobs"), not found.failed, said, advice if found.failed else "")


def _journal() -> Part:
    found = journal.sealing_state()
    is_late = (
        found.oldest_unsealed is not None and clock.now() - found.oldest_unsealed > SEALING_LAG
    )
    sealed = (
        _("Sealed up to %(moment)s.") % {"moment": _moment(found.sealed_at)}
        if found.sealed_at
        else _("Nothing is sealed yet.")
    )
    advice = _("The worker seals every ten seconds: see whether it runs.") if is_late else ""
    return Part(_("Journal"), not is_late, sealed, advice)


def _scanner() -> Part:
    found = files.scanner_status()
    name = _("Virus scan of uploads")
    unscanned = ngettext(
        "%(count)s file was never looked at.",
        "%(count)s files were never looked at.",
        found.unscanned,
    ) % {"count": found.unscanned}
    if not found.is_configured:
        return Part(
            name,
            False,
            _("Uploads are taken without a virus scan.") + " " + unscanned,
            _("Install ClamAV's clamd and name its address in PENCERE_CLAMD."),
        )
    if not found.answers:
        return Part(
            name,
            False,
            _("The scanner does not answer, so no uploads are taken: %(why)s")
            % {"why": found.said},
            _("Start clamd."),
        )
    closed = ngettext(
        "%(count)s file is closed, since something was found in it later.",
        "%(count)s files are closed, since something was found in them later.",
        found.infected,
    ) % {"count": found.infected}
    return Part(name, not found.infected, f"{found.said}. {unscanned} {closed}")


def _mail() -> Part:
    if settings.EMAIL_HOST:
        return Part(
            _("E-mail"), True, _("Goes out through %(host)s.") % {"host": settings.EMAIL_HOST}
        )
    return Part(
        _("E-mail"),
        bool(settings.DEMO),
        _("E-mails are written to files and reach nobody."),
        "" if settings.DEMO else _("Name the mail server in PENCERE_SMTP_HOST."),
    )


def _disk() -> Part:
    usage = shutil.disk_usage(settings.HOME)
    free = _("%(free)s of %(total)s GB are free.") % {
        "free": round(usage.free / 1024**3, 1),
        "total": round(usage.total / 1024**3, 1),
    }
    is_well = usage.free > LEAST_FREE
    return Part(_("Disk"), is_well, free, "" if is_well else _("Make room for files and database."))


def _live() -> Part:
    found = live_state()
    name = _("Live pages")
    if found.last_sign is None:
        return Part(name, True, _("No live process: pages look again by themselves."))
    if not found.is_alive:
        return Part(
            name,
            False,
            _("No sign of life since %(moment)s; pages look again by themselves.")
            % {"moment": _moment(found.last_sign)},
            _("Start `pencere live`."),
        )
    said = ngettext("%(count)s listener.", "%(count)s listeners.", found.listeners)
    dropped = ngettext(
        "%(count)s was too slow and was dropped.",
        "%(count)s were too slow and were dropped.",
        found.dropped,
    )
    return Part(
        name,
        True,
        f"{said % {'count': found.listeners}} {dropped % {'count': found.dropped}}",
    )


def _messages() -> Part:
    found = sms.state()
    name = _("Text messages")
    if not found.centres:
        waiting = _waiting_messages(found) if found.waiting or found.outbox else ""
        said = " ".join(filter(None, (_("No gateway has run."), waiting)))
        return Part(name, not waiting, said, _("Start `pencere sms`.") if waiting else "")
    centres = " ".join(
        _("%(centre)s: %(bound)s of %(wanted)s sessions.")
        % {"centre": centre.name, "bound": centre.bound, "wanted": centre.wanted}
        for centre in found.centres
    )
    advice = _message_advice(found)
    return Part(name, not advice, f"{centres} {_waiting_messages(found)}", advice)


def _waiting_messages(found: sms.ChannelState) -> str:
    said = _(
        "%(waiting)s messages wait for a decision, %(outbox)s answers for their centre,"
        " %(held)s are held back on purpose."
    ) % {"waiting": found.waiting, "outbox": found.outbox, "held": found.held_back}
    if found.oldest is None:
        return said
    return f"{said} " + _("The oldest waits since %(moment)s.") % {"moment": _moment(found.oldest)}


def _message_advice(found: sms.ChannelState) -> str:
    if not any(centre.wanted for centre in found.centres):
        return _("Start `pencere sms`.")
    down = [centre for centre in found.centres if centre.wanted and not centre.bound]
    if down:
        return _("No session with %(centres)s: %(why)s") % {
            "centres": ", ".join(centre.name for centre in down),
            "why": next((centre.last_error for centre in down if centre.last_error), "?"),
        }
    if found.nobody_handles:
        return _("Nobody handles messages to %(numbers)s: see the short number in the rules.") % {
            "numbers": ", ".join(found.nobody_handles)
        }
    if found.oldest is not None and clock.now() - found.oldest > MESSAGE_LAG:
        return _("See the gateway's log, and start one more `pencere sms`.")
    return ""


def _staff_permits() -> Part:
    found = staff_permits.exchange_state()
    name, waiting = _("Permits for staff to the ministry"), found.unsent + found.unanswered
    said = _("%(unsent)s wait to be sent, %(unanswered)s messages for their receipt.") % {
        "unsent": found.unsent,
        "unanswered": found.unanswered,
    }
    if not found.is_connected:
        advice = _("Say where the ministry's system is: PENCERE_STAFF_PERMITS_URL and its key.")
        return Part(name, not waiting, said, advice if waiting else "")
    if found.oldest_at is not None:
        said += " " + _("The oldest waits since %(moment)s.") % {"moment": _moment(found.oldest_at)}
    if not found.failures:
        return Part(name, True, said)
    advice = _("It didn't answer %(count)s times (%(error)s); the next try is at %(moment)s.") % {
        "count": found.failures,
        "error": found.error,
        "moment": _moment(found.closed_until or clock.now()),
    }
    return Part(name, False, said, advice)


def _services() -> Part:
    count = len(all_current())
    said = _("%(count)s services are published.") % {"count": count}
    return Part(_("Services"), count > 0, said, "" if count else _("Run `pencere migrate`."))


def _demo() -> Part:
    if not settings.DEMO:
        return Part(_("Demo mode"), True, _("Off."))
    return Part(
        _("Demo mode"),
        False,
        _("On: made-up people, whose passwords and codes everybody can read, can sign in."),
        _("Never with real data: unset PENCERE_DEMO."),
    )


PARTS: tuple[Callable[[], Part], ...] = (
    _jobs,
    _journal,
    _scanner,
    _mail,
    _live,
    _messages,
    _staff_permits,
    _disk,
    _services,
    _demo,
)


def _moment(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%d.%m.%Y %H:%M")
