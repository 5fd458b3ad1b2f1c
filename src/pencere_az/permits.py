"""How people ask by message for a permit to leave home: `permit_messages.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pencere.kernel.pack import DocumentSeries, PermitMessages
from pencere.kernel.text import Text


@cache
def permit_messages() -> PermitMessages:
    """All that the file says."""
    file = Path(__file__).with_name("permit_messages.yaml")
    said: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return PermitMessages(
        number=said["number"],
        series=tuple(map(_series, said["series"])),
        documents=said["documents"],
        born_on=said["born_on"],
        residence=said["residence"],
        region=said["region"],
        certificates=said["certificates"],
        example=said["example"],
        language_words={code: frozenset(own) for code, own in said["language_words"].items()},
        script_languages=said["script_languages"],
        help_words={code: frozenset(own) for code, own in said["help_words"].items()},
        answers={code: Text(words) for code, words in said["answers"].items()},
        plain_letters=said["plain_letters"],
    )


def _series(said: Mapping[str, Any]) -> DocumentSeries:
    return DocumentSeries(
        kind=said["kind"],
        letters=said["letters"],
        digits=frozenset(said["digits"]),
        typed=frozenset(said.get("typed", ())),
    )
