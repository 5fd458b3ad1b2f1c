"""The ministry watches over all employers, and revokes by two."""

from __future__ import annotations

from typing import Any

import pytest
from tests import people
from tests.casework.applications import browser
from tests.systems.staff_permits import pages, stories
from tests.systems.staff_permits.pages import PAGE, director, sevda, tural

from pencere.blocks.notices.models import Notice
from pencere.kernel.journal.models import JournalEntry
from pencere.systems.staff_permits.authority_models import Withdrawal
from pencere.systems.staff_permits.models import Permit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pharmacy")]
DESK = f"{PAGE}ministry/"
REASON = "Goes elsewhere with it, as three checks found"


def live() -> Permit:
    return stories.confirmed(stories.nigar(), starts_on=stories.TODAY)


def propose(client: Any, permit: Permit, reason: str = REASON) -> Any:
    return client.post(f"{DESK}permits/{permit.number}/", {"reason": reason})


def test_figures_and_search() -> None:
    permit, client = live(), tural()
    page = browser.text(client.get(DESK))
    assert "Permits that hold today" in page
    assert "Baku City" in page
    assert "Məmmədova" not in page

    assert "Məmmədova" not in browser.text(client.get(f"{DESK}search/"))
    found = browser.text(client.get(f"{DESK}search/?employer=sefa"))
    assert "Məmmədova Aysel" in found
    assert "Məmmədova Aysel" in browser.text(client.get(f"{DESK}search/?q={permit.number}"))
    assert "Məmmədova" not in browser.text(client.get(f"{DESK}search/?employer=9900071001"))
    rows = JournalEntry.objects.filter(action="staff-permit.opened", subject=permit.employee_id)
    assert rows.filter(agency="interior").count() == 2
    assert client.get(f"{DESK}search/?q=x&cursor=nonsense").status_code == 422


def test_drafts_are_the_employers_own_business() -> None:
    draft, client = stories.written(stories.nigar()), tural()
    assert "Məmmədova" not in browser.text(client.get(f"{DESK}search/?employer=sefa"))
    assert client.get(f"{DESK}permits/{draft.number}/").status_code == 404
    assert propose(client, draft).status_code == 404


def test_a_table_is_taken_and_each_employee_sees_it() -> None:
    permit = live()
    table = tural().get(f"{DESK}search/csv/?employer=sefa").content.decode()
    assert permit.number in table
    assert stories.VOEN in table
    assert JournalEntry.objects.filter(
        action="staff-permit.exported", subject=permit.employee_id
    ).exists()


def test_one_proposes_and_another_one_revokes() -> None:
    permit, first = live(), tural()
    assert propose(first, permit).status_code == 302
    assert propose(first, permit).status_code == 302
    proposal = Withdrawal.objects.get()
    address = f"{DESK}withdrawals/{proposal.pk}/"
    first.post(address, {"decision": "approve"})
    assert stories.reread(permit).state == "confirmed"
    assert "another officer decides" in browser.text(first.get(DESK))

    second = sevda()
    assert REASON in browser.text(second.get(DESK))
    second.post(address, {"decision": "approve"})
    permit = stories.reread(permit)
    assert (permit.state, permit.reason_code, permit.reason) == ("revoked", "authority", REASON)
    assert (
        Notice.objects.get(kind="staff-permit.revoked-by-authority").party_id == permit.employer_id
    )
    second.post(address, {"decision": "reject", "answer": "changed my mind"})
    assert Withdrawal.objects.get().is_approved is True
    actions = list(
        JournalEntry.objects.filter(subject=permit.employee_id).values_list("action", flat=True)
    )
    assert "staff-permit.withdrawal-proposed" in actions
    assert actions.count("staff-permit.revoked") == 1
    page = browser.text(director().get(f"{PAGE}permits/{permit.number}/"))
    assert REASON in page


def test_or_rejects_it_and_says_why() -> None:
    permit = live()
    propose(tural(), permit)
    address = f"{DESK}withdrawals/{Withdrawal.objects.get().pk}/"
    second = sevda()
    second.post(address, {"decision": "reject", "answer": ""})
    assert Withdrawal.objects.get().decided_at is None
    second.post(address, {"decision": "reject", "answer": "The checks were of another person"})
    assert Withdrawal.objects.get().is_approved is False
    assert stories.reread(permit).state == "confirmed"
    assert propose(tural(), permit).status_code == 302


@pytest.mark.parametrize("reason", ["", "short", "x" * 501])
def test_a_reason_is_a_sentence(reason: str) -> None:
    permit = live()
    assert propose(tural(), permit, reason).status_code == 422
    assert not Withdrawal.objects.exists()


def test_a_second_proposal_waits_for_the_first() -> None:
    permit = live()
    propose(tural(), permit)
    assert propose(sevda(), permit, "For quite another reason").status_code == 409


def test_what_is_no_longer_live() -> None:
    permit = live()
    propose(tural(), permit)
    Permit.objects.filter(pk=permit.pk).update(state="ended", closed_at=permit.confirmed_at)
    address = f"{DESK}withdrawals/{Withdrawal.objects.get().pk}/"
    page = browser.text(sevda().post(address, {"decision": "approve"}, follow=True))
    assert "in force any more" in page
    assert Withdrawal.objects.get().decided_at is None


PATHS = ["", "search/", "search/csv/", "permits/{number}/", "withdrawals/{id}/", "reports/{id}/"]


@pytest.mark.parametrize("path", PATHS)
def test_strangers_see_nothing(path: str) -> None:
    permit = live()
    address = DESK + path.format(number=permit.number, id=permit.pk)
    strangers = [
        browser.of(people.officer("interior", ("officer",), number=7)),
        browser.of(people.officer("justice", ("officer", "permits"))),
        pages.aysel(),
        director(),
    ]
    for client in strangers:
        for call in (client.get, client.post):
            assert call(address).status_code in (404, 405)
    assert browser.stranger().get(address).status_code in (302, 405)


def test_who_is_near_a_limit_stands_there_with_figures_alone() -> None:
    stories.confirmed(stories.nigar(), starts_on=stories.TODAY, activity="trade")

    page = browser.text(tural().get(DESK))

    assert "Şəfa Aptek" in page
    assert "Məmmədova" not in page
    counted = JournalEntry.objects.filter(action="register.counted").latest("seq")
    assert (counted.actor_kind, counted.subject) == ("system", None)


def test_near_the_limit_and_odd(monkeypatch: pytest.MonkeyPatch) -> None:
    from pencere.systems.staff_permits import anomalies, rules

    live()
    monkeypatch.setattr(anomalies, "MANY_EMPLOYERS", 1)
    monkeypatch.setattr(rules, "allowed", lambda share, staff: 1)
    page = browser.text(tural().get(DESK))
    assert "People with permits of 1 employers or more" in page
