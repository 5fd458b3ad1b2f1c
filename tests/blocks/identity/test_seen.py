"""A foreigner who opened an account by a passport comes to a service centre with it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests import people
from tests.at_once import at_once
from tests.blocks.identity.proofs import BORN_ON
from tests.blocks.identity.test_mrz import lines

from pencere.blocks.identity import journal_actions, seeing
from pencere.blocks.identity.models import Account
from pencere.blocks.notices.models import Notice
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.kernel.journal.api import about_subject

PAGE = "/account/seen/"
IDENTIFIER = "PTURU12345678"
pytestmark = pytest.mark.django_db


def mehmet() -> Account:
    person = people.person(IDENTIFIER, "Yilmaz Mehmet", BORN_ON.isoformat(), kind="foreigner")
    return Account.objects.create(username=IDENTIFIER, party=person, is_unseen=True)


def clerk() -> Account:
    return people.officer("migration", {"front-desk"})


def at_desk(roles: set[str] | None = None) -> Client:
    who = people.officer("migration", roles or {"front-desk"})
    return people.signed_in(Client(HTTP_ACCEPT_LANGUAGE="en"), who)


def shown_passport(**more: str) -> dict[str, str]:
    first, second = lines("U12345678", BORN_ON, dt.date(2090, 1, 1))
    return {"first": first, "second": second, **more}


def journal_of(account: Account) -> list[str]:
    return [row.action for row in about_subject(subject=account.party_id).rows]


def level_of(client: Client) -> str:
    answer: Any = client.get("/account/security/")
    return str(answer.wsgi_request.actor.assurance)


def test_it_works() -> None:
    account = mehmet()
    people.add_authenticator(account)
    own = people.signed_in(Client(), account)
    assert level_of(own) == "low"
    desk = at_desk()

    found = desk.post(PAGE, shown_passport()).content.decode()
    assert "Yilmaz Mehmet" in found
    assert "not seen yet" in found
    done = desk.post(PAGE, shown_passport(deed="confirm", compared="1"), follow=True)

    assert "Confirmed" in done.content.decode()
    assert level_of(own) == "substantial", "it holds at once in a session that is open"
    assert {journal_actions.PASSPORT_LOOKED_UP, journal_actions.SEEN} <= set(journal_of(account))
    assert Notice.objects.filter(party=account.party, kind="identity.seen").count() == 1


def test_a_confirmation_is_taken_back_with_a_reason() -> None:
    account, desk = mehmet(), at_desk()
    desk.post(PAGE, shown_passport(deed="confirm", compared="1"))

    without = desk.post(PAGE, shown_passport(deed="take-back", reason=" "))
    assert without.status_code == 422
    assert "Say why" in without.content.decode()
    desk.post(PAGE, shown_passport(deed="take-back", reason="Another passport"))

    account.refresh_from_db()
    assert account.is_unseen
    assert journal_of(account)[0] == journal_actions.SEEN_TAKEN_BACK


def test_without_the_tick_nothing_is_confirmed() -> None:
    account = mehmet()

    answer = at_desk().post(PAGE, shown_passport(deed="confirm"))

    assert answer.status_code == 422
    assert "Tick that you have compared" in answer.content.decode()
    account.refresh_from_db()
    assert account.is_unseen


def test_a_repeat_changes_nothing() -> None:
    account = mehmet()
    actor = people.actor_for(clerk(), agency="migration")
    seeing.confirm_seen(actor=actor, identifier=IDENTIFIER)
    seeing.confirm_seen(actor=actor, identifier=IDENTIFIER)

    assert journal_of(account).count(journal_actions.SEEN) == 1


@pytest.mark.parametrize("deed", ["", "confirm", "take-back", "x" * 5000])
@pytest.mark.parametrize("second", ["", "U123", "x" * 100_000, "\0"])
def test_garbage_is_told_beside_the_line(deed: str, second: str) -> None:
    answer = at_desk().post(PAGE, {"first": "P<", "second": second, "deed": deed})

    assert answer.status_code == 422
    assert "govuk-error-message" in answer.content.decode()


@pytest.mark.parametrize(
    "deed", [{}, {"deed": "confirm"}, {"deed": "confirm", "compared": "1"}, {"deed": "take-back"}]
)
def test_a_passport_without_an_account(deed: dict[str, str]) -> None:
    answer = at_desk().post(PAGE, shown_passport(**deed))

    assert answer.status_code == 422
    assert "No account was opened with this passport" in answer.content.decode()


def test_a_stranger_finds_nothing() -> None:
    mehmet()
    officer_without = at_desk({"officer"})
    person = people.signed_in(Client(), people.aysel())

    for client in (officer_without, person):
        assert client.get(PAGE).status_code == 404
        assert client.post(PAGE, shown_passport(deed="confirm", compared="1")).status_code == 404
    for actor in (people.actor_for(people.aysel()), people.actor_for(people.officer("tax", {"x"}))):
        with pytest.raises(NotFound):
            seeing.confirm_seen(actor=actor, identifier=IDENTIFIER)
    assert Account.objects.get(username=IDENTIFIER).is_unseen


def test_a_citizens_account_is_none_of_it() -> None:
    aysel = people.aysel()

    with pytest.raises(NotFound):
        seeing.account_of_passport(
            actor=people.actor_for(clerk(), agency="migration"), identifier=aysel.username
        )


def test_nobody_confirms_themselves_and_reasons_have_an_end() -> None:
    account = mehmet()
    officer = people.actor_for(clerk(), agency="migration")
    themselves = dataclasses.replace(officer, party_id=account.party_id)
    with pytest.raises(Refused):
        seeing.confirm_seen(actor=themselves, identifier=IDENTIFIER)
    with pytest.raises(Invalid):
        seeing.take_back(actor=officer, identifier=IDENTIFIER, reason="x" * 501)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_confirm_once() -> None:
    account = mehmet()
    actor = people.actor_for(clerk(), agency="migration")

    ends = at_once(*[lambda: seeing.confirm_seen(actor=actor, identifier=IDENTIFIER)] * 4)

    assert ends == ["done"] * 4
    assert journal_of(account).count(journal_actions.SEEN) == 1
