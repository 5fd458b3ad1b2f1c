"""The desk's pages about regimes, as officers go through them; and the public page."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from tests import people
from tests.blocks.regimes import evenings
from tests.blocks.regimes.evenings import CODE, acts, proposed, purpose, sevda, tural, values
from tests.casework.applications import browser

from pencere.blocks.notices.models import Notice
from pencere.blocks.regimes import api
from pencere.blocks.regimes.jobs import forget_people, try_on_a_day
from pencere.blocks.regimes.models import Proposal, Trial, TrialCase, Version
from pencere.kernel import clock, jobs
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
DESK = "/desk/regimes/"
PAGE = f"{DESK}{CODE}/"


def typed(**changes: Any) -> dict[str, Any]:
    """The form as a browser sends it: two walks a day, everything else as it is."""
    form: dict[str, Any] = {
        "total": "3",
        "hours.from": "18:00",
        "hours.until": "22:00",
        "quiet": "",
        "districts": ["north"],
        "mode": "day",
        "census": "",
        "remark.az": "",
        "remark.ru": "",
        "remark.en": "",
        "starts": "now",
        "valid_from.date": "",
        "valid_from.time": "",
        "ends": "open",
        "valid_until.date": "",
        "valid_until.time": "",
        "reason": evenings.REASON,
        "law": "Decree 2",
    }
    for number, (code, limit) in enumerate((("walk", "2"), ("shop", ""))):
        form |= {
            f"purposes[{number}].code": code,
            f"purposes[{number}].daily_limit": limit,
            f"purposes[{number}].minutes": "120",
            f"purposes[{number}].counts": "true",
        }
        form |= {
            f"purposes[{number}].title.{language}": words
            for language, words in evenings.three(code.capitalize()).items()
        }
    return {**form, **changes}


def draft(client: Client, **sent: str) -> str:
    """The address of a new draft's form."""
    answer = client.post(f"{PAGE}new/", sent)
    assert answer.status_code == 302
    return str(answer["Location"])


def of(edit: str) -> str:
    """The address of the draft whose form this is."""
    return edit.removesuffix("edit/")


def test_the_whole_story(noon: None) -> None:
    sevda()
    client, second = browser.of(tural()), browser.of(sevda())
    assert "Evenings" in browser.text(client.get(DESK))
    page = browser.text(client.get(PAGE))
    assert "Version 1" in page
    assert "18:00–22:00" in page
    assert "not confirmed in the law" in page

    edit = draft(client)
    shown = client.get(edit)
    assert 'name="purposes[0].daily_limit" type="text" value="1"' in shown.content.decode()
    answer = client.post(edit, typed())
    assert answer["Location"] == of(edit)
    looked = browser.text(client.get(of(edit)))
    assert "Purpose “Walk”: Permits a day" in looked
    assert "as soon as it is approved" in looked
    assert browser.of(sevda()).get(of(edit)).status_code == 404

    assert client.post(f"{of(edit)}propose/").status_code == 302
    assert client.post(f"{of(edit)}propose/").status_code == 302
    told = Notice.objects.get(kind="regime.proposal")
    assert (told.party_id, told.link) == (sevda().party_id, of(edit))
    jobs.run_waiting()

    waiting = browser.text(second.get(of(edit)))
    assert "Your decision" in waiting
    assert "Newly refused" in waiting
    assert "Waits for your decision" in browser.text(second.get(PAGE))
    answer = second.post(f"{of(edit)}decide/", {"decision": "approve", "answer": ""})
    assert answer.status_code == 302
    assert "Approved" in browser.text(second.get(of(edit)))
    assert Notice.objects.filter(party=tural().party, kind="regime.proposal").count() == 1
    version = Version.objects.get(number=2)
    assert version.values == values(purposes=[purpose(limit=2), purpose("shop", None)])
    page = browser.text(second.get(f"{PAGE}versions/2/"))
    assert "What changed since version 1" in page
    assert "Decree 2" in page


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


def test_lifting(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client, kind="lift")
    page = client.get(edit).content.decode()
    assert 'name="total"' not in page
    client.post(edit, {"starts": "now", "ends": "open", "reason": evenings.REASON})
    client.post(f"{of(edit)}propose/")
    answer = browser.of(sevda()).post(f"{of(edit)}decide/", {"decision": "approve"})
    assert answer.status_code == 302
    assert not Version.objects.filter(number=2).exists()


def test_the_former_rules_again(noon: None) -> None:
    api.approve(actor=acts(sevda()), proposal_id=proposed().pk)
    client = browser.of(sevda())
    assert "Propose these rules again" in browser.text(client.get(f"{PAGE}versions/2/"))
    draft(client, version="1")
    # nothing needs to be typed
    row = Proposal.objects.get(status="draft")
    assert row.values == values()
    assert "version 1" in row.reason


