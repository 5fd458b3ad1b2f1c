"""An officer writes a proposal: the form, and what becomes of it."""

from __future__ import annotations

import pytest
from tests.blocks.regimes import evenings
from tests.blocks.regimes.desk import PAGE, draft, of, typed
from tests.blocks.regimes.evenings import acts, proposed, purpose, sevda, tural, values
from tests.casework.applications import browser

from pencere.blocks.regimes import api
from pencere.blocks.regimes.models import Proposal

pytestmark = pytest.mark.django_db


def test_what_is_half_typed_is_kept(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    answer = client.post(edit, typed(reason="to be thought about", total="x", _save="1"))
    assert answer["Location"] == PAGE
    page = client.get(edit).content.decode()
    assert "to be thought about" in page
    assert 'value="x"' in page
    assert "Your drafts" in browser.text(client.get(PAGE))
    assert "Your drafts" not in browser.text(browser.of(sevda()).get(PAGE))


def test_rows_come_and_go(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    page = client.post(edit, typed(_add="purposes")).content.decode()
    assert 'name="purposes[2].code"' in page
    assert "There is a problem" not in page
    page = client.post(edit, typed(_remove="purposes[0]")).content.decode()
    assert 'name="purposes[0].code" type="text" value="shop"' in page
    assert 'name="purposes[1].code"' not in page


def test_errors_stand_where_they_are(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    answer = client.post(
        edit,
        typed(
            total="2",
            reason="no",
            starts="at",
            **{
                "purposes[0].daily_limit": "5",
                "purposes[1].title.ru": "",
                "hours.until": "later",
                "valid_from.date": "yesterday",
            },
        ),
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    for place in ("purposes-1-title-ru", "hours", "valid_from", "reason"):
        assert f'href="#field-{place}"' in page, place
        assert f'id="field-{place}"' in page, place
    answer = client.post(edit, typed(total="2", **{"purposes[0].daily_limit": "5"}))
    assert 'href="#field-purposes-0-daily_limit"' in answer.content.decode()


def test_switching_the_language_keeps_what_was_typed(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    answer = client.post(edit, typed(total="x", _language="ru"), follow=True)
    page = answer.content.decode()
    assert 'lang="ru"' in page
    assert 'value="x"' in page
    assert "govuk-error-summary" not in page


def test_from_and_until(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    client.post(
        edit,
        typed(
            starts="at",
            ends="for-good",
            **{
                "valid_from.date": "1.12.2026",
                "valid_from.time": "8",
                "valid_until.date": "31.12.2026",
                "valid_until.time": "",
            },
        ),
    )
    page = browser.text(client.get(of(edit)))
    assert "1 December 2026, 08:00" in page
    assert "Then the regime ends." in page
    assert "No rules: the regime is lifted" in page
    client.post(f"{of(edit)}propose/")
    row = Proposal.objects.get()
    assert (row.status, row.ends_regime) == ("waiting", True)
    assert row.valid_from is not None
    assert row.valid_from.isoformat() == "2026-12-01T04:00:00+00:00"


def test_the_minute_that_runs_is_now(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    now = {"valid_from.date": "26.11.2026", "valid_from.time": "12:00"}
    client.post(edit, typed(starts="at", **now))
    client.post(f"{of(edit)}propose/")
    assert Proposal.objects.get().valid_from is None


def test_the_former_rules_again(noon: None) -> None:
    api.approve(actor=acts(sevda()), proposal_id=proposed().pk)
    client = browser.of(sevda())
    assert "Propose these rules again" in browser.text(client.get(f"{PAGE}versions/2/"))
    draft(client, version="1")
    # nothing needs to be typed
    row = Proposal.objects.get(status="draft")
    assert row.values == values()
    assert "version 1" in row.reason


def test_a_draft_begun_before_other_rules_is_carried_over(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    client.post(edit, typed(total="9"))
    other = proposed(values=values(mode="week"))
    api.approve(actor=acts(sevda()), proposal_id=other.pk)

    assert "it would undo them" in browser.text(client.get(edit))
    assert "it would undo them" in browser.text(client.get(of(edit)))
    assert client.post(f"{of(edit)}rebase/")["Location"] == edit
    row = Proposal.objects.get(status="draft")
    assert row.values == values(
        purposes=[purpose(limit=2), purpose("shop", None)], total=9, mode="week"
    )
    page = client.get(edit).content.decode()
    assert "it would undo them" not in page
    assert evenings.REASON in page
    client.post(f"{of(edit)}propose/")
    row.refresh_from_db()
    assert (row.status, row.values["mode"], row.values["total"]) == ("waiting", "week", 9)


def test_a_huge_form_is_refused(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    answer = client.post(edit, typed(reason="x" * 500_000, _save="1"))
    assert answer.status_code in (413, 422)
    assert Proposal.objects.get().typed == {}
