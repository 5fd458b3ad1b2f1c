"""What a person's pages gather: the permit that holds, what today allows, whether they are asked to
stay at home, with which document they may ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.blocks.registers.api import Answer
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid
from pencere.kernel.journal.api import Justification
from pencere.kernel.pack import pack
from pencere.kernel.text import Text
from pencere.kernel.throttle import api as throttle
from pencere.systems.sms_permits import people_queries, people_words, regime
from pencere.systems.sms_permits.abuse_models import Disowning
from pencere.systems.sms_permits.block_queries import BlockView, as_view
from pencere.systems.sms_permits.own_blocks import own_live_blocks, own_phone
from pencere.systems.sms_permits.people_queries import Asked, HistoryFilters, Left
from pencere.systems.sms_permits.people_words import WhyNot
from pencere.systems.sms_permits.queries import may_ask_for, permits_of, valid_permits
from pencere.systems.sms_permits.rules import Barred, Purpose, Reason, Rules, is_too_old
from pencere.systems.sms_permits.values import Permit

PURPOSE = "permit-to-leave-home"
LATEST = 5
MOST_REQUESTS = 40
"""Of one account in an hour, for themselves and for whom they act."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A request before it is made: shown once more, then asked."""

    purpose: Purpose
    document: str
    """With which it will be, as far as who asks may see it; "" else."""
    name: str
    until: dt.datetime
    """Until when the permit would hold if it were given now."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the first page shows."""

    rules: Rules | None
    valid: Sequence[Permit]
    left: Sequence[Left]
    blocks: Sequence[BlockView]
    latest: Sequence[Asked]
    titles: Mapping[str, str]
    kept_in: WhyNot | None
    """Why the person is asked to stay at home; None when nothing says so."""
    again: Purpose | None
    """The purpose of last time, where it is still allowed."""
    number: str
    """To which messages are sent."""

    @property
    def may_ask(self) -> bool:
        """Whether asking can lead to anything."""
        return bool(self.rules) and (self.kept_in is None or bool(self.open_to_barred))

    @property
    def open_to_barred(self) -> list[str]:
        """What those who are to stay at home may leave it for all the same."""
        return [title(each.purpose) for each in self.left if each.purpose.for_barred]

    @property
    def is_open(self) -> bool:
        """Whether permits are given at this hour."""
        hours = self.rules.hours if self.rules else ()
        return not hours or any(each.hold(timezone.localtime(clock.now()).time()) for each in hours)

    @property
    def hours(self) -> str:
        """When permits are given, in words; "" for at any time."""
        windows = [
            _("from %(begin)s to %(end)s")
            % {"begin": f"{each.begin:%H:%M}", "end": f"{each.end:%H:%M}"}
            for each in (self.rules.hours if self.rules else ())
        ]
        return ", ".join(windows)

    @property
    def districts(self) -> str:
        """Where a permit is needed, in words; "" for everywhere."""
        known = pack().addresses().regions()
        codes = self.rules.districts if self.rules else ()
        return ", ".join(str(words) for code, words in known.items() if code in codes)

    @property
    def total_words(self) -> str:
        """The limit of the whole day, in words; "" without one."""
        limit = self.rules.total_daily_limit if self.rules else None
        if limit is None:
            return ""
        words = ngettext("%(num)s permit a day in all.", "%(num)s permits a day in all.", limit)
        return words % {"num": limit}

    @property
    def again_title(self) -> str:
        """Words of the purpose of last time."""
        return title(self.again) if self.again else ""

    def title_of(self, permit: Permit) -> str:
        """What a permit is for."""
        return self.titles.get(permit.purpose, permit.purpose)

    def title(self, purpose: Purpose) -> str:
        """A purpose in words."""
        return title(purpose)

    def hint(self, left: Left) -> str:
        """Limits of a purpose in words."""
        return hint(left)


def overview(*, actor: Actor) -> Overview:
    """What the person for whom `actor` acts has and may. Raises Refused as `may_ask_for` does."""
    subject, now = may_ask_for(actor), clock.now()
    rules, today = regime.rules_now(), clock.today()
    titles = purpose_titles()
    last = people_queries.last_purpose(actor=actor, before=today)
    again = rules.purpose(last) if rules else None
    return Overview(
        rules=rules,
        valid=valid_permits(subjects=[subject], at=now)[subject],
        left=people_queries.left_today(rules, permits_of(actor=actor, since=today), today=today)
        if rules
        else (),
        blocks=[as_view(each) for each in own_live_blocks(actor)],
        latest=people_queries.history(actor=actor, filters=HistoryFilters(), limit=LATEST).rows,
        titles=titles,
        kept_in=_kept_in(actor, subject, rules) if rules else None,
        again=again,
        number=regime.short_number(),
    )