def test_rejected_only_with_words(noon: None) -> None:
    row = proposed()
    client, decide = browser.of(sevda()), f"{DESK}proposals/{row.pk}/decide/"
    for sent in ({}, {"decision": "maybe"}, {"decision": "reject", "answer": "no"}):
        answer = client.post(decide, sent)
        assert answer.status_code == 422
        assert "There is a problem" in browser.text(answer)
    assert client.post(decide, {"decision": "reject", "answer": evenings.REASON}).status_code == 302
    assert evenings.REASON in browser.text(client.get(f"{DESK}proposals/{row.pk}/"))


def test_what_changed_meanwhile_is_carried_over(noon: None) -> None:
    mine = proposed(values=values(total=9))
    other = proposed(values=values(total=8, mode="week"))
    api.approve(actor=acts(sevda()), proposal_id=other.pk)
    second = browser.of(sevda())
    page = f"{DESK}proposals/{mine.pk}/"
    assert "Carry over to the new rules" in browser.text(second.get(page))
    answer = second.post(f"{page}decide/", {"decision": "approve"})
    assert answer.status_code == 409
    assert "Other rules were decided on" in browser.text(answer)

    client = browser.of(tural())
    edit = client.post(f"{page}rebase/")["Location"]
    assert client.post(f"{page}rebase/")["Location"] == edit
    row = Proposal.objects.get(status="draft")
    assert row.values is not None


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


def test_strangers_see_nothing(noon: None) -> None:
    row = proposed()
    one = f"{DESK}proposals/{row.pk}/"
    strangers = [
        browser.aysel(),
        browser.of(people.officer("interior", ("head", "officer"), number=5)),
        browser.of(people.officer("health", ("officer",), number=6)),
    ]
    other_agency = browser.of(people.officer("health", ("regime",), number=7))
    gets = [PAGE, f"{PAGE}proposals/", f"{PAGE}compare/", f"{PAGE}versions.csv"]
    gets += [f"{PAGE}versions/1/", one, f"{one}edit/", f"{one}people/", f"{one}people.csv"]
    posts = [f"{PAGE}new/", *(f"{one}{deed}/" for deed in _DEEDS)]
    for client in [*strangers, other_agency]:
        for address in gets:
            assert client.get(address).status_code == 404, address
        for address in posts:
            assert client.post(address).status_code == 404, address
    for client in strangers:
        assert client.get(DESK).status_code == 404
    assert "decides about no regime" in browser.text(other_agency.get(DESK))
    row.refresh_from_db()
    assert row.status == "waiting"


_DEEDS = ("edit", "propose", "withdraw", "decide", "rebase", "try")


def test_nobody_signed_in_is_sent_to_sign_in(noon: None) -> None:
    assert "/account/login/" in browser.stranger().get(PAGE)["Location"]


def test_who_they_are_is_seen_by_them(noon: None) -> None:
    row = proposed(values=values(purposes=[purpose(limit=0)]))
    jobs.run_waiting()
    client, page = browser.of(sevda()), f"{DESK}proposals/{row.pk}/"
    shown = browser.text(client.get(page))
    assert "Not allowed any more" in shown
    assert not JournalEntry.objects.filter(action="regime.listed").exists()

    listed = browser.text(client.get(f"{page}people/"))
    assert people.aysel().party.name in listed
    seen = JournalEntry.objects.filter(action="regime.listed", subject=people.aysel().party_id)
    assert [(each.about, each.purpose) for each in seen] == [(row.about, evenings.REASON)]
    assert JournalEntry.objects.filter(action="regime.listed").count() == 3

    filtered = client.get(f"{page}people/?would_be=granted")
    assert "Nobody." in browser.text(filtered)
    file = client.get(f"{page}people.csv?was=granted").content.decode()
    assert file.count("Not allowed any more") == 3
    assert JournalEntry.objects.filter(action="regime.exported").count() == 3


