"""Signals for whoever keeps something that hangs on a party."""

from __future__ import annotations

from django.dispatch import Signal

ended = Signal()
"""A party died or was dissolved: `party_id`, `on`; None when that turned out to be a mistake.
Sent in the writer's transaction."""
