"""Agencies that work on one case together, as their officers see it: opinions, the first case of
an appeal, duplicates that become one; and what the applicant sees of it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import people
from tests.casework.applications import browser, services, services_waiting, stories
from tests.casework.applications.test_links import appeal
from tests.casework.applications.waiting import ANSWERS, a_page, applied, question
from tests.portal.desk import desks

from pencere.casework.applications.models import Application


@pytest.fixture(autouse=True)
def _published(country: None) -> None:
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)


@pytest.fixture
def health() -> Client:
    return browser.officer("health")


@pytest.fixture
def asked() -> Application:
    return stories.act(stories.officer("health"), applied(), "pass")


def opinion(application: Application, agency: str = "interior") -> str:
    return f"/desk/opinions/{question(application, agency).pk}/"


class TestOpinions:
    def test_the_asked_officer_finds_it_looks_and_answers(
        self, asked: Application, health: Client
    ) -> None:
        client = browser.officer("interior")
        assert "Is it safe?" in browser.text(client.get("/desk/opinions/"))
        shown = browser.text(client.get(opinion(asked)))
        assert "Address" in shown
        assert "Secret" not in shown
        assert "Hush" not in shown
        wrong = client.post(opinion(asked), {"answer": "negative", "words": ""})
        assert wrong.status_code == 422
        file = SimpleUploadedFile("opinion.pdf", a_page(), "application/pdf")
        done = client.post(
            opinion(asked), {"answer": "conditional", "words": "With a fence", "file": file}
        )
        assert done.status_code == 302
        after = browser.text(client.get(opinion(asked)))
        assert "no longer shown" in after
        assert "Nizami" not in after
        case = browser.text(health.get(desks.case(asked)))
        assert "With a fence" in case
        assert health.get(f"{opinion(asked)}file/").status_code == 200

    def test_what_was_typed_stays(self, asked: Application) -> None:
        client = browser.officer("interior")
        wrong = client.post(opinion(asked), {"words": "Nə üçün?"})
        assert wrong.status_code == 422
        assert "Nə üçün?" in browser.text(wrong)

    def test_strangers_find_nothing(self, asked: Application, health: Client) -> None:
        others = (
            health,
            browser.officer("tax"),
            browser.of(people.officer("interior", ("registrar",), number=8)),
        )
        for client in others:
            for rest in ("", "file/", f"files/{browser.UNKNOWN}/"):
                assert client.get(opinion(asked) + rest).status_code == 404
            assert client.post(opinion(asked), {"answer": "positive"}).status_code == 404
        assert question(asked, "interior").is_pending

    def test_the_asking_officer_asks_for_it_no_more_and_again(
        self, asked: Application, health: Client
    ) -> None:
        where = {"_id": str(asked.pk), "opinion": str(question(asked, "interior").pk)}
        browser.officer("interior").post(
            opinion(asked), {"answer": "negative", "words": "Too near"}
        )
        stranger = browser.officer("justice")
        for rest in ("opinions/again/", "opinions/withdraw/"):
            assert stranger.post(desks.case(asked, rest), where).status_code == 404
            assert health.post(desks.case(asked, rest), {"_id": "?"}).status_code == 404
        assert health.post(desks.case(asked, "opinions/again/"), where).status_code == 302
        assert question(asked, "interior").is_pending
        where["opinion"] = str(question(asked, "interior").pk)
        assert health.post(desks.case(asked, "opinions/withdraw/"), where).status_code == 302
        assert question(asked, "interior").state == "withdrawn"


class TestPayment:
    def test_the_applicant_names_the_receipt_and_the_officer_confirms(self, health: Client) -> None:
        application = applied(ANSWERS)
        client = browser.aysel()
        address = f"/applications/{application.reference}/"
        shown = client.get(address)
        assert "The fee is to be paid" in browser.text(shown)
        version = browser.hidden(shown, "_row_version")
        typed = {"_action": "prove", "_row_version": version}
        wrong = client.post(address, {**typed, "receipt": "?!?!"})
        assert wrong.status_code == 422
        assert "?!?!" in browser.text(wrong)
        assert client.post(address, {**typed, "receipt": "AB-777"}).status_code == 302
        assert "being checked" in browser.text(client.get(address))
        assert "AB-777" in browser.text(health.get(desks.case(application)))
        assert desks.press(health, application, "confirm").status_code == 302
        assert stories.again(application).state == "review"


class TestAppeal:
    def test_from_the_refusal_to_the_first_case(self) -> None:
        first = stories.act(stories.officer("health"), applied(), "refuse")
        client = browser.aysel()
        shown = browser.text(client.get(f"/applications/{first.reference}/"))
        assert f"?case={first.reference}" in shown
        begun = client.get(
            f"/applications/start/digital-permit-appeal-of-tests/?case={first.reference}"
        )
        assert begun.status_code == 302
        second = appeal(first)
        judge = browser.officer("digital")
        assert first.reference in browser.text(judge.get(desks.case(second)))
        whole = judge.get(desks.case(second, f"first/{first.reference}/"))
        assert "Hush" in browser.text(whole)
        for stranger in (browser.officer("health"), browser.officer("tax")):
            gone = stranger.get(desks.case(second, f"first/{first.reference}/"))
            assert gone.status_code == 404
        assert second.reference in browser.text(client.get(f"/applications/{first.reference}/"))

    def test_garbage_in_the_link(self) -> None:
        client = browser.aysel()
        for case in ("?", "PX-AAAA-AAAA", "%00"):
            begun = client.get(f"/applications/start/digital-permit-appeal-of-tests/?case={case}")
            assert begun.status_code in (403, 404, 422)


class TestMerging:
    def test_two_cases_become_one_and_two_again(self, health: Client) -> None:
        kept, other = applied(), applied()
        assert other.reference in browser.text(health.get(desks.case(kept)))
        typed = {"_id": str(kept.pk), "duplicate": str(other.pk), "reason": "The same site"}
        assert browser.officer("justice").post(desks.case(kept, "merge/"), typed).status_code == 404
        assert health.post(desks.case(kept, "merge/"), {**typed, "reason": ""}).status_code == 302
        assert stories.again(other).outcome == ""
        assert health.post(desks.case(kept, "merge/"), typed).status_code == 302
        assert stories.again(other).outcome == "merged"
        mine = browser.text(browser.aysel().get(f"/applications/{other.reference}/"))
        assert kept.reference in mine
        undo = {"_id": str(other.pk)}
        assert health.post(desks.case(other, "merge/undo/"), undo).status_code == 403
        head = browser.officer("health", "head", number=5)
        assert head.post(desks.case(other, "merge/undo/"), undo).status_code == 302
        assert stories.again(other).stage == "todo"
