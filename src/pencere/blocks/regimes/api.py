"""What others may ask of regimes: rules that officers change, with the dates of each."""

from __future__ import annotations

__all__: list[str] = []