def chosen(*, actor: Actor, purpose: str) -> Chosen:
    """What a form asks for. Raises Invalid (field `purpose`), Refused."""
    rules = regime.rules_now()
    wanted = rules.purpose(purpose) if rules else None
    if wanted is None:
        raise Invalid(_("Choose what you leave home for."), field="purpose")
    subject = may_ask_for(actor)
    return Chosen(
        purpose=wanted,
        document=_document(actor, subject),
        name=name_of(subject),
        until=clock.now() + dt.timedelta(minutes=wanted.minutes),
    )


def _document(actor: Actor, subject: UUID) -> str:
    """The number of the document that is valid longest, which a request is made with."""
    wanted = [
        code for code in pack().permit_messages().documents.values() if _may_read(actor, code)
    ]
    found = [
        record
        for answer in _read(actor, subject, wanted).values()
        for record in answer.records
        if record.expires_on is None or record.expires_on >= clock.today()
    ]
    best = max(
        found, key=lambda each: (each.expires_on or dt.date.max, each.valid_from), default=None
    )
    return best.number if best else ""


def count_request(actor: Actor) -> None:
    """Count one request of an account. Raises TooMany above what a person can need."""
    throttle.count(
        what="sms-permits.ask",
        address=str(actor.account_id),
        most=MOST_REQUESTS,
        seconds=3600,
        message=_("You have asked very often. Wait a little and try again."),
    )


def purpose_titles() -> Mapping[str, str]:
    """Every purpose that was ever one in words, by code."""
    return {code: str(words) for code, words in regime.purpose_titles().items()}


def purpose_title(code: str) -> str:
    """One purpose in words."""
    return purpose_titles().get(code, code)


def title(purpose: Purpose) -> str:
    """A purpose of the rules in words."""
    return str(Text(purpose.title))


def hint(left: Left) -> str:
    """How long a permit lasts, how many there are a day, what messages call it."""
    parts = [minutes(left.purpose.minutes)]
    if left.purpose.daily_limit is not None:
        words = ngettext("%(num)s a day", "%(num)s a day", left.purpose.daily_limit)
        parts.append(words % {"num": left.purpose.daily_limit})
    parts.append(_("number %(index)s in messages") % {"index": left.purpose.index})
    return " · ".join(parts)


def minutes(count: int) -> str:
    """A length of time in words: whole hours as hours."""
    if count % 60:
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    hours = count // 60
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def way(actor: Actor, permit: Permit) -> str:
    """How a permit was asked for: a key of `people_words.CHANNELS`."""
    if not permit.sender:
        return "web"
    return "own" if permit.sender == own_phone(actor) else "other"


def was_disowned(permit: Permit) -> bool:
    """Whether the person has said that they didn't ask for it."""
    return Disowning.objects.filter(permit_id=permit.id).exists()


def may_extend(permit: Permit) -> bool:
    """Whether a certificate could make it longer now."""
    rules = regime.rules_now()
    purpose = rules.purpose(permit.purpose) if rules else None
    if rules is None or purpose is None or not rules.extension_minutes:
        return False
    return purpose.may_be_extended and permit.is_valid(clock.now())


def extended_until(permit: Permit) -> dt.datetime:
    """Until when it would hold with a certificate."""
    rules = regime.rules_now()
    return permit.valid_until + dt.timedelta(minutes=rules.extension_minutes if rules else 0)


def name_of(party: UUID) -> str:
    """The name of a person who is looking at their own page."""
    return parties.party(party).name


def _kept_in(actor: Actor, subject: UUID, rules: Rules) -> WhyNot | None:
    if is_too_old(parties.party(subject).born_on, rules.oldest_age, clock.today()):
        return people_words.WHY[Reason.AGE]
    wanted = dict.fromkeys(each.register for each in rules.barred)
    answers = _read(actor, subject, [code for code in wanted if _may_read(actor, code)])
    for group in rules.barred:
        if group.register in answers and _is_in(group, answers[group.register]):
            words = people_words.WHY[Reason.BARRED]
            return WhyNot(_TITLE % {"group": Text(group.title)}, words.advice)
    return None


_TITLE = gettext_lazy("For now you are asked to stay at home: %(group)s")


def _is_in(group: Barred, answer: Answer) -> bool:
    """Whether a register puts a person into a group, as the decision sees it."""
    if not group.field:
        return bool(answer.records)
    return any(str(each.data.get(group.field)) in group.values for each in answer.records)


def _may_read(actor: Actor, register: str) -> bool:
    """Whether a mandate lets the register be read; one's own always may be. Where it doesn't, one
    learns by the answer to a request."""
    if actor.on_behalf_of is None:
        return True
    category = registers.declaration(register).category
    return parties.covers(actor.mandate_scopes, [f"registers.{category}"])


def _read(actor: Actor, subject: UUID, wanted: list[str]) -> Mapping[str, Answer]:
    if not wanted:
        return {}
    justification = (
        Justification("self")
        if actor.on_behalf_of is None
        else Justification("mandate", str(actor.mandate_id))
    )
    return registers.read(
        actor=actor,
        subject=subject,
        registers=wanted,
        purpose=PURPOSE,
        justification=justification,
    )
