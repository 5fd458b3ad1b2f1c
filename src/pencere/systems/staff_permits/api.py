"""What others may ask of permits for staff."""

from __future__ import annotations

__all__: list[str] = []
