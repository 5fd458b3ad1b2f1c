"""A mandate is offered, accepted, passed on; nobody learns who exists; nothing goes further than
what it derives from."""

from __future__ import annotations

import datetime as dt

import pytest
from tests import people
from tests.blocks.mandates import story
from tests.blocks.mandates.story import YEAR, terms

from pencere.blocks.mandates import api as mandates
from pencere.blocks.mandates import journal_actions, rules
from pencere.blocks.mandates.models import Proposal
from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.api import mandates_held
from pencere.blocks.parties.models import Mandate
from pencere.kernel import clock, jobs
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def live(who: object) -> list[str]:
    held = mandates_held(who.party_id, clock.today())  # type: ignore[attr-defined]
    return sorted(str(each.grantor.name) for each in held)


def test_aysel_lets_rauf_act_for_her() -> None:
    aysel, rauf = people.aysel(), people.rauf()

    proposal = story.offer(people.actor_for(aysel), rauf, terms("justice.*", "documents.read"))
    assert live(rauf) == []
    mandate = story.accepted(rauf, proposal.pk)

    assert (mandate.grantor, mandate.holder) == (aysel.party, rauf.party)
    assert mandate.scopes == ["documents.read", "justice.*"]
    assert mandate.given_by == aysel.party
    assert live(rauf) == [aysel.party.name]
    offered, begun = (
        story.journaled(journal_actions.OFFERED),
        story.journaled(journal_actions.BEGUN),
    )
    assert [row.subject for row in offered] == [aysel.party_id]
    assert {row.subject for row in begun} == {aysel.party_id, rauf.party_id}
    assert {row.about for row in begun} == {f"mandate:{mandate.pk}"}
    assert all(row.actor_party == rauf.party_id for row in begun)


def test_both_sides_are_told() -> None:
    aysel, rauf = people.aysel(), people.rauf()

    proposal = story.offer(people.actor_for(aysel), rauf)
    jobs.run_waiting()
    assert [each.kind for each in Notice.objects.filter(party=rauf.party)] == ["mandates.offered"]
    story.accepted(rauf, proposal.pk)

    for who in (aysel, rauf):
        assert Notice.objects.filter(party=who.party, kind="mandates.begun").exists()
    notice = Notice.objects.filter(party=rauf.party, kind="mandates.offered").get()
    assert aysel.party.name in str(notice.text.in_language("en"))
    assert aysel.party.name not in str(notice.heading.in_language("en"))


def test_an_offer_to_nobody_looks_like_one_to_somebody() -> None:
    aysel = people.actor_for(people.aysel())
    people.rauf()

    to_rauf = mandates.grant(
        actor=aysel, holder_identifier="2HM4R8B", terms=terms(), key=str(new_id())
    )
    to_nobody = mandates.grant(
        actor=aysel, holder_identifier="9ZZ9Z9Z", terms=terms(), key=str(new_id())
    )
    jobs.run_waiting()

    for each in (to_rauf, to_nobody):
        each.refresh_from_db()
    differing = {"id", "holder_identifier", "key", "created_at", "open_until"}
    columns = {field.attname for field in Proposal._meta.fields} - differing
    assert all(getattr(to_rauf, each) == getattr(to_nobody, each) for each in columns)
    told = [row.subject for row in story.journaled(journal_actions.OFFERED)]
    assert told == [aysel.party_id, aysel.party_id]


def test_the_same_form_twice_is_one_offer() -> None:
    aysel, rauf = people.actor_for(people.aysel()), people.rauf()
    key = str(new_id())

    first, second = (
        mandates.grant(actor=aysel, holder_identifier=rauf.party.identifier, terms=terms(), key=key)
        for _ in range(2)
    )

    assert first.pk == second.pk
    assert len(story.journaled(journal_actions.OFFERED)) == 1


def test_accepting_twice_makes_one_mandate() -> None:
    proposal = story.offer(people.actor_for(people.aysel()), people.rauf())

    assert story.accepted(people.rauf(), proposal.pk) == story.accepted(people.rauf(), proposal.pk)
    assert len(story.journaled(journal_actions.BEGUN)) == 2  # one row for each side


def test_only_whoever_is_named_accepts_or_declines() -> None:
    proposal = story.offer(people.actor_for(people.aysel()), people.rauf())

    for answer in (mandates.accept, mandates.decline):
        for stranger in (people.nigar(), people.aysel()):
            with pytest.raises(NotFound):
                answer(actor=people.actor_for(stranger), proposal_id=proposal.pk)
    assert live(people.nigar()) == []


def test_rauf_declines_and_can_not_accept_after_that() -> None:
    aysel, rauf = people.aysel(), people.actor_for(people.rauf())
    proposal = story.offer(people.actor_for(aysel), people.rauf())

    mandates.decline(actor=rauf, proposal_id=proposal.pk)
    mandates.decline(actor=rauf, proposal_id=proposal.pk)

    with pytest.raises(Conflict):
        mandates.accept(actor=rauf, proposal_id=proposal.pk)
    rows = story.journaled(journal_actions.DECLINED)
    assert {row.subject for row in rows} == {aysel.party_id, rauf.party_id}
    assert len(rows) == 2
    assert Notice.objects.filter(party=aysel.party, kind="mandates.declined").count() == 1


