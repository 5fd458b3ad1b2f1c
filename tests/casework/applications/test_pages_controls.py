"""Every kind of question on its page: typed right, typed wrong, typed by a machine that means
harm, in another language, and all of it without a script."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from tests.casework.applications import browser, stories
from tests.casework.applications.household import HOUSEHOLD

from pencere.casework.applications.models import Application, Attachment
from pencere.kernel.money import Money

pytestmark = pytest.mark.usefixtures("country")
BAKU = {"home.region": "AZ-BA", "home.locality": "nesimi", "home.street": "Nizami küçəsi"}
PLOT = {
    "type": "Polygon",
    "coordinates": [[[47.8, 40.9], [47.81, 40.9], [47.81, 40.91], [47.8, 40.9]]],
}
NASTY = [
    "\0", "\ud800", "<script>alert(1)</script>", "a" * 30_000, "-1e999", "٣٤", "{" * 2000, "[]",
]  # fmt: skip
HOME = "home home.region home.locality home.flat rent flat_area account card car heated _refresh"
PEOPLE = (
    "members members[0] members[0].born_on members[0].income members[999999].name "
    "members[-1].name animals[0].kind animals[0].count _add _remove"
)
NAMES = {
    "home": HOME.split(),
    "people": PEOPLE.split(),
    "plot": ["place", "place.lat", "place.lon", "plot", "signed", "plan"],
}


@pytest.fixture
def client(country: None) -> Client:
    return browser.aysel()


@pytest.fixture
def draft(country: None) -> Application:
    return browser.draft(service=HOUSEHOLD)


def form_of(application: Application) -> dict[str, Any]:
    answers: dict[str, Any] = stories.again(application).form
    return answers


def shown(client: Client, where: str) -> str:
    return browser.text(client.get(where))


class TestAnAddress:
    def test_it_is_taken_and_read_back(self, client: Client, draft: Application) -> None:
        where = browser.page(draft, "home")
        done = browser.type_in(
            client, where, heated="false", **BAKU, **{"home.house": "10", "home.flat": "5"}
        )

        assert done.status_code == 302
        assert form_of(draft)["home"]["locality"] == "nesimi"
        page = shown(client, browser.check(draft))
        assert "Baku City, Nasimi district, Nizami" in page
        assert "10, flat 5" in page

    def test_without_a_script_a_button_shows_the_towns(
        self, client: Client, draft: Application
    ) -> None:
        where = browser.page(draft, "home")
        assert "Nasimi district" not in shown(client, where)

        page = browser.type_in(client, where, _refresh="home", rent="12,50", **BAKU)

        assert page.status_code == 200
        words = browser.text(page)
        assert 'value="nesimi" selected' in words
        assert "Nizami street" in words
        assert "There is a problem" not in words
        assert 'value="12.50"' in words
        assert form_of(draft)["rent"] == 1250

    def test_its_error_leads_to_the_region(self, client: Client, draft: Application) -> None:
        page = browser.text(
            browser.type_in(client, browser.page(draft, "home"), **{"home.street": "x"})
        )
        assert 'href="#field-home"' in page
        assert re.search(r'<select[^>]*id="field-home"', page)


class TestNumbersWithAMeaning:
    def test_money_has_its_sign_and_a_number_its_unit(
        self, client: Client, draft: Application
    ) -> None:
        where = browser.page(draft, "home")
        assert '<div class="govuk-input__suffix" aria-hidden="true">₼</div>' in shown(client, where)
        assert '<div class="govuk-input__suffix" aria-hidden="true">m²</div>' in shown(
            client, where
        )

        browser.type_in(client, where, rent="1 200,5", flat_area="55,5", heated="false", **BAKU)

        page = shown(client, browser.check(draft))
        assert str(Money(120050, "AZN")).replace("\u00a0", " ") in page
        assert "55.5 m²" in page

    def test_examples_and_masks_are_told(self, client: Client, draft: Application) -> None:
        page = shown(client, browser.page(draft, "home"))
        assert "For example: AZ21NABZ" in page
        assert "For example: 11-AA-11" in page
        assert 'data-mask="99-AA-99"' in page

    def test_a_check_of_the_page_stands_at_its_field(
        self, client: Client, draft: Application
    ) -> None:
        where = browser.page(draft, "home")
        page = browser.type_in(client, where, rent="9000", heated="false", **BAKU)

        assert page.status_code == 422
        assert '<a href="#field-rent">Nobody pays that much</a>' in browser.text(page)


class TestQuestionsThatAppear:
    def test_they_are_asked_not_complained_of(self, client: Client, draft: Application) -> None:
        where = browser.page(draft, "home")
        page = browser.type_in(client, where, heated="true", **BAKU)

        assert page.status_code == 200
        words = browser.text(page)
        assert "there is more to fill in" in words
        assert 'id="field-heating"' in words
        assert "There is a problem" not in words

        again = browser.type_in(client, where, heated="true", heating="", **BAKU)
        assert again.status_code == 422
        assert 'href="#field-heating"' in browser.text(again)

    def test_what_is_wrong_otherwise_is_still_said(
        self, client: Client, draft: Application
    ) -> None:
        page = browser.type_in(
            client, browser.page(draft, "home"), heated="true", rent="much", **BAKU
        )
        assert page.status_code == 422
        words = browser.text(page)
        assert 'href="#field-rent"' in words
        assert 'href="#field-heating"' not in words

    def test_a_script_may_ask_before(self, client: Client, draft: Application) -> None:
        where = browser.page(draft, "home")
        page = client.post(
            where,
            {"_row_version": "1", "_refresh": "1", "heated": "true"},
            headers={"HX-Request": "true"},
        )
        assert page.status_code == 200
        assert 'data-field="heating"' in browser.text(page)
        assert "There is a problem" not in browser.text(page)

    def test_only_what_others_depend_on_is_sent_at_once(
        self, client: Client, draft: Application
    ) -> None:
        page = shown(client, browser.page(draft, "home"))
        assert 'data-field="heated" data-refresh>' in page
        assert 'data-field="card">' in page


class TestRows:
    def test_the_first_row_stands_there(self, client: Client, draft: Application) -> None:
        page = shown(client, browser.page(draft, "people"))
        assert 'id="field-members-0-name"' in page
        assert 'name="members[0].name"' in page
        assert 'id="field-animals-0-kind"' not in page

    def test_a_button_adds_one_and_keeps_what_was_typed(
        self, client: Client, draft: Application
    ) -> None:
        where = browser.page(draft, "people")
        page = browser.type_in(
            client, where, _add="members", **{"members[0].name": "Aysel", "members[0].income": "x"}
        )

        assert page.status_code == 200
        words = browser.text(page)
        assert 'name="members[0].name" type="text" value="Aysel"' in words
        assert 'name="members[1].name"' in words
        assert "There is a problem" not in words
        assert form_of(draft)["members"][0]["name"] == "Aysel"

    def test_a_button_takes_one_away(self, client: Client, draft: Application) -> None:
        where = browser.page(draft, "people")
        rows = {f"members[{n}].name": name for n, name in enumerate(("Aysel", "Ilyas", "Nigar"))}
        page = browser.type_in(client, where, _remove="members[1]", **rows)

        assert "Ilyas" not in browser.text(page)
        assert [row["name"] for row in form_of(draft)["members"]] == ["Aysel", "Nigar"]

    def test_an_error_of_a_row_leads_to_its_control(
        self, client: Client, draft: Application
    ) -> None:
        where = browser.page(draft, "people")
        page = browser.type_in(
            client,
            where,
            **{"members[0].name": "Aysel", "members[0].born_on": "31.02.1990"},
        )
        assert page.status_code == 422
        words = browser.text(page)
        assert 'href="#field-members-0-born_on"' in words
        assert 'id="field-members-0-born_on-error"' in words

    def test_questions_of_a_row_appear_and_sums_are_shown(
        self, client: Client, draft: Application
    ) -> None:
        where = browser.page(draft, "people")
        first = browser.type_in(
            client, where, **{"members[0].name": "Aysel", "members[0].born_on": "1.1.1990"}
        )
        assert first.status_code == 200
        assert 'name="members[0].income"' in browser.text(first)

        typed = {
            "members[0].name": "Aysel",
            "members[0].born_on": "1.1.1990",
            "members[0].income": "900,50",
            "members[0].languages": ["az", "ru"],
            "animals[0].kind": "hen",
            "animals[0].count": "12",
        }
        browser.type_in(client, where, _refresh="1", **typed)
        page = shown(client, where)
        assert str(Money(90050, "AZN")).replace("\u00a0", " ") in page
        assert browser.type_in(client, where, **typed).status_code == 302
        assert form_of(draft)["members"][0]["languages"] == ["az", "ru"]
        check = shown(client, browser.check(draft))
        assert ">Azerbaijani, Russian</td>" in check
        assert "12 head</td>" in check

    def test_two_hundred_rows_of_ten_names_are_taken(
        self, client: Client, draft: Application
    ) -> None:
        where = browser.page(draft, "people")
        animal = {"kind": "hen", "count": "1", "worth": "2", **{f"x{n}": "" for n in range(7)}}
        rows = {f"animals[{n}].{name}": value for n in range(200) for name, value in animal.items()}
        page = browser.type_in(client, where, _refresh="1", **rows)

        assert page.status_code == 200
        assert len(form_of(draft)["animals"]) == 200

    def test_ten_thousand_rows_are_too_large_and_what_was_saved_is_kept(
        self, client: Client, draft: Application
    ) -> None:
        where = browser.page(draft, "people")
        browser.type_in(client, where, _refresh="1", **{"animals[0].count": "7"})
        before = form_of(draft)
        rows = {f"animals[{n}].count": "1" for n in range(10_000)}
        page = browser.type_in(client, where, **rows)

        assert page.status_code == 413
        assert "What you saved is kept" in browser.text(page)
        assert form_of(draft) == before


class TestPlaces:
    def test_they_are_typed_without_a_script_and_drawn_by_the_server(
        self, client: Client, draft: Application
    ) -> None:
        where = browser.page(draft, "plot")
        done = browser.type_in(
            client,
            where,
            **{"place.lat": "40,9", "place.lon": "47,8"},
            plot=json.dumps(PLOT),
            signed="true",
        )
        assert done.status_code == 302, browser.text(done)
        page = shown(client, browser.check(draft))
        assert "40.900000, 47.800000" in page
        assert "3 corners" in page
        assert "On the map: Gabala District" in page
        assert 'class="pn-sketch__shape"' in page
        assert "Signed by" in page

    def test_a_page_with_a_map_loads_it_and_no_other_does(
        self, client: Client, draft: Application
    ) -> None:
        assert "ui/map" in shown(client, browser.page(draft, "plot"))
        assert "ui/map" not in shown(client, browser.page(draft, "people"))

    def test_what_is_no_outline_is_kept_and_told(self, client: Client, draft: Application) -> None:
        page = browser.type_in(client, browser.page(draft, "plot"), plot="a square")
        assert page.status_code == 422
        assert 'href="#field-plot"' in browser.text(page)
        assert "a square</textarea>" in browser.text(page)

    def test_files_have_their_limits_by_kind(self, client: Client, draft: Application) -> None:
        where = browser.page(draft, "plot")
        assert "PDF: up to 4 kB. PNG: up to 2 kB." in shown(client, where)
        browser.type_in(client, where, _save="1", plan=browser.plan())
        assert Attachment.objects.filter(application=draft).count() == 1


@pytest.mark.parametrize("value", NASTY)
def test_nothing_that_is_posted_brings_a_page_down(
    client: Client, draft: Application, value: str
) -> None:
    value = value.encode("utf-8", "replace").decode()
    for key, all_names in NAMES.items():
        where = browser.page(draft, key)
        for chosen in (all_names, *[[name] for name in all_names]):
            page = client.post(where, {"_row_version": "1", **dict.fromkeys(chosen, value)})
            assert page.status_code in {200, 302, 409, 422}, (key, chosen)
            assert "<script>alert" not in page.content.decode()
        assert client.get(where).status_code == 200
    assert client.get(browser.check(draft)).status_code == 200


@pytest.mark.parametrize("language", ["az", "ru"])
def test_switching_the_language_keeps_rows_as_typed(
    client: Client, draft: Application, language: str
) -> None:
    where = browser.page(draft, "people")
    page = browser.type_in(
        client, where, _language=language, **{"members[0].name": "Aysel", "members[0].income": "?"}
    )
    page = client.get(where) if page.status_code == 302 else page
    assert f"Members of the household ({language})" in browser.text(page)
    assert 'value="Aysel"' in browser.text(page)


def test_two_tabs_show_both_sides_of_a_group(client: Client, draft: Application) -> None:
    where = browser.page(draft, "people")
    old = browser.hidden(client.get(where), "_row_version")
    browser.type_in(client, where, _save="1", **{"members[0].name": "Aysel"})

    page = client.post(where, {"_row_version": old, "members[0].name": "Leyla"})

    assert page.status_code == 409
    assert 'value="Leyla"' in browser.text(page)
    assert "Aysel" in browser.text(page)
