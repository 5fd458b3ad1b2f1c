"""Files of a form page: what is taken, what is refused, whose they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.casework.applications import browser, services, stories

from pencere.casework.applications import api
from pencere.casework.applications.models import Application, Attachment

pytestmark = pytest.mark.usefixtures("country")


WRONG = "a dozen"


@pytest.fixture
def client(country: None) -> Client:
    return browser.aysel()


@pytest.fixture
def draft(country: None) -> Application:
    return browser.draft()


@pytest.fixture
def licence(country: None) -> Application:
    return browser.draft(service=services.LICENCE)


def form_of(application: Application) -> dict[str, Any]:
    answers: dict[str, Any] = stories.again(application).form
    return answers


class TestFiles:
    def test_a_file_is_kept_shown_and_comes_as_a_download(
        self, client: Client, licence: Application
    ) -> None:
        address = browser.page(licence, "premises")
        browser.type_in(client, address, address="Nizami 1", plan=browser.plan())
        shown = browser.text(client.get(address))
        found = Attachment.objects.get(application=licence)

        response = client.get(f"/applications/files/{found.pk}/")

        assert "plan.png" in shown
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]

    @pytest.mark.parametrize(
        "content",
        [b"<script>alert(1)</script>", b"%PDF-1.7\n", b"MZ\x90\0", b""],
        ids=["html", "pdf", "program", "empty"],
    )
    def test_a_file_that_lies_about_its_type(
        self, client: Client, licence: Application, content: bytes
    ) -> None:
        response = browser.type_in(
            client,
            browser.page(licence, "premises"),
            address="Nizami 1",
            plan=browser.plan(content),
        )

        assert response.status_code == 422
        assert 'id="field-plan-error"' in browser.text(response)
        assert form_of(licence)["address"] == "Nizami 1"
        assert not Attachment.objects.exists()

    def test_a_file_above_the_limit_of_its_field(
        self, client: Client, licence: Application
    ) -> None:
        png = stories.picture().read()

        response = browser.type_in(
            client,
            browser.page(licence, "premises"),
            address="Nizami 1",
            plan=browser.plan(png + b"\0" * 3000),
        )

        assert response.status_code == 422
        assert 'id="field-plan-error"' in browser.text(response)
        assert 'value="Nizami 1"' in browser.text(response)

    def test_a_file_above_all_limits_is_dropped_on_the_way(
        self, client: Client, licence: Application, settings: Any
    ) -> None:
        settings.FILES_MAX_BYTES = 1000

        response = browser.type_in(
            client,
            browser.page(licence, "premises"),
            address="Nizami 1",
            plan=browser.plan(b"\0" * 30_000),
        )

        assert response.status_code == 422
        assert "larger than we can take" in browser.text(response)
        assert form_of(licence)["address"] == "Nizami 1"

    def test_of_a_flood_nothing_is_read_and_no_answer_is_lost(
        self, client: Client, licence: Application, settings: Any
    ) -> None:
        address = browser.page(licence, "premises")
        browser.type_in(client, address, address="Nizami 1")
        settings.FILES_MAX_BYTES = 1000
        version = browser.hidden(client.get(address), "_row_version")

        # As a browser sends them when the file stands above the other questions.
        response = client.post(
            address,
            {"_row_version": version, "plan": browser.plan(b"\0" * 200_000), "address": "lost"},
        )

        assert response.status_code == 422
        assert 'id="field-plan-error"' in browser.text(response)
        assert form_of(licence)["address"] == "Nizami 1"

    def test_a_file_is_taken_away_and_the_rest_stays(
        self, client: Client, licence: Application
    ) -> None:
        address = browser.page(licence, "premises")
        browser.type_in(client, address, address="Nizami 1", plan=browser.plan())
        found = Attachment.objects.get(application=licence)

        for _twice in range(2):
            response = browser.type_in(client, address, address="Nizami 2", _detach=str(found.pk))
            assert response.status_code == 200
            assert "plan.png" not in browser.text(response)
        assert form_of(licence)["address"] == "Nizami 2"
        assert client.get(f"/applications/files/{found.pk}/").status_code == 404

    @pytest.mark.parametrize("what", ["garbage", browser.UNKNOWN, "\0"])
    def test_taking_away_what_is_not_there_loses_nothing(
        self, client: Client, licence: Application, what: str
    ) -> None:
        response = browser.type_in(
            client, browser.page(licence, "premises"), address="Nizami 3", _detach=what
        )

        assert response.status_code == 200
        assert form_of(licence)["address"] == "Nizami 3"

    def test_nobody_takes_a_file_of_another_draft_away(
        self, client: Client, licence: Application
    ) -> None:
        other = browser.draft(stories.rauf(), services.LICENCE)
        theirs = api.attach(
            actor=stories.rauf(),
            application_id=other.pk,
            field="plan",
            content=stories.picture(),
            name="theirs.png",
        )

        browser.type_in(
            client, browser.page(licence, "premises"), _detach=str(theirs.attachment_id)
        )

        assert Attachment.objects.filter(pk=theirs.attachment_id).exists()
        assert client.get(f"/applications/files/{theirs.attachment_id}/").status_code == 404

    def test_more_files_than_the_field_takes(self, client: Client, licence: Application) -> None:
        plans = [browser.plan(stories.picture(c).read()) for c in ("red", "green", "blue")]

        response = browser.type_in(
            client, browser.page(licence, "premises"), address="Nizami 1", plan=plans
        )

        assert response.status_code == 422
        assert "No more files" in browser.text(response)
        assert Attachment.objects.count() == 2
