"""Whom other rules would have refused: counted, listed and forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from tests import people
from tests.blocks.regimes import evenings
from tests.blocks.regimes.desk import DESK
from tests.blocks.regimes.evenings import proposed, purpose, sevda, values
from tests.casework.applications import browser

from pencere.blocks.regimes.jobs import forget_people, try_on_a_day
from pencere.blocks.regimes.models import Trial, TrialCase
from pencere.kernel import clock, jobs
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


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
    for name in ("purpose", "was", "would_be"):
        assert client.get(f"{page}people/?{name}=%00").status_code == 200
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
