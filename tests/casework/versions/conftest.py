"""The stories of versions stand in the same country as those of applications."""

from __future__ import annotations

from tests.casework.applications.conftest import _monday, _own_files, committed_country, country

__all__ = ["_monday", "_own_files", "committed_country", "country"]
