"""A mandate ends at once, with all that derive from it; one that is extended stays within the one
above it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import people
from tests.blocks.mandates import story
from tests.blocks.mandates.story import terms

from pencere.blocks.identity.models import Account
from pencere.blocks.mandates import api as mandates
from pencere.blocks.mandates import journal_actions
from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.api import covers, mandates_held
from pencere.blocks.parties.models import Mandate
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError, Refused

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def chain() -> tuple[Mandate, Mandate, Mandate]:
    """Aysel to Rauf, Rauf to Nigar, Nigar to Elçin: each for the whole of it."""
    elchin = people.account("5ELC1N7", "Elçin Məmmədov")
    first = story.given(
        people.actor_for(people.aysel()), people.rauf(), terms("justice.*", may_delegate=True)
    )
    second = story.given(
        people.actor_for(people.rauf()),
        people.nigar(),
        terms("justice.*", may_delegate=True),
        by=first.pk,
    )
    third = story.given(people.actor_for(people.nigar()), elchin, terms("justice.*"), by=second.pk)
    return first, second, third


def is_live(mandate: Mandate) -> bool:
    held = mandates_held(mandate.holder_id, clock.today())
    return mandate.pk in {each.id for each in held}


def test_the_grantor_revokes_and_the_whole_chain_ends() -> None:
    first, second, third = chain()

    mandates.revoke(actor=people.actor_for(people.aysel(), assurance="low"), mandate_id=first.pk)

    assert not any(map(is_live, (first, second, third)))
    because = {each.pk: each.ended_because for each in Mandate.objects.all()}
    assert because == {first.pk: "revoked", second.pk: "parent", third.pk: "parent"}
    revoked = story.journaled(journal_actions.REVOKED)
    assert {row.subject for row in revoked} == {people.aysel().party_id, people.rauf().party_id}
    along = story.journaled(journal_actions.ENDED_WITH_PARENT)
    assert {row.about for row in along} == {f"mandate:{second.pk}", f"mandate:{third.pk}"}
    told = Notice.objects.filter(kind="mandates.ended", about=f"mandate:{third.pk}")
    assert {each.party_id for each in told} == {third.holder_id, third.grantor_id}


def test_whoever_passed_it_on_revokes_below_themselves() -> None:
    first, second, third = chain()

    mandates.revoke(actor=people.actor_for(people.rauf()), mandate_id=third.pk)

    assert [is_live(each) for each in (first, second, third)] == [True, True, False]
    row = story.journaled(journal_actions.REVOKED)[0]
    assert (row.actor_party, row.mandate) == (people.rauf().party_id, first.pk)
    assert row.on_behalf_of == people.aysel().party_id


def test_and_not_above_or_beside() -> None:
    first, second, _third = chain()
    elchin = Account.objects.get(username="5ELC1N7")

    for who, mandate in ((people.nigar(), first), (elchin, second), (elchin, first)):
        with pytest.raises(NotFound):
            mandates.revoke(actor=people.actor_for(who), mandate_id=mandate.pk)
    with pytest.raises(NotFound):  # a holder gives up and doesn't revoke
        mandates.revoke(actor=people.actor_for(people.rauf()), mandate_id=first.pk)


DEEDS: dict[str, Callable[[Actor, Mandate], object]] = {
    "revoke": lambda actor, mandate: mandates.revoke(actor=actor, mandate_id=mandate.pk),
    "give up": lambda actor, mandate: mandates.give_up(actor=actor, mandate_id=mandate.pk),
    "extend": lambda actor, mandate: mandates.extend(
        actor=actor, mandate_id=mandate.pk, valid_until=clock.today() + 400 * DAY
    ),
    "deeds": lambda actor, mandate: mandates.deeds_scope(actor=actor, mandate_id=mandate.pk),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_for_a_stranger_there_is_no_mandate(deed: str) -> None:
    mandate = story.given(people.actor_for(people.aysel()), people.rauf())

    with pytest.raises(NotFound):
        DEEDS[deed](people.actor_for(people.nigar()), mandate)
    assert is_live(mandate)


@pytest.mark.parametrize("deed", DEEDS)
def test_and_no_mandate_that_does_not_exist(deed: str) -> None:
    with pytest.raises(NotFound):
        DEEDS[deed](people.actor_for(people.nigar()), Mandate(pk=uuid4()))


def test_a_second_revocation_changes_nothing() -> None:
    mandate = story.given(people.actor_for(people.aysel()), people.rauf())
    for _ in range(2):
        mandates.revoke(actor=people.actor_for(people.aysel()), mandate_id=mandate.pk)

    assert len(story.journaled(journal_actions.REVOKED)) == 2  # one row for each side


def test_the_holder_gives_up() -> None:
    first, second, _third = chain()

    mandates.give_up(actor=people.actor_for(people.rauf()), mandate_id=first.pk)

    assert not is_live(first)
    assert not is_live(second)
    assert Mandate.objects.get(pk=first.pk).ended_because == "given-up"
    rows = story.journaled(journal_actions.GIVEN_UP)
    assert {row.subject for row in rows} == {people.aysel().party_id, people.rauf().party_id}


@pytest.mark.parametrize("kind", ["director", "parent", "guardian"])
def test_what_a_register_says_is_not_ended_here(kind: str) -> None:
    grantor = people.company() if kind == "director" else people.person("6MURAD2", "Murad")
    mandate = people.mandate(people.nigar(), grantor, kind=kind)
    nigar = people.actor_for(people.nigar())

    for end in (mandates.give_up, mandates.revoke):
        with pytest.raises((Refused, NotFound)):
            end(actor=nigar, mandate_id=mandate.pk)
    assert is_live(mandate)


def test_a_new_director_revokes_what_the_old_one_gave() -> None:
    mandate = story.given(story.director(), people.rauf())
    Mandate.objects.filter(kind="director").update(revoked_at=clock.now())
    old = Mandate.objects.get(kind="director")
    with pytest.raises(NotFound):
        mandates.revoke(actor=story.using(people.nigar(), old), mandate_id=mandate.pk)
    assert is_live(mandate)  # the company gave it, whoever led it then

    new = people.mandate(people.aysel())
    mandates.revoke(actor=story.using(people.aysel(), new), mandate_id=mandate.pk)
    assert not is_live(mandate)


def test_it_is_extended_within_the_one_above() -> None:
    first, second, _third = chain()
    aysel, rauf = people.actor_for(people.aysel()), people.actor_for(people.rauf())
    later = story.last_day(first) + 30 * DAY

    with pytest.raises(Invalid):
        mandates.extend(actor=rauf, mandate_id=second.pk, valid_until=later)
    mandates.extend(actor=aysel, mandate_id=first.pk, valid_until=later)
    mandates.extend(actor=aysel, mandate_id=first.pk, valid_until=later)
    mandates.extend(actor=rauf, mandate_id=second.pk, valid_until=later)

    second.refresh_from_db()
    assert second.valid_until == later
    rows = story.journaled(journal_actions.EXTENDED)
    assert len(rows) == 4
    assert rows[0].params["until"] == later.strftime("%d.%m.%Y")
    assert Notice.objects.filter(kind="mandates.extended").count() == 4


@pytest.mark.parametrize(("days", "is_early"), [(-1, True), (100, True), (5 * 366, False)])
def test_wrong_ends(days: int, is_early: bool) -> None:
    mandate = story.given(people.actor_for(people.aysel()), people.rauf())
    with pytest.raises(Invalid) as problem:
        mandates.extend(
            actor=people.actor_for(people.aysel()),
            mandate_id=mandate.pk,
            valid_until=clock.today() + days * DAY,
        )
    assert list(problem.value.fields) == ["valid_until"]
    assert is_early == (days < 365)


def test_extending_asks_for_what_granting_asks() -> None:
    mandate = story.given(people.actor_for(people.aysel()), people.rauf())
    with pytest.raises(Refused):
        mandates.extend(
            actor=people.actor_for(people.aysel(), assurance="low"),
            mandate_id=mandate.pk,
            valid_until=clock.today() + 400 * DAY,
        )


def test_what_has_ended_is_not_extended() -> None:
    mandate = story.given(people.actor_for(people.aysel()), people.rauf())
    aysel = people.actor_for(people.aysel())
    mandates.revoke(actor=aysel, mandate_id=mandate.pk)
    with pytest.raises(Conflict):
        mandates.extend(actor=aysel, mandate_id=mandate.pk, valid_until=clock.today() + 400 * DAY)


def test_given_and_held() -> None:
    first, second, third = chain()
    aysel, rauf = people.actor_for(people.aysel()), people.actor_for(people.rauf())

    assert {each.id for each in mandates.given(actor=aysel).rows} == {
        first.pk,
        second.pk,
        third.pk,
    }
    by_rauf = story.using(people.rauf(), first)
    assert {each.id for each in mandates.given(actor=by_rauf).rows} == {second.pk, third.pk}
    assert [each.id for each in mandates.held(actor=rauf).rows] == [first.pk]
    assert [each.id for each in mandates.given(actor=aysel, named="həsenova").rows] == [second.pk]
    assert mandates.held(actor=rauf, named="aysel").rows
    assert not mandates.held(actor=rauf, named="nigar").rows


WHO = ("aysel", "rauf", "nigar", "elchin")
SCOPES = ("*", "justice.*", "archive.request", "registers.health", "-registers.health")
STEPS = st.one_of(
    st.tuples(
        st.just("pass on"),
        st.integers(0, 5),
        st.sampled_from(WHO),
        st.frozensets(st.sampled_from(SCOPES), min_size=1, max_size=3),
        st.integers(-1, 40),
        st.booleans(),
    ),
    st.tuples(
        st.just("give"),
        st.just(0),
        st.sampled_from(WHO),
        st.frozensets(st.sampled_from(SCOPES), min_size=1, max_size=3),
        st.integers(-1, 40),
        st.booleans(),
    ),
    st.tuples(
        st.sampled_from(["revoke", "give up", "extend"]), st.integers(0, 5), st.integers(0, 60)
    ),
    st.tuples(st.just("wait"), st.integers(1, 20)),
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, max_size=9))
def test_no_sequence_lets_anybody_act_wider_longer_or_after_the_parents_end(
    steps: list[tuple[object, ...]], db: None
) -> None:
    with clock.frozen_at("2026-11-02T08:00:00+04:00"):
        now = clock.now()
    with transaction.atomic():
        with clock.frozen_at(now):
            what = terms("*", may_delegate=True, valid_until=clock.today() + 30 * DAY)
            story.given(people.actor_for(people.aysel()), people.rauf(), what)
        for step in steps:
            if step[0] == "wait":
                now += int(step[1]) * DAY  # type: ignore[call-overload]
            # refused or not: what matters is what holds afterwards
            with clock.frozen_at(now), contextlib.suppress(PencereError):
                take(step)
            with clock.frozen_at(now):
                check()
        transaction.set_rollback(True)


def take(step: tuple[object, ...]) -> None:
    accounts = {
        "aysel": people.aysel(),
        "rauf": people.rauf(),
        "nigar": people.nigar(),
        "elchin": people.account("5ELC1N7", "Elçin Məmmədov"),
    }
    by_party = {each.party_id: each for each in accounts.values()}
    there = list(Mandate.objects.order_by("id"))
    match step:
        case ("give" | "pass on", number, str(name), frozenset(scopes), int(days), bool(more)):
            until = clock.today() + days * DAY
            what = terms(*scopes, valid_until=until, may_delegate=more)
            if step[0] == "give":
                story.given(people.actor_for(people.aysel()), accounts[name], what)
            elif there:
                above = there[number % len(there)]  # type: ignore[operator]
                actor = people.actor_for(by_party[above.holder_id])
                story.given(actor, accounts[name], what, by=above.pk)
        case ("revoke" | "give up" | "extend", int(number), int(days)) if there:
            one = there[number % len(there)]
            giver = one.parent.holder_id if one.parent else one.grantor_id
            who = one.holder_id if step[0] == "give up" else giver
            actor = people.actor_for(by_party[who])
            if step[0] == "extend":
                until = clock.today() + days * DAY
                mandates.extend(actor=actor, mandate_id=one.pk, valid_until=until)
            else:
                DEEDS[str(step[0])](actor, one)


def check() -> None:
    """Whoever may act by a mandate could also act by the one above it, and as long."""
    live = {
        each.id: each
        for holder in Mandate.objects.values_list("holder_id", flat=True).distinct()
        for each in mandates_held(holder, clock.today())
    }
    for each in live.values():
        if each.parent_id is None:
            continue
        assert each.parent_id in live
        above = live[each.parent_id]
        assert above.may_delegate
        assert above.valid_until is not None
        assert each.valid_until is not None
        assert each.valid_until <= above.valid_until
        for name in ("justice.x", "archive.request", "registers.health", "other.y"):
            assert covers(above.scopes, [name]) or not covers(each.scopes, [name])
