"""The country pack: everything that a law or a language sets, behind one interface.

The platform finds its pack by the module name in `settings.COUNTRY_PACK`; the module has
an attribute `PACK`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

if TYPE_CHECKING:
    from pencere.kernel.text import Text


class CountryPack(Protocol):
    """What the platform asks of a country."""

    root: Path
    """Folder with agencies.yaml, registers/, services/, documents/ (templates), texts/."""
    code: str
    """ISO 3166-1 alpha-2."""
    name: Text
    currency: str
    """ISO 4217."""
    alphabet: str
    """Lower-case letters of the first language in their order."""
    person_identifier: Text
    """What the personal identifier is called."""
    organisation_identifier: Text

    def upper(self, text: str, language: str) -> str:
        """Upper case by the rules of `language`."""
        ...

    def lower(self, text: str, language: str) -> str:
        """Lower case by the rules of `language`."""
        ...

    def fold(self, text: str) -> str:
        """The search form of `text`: one script, no marks, so that variants meet."""
        ...

    def is_holiday(self, day: dt.date) -> bool:
        """Whether `day` is a public holiday or rest day by law (weekends apart)."""
        ...

    def normalise_person_identifier(self, value: str) -> str | None:
        """The canonical form of a personal identifier, None when it can't be one."""
        ...

    def normalise_organisation_identifier(self, value: str) -> str | None:
        """The canonical form of an organisation's identifier, None when it can't be one."""
        ...

    def normalise_phone(self, value: str) -> str | None:
        """E.164 form of a phone number of this country or abroad, None when it can't be one."""
        ...

    def life_events(self) -> Mapping[str, Text]:
        """Life events by code, in the order in which the home page shows them."""
        ...

    def topics(self) -> Mapping[str, Text]:
        """Topics of the catalogue by code, in order."""
        ...

    def demo_accounts(self) -> Sequence[object]:
        """Who can sign in to the demo."""
        ...


@cache
def pack() -> CountryPack:
    """The pack that the settings name."""
    found: CountryPack = import_module(settings.COUNTRY_PACK).PACK
    return found
