"""Reads of the abuse desk: the list of patterns, one with its evidence, blocks and appeals. What
shows anybody's messages is journaled for each person whom it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel import rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound
from pencere.kernel.journal.api import Entry, Justification, record_many
from pencere.kernel.pack import pack
from pencere.systems.sms_permits import abuse_rules, abuse_words, blocks
from pencere.systems.sms_permits.abuse_access import require_desk
from pencere.systems.sms_permits.abuse_models import Appeal, BlockProposal, Finding
from pencere.systems.sms_permits.models import Block

PAGE = 25
MOST_EVIDENCE = 200
MOST_EXPORTED = 10_000
PURPOSE = "abuse-of-permits"


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the lists is shown; all of it stands in the address."""

    state: str = "open"
    pattern: str = ""
    severity: int = 0
    text: str = ""
    """A part of a phone number."""
    cursor: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """The filters of an address; what makes no sense there counts as not given."""
        state, pattern = query.get("state", "open"), query.get("pattern", "")
        severity = query.get("severity", "")
        digits = "".join(each for each in query.get("q", "")[:40] if each in "0123456789")
        return cls(
            state=state if state in (*abuse_rules.STATES, "all") else "open",
            pattern=pattern if pattern in abuse_rules.PATTERNS else "",
            severity=int(severity) if severity in ("1", "2", "3") else 0,
            text=digits,
            cursor=query.get("cursor", "")[:100],
        )

    @property
    def are_set(self) -> bool:
        """Whether there is something to clear."""
        return bool(self.pattern or self.severity or self.text or self.state != "open")


@dataclass(frozen=True, slots=True)
class FindingPage:
    """Some findings, and the cursor of those that follow."""

    rows: Sequence[Finding]
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the evidence; of the document only the end is shown."""

    asked_at: dt.datetime
    sender: str
    purpose: str
    outcome: str
    reason: str
    ending: str
    subject: UUID | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with all that an officer decides by."""

    finding: Finding
    messages: Sequence[Message]
    has_more: bool
    others: Sequence[Finding]
    """Other findings about the same phone or person."""
    former_blocks: Sequence[Block]
    block: Block | None
    """The one that holds now."""
    proposal: BlockProposal | None
    people: int
    """How many people the messages are about."""


def findings(*, actor: Actor, filters: Filters, limit: int = PAGE) -> FindingPage:
    """The list, the gravest and latest first; a search by phone is journaled. Raises
    NotFound, Invalid for a strange cursor."""
    require_desk(actor)
    if filters.text:
        _journal(actor, abuse_words.SEARCHED, [], about="")
    found = _narrowed(filters)
    if filters.cursor:
        severity, at, last = _place(filters.cursor)
        found = found.filter(
            Q(severity__lt=severity)
            | Q(severity=severity, last_at__lt=at)
            | Q(severity=severity, last_at=at, id__gt=last)
        )
    shown = list(found.order_by("-severity", "-last_at", "id")[: limit + 1])
    has_more = len(shown) > limit
    return FindingPage(
        rows=shown[:limit], next_cursor=_cursor(shown[limit - 1]) if has_more else ""
    )


def exported(*, actor: Actor, filters: Filters) -> Sequence[Finding]:
    """All rows that the filters show, for a file; journaled."""
    require_desk(actor)
    shown = list(_narrowed(filters).order_by("-severity", "-last_at", "id")[:MOST_EXPORTED])
    _journal(actor, abuse_words.EXPORTED, [], about="")
    return shown


def counts(*, actor: Actor) -> Mapping[str, int]:
    """How much waits: findings, proposals, appeals."""
    require_desk(actor)
    return {
        "findings": Finding.objects.filter(state="open").count(),
        "proposals": BlockProposal.objects.filter(decided_at=None).count(),
        "appeals": Appeal.objects.filter(decided_at=None).count(),
    }


