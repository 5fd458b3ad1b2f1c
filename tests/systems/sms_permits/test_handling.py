"""People write to the regime's number and are answered, by the rules that hold, in their own
language, with one decision a message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from tests import people
from tests.blocks.registers.records import put
from tests.systems.sms_permits import story
from tests.systems.sms_permits.story import CARD, OTHER_PHONE, send

from pencere.blocks.parties.models import Party
from pencere.kernel import clock
from pencere.kernel.journal.api import about_subject
from pencere.systems.sms_permits.handling import HANDLER
from pencere.systems.sms_permits.models import Block, Decision, Sender
from pencere.systems.sms_permits.rules import Reason

pytestmark = pytest.mark.django_db
YESTERDAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    story.settle()
    with clock.frozen_at(story.NOON):
        yield


@pytest.fixture
def aysel() -> Any:
    return story.lives_in_baku(people.aysel().party_id)


def test_aysel_leaves_home_with_a_message(aysel: Any) -> None:
    (answer,) = send("2 AA 1234567")
    assert answer == (
        "ICAZE VERILDI. Meqsed 2: erzaq, derman. 26.11 12:00 - 15:00. Sened AA1234567"
    )
    made = story.last()
    assert (made.outcome, made.purpose, made.district) == ("granted", "shopping", "AZ-BA")
    assert made.subject == aysel
    assert made.valid_from == clock.now()
    assert made.valid_until == clock.now() + story.minutes(180)


def test_a_batch_costs_the_same_however_many_write(
    aysel: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rauf = story.lives_in_baku(people.rauf().party_id, "AA7654321")
    assert rauf
    send("1 AA1234567")  # what is remembered of the rules is asked for once
    messages = [story.message(f"2 {number}") for number in (CARD, "AA7654321", "AA0000000")]
    with django_assert_num_queries(6):  # languages, look-up, journal, births, locks, decisions
        HANDLER(messages)


def test_the_journal_says_who_looked_and_at_what(aysel: Any) -> None:
    send("2 AA1234567")
    (row,) = about_subject(subject=aysel).rows
    assert row.action == "sms-permits.looked-up"
    assert row.about == f"sms-permit:{story.last().id}"
    assert row.purpose == "sms-permit"
    assert set(row.fields) == {
        "expires_on", "born_on", "interior.residence/region", "health.isolation/kind",
    }  # fmt: skip


def test_the_same_message_again_takes_no_second_permit(aysel: Any) -> None:
    first = send("2 AA1234567")
    with clock.frozen_at("2026-11-26T14:59:59+04:00"):
        (again,) = send("2#aa1234567", sender=OTHER_PHONE)
    assert again.startswith("ICAZE ARTIQ VAR")
    assert "12:00 - 15:00" in first[0]
    assert "12:00 - 15:00" in again
    made = Decision.objects.get(outcome="repeated")
    assert made.permit_id == Decision.objects.get(outcome="granted").id


def test_when_it_is_over_the_day_has_had_its_permit_and_tomorrow_has_another(aysel: Any) -> None:
    send("2 AA1234567")
    with clock.frozen_at("2026-11-26T15:00:00+04:00"):
        (refused,) = send("2 AA1234567")
        assert refused.startswith("ICAZE YOXDUR. 2 nömreli")
        assert story.last().reason == Reason.PURPOSE_LIMIT
    with clock.frozen_at("2026-11-27T00:00:00+04:00"):
        (tomorrow,) = send("2 AA1234567")
    assert tomorrow.startswith("ICAZE VERILDI")


def test_a_permit_over_midnight_is_repeated_on_the_next_day_and_then_a_new_one_is_given(
    aysel: Any,
) -> None:
    with clock.frozen_at("2026-11-26T23:30:00+04:00"):
        (evening,) = send("2 AA1234567")
    assert "26.11 23:30 - 27.11 02:30" in evening
    with clock.frozen_at("2026-11-27T00:30:00+04:00"):
        (night,) = send("2 AA1234567")
    assert night.startswith("ICAZE ARTIQ VAR")
    with clock.frozen_at("2026-11-27T02:30:00+04:00"):
        (morning,) = send("2 AA1234567")
    assert morning.startswith("ICAZE VERILDI")


def test_each_purpose_has_its_own_limit_and_a_funeral_none(aysel: Any) -> None:
    send("1 AA1234567", "2 AA1234567", "3 AA1234567")
    assert Decision.objects.filter(outcome="granted").count() == 3
    with clock.frozen_at("2026-11-26T16:00:00+04:00"):
        send("1 AA1234567", "2 AA1234567", "3 AA1234567")
    assert Decision.objects.filter(outcome="granted", purpose="funeral").count() == 2
    assert Decision.objects.filter(outcome="refused").count() == 2


def test_for_a_time_there_was_one_permit_a_day_in_all(aysel: Any) -> None:
    story.settle(total_daily_limit=1)
    send("2 AA1234567", "1 AA1234567", "3 AA1234567")
    found = dict(Decision.objects.values_list("purpose", "reason"))
    assert found == {"shopping": "", "medical": "total-limit", "funeral": ""}


def test_a_refusal_takes_nothing(aysel: Any) -> None:
    story.settle(hours=[{"window": {"from": "08:00", "until": "22:00"}}])
    with clock.frozen_at("2026-11-26T07:59:00+04:00"):
        (early,) = send("2 AA1234567")
    assert "08:00-22:00" in early
    with clock.frozen_at("2026-11-26T08:00:00+04:00"):
        (answer,) = send("2 AA1234567")
    assert answer.startswith("ICAZE VERILDI")
    with clock.frozen_at("2026-11-26T22:00:00+04:00"):
        (medical,) = send("1 AA1234567")
    assert medical.startswith("ICAZE VERILDI")


@pytest.mark.parametrize(
    ("day", "reason"), [("2026-11-25", ""), ("2026-11-26", "age"), ("2026-11-27", "age")]
)
def test_the_old_stay_at_home_from_their_66th_birthday(day: str, reason: str) -> None:
    story.lives_in_baku(people.rauf().party_id, born_on="1960-11-26")
    with clock.frozen_at(f"{day}T12:00:00+04:00"):
        send("2 AA1234567")
    assert story.last().reason == reason


def test_who_is_infected_stays_at_home_as_long_as_the_register_says(aysel: Any) -> None:
    story.stays_at_home(aysel, valid_from=YESTERDAY, valid_until=dt.date(2026, 11, 26))
    (answer,) = send("2 AA1234567")
    assert "yoluxma" in answer
    with clock.frozen_at("2026-11-27T12:00:00+04:00"):
        send("2 AA1234567")
    assert story.last().outcome == "granted"


def test_a_foreigner_sends_the_number_of_the_card() -> None:
    igor = people.person("A1B2C3", "Petrov İqor", kind="foreigner")
    data = {"number": "MYİ7654321", "born_on": "1980-05-05", "expires_on": "2028-01-01"}
    put(igor.pk, "migration.residence-cards", data, "MYİ7654321")
    (answer,) = send("2 MYI 7654321 ru")
    assert answer == "Разрешено: 2 продукты, аптека, 26.11 12:00-15:00, MYİ7654321"
    assert len(answer) <= 70
    assert story.last().subject == igor.pk


@pytest.mark.parametrize(
    ("card", "more", "reason"),
    [
        ({"expires_on": "2026-11-25"}, {}, Reason.DOCUMENT_EXPIRED),
        ({"expires_on": "2026-11-26"}, {}, ""),
        ({}, {"valid_until": YESTERDAY}, Reason.DOCUMENT_ANNULLED),
        ({}, {"superseded_at": "2026-11-25T12:00:00+04:00"}, Reason.DOCUMENT_UNKNOWN),
    ],
)
def test_the_document_must_hold(card: dict[str, str], more: dict[str, Any], reason: str) -> None:
    data = {"number": CARD, "born_on": "1990-04-17", "expires_on": "2030-05-01", **card}
    put(people.aysel().party_id, "interior.identity-cards", data, CARD, **more)
    send(f"2 {CARD}")
    assert story.last().reason == reason


def test_the_dead_get_no_permits(aysel: Any) -> None:
    Party.objects.filter(pk=aysel).update(ended_on=YESTERDAY)
    send("2 AA1234567")
    assert story.last().reason == Reason.PERSON_DEAD


def test_none_is_needed_where_the_regime_does_not_hold(aysel: Any) -> None:
    story.settle(districts=["AZ-GA"])
    send("2 AA1234567")
    assert story.last().reason == Reason.NOT_NEEDED
    story.settle(districts=["AZ-BA", "AZ-GA"])
    send("2 AA1234567")
    assert story.last().outcome == "granted"


def test_a_register_of_documents_may_also_keep_people_in() -> None:
    """What the document says is read all the same: one that has expired lets nobody out."""
    story.settle(**story.keeps_in("migration.residence-cards", "kind", "permanent"))
    igor = people.person("A1B2C3", "Petrov İqor", kind="foreigner")
    card = {"number": "MYİ7654321", "born_on": "1980-05-05", "kind": "temporary"}
    put(igor.pk, "migration.residence-cards", {**card, "expires_on": "2026-11-25"}, "MYİ7654321")
    send("2 MYI 7654321")
    assert story.last().reason == Reason.DOCUMENT_EXPIRED


def test_the_register_of_addresses_may_also_keep_people_in(aysel: Any) -> None:
    story.settle(
        districts=["AZ-GA"], **story.keeps_in("interior.residence", "settlement", "Xırdalan")
    )
    send("2 AA1234567")
    assert story.last().reason == Reason.NOT_NEEDED


def blocked(who: str, aysel: Any) -> None:
    """An officer has blocked Aysel's phone, or herself, for an hour."""
    officer = people.officer("interior", {"permits"})
    about: dict[str, Any] = {"sender": story.PHONE} if who == "phone" else {"subject": aysel}
    Block.objects.create(
        **about,
        pattern="many-people",
        reason="Forty people in one day",
        agency="interior",
        decided_by=officer,
        key="one",
        blocked_from=clock.now(),
        blocked_until=clock.now() + story.minutes(60),
    )


