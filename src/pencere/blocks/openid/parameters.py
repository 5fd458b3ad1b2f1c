"""Parameters of a request as the protocols read them: each once, empty ones as absent."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, QueryDict

from pencere.blocks.openid.errors import InvalidRequest

LONGEST = 4000
LONGEST_TOKEN = 16_000
"""Signed requests, assertions and hints may be this long."""
MOST_BYTES = 64 * 1024
_TOKENS = frozenset({"request", "client_assertion", "id_token_hint", "login_hint_token"})


def of_query(request: HttpRequest) -> dict[str, str]:
    """Those of the address. Raises InvalidRequest."""
    return _once(request.GET)


def of_form(request: HttpRequest) -> dict[str, str]:
    """Those of an `application/x-www-form-urlencoded` body. Raises InvalidRequest."""
    if request.method != "POST":
        raise InvalidRequest("Use POST.", detail="method")
    if request.content_type != "application/x-www-form-urlencoded":
        raise InvalidRequest(
            "Send application/x-www-form-urlencoded parameters.", detail="content-type"
        )
    check_size(request)
    return _once(request.POST)


def check_size(request: HttpRequest) -> None:
    """Before anything of the body is read. Raises InvalidRequest."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()) or int(length[:20]) > MOST_BYTES:
        raise InvalidRequest("The request is too large.", detail="too-large")


def required(parameters: Mapping[str, str], name: str) -> str:
    """A parameter that must be there. Raises InvalidRequest."""
    try:
        return parameters[name]
    except KeyError:
        raise InvalidRequest(f"{name} is missing.", detail=f"missing-{name}") from None


def words(text: str) -> tuple[str, ...]:
    """A list that is separated by spaces, without repeats, in its order."""
    return tuple(dict.fromkeys(text.split()))


def _once(given: QueryDict) -> dict[str, str]:
    found = {}
    for name, values in given.lists():
        if len(values) > 1:
            raise InvalidRequest(f"{name[:60]!a} is given more than once.", detail="repeated")
        if value := checked(name, str(values[0])):
            found[name] = value
    return found


def checked(name: str, value: str) -> str:
    """A value that can be kept and sent on. Raises InvalidRequest."""
    if len(value) > (LONGEST_TOKEN if name in _TOKENS else LONGEST):
        raise InvalidRequest(f"{name[:60]!a} is too long.", detail="too-long")
    if not is_clean(value):
        raise InvalidRequest(f"{name[:60]!a} holds control characters.", detail="control")
    return value


def is_clean(value: str) -> bool:
    """Whether neither a control character nor half a character (a surrogate) is in it: headers
    and tables take neither."""
    return not any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in value)
