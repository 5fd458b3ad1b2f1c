"""What a sign-in is worth, how often one may try, and how long a session lasts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pencere.kernel.throttle.rules import Limit

Assurance = Literal["none", "low", "substantial", "high"]
MOBILE_ID = "mobile_id"
"""The method's name in django-allauth's authentication records."""
CODE = "code"
"""A one-time code by text message or e-mail; `channel` says which."""

LIMITS: Mapping[str, Limit] = {
    # The same person from the same place: someone who forgot the password.
    "account-at-address": Limit(5, 15 * 60),
    # One account from anywhere: a guesser who changes addresses. Wide enough that a stranger
    # can't easily keep the owner out.
    "account": Limit(20, 60 * 60),
    # One address, any account: a guesser who changes accounts. An office shares an address.
    "address": Limit(50, 15 * 60),
    # Six digits that change each half minute.
    "factor": Limit(5, 10 * 60),
    # A program that polls more often than this should wait for notices instead.
    "api-key": Limit(600, 60),
    # One address that tries keys which open nothing.
    "api-wrong-key": Limit(60, 5 * 60),
    # One address that tries names and secrets of other systems.
    "wrong-client": Limit(60, 5 * 60),
    # Codes of devices that one person tries: 20^8 of them, few of which are in use.
    "user-code": Limit(10, 10 * 60),
    # What is kept of one system's refused requests: a loop must not fill the disk.
    "client-problem": Limit(60, 60),
    "client-attack": Limit(60, 60),
    # One-time codes for the same details from one place, from anywhere, and in a day: five
    # tries of each leave a guesser 75 in a million.
    "code-at-address": Limit(3, 15 * 60),
    "code": Limit(6, 60 * 60),
    "code-day": Limit(15, 24 * 60 * 60),
    # Codes that one address asks for.
    "code-address": Limit(20, 15 * 60),
    # Codes to one phone or mailbox, whoever asks and whatever for.
    "code-destination": Limit(10, 60 * 60),
    # Failed tries at one account, after which its holder is told.
    "failures": Limit(4, 60 * 60),
    # Changing the password asks for the old one.
    "password-change": Limit(5, 15 * 60),
}


def assurance(records: Iterable[Mapping[str, Any]]) -> Assurance:
    """What the methods used in this session add up to.

    `records` are django-allauth's authentication records. A password alone is low; with a
    code or a passkey it is substantial (eIDAS Implementing Regulation 2015/1502, 2.2.1: two
    factors of different categories). A passkey that verified its holder is two factors by
    itself. High needs a key in certified hardware, handed over face to face: mobile ID.
    """
    used = list(records)
    methods = {record.get("method") for record in used}
    if MOBILE_ID in methods:
        return "high"
    if any(record.get("method") == "mfa" and record.get("passwordless") for record in used):
        return "substantial"
    if "password" in methods:
        return "substantial" if "mfa" in methods else "low"
    # A code by message and one of an app are both something that one has: still low.
    return "low" if CODE in methods else "none"


def capped(level: Assurance, *, is_unseen: bool) -> Assurance:
    """What a sign-in is worth where all that is known of the holder is a document that nobody
    has looked at: no more than low, whatever was used."""
    return "low" if is_unseen and level != "none" else level


_METHODS: Mapping[str, tuple[str, ...]] = {
    "password": ("pwd",),
    "totp": ("otp",),
    "recovery_codes": ("kba",),
    "webauthn": ("hwk",),
    MOBILE_ID: ("hwk", "pin", "mfa"),
}


def methods(records: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """What was used, in the names of RFC 8176: `pwd`, `otp`, `hwk` for a passkey (`user` when
    it verified its holder), and `mfa` where they are of different kinds."""
    used = list(records)
    found: dict[str, None] = {}
    for record in used:
        kind = str(record.get("type") or record.get("method", ""))
        found.update(dict.fromkeys(_METHODS.get(kind, ())))
        if kind == CODE:
            found.update({"sms": None} if record.get("channel") == "sms" else {"otp": None})
        if record.get("passwordless"):
            found.update({"user": None, "mfa": None})
    if "pwd" in found and any(record.get("method") in ("mfa", MOBILE_ID) for record in used):
        found["mfa"] = None
    return tuple(found)


def authenticated_at(records: Iterable[Mapping[str, Any]]) -> dt.datetime | None:
    """When the latest of the methods was used."""
    instants = [float(record["at"]) for record in records if "at" in record]
    return dt.datetime.fromtimestamp(max(instants), dt.UTC) if instants else None


def second_step_at(records: Iterable[Mapping[str, Any]]) -> dt.datetime | None:
    """When an app, a passkey or the phone's mobile ID was last used; None when none was."""
    return authenticated_at(
        record for record in records if record.get("method") in ("mfa", MOBILE_ID)
    )


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("YaBrowser", "Yandex"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """What people call the browser and system of a `User-Agent` ("Chrome, Windows"); empty
    when it names none that we know."""
    found = [
        next((name for mark, name in known if mark in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name)


def session_end(
    *, now: float, started_at: float, seen_at: float, idle: int, absolute: int
) -> Literal["idle", "absolute"] | None:
    """Why a session is over at `now` (seconds since the epoch, as all here), or None."""
    if now - started_at >= absolute:
        return "absolute"
    if now - seen_at >= idle:
        return "idle"
    return None
