"""Pages of entitlements begin as their stories do."""

from tests.casework.entitlements.conftest import _monday, _own_files, country

__all__ = ["_monday", "_own_files", "country"]
