"""A hard date ends older versions for drafts; a service that is taken away takes none any more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.casework.applications import browser, services, stories
from tests.casework.versions import versions

from pencere.casework.applications import api
from pencere.casework.applications.errors import VersionEnded
from pencere.casework.applications.models import Application
from pencere.casework.definitions.models import ServiceVersion
from pencere.kernel import clock
from pencere.kernel.errors import Conflict

pytestmark = pytest.mark.usefixtures("country")


def ends_on(day: str, *more: versions.Change) -> versions.Change:
    def change(content: dict[str, Any]) -> None:
        content["supersedes"] = {"drafts_until": dt.date.fromisoformat(day)}
        for each in more:
            each(content)

    return change


def publish(change: versions.Change) -> ServiceVersion:
    return versions.publish_next(services.LICENCE, change)


def draft() -> Application:
    return stories.filled(stories.aysel(), services.LICENCE, {"address": "Nizami 1"})


def submit(application: Application) -> Application:
    return api.submit(
        actor=stories.aysel(), application_id=application.pk, idempotency_key="k", declaration=True
    )


def test_until_that_day_a_draft_is_sent_as_it_was_begun() -> None:
    application = draft()
    publish(ends_on("2026-12-01"))
    assert submit(application).version_id == application.version_id


def test_after_that_day_it_is_finished_under_the_new_version() -> None:
    application = draft()
    newer = publish(ends_on("2026-11-30", versions.new_question))
    with clock.frozen_at("2026-12-01T06:00:00+00:00"):
        with pytest.raises(VersionEnded):
            submit(application)
        seen = api.check(actor=stories.aysel(), application_id=application.pk)
        assert ("premises", "floor") in seen.missing
        carried = stories.again(application)
        assert carried.version_id == newer.pk
        assert carried.form["address"] == "Nizami 1"  # what is still asked is kept
        page = api.page(actor=stories.aysel(), application_id=application.pk, page="premises")
        api.save(
            actor=stories.aysel(),
            application_id=application.pk,
            page="premises",
            raw={"address": "Nizami 1", "floor": "2"},
            row_version=page.row_version,
        )
        assert submit(application).version_id == newer.pk
    assert "applications.carried-over" in stories.journal(application)


def test_the_person_is_told_and_loses_nothing() -> None:
    application = draft()
    publish(ends_on("2026-11-01"))
    aysel = browser.aysel()
    shown = aysel.get(browser.check(application))
    sent = aysel.post(
        browser.check(application),
        {"_key": browser.hidden(shown, "_key"), "declaration": "true"},
    )
    assert sent.status_code in (302, 422)
    assert stories.again(application).form["address"] == "Nizami 1"


def test_what_was_sent_stays_on_its_version() -> None:
    case = stories.licence(stories.aysel())
    publish(ends_on("2026-11-01"))
    stories.act(stories.officer("health"), case, "pass", note="Seen")
    assert stories.again(case).version_id == case.version_id


def test_a_service_that_was_taken_away_takes_no_application() -> None:
    application = draft()
    ServiceVersion.objects.filter(service=services.LICENCE).update(is_current=False)
    with pytest.raises(Conflict) as refused:
        submit(application)
    assert refused.value.code == "service-withdrawn"
    assert stories.again(application).is_draft
