"""A person's browser without a screen: keeps cookies, follows redirects within the site, fills in
forms, and stops where it is sent elsewhere."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

import httpx
from tests import people

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')


class Browser:
    """One browser at one site."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.client = httpx.Client(timeout=60, headers={"Accept-Language": "en"})

    def sign_in_to(self, address: str, who: dict[str, str]) -> str:
        """From a client's authorization request to where the browser is sent in the end."""
        page = self._follow(self.client.get(address))
        for field, values in (
            ("login", {"login": who["login"], "password": who["password"]}),
            ("code", {"code": people.code_now()}),
            ("decision", {"decision": "agree"}),
        ):
            if isinstance(page, httpx.Response) and f'name="{field}"' in page.text:
                page = self._submit(page, field, values)
        assert isinstance(page, str), page.text
        return page

    def _submit(self, page: httpx.Response, field: str, values: dict[str, str]) -> Any:
        forms = re.findall(r"<form\b([^>]*)>(.*?)</form>", page.text, re.DOTALL)
        head, body = next(form for form in forms if f'name="{field}"' in form[1])
        hidden = {_of(tag, "name"): _of(tag, "value") for tag in HIDDEN.findall(body)}
        to = urljoin(str(page.url), _of(head, "action"))
        return self._follow(self.client.post(to, data={**hidden, **values}))

    def _follow(self, response: httpx.Response) -> Any:
        while response.is_redirect:
            to = urljoin(str(response.url), response.headers["Location"])
            if not to.startswith(self.site + "/"):
                return to
            response = self.client.get(to)
        return response


def _of(tag: str, attribute: str) -> str:
    found = re.search(rf'\s{attribute}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
