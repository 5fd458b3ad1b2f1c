"""Who may open the applicant's pages: oneself, and for a company while a mandate lasts."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
from tests import people
from tests.casework.applications import browser, services, stories

from pencere.blocks.parties.models import Mandate
from pencere.casework.applications.models import Application, Attachment
from pencere.kernel import clock

pytestmark = pytest.mark.usefixtures("country")
PAGES = {
    "list": "/applications/",
    "start": "/applications/start/justice-certificate-of-tests/",
    "resume": "/applications/draft/{draft}/",
    "page": "/applications/draft/{draft}/page/more/",
    "check": "/applications/draft/{draft}/check/",
    "discard": "/applications/draft/{draft}/discard/",
    "show": "/applications/{sent}/",
    "sent": "/applications/{sent}/sent/",
    "withdraw": "/applications/{sent}/withdraw/",
    "file": "/applications/files/{file}/",
}
OWN = sorted(PAGES.keys() - {"list", "start"})
POSTS = ("page", "check", "discard", "show", "withdraw")


@pytest.fixture
def addresses(country: None) -> dict[str, str]:
    """The addresses of one person's pages."""
    sent = stories.reviewed(stories.aysel())
    draft = browser.draft()
    licence = browser.draft(service=services.LICENCE)
    browser.type_in(browser.aysel(), browser.page(licence, "premises"), plan=browser.plan())
    file = Attachment.objects.get(application=licence)
    return {
        name: address.format(draft=draft.pk, sent=sent.reference, file=file.pk)
        for name, address in PAGES.items()
    }


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_signed_in_signs_in_and_comes_back(addresses: dict[str, str], name: str) -> None:
    client, address = browser.stranger(), addresses[name]

    response = client.get(address)

    assert response["Location"] == f"/account/login/?next={quote(address, safe='')}"
    signed_in = client.post(
        "/account/login/", {"login": "5KT7Q2A", "password": people.PASSWORD, "next": address}
    )
    assert signed_in["Location"] == address
    assert client.get(address, follow=True).status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_another_person_finds_nothing(addresses: dict[str, str], name: str) -> None:
    assert browser.rauf().get(addresses[name]).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_another_person_changes_nothing(addresses: dict[str, str], name: str) -> None:
    before = list(Application.objects.order_by("pk").values())

    response = browser.rauf().post(addresses[name], {"declaration": "true", "_action": "withdraw"})

    assert response.status_code == 404
    assert list(Application.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", OWN)
def test_an_officer_has_no_other_way_to_the_applicants_pages(
    addresses: dict[str, str], name: str
) -> None:
    assert browser.officer().get(addresses[name]).status_code == 404


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_method_that_is_not_there(addresses: dict[str, str], name: str, method: str) -> None:
    response = getattr(browser.aysel(), method)(addresses[name])

    assert response.status_code == 405
    assert response["Allow"]


@pytest.mark.parametrize("name", ["list", "start", "sent", "file"])
def test_what_is_only_read_takes_no_post(addresses: dict[str, str], name: str) -> None:
    assert browser.aysel().post(addresses[name]).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        f"/applications/draft/{browser.UNKNOWN}/",
        f"/applications/draft/{browser.UNKNOWN}/page/more/",
        f"/applications/draft/{browser.UNKNOWN}/check/",
        f"/applications/draft/{browser.UNKNOWN}/discard/",
        f"/applications/files/{browser.UNKNOWN}/",
        f"/applications/{browser.UNKNOWN}/",
        "/applications/draft/not-an-id/page/more/",
        "/applications/files/not-an-id/",
        "/applications/start/no-such-service/",
        "/applications/start/justice.certificate-of-tests/",
    ],
)
def test_an_address_that_nothing_has(address: str) -> None:
    assert browser.aysel().get(address).status_code == 404


class TestReferenceNumbers:
    def test_small_letters_and_spaces_are_forgiven(self) -> None:
        sent = stories.submitted(stories.aysel())
        typed = f" {sent.reference.lower().replace('-', ' ')} "

        response = browser.aysel().get(f"/applications/{quote(typed)}/")

        assert response.status_code == 200
        assert sent.reference in browser.text(response)

    def test_a_mistyped_one_is_told(self) -> None:
        reference = stories.submitted(stories.aysel()).reference
        wrong = reference[:-1] + ("2" if reference[-1] != "2" else "3")

        response = browser.aysel().get(f"/applications/{wrong}/")

        assert response.status_code == 422

    @pytest.mark.parametrize("garbage", ["%00", "x" * 3000, "%F0%9F%92%A9", "1", "'", "%0d%0aA"])
    def test_garbage(self, garbage: str) -> None:
        for rest in ("", "sent/", "withdraw/"):
            response = browser.aysel().get(f"/applications/{garbage}/{rest}")
            assert response.status_code in (404, 422)


class TestForACompany:
    @pytest.fixture
    def mandate(self, country: None) -> Mandate:
        return people.mandate()

    def test_a_companys_applications_are_seen_only_while_acting_for_it(
        self, mandate: Mandate
    ) -> None:
        actor = people.actor_for(people.nigar(), on_behalf_of=mandate)
        sent = stories.licence(actor)
        acting = browser.of(people.nigar(), acting_for=mandate)
        herself = browser.of(people.nigar())

        assert sent.reference in browser.text(acting.get("/applications/"))
        assert acting.get(f"/applications/{sent.reference}/").status_code == 200
        assert sent.reference not in browser.text(herself.get("/applications/"))
        assert herself.get(f"/applications/{sent.reference}/").status_code == 404

    def test_when_the_mandate_has_ended_all_of_it_is_gone(self, mandate: Mandate) -> None:
        actor = people.actor_for(people.nigar(), on_behalf_of=mandate)
        sent = stories.licence(actor)
        draft = browser.draft(actor, services.LICENCE)
        client = browser.of(people.nigar(), acting_for=mandate)
        assert client.get(browser.page(draft, "premises")).status_code == 200

        mandate.valid_until = clock.today() - dt.timedelta(days=1)
        mandate.save()

        assert client.get(f"/applications/{sent.reference}/").status_code == 404
        assert client.get(browser.page(draft, "premises")).status_code == 404
        response = client.post(browser.page(draft, "premises"), {"address": "Nizami 9"})
        assert response.status_code == 404
        assert sent.reference not in browser.text(client.get("/applications/"))

    def test_a_service_for_people_says_so_and_offers_nothing_else(self, mandate: Mandate) -> None:
        client = browser.of(people.nigar(), acting_for=mandate)

        response = client.get("/applications/start/justice-certificate-of-tests/")

        assert response.status_code == 403
        assert "This service is not for you" in browser.text(response)

    def test_a_mandate_without_the_services_scope(self, mandate: Mandate) -> None:
        mandate.scopes = ["tax.file"]
        mandate.save()
        client = browser.of(people.nigar(), acting_for=mandate)

        response = client.get("/applications/start/health-licence-of-tests/")

        assert response.status_code == 403
        assert not Application.objects.exists()

    def test_a_weak_sign_in_is_asked_for_more(self) -> None:
        people.add_authenticator(people.aysel())
        client = browser.of(people.aysel(), assurance="low")

        response = client.get("/applications/start/health-licence-of-tests/")

        assert response["Location"].startswith("/account/again/code/?next=")