def test_paging_through_them(noon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pencere.blocks.regimes.trying.A_PAGE", 2)
    row = proposed(values=values(purposes=[purpose(limit=0)]))
    jobs.run_waiting()
    client, page = browser.of(sevda()), f"{DESK}proposals/{row.pk}/people/"
    first = client.get(page).content.decode()
    assert "before=2" in first
    assert people.aysel().party.name not in first
    assert people.aysel().party.name in client.get(f"{page}?before=2").content.decode()


def test_a_trial_that_is_out_of_date(noon: None) -> None:
    row = proposed()
    jobs.run_waiting()
    trial = Trial.objects.get()
    assert (trial.status, trial.total, trial.done, trial.listed) == ("done", 4, 4, 0)
    client, page = browser.of(sevda()), f"{DESK}proposals/{row.pk}/"
    assert "out of date" not in browser.text(client.get(page))
    Trial.objects.update(day="2026-11-20")
    assert "out of date" in browser.text(client.get(page))
    client.post(f"{page}try/")
    client.post(f"{page}try/")
    assert "0 of 0" in browser.text(client.get(page))
    assert Trial.objects.count() == 2
    jobs.run_waiting()
    assert "out of date" not in browser.text(client.get(page))
    assert len(JournalEntry.objects.filter(action="regime.tried")) == 2


def test_a_second_run_of_the_job_counts_once(noon: None) -> None:
    proposed(values=values(purposes=[purpose(limit=0)]))
    jobs.run_waiting()
    trial = Trial.objects.get()
    Trial.objects.update(status="running")
    try_on_a_day(trial=str(trial.pk))
    try_on_a_day(trial=str(trial.pk))
    trial.refresh_from_db()
    assert (trial.listed, TrialCase.objects.count()) == (3, 3)


def test_who_they_were_is_forgotten_after_a_month(noon: None) -> None:
    row = proposed(values=values(purposes=[purpose(limit=0)]))
    jobs.run_waiting()
    forget_people(timestamp=0)
    assert TrialCase.objects.count() == 3
    with clock.frozen_at(clock.now() + dt.timedelta(days=31)):
        forget_people(timestamp=0)
    assert not TrialCase.objects.exists()
    assert "Not allowed any more" in browser.text(
        browser.of(sevda()).get(f"{DESK}proposals/{row.pk}/")
    )


def test_deleted_drafts_and_withdrawn_proposals(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    assert client.post(f"{of(edit)}withdraw/")["Location"] == PAGE
    assert client.get(edit).status_code == 404
    row = proposed()
    assert client.post(f"{DESK}proposals/{row.pk}/withdraw/").status_code == 302
    assert "Withdrawn by who" in browser.text(client.get(f"{DESK}proposals/{row.pk}/"))
    assert "Withdrawn by who" in browser.text(client.get(f"{PAGE}proposals/?status=withdrawn"))
    assert "Nothing was proposed" in browser.text(client.get(f"{PAGE}proposals/?status=waiting"))
    assert client.get(f"{PAGE}proposals/?status=x").status_code == 302


def test_comparing_two_versions(noon: None) -> None:
    new = [purpose("shop", None, minutes=60), purpose("work", 1)]
    api.approve(actor=acts(sevda()), proposal_id=proposed(values=values(purposes=new)).pk)
    page = browser.text(browser.of(tural()).get(f"{PAGE}compare/?one=1&other=2"))
    assert "Purpose “Walk”" in page
    assert "no more" in page
    assert "Purpose “Shop”: How long" in page
    assert "2 hours" not in page
    assert "60 minutes" in page
    same = browser.text(browser.of(tural()).get(f"{PAGE}compare/?one=1&other=1"))
    assert "They say the same" in same
    assert browser.of(tural()).get(f"{PAGE}compare/?one=9&other=1").status_code == 404


def test_a_huge_form_is_refused(noon: None) -> None:
    client = browser.of(tural())
    edit = draft(client)
    answer = client.post(edit, typed(reason="x" * 500_000, _save="1"))
    assert answer.status_code in (413, 422)
    assert Proposal.objects.get().typed == {}


def test_the_history_as_a_file(noon: None) -> None:
    api.approve(actor=acts(sevda()), proposal_id=proposed(law="=1+1").pk)
    file = browser.of(tural()).get(f"{PAGE}versions.csv").content.decode()
    assert "'=1+1" in file
    assert evenings.REASON in file


def test_everybody_reads_the_rules(noon: None) -> None:
    client = browser.stranger()
    assert "Evenings" in browser.text(client.get("/regimes/"))
    page = browser.text(client.get(f"/regimes/{CODE}/"))
    assert "In force since 1 January 2026, 00:00" in page
    assert "Decree 1" in page
    said = json.loads(client.get(f"/regimes/{CODE}/rules.json").content)
    assert said["versions"][0]["values"]["total"] == 3
    assert "18:00–22:00" in client.get(f"/regimes/{CODE}/rules.csv").content.decode()
    assert client.get("/regimes/nothing/").status_code == 404
    for language in ("az", "ru"):
        client.cookies["language"] = language
        assert f"Evenings ({language})" in client.get(f"/regimes/{CODE}/").content.decode()


def test_what_tells_of_abuse_is_not_for_everybody(noon: None) -> None:
    secret = api.Integer(key="limit", title="Limit", is_public=False, default=5)
    api.declare(
        api.RegimeKind(code=CODE, title="Evenings", summary="", fields=[*evenings.FIELDS, secret])
    )
    api.forget()
    found = api.in_force(CODE)
    assert found is not None
    assert found.values["limit"] == 5  # the version was made before there was this field
    assert (
        "limit"
        not in json.loads(browser.stranger().get(f"/regimes/{CODE}/rules.json").content)[
            "versions"
        ][0]["values"]
    )
    assert "Limit" in browser.text(browser.of(tural()).get(PAGE))
