"""What definitions of the tests are made of."""

from __future__ import annotations

from typing import Any


def words(english: str) -> dict[str, str]:
    return {"az": f"{english} (az)", "ru": f"{english} (ru)", "en": english}


CATALOGUE: dict[str, Any] = {
    "topics": ["personal"],
    "life_events": [],
    "keywords": {"az": ["a"], "ru": ["б"], "en": ["c"]},
    "legal_basis": words("A law"),
    "result": words("A result"),
    "term": words("Soon"),
    "fee": words("Free"),
    "requirements": [],
    "channels": [words("Online")],
}


DRAFT = {"title": words("Draft"), "editable": True, "after": {"P30D": "lapsed"}}


ENDS = {
    "granted": {"title": words("Granted"), "outcome": "granted"},
    "refused": {"title": words("Refused"), "outcome": "refused"},
    "withdrawn": {"title": words("Withdrawn"), "outcome": "withdrawn"},
    "lapsed": {"title": words("Lapsed"), "outcome": "lapsed"},
}


def action(english: str, to: str, by: str, **more: Any) -> dict[str, Any]:
    return {"title": words(english), "to": to, "by": by, **more}
