"""Agencies as the country pack declares them in `agencies.yaml`.

They are read from the pack, once a process; the table beside it is there for foreign keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from pencere.blocks.parties.models import Agency
from pencere.blocks.parties.values import AgencyView
from pencere.kernel.errors import NotFound
from pencere.kernel.pack import pack
from pencere.kernel.text import Text

KEYS = frozenset({"title", "short", "site", "parent"})


class AgencyDeclarationError(ValueError):
    """`agencies.yaml` says something that it may not."""

    def __init__(self, agency: str, key: str, problem: str) -> None:
        super().__init__(f"agencies.yaml: {agency}: {key}: {problem}")


@cache
def agencies() -> Mapping[str, AgencyView]:
    """All agencies by code, in the order of the file."""
    text = (pack().root / "agencies.yaml").read_text(encoding="utf-8")
    return MappingProxyType(parse_agencies(yaml.safe_load(text)))


def agency(code: str) -> AgencyView:
    """One agency. Raises NotFound."""
    try:
        return agencies()[code]
    except KeyError:
        raise NotFound(code="unknown-agency") from None


def parse_agencies(content: Mapping[str, Mapping[str, Any]]) -> dict[str, AgencyView]:
    """Agencies of the file's content. Raises AgencyDeclarationError naming agency and key."""
    found = {code: _agency(code, given) for code, given in content.items()}
    for view in found.values():
        if view.parent and view.parent not in found:
            raise AgencyDeclarationError(view.code, "parent", f"no agency {view.parent!r}")
    return found


def _agency(code: str, given: Mapping[str, Any]) -> AgencyView:
    for key in given.keys() - KEYS:
        raise AgencyDeclarationError(code, key, "unknown key")
    title = _words(code, "title", given.get("title"))
    return AgencyView(
        code=code,
        title=title,
        short_title=_words(code, "short", given["short"]) if "short" in given else title,
        site=str(given.get("site", "")),
        parent=given.get("parent"),
    )


def _words(code: str, key: str, given: object) -> Text:
    if not isinstance(given, Mapping):
        raise AgencyDeclarationError(code, key, "give the words in each language")
    for language, _name in settings.LANGUAGES:
        if not given.get(language):
            raise AgencyDeclarationError(code, key, f"no words in {language!r}")
    return Text(given)


@transaction.atomic
def sync_agencies() -> None:
    """Make the table of agencies say what the pack declares; repeating it changes nothing.

    An agency that is no longer declared stays for what refers to it, and is not active.
    """
    declared = agencies()
    Agency.objects.bulk_create(
        [
            Agency(
                code=view.code,
                title=dict(view.title),
                short_title=dict(view.short_title),
                site=view.site,
                is_active=True,
            )
            for view in declared.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["title", "short_title", "site", "is_active"],
    )
    # Parents after the rows, since a file may name the parent later than the child.
    for view in declared.values():
        Agency.objects.filter(code=view.code).exclude(parent_id=view.parent).update(
            parent_id=view.parent
        )
    Agency.objects.exclude(code__in=declared).update(is_active=False)
