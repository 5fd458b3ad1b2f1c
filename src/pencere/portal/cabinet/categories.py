"""The categories of the cabinet, in the order of its cards."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CATEGORIES: dict[str, Promise | str] = {
    "identity": _("Personal"),
    "family": _("Family"),
    "address": _("Address"),
    "education": _("Education"),
    "employment": _("Employment"),
    "transport": _("Transport"),
    "property": _("Property"),
    "health": _("Health"),
    "social": _("Social"),
    "financial": _("Financial"),
    "business": _("Business"),
}
