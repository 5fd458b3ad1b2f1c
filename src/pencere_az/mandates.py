"""What mandates may be for, the registers from which they follow, and those that say who is no
more: `mandates.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pencere.kernel.pack import EndSource, MandateScope, MandateSource
from pencere.kernel.text import Text


@cache
def _content() -> Mapping[str, Any]:
    file = Path(__file__).with_name("mandates.yaml")
    content: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


def majority_years() -> int:
    """At which age one acts for oneself."""
    return int(_content()["majority_years"])


@cache
def scopes() -> Mapping[str, MandateScope]:
    """What may be put into a mandate, by code, in the order of the form."""
    return {
        code: MandateScope(
            code=code,
            title=Text(said["title"]),
            given_by=frozenset(said["given_by"]),
            may_be_left_out=bool(said.get("may_be_left_out")),
        )
        for code, said in _content()["scopes"].items()
    }


@cache
def sources() -> Sequence[MandateSource]:
    """The registers from which mandates follow."""
    return tuple(
        MandateSource(
            register=said["register"],
            kind=said["kind"],
            holder_field=said["holder"],
            conditions={field: frozenset(values) for field, values in said["conditions"].items()},
            scopes=frozenset(said["scopes"]),
            ends_at_majority=bool(said.get("ends_at_majority")),
        )
        for said in _content()["sources"]
    )


@cache
def ends() -> Sequence[EndSource]:
    """The registers that say who is no more."""
    return tuple(
        EndSource(
            register=said["register"],
            conditions={field: frozenset(values) for field, values in said["conditions"].items()},
        )
        for said in _content()["ends"]
    )
