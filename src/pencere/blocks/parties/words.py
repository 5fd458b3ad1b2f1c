"""How pages name the right by which one acts for another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MANDATES: dict[str, _StrOrPromise] = {
    "director": _("as director"),
    "seal": _("by the organisation's seal"),
    "parent": _("as parent"),
    "guardian": _("as guardian"),
    "attorney": _("by power of attorney"),
}


def mandate_words(kind: str) -> _StrOrPromise:
    """By which right, in the active language: “as parent”; "" for none."""
    return MANDATES.get(kind, _("by a mandate")) if kind else ""
