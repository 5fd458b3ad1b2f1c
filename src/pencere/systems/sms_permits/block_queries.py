"""Reads of blocks and appeals for the desk. What is about one person is journaled for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.journal.api import Justification, record
from pencere.kernel.text import Text
from pencere.systems.sms_permits import abuse_telling, abuse_words, appeals, blocks
from pencere.systems.sms_permits.abuse_access import require_desk
from pencere.systems.sms_permits.abuse_models import Appeal, BlockProposal
from pencere.systems.sms_permits.abuse_queries import MOST_EXPORTED, PAGE, PURPOSE
from pencere.systems.sms_permits.models import Block

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

__all__ = [
    "STATES",
    "AppealPage",
    "AppealView",
    "BlockFilters",
    "BlockPage",
    "BlockView",
    "all_blocks",
    "appeal_queue",
    "appeal_view",
    "block_view",
    "exported",
    "page_of",
    "proposals",
    "require_desk",
]
M = TypeVar("M", bound=Model)
LAST_PAGE = 500
STATES: Mapping[str, _StrPromise] = {
    "live": _("In force"),
    "ended": _("Ended"),
    "all": _("All"),
}


@dataclass(frozen=True, slots=True)
class BlockFilters:
    """What of the blocks is shown; all of it stands in the address."""

    state: str = "live"
    pattern: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict) -> BlockFilters:
        """The filters of an address; what makes no sense there counts as not given."""
        state, pattern = query.get("state", "live"), query.get("pattern", "")
        return cls(
            state=state if state in STATES else "live",
            pattern=pattern if pattern in abuse_words.PATTERNS else "",
            text="".join(each for each in query.get("q", "")[:40] if each in "0123456789"),
            page=page_of(query),
        )

    @property
    def are_set(self) -> bool:
        """Whether there is something to clear."""
        return bool(self.pattern or self.text or self.state != "live")


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block as its page shows it."""

    block: Block
    is_live: bool
    evidence: Mapping[str, Any]
    appeals: Sequence[Appeal] = ()
    may_be_appealed: bool = False

    @property
    def state(self) -> tuple[_StrPromise, str]:
        """Words and colour of how it stands."""
        if self.is_live:
            return _("In force"), "bad"
        return (_("Lifted"), "good") if self.block.lifted_at else (_("Over"), "")

    @property
    def what(self) -> str:
        """What is blocked, in words that name no person."""
        return self.block.sender or str(_("a person"))

    @property
    def reason(self) -> str:
        """Why, in words."""
        return abuse_telling.reason_of(self.block)

    @property
    def post(self) -> Text:
        """Agency and post of who decided."""
        return Text(self.block.label)


@dataclass(frozen=True, slots=True)
class BlockPage:
    """Some blocks, and whether others follow."""

    rows: Sequence[BlockView]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class AppealPage:
    """Some appeals, and whether others follow."""

    rows: Sequence[Appeal]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class AppealView:
    """An appeal with the block that it is against."""

    appeal: Appeal
    block: BlockView
    may_decide: bool


def all_blocks(*, actor: Actor, filters: BlockFilters) -> BlockPage:
    """Blocks, the newest first; a search by phone is journaled. Raises NotFound."""
    require_desk(actor)
    if filters.text:
        record(actor=actor, action=abuse_words.SEARCHED, purpose=PURPOSE)
    shown = _page(_narrowed(filters), filters.page)
    return BlockPage(rows=[as_view(each) for each in shown[:PAGE]], has_more=len(shown) > PAGE)


def exported(*, actor: Actor, filters: BlockFilters) -> Sequence[BlockView]:
    """All rows that the filters show, for a file; journaled."""
    require_desk(actor)
    record(actor=actor, action=abuse_words.EXPORTED, purpose=PURPOSE)
    return [as_view(each) for each in _narrowed(filters)[:MOST_EXPORTED]]


def proposals(*, actor: Actor) -> Sequence[BlockProposal]:
    """What waits for a second officer, the oldest first."""
    require_desk(actor)
    return list(BlockProposal.objects.filter(decided_at=None).order_by("proposed_at"))


def block_view(*, actor: Actor, block_id: UUID) -> BlockView:
    """One block, journaled for the person whom it is about. Raises NotFound."""
    require_desk(actor)
    block = Block.objects.filter(pk=block_id).first()
    if block is None:
        raise NotFound
    if block.subject is not None:
        record(
            actor=actor,
            action=abuse_words.LOOKED,
            subject=block.subject,
            about=block.about,
            purpose=PURPOSE,
            justification=Justification("law", block.about),
        )
    return as_view(
        block,
        appeals_of=list(Appeal.objects.filter(block_id=block.pk).order_by("-made_at")),
        may_be_appealed=appeals.why_not(block) is None,
    )


def appeal_queue(*, actor: Actor, is_decided: bool, page: int = 1) -> AppealPage:
    """Appeals that wait, what is due first on top; or decided ones, the latest first."""
    require_desk(actor)
    order = ("-decided_at", "id") if is_decided else ("due_at", "id")
    found = Appeal.objects.filter(decided_at__isnull=not is_decided).order_by(*order)
    shown = _page(found, page)
    return AppealPage(rows=shown[:PAGE], has_more=len(shown) > PAGE)


def appeal_view(*, actor: Actor, appeal_id: UUID) -> AppealView:
    """One appeal with its block, journaled for its author. Raises NotFound."""
    require_desk(actor)
    appeal = Appeal.objects.filter(pk=appeal_id).first()
    if appeal is None:
        raise NotFound
    block = Block.objects.get(pk=appeal.block_id)
    record(
        actor=actor,
        action=abuse_words.APPEAL_READ,
        subject=appeal.appellant_id or block.subject,
        about=appeal.about,
        purpose=PURPOSE,
        justification=Justification("law", appeal.about),
    )
    is_open = appeal.decided_at is None
    return AppealView(
        appeal=appeal,
        block=as_view(block),
        may_decide=is_open and appeals.may_decide(actor, appeal, block),
    )


def as_view(
    block: Block, *, appeals_of: Sequence[Appeal] = (), may_be_appealed: bool = False
) -> BlockView:
    """A block as pages show it."""
    evidence = dict(block.evidence)
    for name in ("first_at", "last_at"):
        if name in evidence:
            evidence[name] = dt.datetime.fromisoformat(str(evidence[name]))
    return BlockView(
        block=block,
        is_live=blocks.is_live(block),
        evidence=evidence,
        appeals=appeals_of,
        may_be_appealed=may_be_appealed,
    )


def page_of(query: QueryDict) -> int:
    """The page's number in the address; 1 for what is none."""
    typed = query.get("page", "")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= 4
    return max(1, min(int(typed), LAST_PAGE)) if is_number else 1


def _page(found: QuerySet[M], page: int) -> list[M]:
    """The rows of a page, and one more where others follow."""
    start = (page - 1) * PAGE
    return list(found[start : start + PAGE + 1])


def _narrowed(filters: BlockFilters) -> QuerySet[Block]:
    found = blocks.live() if filters.state == "live" else Block.objects.all()
    if filters.state == "ended":
        found = found.filter(Q(lifted_at__isnull=False) | Q(blocked_until__lte=clock.now()))
    if filters.pattern:
        found = found.filter(pattern=filters.pattern)
    if filters.text:
        found = found.filter(sender__contains=filters.text)
    return found.order_by(F("decided_at").desc(), F("id").desc())
