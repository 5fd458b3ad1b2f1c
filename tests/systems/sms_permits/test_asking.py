"""From the cabinet one asks by the same rules as by message, for oneself, a child or a ward; and
makes a permit longer by a doctor's certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from tests import people
from tests.at_once import at_once
from tests.blocks.registers.records import put
from tests.systems.sms_permits import story

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import about_subject
from pencere.systems.sms_permits import api
from pencere.systems.sms_permits.models import Block, Decision
from pencere.systems.sms_permits.rules import Reason

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    story.settle()
    with clock.frozen_at(story.NOON):
        yield


@pytest.fixture
def aysel() -> Actor:
    story.lives_in_baku(people.aysel().party_id)
    return people.actor_for(people.aysel())


def certificate(subject: Any, number: str = "HA1", **more: str) -> str:
    """A doctor's certificate of somebody."""
    data = {
        "number": number,
        "institution": "Klinik Xəstəxana",
        "issued_on": "2026-11-26",
        "valid_until": "2026-12-10",
        **more,
    }
    put(subject, "health.certificates", data, number)
    return number


def medical(actor: Actor, key: str = "one") -> api.Permit:
    """A permit to go to the doctor."""
    permit = api.ask(actor=actor, purpose="medical", key=key).permit
    assert permit
    return permit


def test_a_register_that_keeps_people_in_is_read_for_the_rest_too(aysel: Actor) -> None:
    story.settle(
        districts=["AZ-GA"], **story.keeps_in("interior.residence", "settlement", "Xırdalan")
    )
    assert api.ask(actor=aysel, purpose="shopping", key="one").reason == Reason.NOT_NEEDED


def test_aysel_asks_in_her_cabinet(aysel: Actor) -> None:
    answered = api.ask(actor=aysel, purpose="shopping", key="one")
    assert answered.outcome == "granted"
    assert answered.permit
    assert answered.permit.document == story.CARD
    assert answered.permit.channel == "web"
    assert answered.permit.valid_until == clock.now() + story.minutes(180)
    assert api.permits_of(actor=aysel, since=clock.today()) == [answered.permit]
    actions = [row.action for row in about_subject(subject=aysel.party_id or new_id()).rows]
    assert actions.count("sms-permits.asked") == 1


def test_the_same_form_again_is_answered_as_it_was(aysel: Actor) -> None:
    first = api.ask(actor=aysel, purpose="shopping", key="one")
    with clock.frozen_at("2026-11-27T09:00:00+04:00"):
        assert api.ask(actor=aysel, purpose="shopping", key="one") == first
        assert api.ask(actor=aysel, purpose="shopping", key="two").outcome == "granted"


def test_message_and_cabinet_share_limits(aysel: Actor) -> None:
    (answer,) = story.send("2 AA1234567")
    assert answer.startswith("ICAZE VERILDI")
    again = api.ask(actor=aysel, purpose="shopping", key="one")
    assert again.outcome == "repeated"
    assert again.permit
    assert again.permit.channel == "sms"
    with clock.frozen_at("2026-11-26T16:00:00+04:00"):
        refused = api.ask(actor=aysel, purpose="shopping", key="two")
    assert (refused.outcome, refused.reason) == ("refused", Reason.PURPOSE_LIMIT)
    assert refused.permit is None


def test_a_mother_asks_for_her_child_and_a_stranger_for_nobody(aysel: Actor) -> None:
    nargiz = people.person("6NERG1Z", "Nərgiz Məmmədova", born_on="2015-05-21")
    story.lives_in_baku(nargiz.pk, "AA7777777", born_on="2015-05-21")
    parent = people.mandate(people.aysel(), nargiz, kind="parent", scopes=["registers.identity"])
    mother = people.actor_for(people.aysel(), on_behalf_of=parent)
    answered = api.ask(actor=mother, purpose="medical", key="one")
    assert answered.permit
    assert answered.permit.subject == nargiz.pk
    for other in ({"kind": "attorney", "scopes": ["licence.apply"]},):
        narrow = people.mandate(people.nigar(), nargiz, **other)
        with pytest.raises(Refused):
            api.ask(
                actor=people.actor_for(people.nigar(), on_behalf_of=narrow),
                purpose="medical",
                key="one",
            )
    wide = people.mandate(people.nigar(), nargiz, kind="attorney", scopes=["permits.ask"])
    told = api.ask(
        actor=people.actor_for(people.nigar(), on_behalf_of=wide), purpose="medical", key="two"
    )
    assert told.outcome == "repeated"


def test_a_company_does_not_leave_home() -> None:
    director = people.actor_for(people.nigar(), on_behalf_of=people.mandate())
    with pytest.raises(Refused):
        api.ask(actor=director, purpose="shopping", key="one")
    officer = people.actor_for(people.officer("interior"), agency="interior")
    with pytest.raises(Refused):
        api.ask(actor=officer, purpose="shopping", key="one")


def test_who_has_no_document_gets_no_permit() -> None:
    answered = api.ask(actor=people.actor_for(people.rauf()), purpose="shopping", key="one")
    assert answered.reason == Reason.DOCUMENT_UNKNOWN


