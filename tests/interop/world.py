"""What the relying parties find in a new database: people who can sign in, their phones, and the
token with which clients register themselves. Run in the site's environment; prints it as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import django

PHONES = 2


def made(wanted: int) -> dict[str, Any]:
    """`people` with what each signs in with, `holders` of phones; `low` has no second factor."""
    from tests import people, phones

    from pencere.blocks.openid.api import open_registration
    from pencere.kernel.actors import system

    people.agency("tax")
    low = people.account("7RPL0WA", "Sınaq")
    token = open_registration(
        actor=system("tests"), agency="tax", organisation_id=None, is_test=True, uses=100
    )
    return {
        "people": [_person(number) for number in range(wanted)],
        "holders": [_holder(wanted + number) for number in range(PHONES)],
        "low": {"login": low.username, "password": people.PASSWORD},
        "pin": phones.PIN,
        "token": token,
    }


def _person(number: int) -> dict[str, str]:
    from tests import people

    who = people.account(f"7RP{number:03d}A", f"Sınaq {number}")
    people.add_authenticator(who)
    return {
        "login": who.username,
        "password": people.PASSWORD,
        "totp_secret": people.TOTP_SECRET,
    }


def _holder(number: int) -> dict[str, str]:
    from tests import people, phones

    person = _person(number)
    phone = phones.given(
        people.account(person["login"], ""),
        number=f"+99450700{number:04d}",
        user_id=f"{100_000 + number}",
    )
    return {**person, "phone": phone.name}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(made(int(sys.argv[1]))))
