"""The stand-in's two doors: `/messages` for signed messages, and `/` for people, who see what it
holds and tell it to refuse, to be slow or to be silent."""

from __future__ import annotations

import datetime as dt
import html
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment

from joserfc.jwk import ECKey

from pencere.systems.staff_permits.exchange import signatures
from pencere.systems.staff_permits.exchange.kinds import MESSAGE, RECEIPT
from pencere.systems.staff_permits.providers.standin.store import MODES, Behaviour, Held, Store
from pencere.systems.staff_permits.providers.standin.words import WORDS

MOST_FORM = 4096
SLOWEST = 120.0


class Application:
    """The WSGI application over one store."""

    def __init__(self, store: Store, *, key: ECKey, their_key_file: Path) -> None:
        self._store = store
        self._key = key
        self._their_key_file = their_key_file

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        place = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/")
        doors: dict[tuple[str, str], Callable[[WSGIEnvironment], tuple[HTTPStatus, str, str]]] = {
            ("POST", "/messages"): self._message,
            ("GET", "/"): self._page,
            ("POST", "/"): self._told,
        }
        door = doors.get(place)
        status, kind, body = (
            door(environ) if door else (HTTPStatus.NOT_FOUND, "text/plain", "Not found")
        )
        content = body.encode()
        headers = [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(content))),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ]
        if status == HTTPStatus.SEE_OTHER:
            headers.append(("Location", f"/?lang={_language(environ)}"))
        start(f"{status.value} {status.phrase}", headers)
        return [content]

    def _message(self, environ: WSGIEnvironment) -> tuple[HTTPStatus, str, str]:
        behaviour = self._store.behaviour()
        if behaviour.mode == "down":
            return HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", "Not now"
        if behaviour.mode == "slow":
            time.sleep(min(behaviour.seconds, SLOWEST))
        body = _read(environ, signatures.MOST_BYTES)
        their_key = signatures.public_key(self._their_key_file)
        if body is None or their_key is None:
            status = HTTPStatus.SERVICE_UNAVAILABLE if body else HTTPStatus.BAD_REQUEST
            return status, "text/plain", "No message, or no key to verify it by"
        try:
            claims = signatures.verified(body, their_key, type=MESSAGE)
            receipt = self._store.take(claims, body, dt.datetime.now(dt.UTC), self._sign)
        except signatures.BadSignature:
            return HTTPStatus.FORBIDDEN, "text/plain", "The signature is not good"
        except (KeyError, TypeError, AttributeError):
            return HTTPStatus.UNPROCESSABLE_ENTITY, "text/plain", "The message has another form"
        return HTTPStatus.OK, "application/jose", receipt

    def _sign(self, claims: dict[str, Any]) -> str:
        return signatures.signed(claims, self._key, type=RECEIPT)

    def _told(self, environ: WSGIEnvironment) -> tuple[HTTPStatus, str, str]:
        origin = environ.get("HTTP_ORIGIN", "")
        if origin and origin.partition("://")[2] != environ.get("HTTP_HOST"):
            return HTTPStatus.FORBIDDEN, "text/plain", "From another page"
        given = parse_qs(_read(environ, MOST_FORM) or "")
        mode = given.get("mode", ["normal"])[0]
        try:
            seconds = float(given.get("seconds", ["5"])[0])
        except ValueError:
            seconds = 5.0
        if mode in MODES and 0 <= seconds <= SLOWEST:
            which = given.get("which", [""])[0].strip().upper()[:20]
            self._store.behave(Behaviour(mode, which, seconds))
        return HTTPStatus.SEE_OTHER, "text/plain", ""

    def _page(self, environ: WSGIEnvironment) -> tuple[HTTPStatus, str, str]:
        asked = parse_qs(environ.get("QUERY_STRING", ""))
        query = asked.get("q", [""])[0][:40]
        page = _drawn(self._store, query, _language(environ))
        return HTTPStatus.OK, "text/html", page


def _language(environ: WSGIEnvironment) -> str:
    asked = parse_qs(environ.get("QUERY_STRING", "")).get("lang", [""])[0]
    return asked if asked in WORDS else next(iter(WORDS))


def _read(environ: WSGIEnvironment, most: int) -> str | None:
    """The body; None when there is none, or more than `most` bytes."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if not 0 < length <= most:
        return None
    content: bytes = environ["wsgi.input"].read(length)
    return content.decode("utf-8", "replace")


_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#12292c;background:#f4f6f6}
main{max-width:72rem;margin:0 auto;padding:1rem}h1{font-size:1.5rem}
form{background:#fff;padding:1rem;border:1px solid #b9c6c7;margin:1rem 0;display:flex;
gap:1rem;flex-wrap:wrap;align-items:end}label{display:block}
input,select,button{font:inherit;padding:.4rem;max-width:100%}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;background:#fff}
th,td{padding:.4rem .6rem;border:1px solid #d5dedf;text-align:left;white-space:nowrap}
"""


def _drawn(store: Store, query: str, language: str) -> str:
    say = WORDS[language]
    counts, behaviour, held = store.counts(), store.behaviour(), store.held(query)
    languages = " · ".join(f'<a href="?lang={code}" lang="{code}">{code}</a>' for code in WORDS)
    options = "".join(
        f'<option value="{mode}"{" selected" if mode == behaviour.mode else ""}>'
        f"{say[mode]}</option>"
        for mode in MODES
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{html.escape(cell)}</td>"
            for cell in (
                each.number,
                each.name,
                each.employee,
                each.employer,
                each.plate,
                f"{each.starts_on} – {each.ends_on}",
                say[_standing(each)],
                each.received_at[:19].replace("T", " "),
            )
        )
        + "</tr>"
        for each in held
    )
    nothing = f'<tr><td colspan="{len(_COLUMNS)}">{say["nothing"]}</td></tr>'
    heads = "".join(f'<th scope="col">{say[key]}</th>' for key in _COLUMNS)
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{say["title"]}</title>'
        f"<style>{_STYLE}</style><main><p>{languages}</p><h1>{say['title']}</h1>"
        f"<p>{say['intro']}</p><p>{say['messages']}: {counts['message']} · "
        f"{say['permits']}: {counts['permit']} · {say['endings']}: {counts['ending']} · "
        f"{say['refusals']}: {counts['refusal']}</p>"
        f'<form method="post" action="/?lang={language}"><label>{say["mode"]}<br>'
        f'<select name="mode">{options}'
        f"</select></label><label>{say['which']}<br><input name=which value="
        f'"{html.escape(behaviour.which)}"></label><label>{say["seconds"]}<br>'
        f'<input name="seconds" inputmode="decimal" value="{behaviour.seconds:g}"></label>'
        f"<button>{say['save']}</button></form>"
        f'<form><input type="hidden" name="lang" value="{language}"><label>{say["search"]}<br>'
        f'<input name="q" value="{html.escape(query)}"></label><button>{say["find"]}</button>'
        f'</form><div class="scroll"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows or nothing}"
        "</tbody></table></div></main></html>"
    )


def _standing(permit: Held) -> str:
    """The word for how a permit stands today."""
    if permit.ended:
        return f"ended-{permit.ended}"
    is_over = permit.ends_on < dt.datetime.now(dt.UTC).date().isoformat()
    return "over" if is_over else "in-force"


_COLUMNS = ("number", "name", "identifier", "employer", "plate", "days", "state", "received")
