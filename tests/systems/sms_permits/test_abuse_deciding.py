"""Officers decide about patterns of abuse: who may, what it leaves in the journal, who is told, and
what two of them at the same instant come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from tests import people
from tests.at_once import at_once
from tests.systems.sms_permits.abuse_stories import (
    AGENCY,
    NOON,
    OTHER_PHONE,
    PHONE,
    at_desk,
    in_days,
    journaled,
    many_phones_for,
    officer,
    one_phone_for_many,
    said,
)

from pencere.blocks.notices.models import Notice
from pencere.blocks.registers import journal_actions as register_actions
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import abuse, abuse_queries, abuse_words, appeals, blocks
from pencere.systems.sms_permits.abuse_models import BlockProposal, Disowning, Finding
from pencere.systems.sms_permits.models import Block

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen_at(NOON), translation.override("en"):
        yield


def block(finding: Finding, actor: Actor | None = None, days: int = 2, **more: Any) -> Any:
    """An officer blocks whom a finding is about."""
    given: dict[str, Any] = {
        "reason": finding.pattern,
        "words": "Ask at the service centre.",
        "until": in_days(days),
        "key": str(new_id()),
    }
    return abuse.block(actor=actor or at_desk(), finding_id=finding.pk, **{**given, **more})


def test_a_phone_is_blocked_at_once_with_reason_and_evidence() -> None:
    finding = one_phone_for_many()
    made = block(finding)
    assert isinstance(made, Block)
    assert (made.sender, made.subject) == (OTHER_PHONE, None)
    assert made.blocked_from == clock.now()
    assert made.evidence["count"] == 9
    finding.refresh_from_db()
    assert (finding.state, finding.block_id) == ("blocked", made.pk)
    (row,) = journaled(abuse_words.BLOCKED)
    assert row.about == made.about
    assert blocks.live().get() == made


def test_whoever_has_the_phone_in_the_account_is_told_why_and_until_when() -> None:
    aysel = people.aysel()
    made = block(one_phone_for_many(sender=PHONE))
    notice = Notice.objects.get(party=aysel.party, kind="sms-permits.blocked")
    assert PHONE in notice.body["en"]
    assert "unusually many people" in notice.body["en"]
    assert "Ask at the service centre." in notice.body["en"]
    assert notice.link == f"/permits/blocks/{made.pk}/"
    assert PHONE not in notice.title["en"]


def test_a_person_is_blocked_for_a_short_time_by_one_officer() -> None:
    rauf = people.rauf()
    made = block(many_phones_for(rauf.party_id), days=3)
    assert isinstance(made, Block)
    (row,) = journaled(abuse_words.BLOCKED)
    assert row.subject == rauf.party_id


def test_a_long_block_of_a_person_waits_for_a_second_officer() -> None:
    rauf = people.rauf()
    made = block(many_phones_for(rauf.party_id), days=4)
    assert isinstance(made, BlockProposal)
    assert not blocks.live().exists()
    with pytest.raises(Refused) as refused:
        blocks.confirm(actor=at_desk(1), proposal_id=made.pk)
    assert refused.value.code == "four-eyes"
    done = blocks.confirm(actor=at_desk(2), proposal_id=made.pk)
    assert done.subject == rauf.party_id
    assert Notice.objects.filter(party=rauf.party, kind="sms-permits.blocked").exists()
    with pytest.raises(Conflict):
        blocks.confirm(actor=at_desk(3), proposal_id=made.pk)


def test_the_database_itself_wants_four_eyes() -> None:
    made = block(many_phones_for(people.rauf().party_id), days=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        BlockProposal.objects.filter(pk=made.pk).update(
            decided_by_id=made.proposed_by_id, decided_at=clock.now(), is_confirmed=True
        )


def test_a_declined_proposal_blocks_nobody_and_comes_back_to_the_list() -> None:
    finding = many_phones_for(people.rauf().party_id)
    made = block(finding, days=9)
    blocks.decline(actor=at_desk(2), proposal_id=made.pk)
    finding.refresh_from_db()
    assert finding.state == "open"
    assert not blocks.live().exists()
    assert len(journaled(abuse_words.BLOCK_DECLINED)) == 1


def test_a_repeat_of_the_form_is_one_block() -> None:
    finding = one_phone_for_many()
    first = block(finding, key="the-same-form")
    assert block(finding, key="the-same-form") == first
    assert len(journaled(abuse_words.BLOCKED)) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": "no-such"}, "reason"),
        ({"words": "x" * 1001}, "words"),
        ({"until": None}, "until"),
        ({"until": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, "until"),
        ({"until": dt.datetime(2027, 3, 1, tzinfo=dt.UTC)}, "until"),
    ],
)
def test_what_is_wrong_is_told_by_field(more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        block(one_phone_for_many(), **more)
    assert list(refused.value.fields) == [field]


def test_letting_pass_needs_words_and_can_be_taken_back() -> None:
    finding = one_phone_for_many()
    with pytest.raises(Invalid):
        abuse.let_pass(actor=at_desk(), finding_id=finding.pk, reason=" \0 ")
    abuse.let_pass(actor=at_desk(), finding_id=finding.pk, reason="A home for the elderly")
    abuse.let_pass(actor=at_desk(), finding_id=finding.pk, reason="once more")
    assert len(journaled(abuse_words.IGNORED)) == 1
    with pytest.raises(Conflict):
        block(finding)
    abuse.undo(actor=at_desk(2), finding_id=finding.pk)
    finding.refresh_from_db()
    assert (finding.state, finding.reason) == ("open", "")
    assert len(journaled(abuse_words.REOPENED)) == 1


def test_taking_a_block_back_lifts_it_and_tells() -> None:
    aysel = people.aysel()
    finding = one_phone_for_many(sender=PHONE)
    made = block(finding)
    abuse.undo(actor=at_desk(), finding_id=finding.pk)
    made.refresh_from_db()
    assert made.lifted_at == clock.now()
    assert Notice.objects.filter(party=aysel.party, kind="sms-permits.block-lifted").exists()


def test_what_was_appealed_against_is_not_taken_back_behind_the_appeal() -> None:
    aysel = people.aysel()
    finding = one_phone_for_many(sender=PHONE)
    made = block(finding)
    appeals.make(
        actor=people.actor_for(aysel), block_id=made.pk, text="My neighbours", key=new_id()
    )
    with pytest.raises(Refused) as refused:
        abuse.undo(actor=at_desk(), finding_id=finding.pk)
    assert refused.value.code == "appealed"


def test_lifting_needs_a_reason_and_is_journaled_once() -> None:
    made = block(one_phone_for_many())
    with pytest.raises(Invalid):
        blocks.lift(actor=at_desk(), block_id=made.pk, because="")
    blocks.lift(actor=at_desk(2), block_id=made.pk, because="A kindergarten's phone")
    blocks.lift(actor=at_desk(2), block_id=made.pk, because="again")
    assert len(journaled(abuse_words.LIFTED)) == 1
    assert not blocks.live().exists()


@pytest.mark.parametrize(
    ("roles", "agency"),
    [(("officer", "head"), AGENCY), (("permits",), "justice"), (("regime", "patrol"), AGENCY)],
)
def test_another_post_knows_of_nothing(roles: tuple[str, ...], agency: str) -> None:
    finding = one_phone_for_many()
    stranger = people.actor_for(officer(5, *roles, agency=agency), agency=agency)
    for deed in (
        lambda: block(finding, actor=stranger),
        lambda: abuse.let_pass(actor=stranger, finding_id=finding.pk, reason="x"),
        lambda: abuse.undo(actor=stranger, finding_id=finding.pk),
        lambda: abuse_queries.finding_view(actor=stranger, finding_id=finding.pk),
        lambda: abuse_queries.names(actor=stranger, finding_id=finding.pk),
        lambda: abuse_queries.findings(actor=stranger, filters=abuse_queries.Filters()),
    ):
        with pytest.raises(NotFound):
            deed()


def test_opening_the_evidence_is_journaled_for_each_person_in_it() -> None:
    finding = one_phone_for_many()
    view = abuse_queries.finding_view(actor=at_desk(), finding_id=finding.pk)
    assert len(view.messages) == 9
    assert all(len(each.ending) == 3 for each in view.messages)
    rows = journaled(abuse_words.LOOKED)
    assert {row.subject for row in rows} == {each.subject for each in view.messages}
    assert all(row.justification_reference == finding.about for row in rows)


def test_names_are_read_from_the_registers_for_each() -> None:
    finding = one_phone_for_many()
    names = abuse_queries.names(actor=at_desk(), finding_id=finding.pk)
    assert "Qonşu 3 Əliyev" in names.values()
    reads = journaled(register_actions.READ)
    assert {row.subject for row in reads} == set(names)
    assert {row.register for row in reads} >= {"interior.identity-cards"}
    assert {row.justification_reference for row in reads} == {finding.about}


def test_it_was_not_me_comes_to_the_officers() -> None:
    aysel = people.aysel()
    taken = said(aysel.party_id, sender=OTHER_PHONE)
    reference = f"{taken.day:%Y%m%d}{taken.id.hex}"
    abuse.disown(actor=people.actor_for(aysel), reference=reference)
    abuse.disown(actor=people.actor_for(aysel), reference=reference)
    assert Disowning.objects.count() == 1
    assert len(journaled(abuse_words.DISOWNED)) == 1
    abuse.look()
    assert Finding.objects.get(pattern="disowned").sender == OTHER_PHONE
    with pytest.raises(NotFound):
        abuse.disown(actor=people.actor_for(people.rauf()), reference=reference)


def test_what_one_asked_oneself_is_not_disowned() -> None:
    aysel = people.aysel()
    for sender in (PHONE, ""):
        taken = said(aysel.party_id, sender=sender)
        with pytest.raises(Conflict):
            abuse.disown(
                actor=people.actor_for(aysel), reference=f"{taken.day:%Y%m%d}{taken.id.hex}"
            )


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_make_one_block() -> None:
    finding = one_phone_for_many()
    first, second = at_desk(1), at_desk(2)
    ends = at_once(
        lambda: block(finding, actor=first),
        lambda: block(finding, actor=second),
        now=NOON,
    )
    assert sorted(ends) == ["decided", "done"]
    assert Block.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_blocks_of_one_phone_from_two_patterns_at_once_are_one() -> None:
    finding = one_phone_for_many()
    wanted = [
        blocks.Wanted("refused", "", in_days(1), key=str(new_id()), sender=OTHER_PHONE)
        for _each in range(2)
    ]
    actors = [at_desk(1), at_desk(2)]
    ends = at_once(
        lambda: block(finding, actor=actors[0]),
        lambda: blocks.impose(actor=actors[0], wanted=wanted[0]),
        lambda: blocks.impose(actor=actors[1], wanted=wanted[1]),
        now=NOON,
    )
    assert sorted(ends) == ["blocked", "blocked", "done"]
    assert blocks.live(clock.now()).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_seconds_at_once_confirm_once() -> None:
    made = block(many_phones_for(people.rauf().party_id), days=9)
    second, third = at_desk(2), at_desk(3)
    ends = at_once(
        lambda: blocks.confirm(actor=second, proposal_id=made.pk),
        lambda: blocks.decline(actor=third, proposal_id=made.pk),
        now=NOON,
    )
    assert sorted(ends) == ["decided", "done"]
