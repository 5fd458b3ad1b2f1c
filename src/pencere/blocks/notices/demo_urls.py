"""Addresses of the demonstration's own pages; 404 where it is none."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.blocks.identity.api import demo_accounts, demo_codes
from pencere.blocks.notices.demo_views import mailbox

urlpatterns: list[URLPattern] = [
    path("accounts/", demo_accounts, name="demo-accounts"),
    path("codes/", demo_codes, name="demo-codes"),
    path("mail/", mailbox, name="demo-mail"),
]
