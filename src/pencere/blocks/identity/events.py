"""Signals for what the holder of an account should be told; `notices` listens."""

from __future__ import annotations

from django.dispatch import Signal

new_device = Signal()
"""Someone signed in with a browser that the account hasn't used before: `account`, `at`."""
password_changed = Signal()
"""`account`, `at`."""
factor_changed = Signal()
"""A second factor was added or removed: `account`, `at`, `kind` (totp, webauthn), `is_added`."""
api_key_made = Signal()
"""A key for a program was made: `account`, `at`."""
session_ended = Signal()
"""A session ended, whatever the reason: `session`, its label."""
session_renamed = Signal()
"""A session goes on under another key: `old` and `new` labels."""
account_opened = Signal()
"""A person opened an account by themselves: `account`, `at`."""
recovery_changed = Signal()
"""A lost way in: `account`, `at`, `step` (password, factor-begun, factor-done, stopped)."""
failed_tries = Signal()
"""Somebody failed to sign in to an account again and again: `account`, `at`."""
seen = Signal()
"""An officer saw the holder with the passport, or took that back: `account`, `at`, `is_seen`."""
