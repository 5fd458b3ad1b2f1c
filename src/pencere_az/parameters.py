"""What laws set for many services at once: `parameters.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pencere.kernel.pack import DatedValue, Parameter
from pencere.kernel.text import Text


@cache
def parameters() -> Mapping[str, Parameter]:
    """All parameters by code."""
    file = Path(__file__).with_name("parameters.yaml")
    content: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        code: Parameter(
            code=code,
            title=Text(said["title"]),
            values=tuple(
                sorted(map(_value, said["values"]), key=lambda each: each.since, reverse=True)
            ),
        )
        for code, said in content.items()
    }


def _value(said: Mapping[str, Any]) -> DatedValue:
    return DatedValue(
        since=said["since"],
        value=said["value"],
        law=Text(said["law"]) if "law" in said else None,
        is_confirmed=not said.get("unconfirmed", False),
    )
