"""Who may leave home, and for what: plain functions over plain values.

`decide` is the whole decision about one request. The statement in `deciding` decides a batch at
once and must come to the same; the tests compare the two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

LONGEST_MINUTES = 24 * 60
"""How long a permit, and all its extensions together, may last at most; see `LOOK_BACK`."""
LOOK_BACK = 2
"""Days before today on which a permit that still holds may have been granted."""


class Reason(StrEnum):
    """Why there is no permit, or what was told instead."""

    NO_REGIME = "no-regime"
    """No rules are in force: nobody needs a permit."""
    NOTHING_ASKED = "nothing-asked"
    """Neither a purpose nor a document could be read."""
    NO_PURPOSE = "no-purpose"
    UNKNOWN_PURPOSE = "unknown-purpose"
    NO_DOCUMENT = "no-document"
    DOCUMENT_TOO_SHORT = "document-too-short"
    DOCUMENT_TOO_LONG = "document-too-long"
    DOCUMENT_SERIES = "document-series"
    """The letters are of no document that we know."""
    DOCUMENT_UNKNOWN = "document-unknown"
    DOCUMENT_ANNULLED = "document-annulled"
    DOCUMENT_EXPIRED = "document-expired"
    PERSON_DEAD = "person-dead"
    SENDER_BLOCKED = "sender-blocked"
    PERSON_BLOCKED = "person-blocked"
    AGE = "age"
    BARRED = "barred"
    """A register says that the person must stay at home; which group, the answer says."""
    NOT_NEEDED = "not-needed"
    """None is needed in the district where the person lives."""
    HOURS = "hours"
    """No permits are given at this time of the day."""
    PURPOSE_LIMIT = "purpose-limit"
    TOTAL_LIMIT = "total-limit"
    FAILED = "failed"
    """It could not be decided; the sender was asked to try again."""
    HELP = "help"
    LANGUAGE = "language"

    @property
    def is_told(self) -> bool:
        """Whether it answers something else than a request for a permit."""
        return self in (Reason.HELP, Reason.LANGUAGE)


@dataclass(frozen=True, slots=True)
class Purpose:
    """For what one may leave home."""

    code: str
    index: str
    """What people write for it."""
    title: Mapping[str, str]
    """By language."""
    short: Mapping[str, str]
    """The same in a few words, for an SMS."""
    minutes: int
    """How long a permit lasts."""
    daily_limit: int | None = 1
    """Permits a person and day; None without limit."""
    counts_in_total: bool = True
    """Whether it is one of those that `Rules.total_daily_limit` limits."""
    at_any_hour: bool = False
    """Whether it is granted outside `Rules.hours` too."""
    for_barred: bool = False
    """Whether people of barred groups and ages get it too."""
    may_be_extended: bool = False
    """By a doctor's certificate."""


@dataclass(frozen=True, slots=True)
class Barred:
    """A group of people who must stay at home, told by a register."""

    code: str
    register: str
    field: str
    """The register's field that says so; empty: each record that holds does."""
    values: frozenset[str]
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hours:
    """A window of the day in which permits are given; it may run over midnight."""

    begin: dt.time
    end: dt.time

    def hold(self, time: dt.time) -> bool:
        """Whether a time of the day lies in it; the end doesn't."""
        if self.begin < self.end:
            return self.begin <= time < self.end
        return time >= self.begin or time < self.end


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What the regime sets; one object for each version."""

    version: UUID
    purposes: tuple[Purpose, ...]
    total_daily_limit: int | None = None
    oldest_age: int | None = None
    """Who has completed more years than this is barred."""
    barred: tuple[Barred, ...] = ()
    districts: frozenset[str] = frozenset()
    """Where a permit is needed; empty: everywhere."""
    hours: tuple[Hours, ...] = ()
    """When permits are given; empty: at any time."""
    answer_delay_seconds: int = 0
    extension_minutes: int = 0
    """How much longer a doctor's certificate makes a permit; 0: it can't be extended."""

    def purpose(self, code: str) -> Purpose | None:
        """The purpose of this code."""
        return next((each for each in self.purposes if each.code == code), None)

    def by_index(self, index: str) -> Purpose | None:
        """The purpose that people mean by this number."""
        return next((each for each in self.purposes if each.index == index), None)


@dataclass(frozen=True, slots=True)
class Document:
    """What a register says of the document that a number names."""

    valid_from: dt.date
    valid_until: dt.date | None
    """The last day on which the register says so; after it the document is annulled."""
    expires_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the document led to, as far as the decision goes."""

    id: UUID
    document: Document
    born_on: dt.date | None
    died_on: dt.date | None = None
    groups: frozenset[str] = frozenset()
    """Codes of the barred groups that registers put them into today."""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    id: UUID
    purpose: str = ""
    """Code; empty when none could be read."""
    document: str = ""
    problem: Reason | None = None
    """What is wrong with the message itself."""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """A permit of the person's past."""

    id: UUID
    day: dt.date
    purpose: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    is_extension: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What was granted to the person on the days around today, and what officers blocked."""

    permits: Sequence[Granted] = ()
    is_sender_blocked: bool = False
    is_person_blocked: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one request comes to."""

    outcome: str
    reason: Reason | None = None
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    ordinal: int | None = None
    permit: Granted | None = field(default=None, compare=False)
    """The one that is told again."""


