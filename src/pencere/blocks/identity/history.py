"""A person's sign-ins, out of the journal: when, how, from where, to which service, and how each
ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from pencere.blocks.identity import journal_actions, open_sessions
from pencere.blocks.identity.models import Account
from pencere.kernel.journal import api as journal

TO_SYSTEMS = ("openid.signed-in",)
"""Sign-ins to other systems: written by a block above this one."""
FAILED = (journal_actions.SIGN_IN_FAILED, journal_actions.CODE_WRONG)
SHOWN = (journal_actions.SIGNED_IN, *TO_SYSTEMS, *FAILED)
_ENDS = (
    journal_actions.SIGNED_OUT,
    journal_actions.SESSION_EXPIRED,
    journal_actions.SESSION_ENDED,
    journal_actions.SESSIONS_ENDED,
)
_ENDED_BY = {
    journal_actions.SIGNED_OUT: _("Signed out"),
    journal_actions.SESSION_EXPIRED: _("Ended after its time"),
    journal_actions.SESSION_ENDED: _("Signed out from another device"),
    journal_actions.SESSIONS_ENDED: _("Signed out from another device"),
}
METHODS = {
    "password": _("password"),
    "app": _("authenticator app"),
    "passkey": _("passkey"),
    "code": _("recovery code"),
    "mobile-id": _("mobile ID"),
    "message": _("one-time code"),
}
LEVELS = {
    "none": _("none"),
    "low": _("low"),
    "substantial": _("substantial"),
    "high": _("high"),
}
PAGE = 30
ENDS_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """Which sign-ins; days of the country's calendar, both included."""

    since: dt.date | None = None
    until: dt.date | None = None
    only_failed: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in, or a try that failed."""

    at: dt.datetime
    kind: Literal["own", "system", "failed"]
    words: str
    methods: tuple[str, ...]
    """In words."""
    level: str
    """In words; empty where it isn't known."""
    address: str
    ended_at: dt.datetime | None
    ended: str
    """How, in words; empty while it is open and for tries."""
    is_open: bool


def page_of(
    account: Account,
    filters: Filters,
    *,
    before: journal.Cursor | None = None,
    limit: int = PAGE,
) -> journal.Page[SignIn]:
    """A page of the account's sign-ins, the newest first. The reader is its holder."""
    page = journal.about_subject(
        subject=account.party_id,
        before=before,
        limit=limit,
        since=filters.since,
        until=filters.until,
        actions=FAILED if filters.only_failed else SHOWN,
    )
    if not page.rows:
        return journal.Page(rows=())
    ends = _ends(account, since=page.rows[-1].at.date() - dt.timedelta(days=1))
    live = {journal.session_pseudonym(label) for label in open_sessions.open_labels(account)}
    return journal.Page(rows=tuple(_shown(row, ends, live) for row in page.rows), next=page.next)


def everything(account: Account, filters: Filters, *, most: int) -> Iterator[SignIn]:
    """All that the filters leave, `most` at most, the newest first."""
    before, left = None, most
    while left > 0:
        page = page_of(account, filters, before=before, limit=min(left, 500))
        yield from page.rows
        left -= len(page.rows)
        before = page.next
        if before is None:
            return


def _ends(account: Account, *, since: dt.date) -> Mapping[str, journal.Row]:
    """What ended each session, by its pseudonym in the journal."""
    rows = journal.about_subject(
        subject=account.party_id, since=since, actions=_ENDS, limit=ENDS_LOOKED_AT
    ).rows
    found: dict[str, journal.Row] = {}
    for row in rows:
        others = row.params.get("sessions")
        if isinstance(others, list):
            found.update({journal.session_pseudonym(str(label)): row for label in others})
        elif row.session:
            found[row.session] = row
    return found


def _shown(row: journal.Row, ends: Mapping[str, journal.Row], live: Collection[str]) -> SignIn:
    methods = row.params.get("methods")
    end = ends.get(row.session) if row.session else None
    is_failed = row.action in FAILED
    is_over = not is_failed and row.action not in TO_SYSTEMS and row.session not in live
    how = _ENDED_BY[end.action] if end else _("Ended after its time") if is_over else ""
    return SignIn(
        at=row.at,
        kind="failed" if is_failed else "system" if row.action in TO_SYSTEMS else "own",
        words=str(row.words),
        methods=tuple(
            str(METHODS.get(str(code), code))
            for code in (methods if isinstance(methods, list) else ())
        ),
        level=str(LEVELS.get(str(row.params.get("assurance", "")), "")),
        address=row.address,
        ended_at=end.at if end else None,
        ended=str(how),
        is_open=not is_failed and row.session in live,
    )
