"""What others may ask of text messages: who handles those to a number, and sending."""

from __future__ import annotations

__all__: list[str] = []
