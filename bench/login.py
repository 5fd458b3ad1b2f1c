"""How many people can sign in with their password: the morning after the holidays.

`login.per_s`: the sign-in page and the password that is sent with it (Argon2id, 19 MiB, 2 passes,
1 lane), to the redirect to the cabinet, for each second of CPU of the web's processes, which is a
second of one core. Reference: the bare verification of the same hash, in one process.

Each person's browser is known from before; the session is a new one each time. The rows stay,
as all rows do: run it on a database that is thrown away.
"""

from __future__ import annotations

import http.client
import os
import re
import time
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.contrib.auth.hashers import check_password

from bench import people
from bench.figures import Figure, show
from bench.people import Browser
from bench.serving import CLIENTS, Work, pencere_web
from pencere.blocks.identity.api import Account

SIGN_INS = int(os.environ.get("PENCERE_BENCH_SIGN_INS", "400"))
PAGE = "/account/login/"
PASSWORD = "bir pencere 2026"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


def run() -> Iterator[Figure]:
    """The one figure."""
    accounts = [people.account(number, PASSWORD) for number in range(CLIENTS)]
    with pencere_web() as web:
        own = web.spent(_signing_in(accounts), times=SIGN_INS)
    note = f"{own.cpu_s * 1000 / own.count:.1f} ms of CPU each; reference: the hash alone"
    yield Figure("login.per_s", own.per_cpu_s, "sign-ins/s a core", _bare(accounts[0]), note)


def _signing_in(accounts: Sequence[Account]) -> Work:
    browsers = [Browser() for _ in accounts]

    def sign_in(connection: http.client.HTTPConnection, client: int) -> None:
        browser = browsers[client]
        browser.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        page = browser.get(connection, PAGE)
        token = TOKEN.search(page.body)
        if token is None:
            raise SystemExit(f"{PAGE} answered {page.status} without a form")
        given = {
            "csrfmiddlewaretoken": token.group(1).decode(),
            "login": accounts[client].username,
            "password": PASSWORD,
        }
        answer = browser.post(connection, PAGE, given)
        if answer.status != 302 or settings.SESSION_COOKIE_NAME not in browser.cookies:
            raise SystemExit(f"the sign-in was answered {answer.status}")

    return sign_in


def _bare(account: Account) -> float:
    """Verifications of the password a second of CPU."""
    begin = time.process_time()
    for _ in range(50):
        if not check_password(PASSWORD, account.password):
            raise SystemExit("the password does not fit its hash")
    return 50 / (time.process_time() - begin)


if __name__ == "__main__":
    show(run())
