"""Lists of services, passports and “Can I get this?”, for everyone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from pencere.casework.catalogue import api as catalogue
from pencere.casework.definitions.api import ServiceDefinition
from pencere.kernel.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
PASSPORT = "interior-passport"
FAMILY = "justice-family-composition"
RUBBISH = ("%00", "<script>", "x" * 5000, "-1", "99999", "²", "' or 1=1 --")


def page_of(client: Client, path: str, language: str = "en") -> str:
    client.cookies["language"] = language
    response = client.get(path)
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", response.content.decode())


def found(html: str) -> int:
    counted = re.search(r"(\d+) services? found", html)
    return int(counted[1]) if counted else 0


def one_that(fits: Callable[[ServiceDefinition], object]) -> ServiceDefinition:
    """The first service that is only described and of which this holds."""
    described = (p.definition for p in catalogue.all_services() if not p.definition.is_online)
    return next(each for each in described if fits(each))


def test_a_passport_says_what_is_known_and_what_is_not(client: Client) -> None:
    one = one_that(lambda each: "term" in each.catalogue.unconfirmed and each.catalogue.fee)
    html = page_of(client, f"/services/{one.slug}/").replace("&#39;", "'")
    assert "You can't apply for this here yet" in html
    assert str(one.catalogue.fee.in_language("en")) in html
    assert one.catalogue.sources[0] in html
    assert "Not confirmed" in html
    assert f"/applications/start/{one.slug}" not in html
    assert "Related services" in html


@pytest.mark.parametrize("language", ["az", "ru", "en"])
@pytest.mark.parametrize(
    "path",
    [
        f"/services/{PASSPORT}/",
        f"/services/{PASSPORT}/can-i-get-it/?who=person&age=17",
        f"/services/{FAMILY}/can-i-get-it/",
        "/services/?topic=family&page=2",
        "/services/?q=pasport&letter=x",
        "/what-can-i-get/",
        "/what-can-i-get/?who=person&age=30&children=2",
    ],
)
def test_every_page_in_every_language(client: Client, path: str, language: str) -> None:
    html = page_of(client, path, language)
    assert html.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html)


def test_filters_narrow_each_other_down_and_say_how_many(client: Client) -> None:
    everything = found(page_of(client, "/services/"))
    family = page_of(client, "/services/?topic=family")
    free = page_of(client, "/services/?topic=family&cost=free")
    online = page_of(client, "/services/?topic=family&how=online")
    assert everything > 100
    assert everything > found(family) > max(found(free), found(online))
    assert min(found(free), found(online)) > 0
    counted = re.search(r"Free only \((\d+)\)", family)
    assert counted
    assert int(counted[1]) == found(free)


def test_a_long_list_has_pages_and_the_address_keeps_the_filters(client: Client) -> None:
    first = page_of(client, "/services/?who=foreigner&sort=title")
    assert "page 1 of" in first
    assert "/services/?who=foreigner&amp;sort=title&amp;page=2" in first
    second = page_of(client, "/services/?who=foreigner&sort=title&page=2")
    links = re.findall(r'pn-list__link" href="(/services/[^"]+)"', first)
    assert len(links) == 20
    assert not set(links) & set(re.findall(r'pn-list__link" href="(/services/[^"]+)"', second))
    assert "page 1 of" not in page_of(client, "/services/?who=foreigner&page=9999")


def test_words_and_filters_go_together(client: Client) -> None:
    html = page_of(client, "/services/?q=паспорт&agency=interior")
    assert f"/services/{PASSPORT}/" in html
    assert "/services/foreign-affairs-passport-abroad/" not in html


def test_nothing_left_says_which_filter_to_take_away(client: Client) -> None:
    html = page_of(client, "/services/?topic=family&agency=tax")
    assert "No service matches these filters" in html
    assert "/services/?topic=family" in html
    assert "/services/?agency=tax" in html


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_in_the_address_is_as_if_not_given(client: Client, rubbish: str) -> None:
    for path in ("/services/", "/what-can-i-get/", f"/services/{PASSPORT}/can-i-get-it/"):
        for name in ("topic", "page", "letter", "age", "who", "children"):
            assert client.get(path, {name: rubbish}).status_code == 200


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ("who=person&age=40", "Yes, by what you said"),
        ("who=person&age=5", "It is given from the age of"),
        ("who=foreigner&age=40", "It is for: Citizens."),
        ("who=person", "Perhaps: it depends."),
        ("who=person", "How old are you?"),
    ],
)
def test_can_i_get_this(client: Client, answers: str, says: str) -> None:
    one = one_that(
        lambda each: (
            each.applicant.age
            and each.applicant.age.min
            and not each.applicant.age.max
            and each.applicant.kinds == ("person",)
            and not each.precheck
        )
    )
    assert says in page_of(client, f"/services/{one.slug}/can-i-get-it/?{answers}")


def test_one_questionnaire_answers_for_all_services(client: Client) -> None:
    html = page_of(client, "/what-can-i-get/?who=foreigner&age=30&disability=no")
    assert "/services/migration-place-of-stay/" in html
    assert "/services/social-fund-disability-pension/" not in html  # for citizens
    html = page_of(client, "/what-can-i-get/?who=person&age=30&disability=no")
    can, cannot = html.split("You can&#39;t get now", 1)
    assert "/services/social-fund-disability-pension/" in cannot
    assert "/services/social-fund-disability-pension/" not in can
    assert "A disability must have been established." in cannot


def test_what_no_answer_decides_on_is_told_apart(client: Client) -> None:
    html = page_of(client, "/what-can-i-get/?who=person&age=30&disability=no")
    probably, rest = html.split("Open to you, no conditions are asked here", 1)
    assert f"/services/{FAMILY}/" not in probably
    assert f"/services/{FAMILY}/" in rest
    one = page_of(client, f"/services/{FAMILY}/can-i-get-it/?who=person")
    assert "It is open to you." in one


def test_a_service_s_own_question_is_asked(client: Client) -> None:
    where = "/services/interior-identity-card-replacement/can-i-get-it/"
    assert "Have you been given an identity card before?" in page_of(client, where)
    html = page_of(client, f"{where}?who=person&age=30&has_card=no")
    assert "For a first card there is a service of its own." in html
    assert "Yes, by what you said" in page_of(client, f"{where}?who=person&age=30&has_card=yes")


def test_answers_are_kept_nowhere(client: Client) -> None:
    before = JournalEntry.objects.count()
    response = client.get("/what-can-i-get/?who=person&age=30")
    assert JournalEntry.objects.count() == before
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize("path", ["/services/nothing/can-i-get-it/"])
def test_a_service_that_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(f"/services/{PASSPORT}/can-i-get-it/").status_code == 405


def test_the_road_names_what_waits_for_the_applicant(client: Client) -> None:
    html = page_of(client, f"/services/{PASSPORT}/")
    road = html[html.index("What happens") :]

    for words in ("Waiting for the payment", "Your turn · You have 5 working days", "Fingerprints"):
        assert words in road
    assert road.count("Being looked at") == 1
    assert "Put in its queue" not in road
