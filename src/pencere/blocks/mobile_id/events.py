"""Signals for who waits for an answer, and for what the holder of a mobile ID should be told.
Sent in the transaction of what they tell of."""

from __future__ import annotations

from django.dispatch import Signal

answered = Signal()
"""A request was confirmed or refused: `request_id`, `standing`. Of one whose time runs out
nothing is sent: who asked knows until when it waits."""
blocked = Signal()
"""A mobile ID opens nothing any more: `party_id`, `at`, `by` (holder, not-me, pin)."""
