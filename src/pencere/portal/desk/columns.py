"""Columns that a queue can show, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

COLUMNS: dict[str, Any] = {
    "due": _("Due"),
    "case": _("Case"),
    "applicant": _("Applicant"),
    "state": _("State"),
    "with": _("With"),
    "came": _("Sent"),
    "region": _("Region"),
    "checks": _("Automatic checks"),
}
USUAL = ("due", "case", "applicant", "state", "with")


def chosen(codes: Iterable[str]) -> tuple[str, ...]:
    """Known columns out of `codes` in the table's order; the case itself always."""
    wanted = set(codes)
    if not wanted & set(COLUMNS):
        return USUAL
    return tuple(code for code in COLUMNS if code in wanted or code == "case")