@pytest.mark.parametrize("who", ["phone", "person"])
def test_a_block_refuses_until_it_ends(aysel: Any, who: str) -> None:
    blocked(who, aysel)
    send("2 AA1234567")
    refused = Reason.SENDER_BLOCKED if who == "phone" else Reason.PERSON_BLOCKED
    assert story.last().reason == refused
    send("2 AA1234567", sender=OTHER_PHONE)
    assert story.last().outcome == ("granted" if who == "phone" else "refused")
    with clock.frozen_at("2026-11-26T13:00:00+04:00"):
        send("1 AA1234567")
        assert story.last().outcome == "granted"


@pytest.mark.parametrize("who", ["phone", "person"])
def test_who_is_blocked_is_told_where_to_appeal_with_an_account_and_without(
    aysel: Any, who: str
) -> None:
    blocked(who, aysel)
    for language, cabinet, centre, most in (
        ("az", "kabinet", "xidmet merkezi", 160),
        ("en", "cabinet", "service centre", 160),
        ("ru", "кабинет", "центре обслуживания", 70),
    ):
        (answer,) = send(f"2 AA1234567 {language}")
        assert cabinet in answer
        assert centre in answer
        assert len(answer) <= most, answer


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        ("2", Reason.NO_DOCUMENT, "2 AZE12345678"),
        ("AA1234567", Reason.NO_PURPOSE, "1 tibbi yardim, 2 erzaq, derman, 3 defn"),
        ("9 AA1234567", Reason.UNKNOWN_PURPOSE, "9 nömreli meqsed yoxdur"),
        ("2 AA123456", Reason.DOCUMENT_TOO_SHORT, "2 AZE12345678"),
        ("2 XYZ1234567", Reason.DOCUMENT_SERIES, "MYI, DYI"),
        ("2 AA0000000", Reason.DOCUMENT_UNKNOWN, "AA0000000"),
        ("salam", Reason.NOTHING_ASKED, "1 AZE12345678"),
        ("?", Reason.HELP, "1 AZE12345678"),
        ("AZ", Reason.LANGUAGE, "Azerbaycan"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_send_instead(
    text: str, reason: Reason, says: str
) -> None:
    (answer,) = send(text)
    assert says in answer
    made = story.last()
    assert made.reason == reason
    assert made.outcome == ("told" if reason.is_told else "refused")


def test_nobody_is_looked_up_whom_the_message_could_not_let_out(aysel: Any) -> None:
    send("9 AA1234567", "AA1234567", "2")
    assert about_subject(subject=aysel).rows == ()


def test_the_answer_is_in_the_language_that_the_sender_used_last(aysel: Any) -> None:
    assert send("en 2 AA1234567")[0].startswith("PERMITTED")
    assert send("2 AA1234567")[0].startswith("YOU HAVE IT ALREADY")
    assert send("2 АА1234567")[0].startswith("Уже есть")
    assert send("2 AA1234567")[0].startswith("Уже есть")
    first, second = send("AZ", "2 AA1234567")
    assert first.startswith("Bundan sonra")
    assert second.startswith("ICAZE ARTIQ VAR")
    assert Sender.objects.get().language == "az"


def test_without_rules_in_force_nobody_needs_a_permit(aysel: Any) -> None:
    with clock.frozen_at("2019-06-01T12:00:00+04:00"):
        (answer,) = send("2 AA1234567")
    assert answer.startswith("Hazirda evden cixmaq")
    assert about_subject(subject=aysel).rows == ()


def test_an_answer_may_be_held_back(aysel: Any) -> None:
    story.settle(answer_delay_seconds=900)
    message = story.message("2 AA1234567")
    (reply,) = HANDLER([message])
    assert reply.not_before == message.received_at + story.minutes(15)


def test_a_message_that_could_not_be_decided_is_answered_and_written_down() -> None:
    reply = HANDLER.sorry(story.message("2 AA1234567"))
    assert reply.text.endswith("yeniden gönderin.")
    assert story.last().reason == Reason.FAILED


def test_answers_fit_into_one_sms(aysel: Any) -> None:
    texts = ["2 AA1234567", "2 AA1234567", "2", "9 AA1234567", "2 AA0000000", "2 XYZ12345", "AA1"]
    for language, most in (("az", 160), ("en", 160), ("ru", 70)):
        for text in (*texts, "?", language):
            (answer,) = send(f"{text} {language}")
            parts = 1 if text not in ("?", "AA1") else 2
            assert len(answer) <= most * parts, (language, text, answer)
