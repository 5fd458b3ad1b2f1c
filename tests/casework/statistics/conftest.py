"""Figures are counted of the same country as that of applications."""

from __future__ import annotations

from tests.casework.applications.conftest import _monday, _own_files, country

__all__ = ["_monday", "_own_files", "country"]