def test_what_was_taken_back_can_not_be_accepted() -> None:
    aysel, rauf = people.actor_for(people.aysel()), people.rauf()
    proposal = story.offer(aysel, rauf)

    with pytest.raises(NotFound):
        mandates.withdraw(actor=people.actor_for(rauf), proposal_id=proposal.pk)
    mandates.withdraw(actor=aysel, proposal_id=proposal.pk)

    with pytest.raises(Conflict):
        story.accepted(rauf, proposal.pk)
    assert [row.subject for row in story.journaled(journal_actions.WITHDRAWN)] == [aysel.party_id]


def test_thirty_days_to_answer_and_no_longer_than_the_mandate() -> None:
    rauf = people.rauf()
    with clock.frozen_at("2026-10-01T08:00:00+04:00"):
        long = story.offer(people.actor_for(people.aysel()), rauf)
        short = story.offer(
            people.actor_for(people.aysel()), rauf, terms(valid_until=clock.today())
        )
    with clock.frozen_at("2026-10-02T00:00:00+04:00"), pytest.raises(Conflict) as too_late:
        story.accepted(rauf, short.pk)
    assert too_late.value.code == "too-late"
    with clock.frozen_at("2026-10-31T08:00:01+04:00"), pytest.raises(Conflict):
        story.accepted(rauf, long.pk)


def test_granting_asks_for_a_second_factor_and_the_seal_for_more() -> None:
    aysel, rauf = people.aysel(), people.rauf()
    with pytest.raises(Refused) as weak:
        story.offer(people.actor_for(aysel, assurance="low"), rauf)
    assert weak.value.code == "assurance"

    seal = terms("*", kind="seal")
    with pytest.raises(Refused) as weaker:
        story.offer(story.director(), rauf, seal)
    assert weaker.value.code == "assurance"
    mandate = story.given(story.director("high"), rauf, seal)
    assert mandate.kind == "seal"
    assert mandate.may_delegate


def test_a_person_has_no_seal() -> None:
    with pytest.raises(Invalid) as problem:
        story.offer(
            people.actor_for(people.aysel(), assurance="high"),
            people.rauf(),
            terms("*", kind="seal"),
        )
    assert list(problem.value.fields) == ["kind"]


@pytest.mark.parametrize("typed", ["", "x", "\0", "'; drop table", "5KT7Q2A0", "ə" * 40])
def test_garbage_is_no_identifier(typed: str) -> None:
    with pytest.raises(Invalid) as problem:
        mandates.grant(
            actor=people.actor_for(people.aysel()),
            holder_identifier=typed,
            terms=terms(),
            key=str(new_id()),
        )
    assert problem.value.fields.keys() == {"holder"}


@pytest.mark.parametrize("key", ["", "k" * 65, "a\nb"])
def test_a_form_without_its_key_is_out_of_date(key: str) -> None:
    with pytest.raises(Invalid) as problem:
        mandates.grant(
            actor=people.actor_for(people.aysel()),
            holder_identifier="2HM4R8B",
            terms=terms(),
            key=key,
        )
    assert problem.value.code == "idempotency-key"


def test_nobody_authorises_themselves() -> None:
    aysel = people.aysel()
    with pytest.raises(Invalid):
        story.offer(people.actor_for(aysel), aysel)


def test_children_neither_give_nor_hold() -> None:
    child = people.account("6NERG1Z", "Nərgiz Məmmədova", born_on="2015-05-21")
    with pytest.raises(Refused) as giving:
        story.offer(people.actor_for(child), people.rauf())
    proposal = story.offer(people.actor_for(people.aysel()), child)
    with pytest.raises(Refused) as holding:
        story.accepted(child, proposal.pk)
    assert {giving.value.code, holding.value.code} == {"minor"}


def test_a_parent_does_not_pass_a_child_on() -> None:
    child = people.person("6NERG1Z", "Nərgiz Məmmədova", born_on="2015-05-21")
    mandate = people.mandate(people.aysel(), child, kind="parent", scopes=["registers.family"])
    with pytest.raises(Refused) as problem:
        story.offer(story.using(people.aysel(), mandate), people.rauf())
    assert problem.value.code == "may-not-grant"


def test_the_director_gives_in_the_companys_name() -> None:
    mandate = story.given(story.director(), people.rauf())

    assert mandate.grantor == people.company()
    assert mandate.parent is None
    assert mandate.given_by == people.nigar().party
    offered = story.journaled(journal_actions.OFFERED)[0]
    assert offered.on_behalf_of == people.company().pk
    assert offered.mandate is not None


