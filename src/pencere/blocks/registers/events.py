"""Signals for whoever derives something from records; sent in the writer's transaction."""

from __future__ import annotations

from django.dispatch import Signal

changed = Signal()
"""A record was added, corrected or ended: `register`, `subject`, `holds_from` and
`holds_until` (its first and last day; the last is None for no end)."""
