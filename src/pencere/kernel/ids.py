"""Identifiers: UUIDv7 inside; outside a reference that can be read over the phone."""

from __future__ import annotations

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by the time it was made, so that indexes grow at one end."""
    return uuid_utils.compat.uuid7()