def finding_view(*, actor: Actor, finding_id: UUID) -> FindingView:
    """One finding; journaled for each person whose messages it shows. Raises NotFound."""
    require_desk(actor)
    finding = Finding.objects.filter(pk=finding_id).first()
    if finding is None:
        raise NotFound
    messages = _messages(finding)
    subjects = {each.subject for each in messages if each.subject is not None}
    if finding.subject_id:
        subjects.add(finding.subject_id)
    _journal(actor, abuse_words.LOOKED, subjects, about=finding.about)
    same = Q(sender=finding.sender) if finding.sender else Q(subject=finding.subject_id)
    return FindingView(
        finding=finding,
        messages=messages[:MOST_EVIDENCE],
        has_more=len(messages) > MOST_EVIDENCE,
        others=list(Finding.objects.filter(same).exclude(pk=finding.pk).order_by("-last_at")[:10]),
        former_blocks=list(Block.objects.filter(same).order_by("-decided_at")[:10]),
        block=blocks.live().filter(same).first(),
        proposal=finding.proposals.filter(decided_at=None).first(),
        people=len(subjects),
    )


def names(*, actor: Actor, finding_id: UUID) -> Mapping[UUID, str]:
    """Who stands behind a finding's documents: read from the registers, journaled for each of
    them with the finding as its ground. Raises NotFound, and Refused as registers do."""
    require_desk(actor)
    finding = Finding.objects.filter(pk=finding_id).first()
    if finding is None:
        raise NotFound
    subjects = {each.subject for each in _messages(finding) if each.subject is not None}
    if finding.subject_id:
        subjects.add(finding.subject_id)
    return _read_names(actor, subjects, finding.about)


def _read_names(actor: Actor, subjects: Iterable[UUID], about: str) -> Mapping[UUID, str]:
    wanted = sorted(subjects)
    documents = list(pack().identity_proof.documents.values())
    registers.read_many(
        actor=actor,
        subjects=wanted,
        registers=documents,
        purpose=PURPOSE,
        justification=Justification("law", about),
        fields={code: _basic(code) for code in documents},
    )
    return {pk: view.name for pk, view in parties.parties(wanted).items()}


def _basic(register: str) -> list[str]:
    declared = registers.declaration(register)
    shown = [each.key for each in declared.fields if each.sensitivity == "basic"]
    return list(dict.fromkeys([declared.number_field, *shown])) if declared.number_field else shown


def _messages(finding: Finding) -> list[Message]:
    """The messages around a finding, the latest first, one more than are shown."""
    name = "sender" if finding.sender else "subject"
    found = rows.select(
        "SELECT asked_at, sender, purpose, outcome, reason, right(document, 3), subject"  # noqa: S608
        f" FROM sms_permits_decision WHERE {name} = %s AND day BETWEEN %s AND %s"
        " AND outcome <> 'told' ORDER BY asked_at DESC, id LIMIT %s",
        [
            finding.sender or finding.subject_id,
            (finding.first_at - dt.timedelta(days=1)).date(),
            (finding.last_at + dt.timedelta(days=1)).date(),
            MOST_EVIDENCE + 1,
        ],
    )
    return [Message(*row) for row in found]


def _narrowed(filters: Filters) -> QuerySet[Finding]:
    found = Finding.objects.all()
    if filters.state != "all":
        found = found.filter(state=filters.state)
    if filters.pattern:
        found = found.filter(pattern=filters.pattern)
    if filters.severity:
        found = found.filter(severity=filters.severity)
    if filters.text:
        found = found.filter(sender__contains=filters.text)
    return found


def _cursor(row: Finding) -> str:
    return f"{row.severity}.{row.last_at.timestamp():.6f}.{row.pk.hex}"


def _place(cursor: str) -> tuple[int, dt.datetime, UUID]:
    try:
        severity, seconds, micro, pk = cursor.split(".")
        at = dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC)
        return int(severity), at + dt.timedelta(microseconds=int(micro)), UUID(hex=pk)
    except (ValueError, OverflowError, OSError) as error:
        raise Invalid(_("This page of the list does not exist."), code="bad-cursor") from error


def _journal(actor: Actor, action: str, subjects: Iterable[UUID], *, about: str) -> None:
    """A row for each person whom it is about; one about nobody in particular where there are
    none."""
    wanted: list[UUID | None] = [*sorted(subjects)] or [None]
    ground: Any = Justification("law", about) if about else None
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=action,
                subject=subject,
                about=about,
                purpose=PURPOSE,
                justification=ground,
            )
            for subject in wanted
        ]
    )
