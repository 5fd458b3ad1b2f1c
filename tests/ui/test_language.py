"""Which language a page is answered in, and how a person changes it."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import get_language

from pencere.ui.api import is_language_switch, language_chosen
from pencere.ui.middleware import Language


def answered_in(request: HttpRequest) -> str:
    return Language(lambda _: HttpResponse(get_language()))(request).content.decode()


def test_without_any_wish_it_is_the_first_language(rf: RequestFactory) -> None:
    assert answered_in(rf.get("/")) == "az"


def test_the_browser_is_asked_when_nothing_was_chosen(rf: RequestFactory) -> None:
    assert answered_in(rf.get("/", HTTP_ACCEPT_LANGUAGE="ru-RU,ru;q=0.9,en;q=0.5")) == "ru"
    assert answered_in(rf.get("/", HTTP_ACCEPT_LANGUAGE="de")) == "az"
    assert answered_in(rf.get("/", HTTP_ACCEPT_LANGUAGE="%%%;;q=x,,")) == "az"


def test_the_cookie_goes_before_the_browser(rf: RequestFactory) -> None:
    request = rf.get("/", HTTP_ACCEPT_LANGUAGE="ru")
    request.COOKIES["language"] = "en"
    assert answered_in(request) == "en"


def test_the_accounts_language_goes_before_the_browser(rf: RequestFactory) -> None:
    request = rf.get("/", HTTP_ACCEPT_LANGUAGE="ru")
    request.COOKIES["sessionid"] = "x"
    request.session = {"language": "en"}  # type: ignore[assignment]
    assert answered_in(request) == "en"


@pytest.mark.parametrize("cookie", ["xx", "", "az'--", "../../etc", "ru" * 400])
def test_a_cookie_with_rubbish_is_as_none(rf: RequestFactory, cookie: str) -> None:
    request = rf.get("/")
    request.COOKIES["language"] = cookie
    assert answered_in(request) == "az"


def test_a_page_says_its_language_and_that_it_depends_on_it(rf: RequestFactory) -> None:
    response = Language(lambda _: HttpResponse())(rf.get("/", HTTP_ACCEPT_LANGUAGE="en"))
    assert response.headers["Content-Language"] == "en"
    assert response.headers["Vary"] == "Accept-Language, Cookie"


def test_choosing_a_language_leads_back_and_is_remembered(client: Client) -> None:
    chosen: list[str] = []

    def listen(language: str, **_more: object) -> None:
        chosen.append(language)

    language_chosen.connect(listen)
    try:
        response = client.get("/language/ru/", {"next": "/search?q=ailə"})
    finally:
        language_chosen.disconnect(listen)
    assert response.status_code == 302
    assert unquote(response.headers["Location"]) == "/search?q=ailə"
    assert response.cookies["language"].value == "ru"
    assert chosen == ["ru"]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http:///x"]
)
def test_choosing_a_language_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    assert client.get("/language/ru/", {"next": elsewhere}).headers["Location"] == "/"


def test_an_unknown_language_is_not_found(client: Client) -> None:
    assert client.get("/language/xx/").status_code == 404
    assert client.post("/language/ru/").status_code in (403, 405)


def test_a_forms_button_switches_and_tells_the_view(rf: RequestFactory) -> None:
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(is_language_switch(request))
        return HttpResponse(get_language())

    request = rf.post("/form", {"_language": "en", "name": "Aysel"})
    response = Language(view)(request)
    assert response.content == b"en"
    assert response.cookies["language"].value == "en"
    assert seen == [True]
    assert Language(view)(rf.post("/form", {"name": "Aysel"})).content == b"az"
    assert Language(view)(rf.post("/form", {"_language": "xx"})).content == b"az"
    assert seen == [True, False, False]
