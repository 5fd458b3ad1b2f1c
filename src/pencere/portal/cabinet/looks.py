"""Who looked: rows of the journal about a person, in words that the person understands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.openid import api as openid
from pencere.blocks.registers.api import RegisterDeclaration, declarations, reads_in
from pencere.kernel import clock
from pencere.kernel.journal import api as journal
from pencere.kernel.journal.api import Cursor, Page, Row

PERIODS: dict[str, tuple[Promise | str, int]] = {
    "week": (gettext_lazy("Last 7 days"), 7),
    "month": (gettext_lazy("Last 30 days"), 30),
    "year": (gettext_lazy("Last 12 months"), 365),
}
KINDS: dict[str, Promise | str] = {
    "all": gettext_lazy("Everything"),
    "others": gettext_lazy("What others did"),
    "reads": gettext_lazy("Reads of my data"),
    "own": gettext_lazy("What I did myself"),
}
PURPOSES: dict[str, Promise | str] = {
    "own-data": gettext_lazy("To look at one's own data"),
    "mandates": gettext_lazy("To see which mandates follow from the registers"),
    "life-end": gettext_lazy("To learn of a death or a dissolution"),
    "regime-preview": gettext_lazy("To try out changed rules of a regime"),
    "sms-permit": gettext_lazy("To decide about a permit to leave home"),
    "permit-to-leave-home": gettext_lazy("To ask for a permit to leave home"),
    "permits": gettext_lazy("To see whose permit to leave home it is"),
    "abuse-of-permits": gettext_lazy("To find abuse of permits to leave home"),
    "staff-permits": gettext_lazy("For permits for staff"),
    "patrol-check": gettext_lazy("A check of permits in the street"),
}
"""Words of the purposes that stand in the journal as codes; others stand there as words."""
JUSTIFICATIONS: dict[str, Promise | str] = {
    "self": gettext_lazy("One's own data"),
    "application": gettext_lazy("An application of yours"),
    "law": gettext_lazy("A law allows it"),
    "consent": gettext_lazy("Your consent"),
    "mandate": gettext_lazy("A mandate"),
    "correction": gettext_lazy("A correction that was asked for"),
    "security": gettext_lazy("Security of the account"),
    "duty": gettext_lazy("Official duty"),
    "emergency": gettext_lazy("Emergency access, which is reviewed afterwards"),
}
EXPORT_LIMIT = 20_000
"""Rows of one export; a longer history is exported by period."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page's address says about which rows to show."""

    kind: str = "all"
    period: str = ""
    agency: str = ""
    system: str = ""
    """Another system by its name in the protocol: what it was told, and what was decided."""

    @classmethod
    def of(
        cls,
        query: Mapping[str, str],
        agencies: Mapping[str, str],
        systems: Collection[str] = (),
    ) -> Filters:
        """From an address; what is not known there is as if it weren't given."""
        kind, period = query.get("kind", "all"), query.get("period", "")
        agency, system = query.get("agency", ""), query.get("system", "")
        return cls(
            kind=kind if kind in KINDS else "all",
            period=period if period in PERIODS else "",
            agency=agency if agency in agencies else "",
            system=system if system in systems else "",
        )

    @property
    def since(self) -> dt.date | None:
        """The first day of the period."""
        if not self.period:
            return None
        return clock.today() - dt.timedelta(days=PERIODS[self.period][1])

    @property
    def are_set(self) -> bool:
        """Whether anything is filtered out."""
        return bool(self.kind != "all" or self.period or self.agency or self.system)


@dataclass(frozen=True, slots=True)
class Look:
    """One row of "who looked": one step, which may have read several registers."""

    at: dt.datetime
    words: str
    who: str
    is_own: bool
    reads: tuple[tuple[str, str], ...]
    """Registers with the fields that were read."""
    told: str
    """What another system was told, as it was called when the person agreed."""
    purpose: str
    justification: str
    is_emergency: bool
    """Whether an officer opened it without any other right."""
    reference: str
    address: str
    """Page of the application that it was for."""


def page_of(
    subject: UUID,
    filters: Filters,
    *,
    traces: Collection[str] | None = None,
    before: Cursor | None = None,
    limit: int = 50,
) -> Page[Row]:
    """A page of rows about `subject`, the newest first; `traces` are those of the system that
    is filtered by."""
    return journal.about_subject(
        subject=subject,
        before=before,
        limit=limit,
        kinds=filters.kind,  # type: ignore[arg-type]  # one of KINDS
        since=filters.since,
        agency=filters.agency,
        traces=traces,
    )


def all_of(
    subject: UUID, filters: Filters, *, traces: Collection[str] | None = None
) -> Iterator[Row]:
    """All rows, page by page, up to `EXPORT_LIMIT`."""
    before, count = None, 0
    while count < EXPORT_LIMIT:
        page = page_of(subject, filters, traces=traces, before=before, limit=500)
        yield from page.rows
        count += len(page.rows)
        if page.next is None:
            return
        before = page.next


def in_words(rows: Iterable[Row]) -> list[Look]:
    """Rows as the page shows them: what one step read in several registers stands together."""
    return [_look(list(of_one_step)) for _step, of_one_step in groupby(rows, key=_step_of)]


def _step_of(row: Row) -> tuple[object, ...]:
    who = (row.actor_kind, str(row.actor_label), row.is_own)
    return (row.at, row.action, who, row.purpose, row.about)


def _look(rows: list[Row]) -> Look:
    row = rows[0]
    reference = _reference(row)
    return Look(
        at=row.at,
        words=str(row.words),
        who=_who(row),
        is_own=row.is_own,
        reads=tuple(
            _read(register, fields)
            for one in rows
            if one.register
            for register, fields in reads_in(one.register, one.fields)
        ),
        told=_told(row),
        purpose=str(PURPOSES.get(row.purpose, row.purpose)),
        justification=str(JUSTIFICATIONS[row.justification.kind]) if row.justification else "",
        is_emergency=row.justification is not None and row.justification.kind == "emergency",
        reference=reference,
        address=reverse("applications:show", args=[reference]) if reference else "",
    )


def _who(row: Row) -> str:
    if row.is_own:
        return _("You")
    if row.actor_kind == "system" and row.channel != "api":
        return _("The platform, automatically")
    return str(row.actor_label)


def _told(row: Row) -> str:
    """The claims of a release: some stand in no register, so that no read names them."""
    if row.register or not row.about.startswith(("openid-grant:", "consent:")):
        return ""
    return ", ".join(str(title) for title in openid.claim_titles(row.fields))


def _read(register: str, fields: tuple[str, ...]) -> tuple[str, str]:
    declared = declarations().get(register)
    return (str(declared.title) if declared else register, _fields(declared, fields))


def _fields(declared: RegisterDeclaration | None, keys: tuple[str, ...]) -> str:
    if declared is None:
        return ", ".join(keys)
    known = declared.by_key
    shown = [key for key in keys if key not in known or known[key].type != "party"]
    if len(shown) == sum(field.type != "party" for field in declared.fields):
        return _("all fields")
    return ", ".join(str(known[key].title) if key in known else key for key in shown)


def _reference(row: Row) -> str:
    if row.about.startswith("application:"):
        return row.about.removeprefix("application:")
    if row.justification and row.justification.kind == "application":
        return row.justification.reference
    return ""
