"""What others may ask of permits asked for by message."""

from __future__ import annotations

__all__: list[str] = []