def test_the_seal_holder_authorises_others_within_the_seal() -> None:
    seal = story.given(story.director("high"), people.rauf(), terms("licence.apply", kind="seal"))
    by_seal = story.using(people.rauf(), seal)

    mandate = story.given(by_seal, people.aysel())
    assert (mandate.parent, mandate.kind) == (seal, "attorney")
    assert len(story.journaled(journal_actions.DELEGATION_OFFERED)) == 1

    for beyond, field in (
        (terms("*"), "scopes"),
        (terms(kind="seal"), "kind"),
        (terms(valid_until=story.last_day(seal) + dt.timedelta(days=1)), "valid_until"),
    ):
        actor = story.using(people.rauf(), seal, assurance="high")
        with pytest.raises(Invalid) as problem:
            story.offer(actor, people.aysel(), beyond)
        assert list(problem.value.fields) == [field]


def test_a_chain_of_three_and_no_more() -> None:
    first = story.given(
        people.actor_for(people.aysel()), people.rauf(), terms("justice.*", may_delegate=True)
    )
    second = mandates.delegate(
        actor=people.actor_for(people.rauf()),
        mandate_id=first.pk,
        holder_identifier=people.nigar().party.identifier,
        terms=terms("justice.*", may_delegate=True, valid_until=first.valid_until),
        key=str(new_id()),
    )
    link = story.accepted(people.nigar(), second.pk)
    elchin = people.account("5ELC1N7", "Elçin Məmmədov")

    for may_delegate, is_right in ((True, False), (False, True)):
        what = terms("justice.*", may_delegate=may_delegate, valid_until=first.valid_until)
        nigar = people.actor_for(people.nigar())
        if is_right:
            last = story.given(nigar, elchin, what, by=link.pk)
            assert last.parent == link
        else:
            with pytest.raises(Invalid):
                story.offer(nigar, elchin, what, by=link.pk)
    assert rules.MOST_LINKS == 3


def test_what_may_not_be_passed_on_is_not() -> None:
    mandate = story.given(people.actor_for(people.aysel()), people.rauf())
    with pytest.raises(Refused):
        story.offer(people.actor_for(people.rauf()), people.nigar(), by=mandate.pk)
    with pytest.raises(NotFound):  # nor by somebody whose it isn't
        story.offer(people.actor_for(people.nigar()), people.rauf(), by=mandate.pk)


def test_an_offer_falls_with_the_right_of_who_made_it() -> None:
    proposal = story.offer(story.director(), people.rauf())
    Mandate.objects.filter(kind="director").update(revoked_at=clock.now())

    with pytest.raises(Conflict) as problem:
        story.accepted(people.rauf(), proposal.pk)
    assert problem.value.code == "no-ground"


def test_rauf_asks_the_company_and_the_director_says_yes() -> None:
    rauf, director = people.rauf(), story.director()
    proposal = mandates.request(
        actor=people.actor_for(rauf, assurance="low"),
        grantor_kind="organisation",
        grantor_identifier=people.company().identifier,
        terms=terms(),
        key=str(new_id()),
    )
    jobs.run_waiting()
    assert Notice.objects.filter(party=people.company(), kind="mandates.requested").exists()
    for stranger in (people.actor_for(people.nigar()), people.actor_for(people.aysel())):
        with pytest.raises(NotFound):
            mandates.accept(actor=stranger, proposal_id=proposal.pk)

    mandate_id = mandates.accept(actor=director, proposal_id=proposal.pk)

    mandate = Mandate.objects.get(pk=mandate_id)
    assert (mandate.holder, mandate.grantor) == (rauf.party, people.company())
    assert mandate.given_by == people.nigar().party
    assert [row.subject for row in story.journaled(journal_actions.REQUESTED)] == [rauf.party_id]
    assert all(
        row.on_behalf_of == people.company().pk for row in story.journaled(journal_actions.BEGUN)
    )


def test_a_yes_to_a_request_needs_what_granting_needs() -> None:
    proposal = mandates.request(
        actor=people.actor_for(people.rauf()),
        grantor_kind="person",
        grantor_identifier=people.aysel().party.identifier,
        terms=terms(),
        key=str(new_id()),
    )
    with pytest.raises(Refused):
        mandates.accept(
            actor=people.actor_for(people.aysel(), assurance="low"), proposal_id=proposal.pk
        )
    assert mandates.accept(actor=people.actor_for(people.aysel()), proposal_id=proposal.pk)


def test_too_many_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_WAITING", 1)
    story.offer(people.actor_for(people.aysel()), people.rauf())
    with pytest.raises(Refused) as problem:
        story.offer(people.actor_for(people.aysel()), people.nigar())
    assert problem.value.code == "many"


def test_may_act_asks_scope_and_amount() -> None:
    what = terms("licence.apply", limit_minor=10_000, limit_currency="AZN")
    story.given(story.director(), people.rauf(), what)

    def may(scope: str, amount: int | None = None) -> bool:
        return mandates.may_act(
            party_id=people.rauf().party_id,
            for_party=people.company().pk,
            scope=scope,
            amount_minor=amount,
            currency="AZN",
        )

    assert may("licence.apply")
    assert may("licence.apply", 10_000)
    assert not may("licence.apply", 10_001)
    assert not may("export.apply")
    with clock.frozen_at(clock.now() + YEAR + dt.timedelta(days=1)):
        assert not may("licence.apply")