def decide(
    request: Request,
    person: Person | None,
    past: Past,
    rules: Rules | None,
    *,
    at: dt.datetime,
    local: dt.datetime,
) -> Verdict:
    """Decide about one request; `local` is the instant `at` on the country's clock.

    A refusal takes nothing: only what was granted counts for limits.
    """
    if found := before_the_past(request, person, rules, local=local):
        return _refused(found)
    assert rules is not None  # noqa: S101  (else there was a reason)
    assert person is not None  # noqa: S101
    if past.is_sender_blocked:
        return _refused(Reason.SENDER_BLOCKED)
    if past.is_person_blocked:
        return _refused(Reason.PERSON_BLOCKED)
    if present := _holding(past.permits, request.purpose, at):
        return Verdict(
            "repeated",
            valid_from=present.valid_from,
            valid_until=present.valid_until,
            permit=present,
        )
    purpose = rules.purpose(request.purpose)
    assert purpose is not None  # noqa: S101  (an unknown one is refused above)
    if found := after_the_past(purpose, rules, local=local):
        return _refused(found)
    return _within_limits(purpose, past.permits, rules, at=at, day=local.date())


def _refused(reason: Reason) -> Verdict:
    return Verdict("told" if reason.is_told else "refused", reason)


def _within_limits(
    purpose: Purpose, permits: Sequence[Granted], rules: Rules, *, at: dt.datetime, day: dt.date
) -> Verdict:
    today = [each for each in permits if each.day == day]
    counted = [each for each in today if not each.is_extension]
    of_purpose = sum(each.purpose == purpose.code for each in counted)
    if purpose.daily_limit is not None and of_purpose >= purpose.daily_limit:
        return _refused(Reason.PURPOSE_LIMIT)
    limited = {each.code for each in rules.purposes if each.counts_in_total}
    in_total = sum(each.purpose in limited for each in counted)
    is_limited = rules.total_daily_limit is not None and purpose.counts_in_total
    if is_limited and in_total >= (rules.total_daily_limit or 0):
        return _refused(Reason.TOTAL_LIMIT)
    return Verdict(
        "granted",
        valid_from=at,
        valid_until=at + dt.timedelta(minutes=purpose.minutes),
        ordinal=len(today) + 1,
    )


def before_the_past(
    request: Request, person: Person | None, rules: Rules | None, *, local: dt.datetime
) -> Reason | None:
    """Why there is no permit whatever was granted before; None when that decides."""
    if request.problem is not None and request.problem.is_told:
        return request.problem
    if rules is None:
        return Reason.NO_REGIME
    if request.problem is not None:
        return request.problem
    purpose = rules.purpose(request.purpose)
    if purpose is None:
        return Reason.UNKNOWN_PURPOSE
    if person is None:
        return Reason.DOCUMENT_UNKNOWN
    return _of_document(person, local.date()) or _of_person(person, purpose, rules, local.date())


def _of_document(person: Person, day: dt.date) -> Reason | None:
    document = person.document
    if person.died_on is not None and person.died_on <= day:
        return Reason.PERSON_DEAD
    if document.valid_from > day or (document.valid_until and document.valid_until < day):
        return Reason.DOCUMENT_ANNULLED
    if document.expires_on is not None and document.expires_on < day:
        return Reason.DOCUMENT_EXPIRED
    return None


def _of_person(person: Person, purpose: Purpose, rules: Rules, day: dt.date) -> Reason | None:
    if not purpose.for_barred:
        if any(each.code in person.groups for each in rules.barred):
            return Reason.BARRED
        if is_too_old(person.born_on, rules.oldest_age, day):
            return Reason.AGE
    if rules.districts and person.district and person.district not in rules.districts:
        return Reason.NOT_NEEDED
    return None


def after_the_past(purpose: Purpose, rules: Rules, *, local: dt.datetime) -> Reason | None:
    """Why no new permit is granted, though one that holds is told again."""
    if purpose.at_any_hour or not rules.hours:
        return None
    is_open = any(window.hold(local.time()) for window in rules.hours)
    return None if is_open else Reason.HOURS


def _holding(permits: Sequence[Granted], purpose: str, at: dt.datetime) -> Granted | None:
    """The permit of this purpose that lasts longest, if it is not over; one that begins later
    (the clock was set back, or it extends another) counts as well."""
    alive = [each for each in permits if each.purpose == purpose and each.valid_until > at]
    return max(alive, key=lambda each: (each.valid_until, each.id), default=None)


def why_not_extend(
    *,
    purpose: Purpose | None,
    rules: Rules,
    valid_until: dt.datetime,
    is_extension: bool,
    is_extended: bool,
    is_certificate_used: bool,
    certificate_until: dt.date | None,
    at: dt.datetime,
    day: dt.date,
) -> str:
    """Code of why a permit can't be made longer, "" when it can: while it holds, once, and each
    certificate once."""
    if purpose is None or not purpose.may_be_extended or not rules.extension_minutes:
        return "not-extendable"
    if at >= valid_until:
        return "permit-over"
    if is_extension or is_extended:
        return "extended-already"
    if is_certificate_used:
        return "certificate-used"
    is_over = certificate_until is not None and certificate_until < day
    return "certificate-over" if is_over else ""


def completed_years(born_on: dt.date, day: dt.date) -> int:
    """Age on `day`; who was born on 29 February has their birthday on 1 March of other years."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (0 if had_birthday else 1)


def is_too_old(born_on: dt.date | None, oldest_age: int | None, day: dt.date) -> bool:
    """Whether somebody is older than the regime lets out: at 65, not on the 65th birthday but on
    the 66th. Whose birthday isn't known is not kept in."""
    if born_on is None or oldest_age is None:
        return False
    return completed_years(born_on, day) > oldest_age
