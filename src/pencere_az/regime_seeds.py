"""The rules with which regimes begin: `regimes/<code>.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pencere.kernel.pack import RegimeMark, RegimeSeed
from pencere.kernel.text import Text


@cache
def seeds() -> Mapping[str, RegimeSeed]:
    """All of them by code."""
    files = sorted(Path(__file__).with_name("regimes").glob("*.yaml"))
    return {
        file.stem: _seed(file.stem, yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in files
    }


def _seed(code: str, said: Mapping[str, Any]) -> RegimeSeed:
    return RegimeSeed(
        code=code,
        agency=said["agency"],
        since=said["since"],
        reason=Text(said["reason"]),
        law=Text(said["law"]) if "law" in said else None,
        values=said["values"],
        marks={key: _mark(mark) for key, mark in said.get("marks", {}).items()},
    )


def _mark(said: Mapping[str, Any]) -> RegimeMark:
    return RegimeMark(
        law=Text(said["law"]) if "law" in said else None,
        is_confirmed=not said.get("unconfirmed", False),
    )
