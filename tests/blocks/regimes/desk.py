"""How officers write at the desk's pages of the evenings' regime."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests.blocks.regimes import evenings
from tests.blocks.regimes.evenings import CODE

DESK = "/desk/regimes/"
PAGE = f"{DESK}{CODE}/"


def typed(**changes: Any) -> dict[str, Any]:
    """The form as a browser sends it: two walks a day, everything else as it is."""
    form: dict[str, Any] = {
        "total": "3",
        "hours.from": "18:00",
        "hours.until": "22:00",
        "quiet": "",
        "districts": ["north"],
        "mode": "day",
        "census": "",
        "remark.az": "",
        "remark.ru": "",
        "remark.en": "",
        "starts": "now",
        "valid_from.date": "",
        "valid_from.time": "",
        "ends": "open",
        "valid_until.date": "",
        "valid_until.time": "",
        "reason": evenings.REASON,
        "law": "Decree 2",
    }
    for number, (code, limit) in enumerate((("walk", "2"), ("shop", ""))):
        form |= {
            f"purposes[{number}].code": code,
            f"purposes[{number}].daily_limit": limit,
            f"purposes[{number}].minutes": "120",
            f"purposes[{number}].counts": "true",
        }
        form |= {
            f"purposes[{number}].title.{language}": words
            for language, words in evenings.three(code.capitalize()).items()
        }
    return {**form, **changes}


def draft(client: Client, **sent: str) -> str:
    """The address of a new draft's form."""
    answer = client.post(f"{PAGE}new/", sent)
    assert answer.status_code == 302
    return str(answer["Location"])


def of(edit: str) -> str:
    """The address of the draft whose form this is."""
    return edit.removesuffix("edit/")