@pytest.mark.parametrize("given", [{"purpose": "dancing"}, {"key": ""}, {"key": "x" * 65}])
def test_what_is_not_on_the_form_is_invalid(aysel: Actor, given: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        api.ask(actor=aysel, **{"purpose": "shopping", "key": "one", **given})
    assert not Decision.objects.exists()


def test_without_a_regime_nothing_is_asked_of_registers(aysel: Actor) -> None:
    with clock.frozen_at("2019-01-01T12:00:00+04:00"):
        answered = api.ask(actor=aysel, purpose="shopping", key="one")
        assert answered.reason == Reason.NO_REGIME
    assert all(not row.register for row in about_subject(subject=aysel.party_id or new_id()).rows)


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_get_one_permit() -> None:
    story.settle()
    with clock.frozen_at(story.NOON):
        story.lives_in_baku(people.aysel().party_id)
        aysel = people.actor_for(people.aysel())
    ends = at_once(
        lambda: api.ask(actor=aysel, purpose="shopping", key="one"),
        lambda: api.ask(actor=aysel, purpose="shopping", key="one"),
        lambda: api.ask(actor=aysel, purpose="shopping", key="two"),
        now=story.NOON,
    )
    assert ends == ["done"] * 3
    assert Decision.objects.filter(outcome="granted").count() == 1
    assert Decision.objects.count() == 2


def test_a_certificate_makes_a_permit_longer_once(aysel: Actor) -> None:
    permit = medical(aysel)
    number = certificate(aysel.party_id)
    with clock.frozen_at("2026-11-26T14:50:00+04:00"):
        longer = api.extend(actor=aysel, reference=permit.reference, certificate=f" {number} ")
        assert longer.extends == permit.id
        assert longer.valid_from == permit.valid_until
        assert longer.valid_until == permit.valid_until + story.minutes(120)
        again = api.extend(actor=aysel, reference=permit.reference, certificate=number)
        assert again == longer
        other = certificate(aysel.party_id, "HA2")
        for reference in (permit.reference, longer.reference):
            with pytest.raises(Refused, match="extended-already"):
                api.extend(actor=aysel, reference=reference, certificate=other)
    with clock.frozen_at("2026-11-26T16:00:00+04:00"):
        held = api.valid_permits(subjects=[permit.subject])[permit.subject]
        assert held == [longer]
        assert story.send("1 AA1234567")[0].endswith("26.11 15:00 - 17:00. Sened AA1234567")
    actions = [row.action for row in about_subject(subject=permit.subject).rows]
    assert actions.count("sms-permits.extended") == 1


def test_an_extension_counts_for_no_limit(aysel: Actor) -> None:
    story.settle(total_daily_limit=2)
    permit = medical(aysel)
    number = certificate(aysel.party_id)
    api.extend(actor=aysel, reference=permit.reference, certificate=number)
    assert api.ask(actor=aysel, purpose="shopping", key="two").outcome == "granted"


def test_what_cannot_be_extended_is_refused(aysel: Actor) -> None:
    number = certificate(aysel.party_id)
    shopping = api.ask(actor=aysel, purpose="shopping", key="two").permit
    assert shopping
    with pytest.raises(Refused, match="not-extendable"):
        api.extend(actor=aysel, reference=shopping.reference, certificate=number)
    permit = medical(aysel)
    with clock.frozen_at("2026-11-26T15:00:00+04:00"), pytest.raises(Refused, match="permit-over"):
        api.extend(actor=aysel, reference=permit.reference, certificate=number)


def test_a_certificate_must_be_ones_own_and_valid(aysel: Actor) -> None:
    permit = medical(aysel)
    certificate(people.rauf().party_id, "HA-RAUF")
    over = certificate(aysel.party_id, "HA-OLD", valid_until="2026-11-25")
    for number, code in (
        ("HA-RAUF", "unknown-certificate"),
        ("HA-NONE", "unknown-certificate"),
        ("", "unknown-certificate"),
        (over, "certificate-over"),
    ):
        with pytest.raises(Invalid) as refused:
            api.extend(actor=aysel, reference=permit.reference, certificate=number)
        assert refused.value.code == code


def test_a_certificate_is_good_for_one_permit(aysel: Actor) -> None:
    number = certificate(aysel.party_id)
    api.extend(actor=aysel, reference=medical(aysel).reference, certificate=number)
    with clock.frozen_at("2026-11-27T12:00:00+04:00"):
        tomorrow = medical(aysel, "two")
        with pytest.raises(Invalid, match="certificate-used"):
            api.extend(actor=aysel, reference=tomorrow.reference, certificate=number)


def test_nobody_extends_anothers_permit(aysel: Actor) -> None:
    permit = medical(aysel)
    rauf = people.actor_for(people.rauf())
    number = certificate(people.rauf().party_id)
    with pytest.raises(NotFound):
        api.extend(actor=rauf, reference=permit.reference, certificate=number)


def test_who_must_stay_at_home_meanwhile_gets_no_more_time(aysel: Actor) -> None:
    permit, number = medical(aysel), certificate(aysel.party_id)
    Block.objects.create(
        subject=permit.subject,
        pattern="overlap",
        reason="Too many at once",
        agency="interior",
        decided_by=people.officer("interior"),
        key="one",
        blocked_from=clock.now(),
        blocked_until=clock.now() + dt.timedelta(days=1),
    )
    with pytest.raises(Refused, match="person-blocked"):
        api.extend(actor=aysel, reference=permit.reference, certificate=number)
    Block.objects.update(lifted_at=clock.now(), lifted_by=people.officer("interior"))
    story.stays_at_home(permit.subject)
    with pytest.raises(Refused, match="barred"):
        api.extend(actor=aysel, reference=permit.reference, certificate=number)
