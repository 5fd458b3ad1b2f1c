"""What a sign-in at another system costs when the person is signed in here and agreed before: the
way of every day.

`code_flow.per_cpu_s`: authorization request with PKCE, redirect, code, and its exchange for access
and ID token, for each second of CPU of the web's processes. Reference: npm's oidc-provider,
in memory, with a session and a grant that it remembers.

The rows stay, as all rows do: run it on a database that is thrown away.
"""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.db import transaction

from bench import people
from bench.figures import Figure, show
from bench.people import Browser
from bench.relying import BACK, REQUESTS, TOKEN, Relying, compared, reference, registered
from bench.serving import CLIENTS, Work, pencere_web
from pencere.blocks.identity.api import Account, person_actor
from pencere.blocks.openid import granting, rules
from pencere.blocks.openid.models import Client


def run() -> Iterator[Figure]:
    """The one figure."""
    bank = registered()
    browsers = [agreed_browser(bank, number, ("openid",)) for number in range(CLIENTS)]
    with pencere_web() as web:
        own = web.spent(_signing_in(bank, browsers, "/oauth/authorize", TOKEN), times=REQUESTS // 2)
    with reference(bank) as server:
        strangers = [Browser() for _ in range(CLIENTS)]
        work = _signing_in(bank, strangers, "/auth", "/token")
        other, said = compared(server, work, times=REQUESTS // 2)
    reference_value = other.per_cpu_s if other else None
    yield Figure("code_flow.per_cpu_s", own.per_cpu_s, "sign-ins/s", reference_value, said)


def agreed_browser(bank: Relying, number: int, scopes: tuple[str, ...]) -> Browser:
    """The browser of somebody who is signed in here and agreed to what the bank asks."""
    account: Account = people.account(number)
    client = Client.objects.get(client_id=bank.client_id)
    wish = rules.Wish(redirect_uri=BACK, scopes=scopes, challenge="")
    with transaction.atomic():
        granting.remember(person_actor(account), client, wish)
    return Browser({settings.SESSION_COOKIE_NAME: people.session_of(account, with_code=True)})


def sign_in(
    connection: http.client.HTTPConnection,
    browser: Browser,
    bank: Relying,
    *,
    authorize: str,
    token: str,
    scope: str,
) -> dict[str, str]:
    """From the request to the tokens; what the token endpoint answered."""
    verifier = secrets.token_urlsafe(48)
    wish = {
        "client_id": bank.client_id,
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": scope,
        "state": secrets.token_urlsafe(16),
        "nonce": secrets.token_urlsafe(16),
        "code_challenge": rules.thumb(verifier),
        "code_challenge_method": "S256",
    }
    location = browser.follow(connection, f"{authorize}?{urlencode(wish)}", BACK)
    answer = parse_qs(urlsplit(location).query)
    if answer["state"] != [wish["state"]] or "code" not in answer:
        raise SystemExit(f"the browser came back with {answer}")
    exchange = {
        "grant_type": "authorization_code",
        "code": answer["code"][0],
        "redirect_uri": BACK,
        "code_verifier": verifier,
    }
    return bank.ask(connection, token, exchange)


def _signing_in(bank: Relying, browsers: Sequence[Browser], authorize: str, token: str) -> Work:
    def work(connection: http.client.HTTPConnection, client: int) -> None:
        tokens = sign_in(
            connection, browsers[client], bank, authorize=authorize, token=token, scope="openid"
        )
        if not tokens["id_token"]:
            raise SystemExit("an answer without ID token")

    return work


if __name__ == "__main__":
    show(run())
