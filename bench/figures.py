"""What a benchmark prints: one JSON line for each figure, with a reference that was taken in the
same run, so that the ratio says something on any machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `reference` is the same unit of the plain thing it is compared to."""

    name: str
    value: float
    unit: str
    reference: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Value by reference."""
        return self.value / self.reference if self.reference else None


def show(figures: Iterable[Figure]) -> None:
    """Print each figure as a JSON line as soon as it is there."""
    for figure in figures:
        line = {key: _short(value) for key, value in asdict(figure).items() if value != ""}
        line["ratio"] = _short(figure.ratio)
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _short(value: object) -> object:
    return float(f"{value:.4g}") if isinstance(value, float) else value
