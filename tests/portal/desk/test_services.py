"""The agency's services at the desk: the way of a case, versions, differences, open cases."""

from __future__ import annotations

import re

import pytest
from tests.casework.applications import browser, services, stories
from tests.casework.versions import versions
from tests.portal.desk import desks

from pencere.casework.definitions.models import ServiceVersion

pytestmark = pytest.mark.usefixtures("country")


def _slug() -> str:
    return services.LICENCE.replace(".", "-")


def address(query: str = "") -> str:
    return f"/desk/services/{_slug()}/{query}"


def test_an_officer_sees_the_services_of_their_agency_with_what_is_open() -> None:
    desks.licence()

    page = browser.text(desks.health().get("/desk/services/"))

    assert f'href="{address()}"' in page
    assert re.search(r'data-title="Open">1<', page)
    assert services.CERTIFICATE.replace(".", "-") not in page
    assert '<a class="pn-rooms__link" href="/desk/services/" aria-current="page">' in page


def test_the_way_of_a_case_is_drawn_and_told() -> None:
    desks.licence()

    response = desks.health().get(address())
    page = browser.text(response)

    assert page.count('<svg class="pn-diagram"') == 1
    assert "style=" not in page
    for words in ("Whose work: officer", "Not by whoever acted in: Review", "Open now: 1"):
        assert words in page


def test_open_cases_lead_to_the_queue_of_their_version() -> None:
    first = desks.licence()
    versions.publish_next(services.LICENCE, versions.shorter_term)
    second = stories.licence(stories.rauf())
    officer = desks.health()
    page = browser.text(officer.get(address()))
    older = str(first.version_id)

    link = re.search(rf'href="(/desk/\?show=todo&service=[^"]+version={older})">1<', page)

    assert link
    queue = browser.text(officer.get(link[1]))
    assert first.reference in queue
    assert second.reference not in queue
    assert "Version of the service" in queue


def test_what_changed_between_two_versions_is_told() -> None:
    versions.publish_next(services.LICENCE, versions.shorter_term)
    versions.publish_next(services.LICENCE, versions.new_question)
    officer = desks.health()

    page = browser.text(officer.get(address("?old=1&new=2")))
    assert "What changed from version 1 to version 2" in page
    assert "P10WD" in page

    page = browser.text(officer.get(address()))
    assert "What changed from version 2 to version 3" in page
    assert "Floor" in page

    page = browser.text(officer.get(address("?old=1&new=1")))
    assert "Nothing changed that counts." in page


def test_an_older_version_can_be_looked_at() -> None:
    versions.publish_next(services.LICENCE, versions.renamed_review)

    page = browser.text(desks.health().get(address("?version=1")))

    assert "Version 1, not current" in page


def test_a_service_that_was_taken_away_stays_as_long_as_cases_are_open() -> None:
    desks.licence()
    officer = desks.health()
    ServiceVersion.objects.filter(service=services.LICENCE).update(is_current=False)

    assert "Withdrawn" in browser.text(officer.get("/desk/services/"))
    assert officer.get(address()).status_code == 200


@pytest.mark.parametrize("query", ["?version=x", "?version=99", "?old=%00&new=-1", "?old=1&new=77"])
def test_garbage(query: str) -> None:
    versions.publish_next(services.LICENCE, versions.shorter_term)
    officer = desks.health()

    assert officer.get(address(query)).status_code == 200
    assert officer.get(f"/desk/?service={services.LICENCE}&version=x").status_code == 200
    assert officer.get(f"/desk/?version={browser.UNKNOWN}").status_code == 200
    assert officer.get("/desk/services/nothing-such/").status_code == 404
    assert officer.post(address()).status_code == 405


def test_strangers() -> None:
    desks.licence()

    for who in (browser.officer("justice"), browser.aysel()):
        assert who.get(address()).status_code == 404
    assert browser.aysel().get("/desk/services/").status_code == 404
    assert browser.stranger().get(address()).status_code == 302
    assert _slug() not in browser.text(browser.officer("justice").get("/desk/services/"))


def test_a_case_shows_where_it_stands() -> None:
    application = desks.to_decide()

    page = browser.text(desks.health(number=2).get(desks.case(application)))

    assert page.count("pn-diagram__box--here") == 1
    assert page.count("pn-diagram__box--passed") >= 2  # the draft and the review
    assert "The case is here: " in page
    assert f'href="{address()}"' in page
