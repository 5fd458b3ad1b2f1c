"""The inbox."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pencere.blocks.identity.api import actor_of, signed_in
from pencere.blocks.notices import actions, queries
from pencere.blocks.parties.api import sees_all
from pencere.kernel.errors import NotFound
from pencere.ui.api import Pager, changed_address, render


@require_GET
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """All notices or the unread ones, the newest first."""
    actor = actor_of(request)
    only_unread = request.GET.get("show") == "unread"
    before = request.GET.get("before")
    page = queries.inbox(actor=actor, only_unread=only_unread, before=_uuid(before))
    pager = Pager(
        next_address=changed_address(request, before=page.next) if page.next else "",
        first_address=changed_address(request, before=None) if before else "",
    )
    context = {
        "rows": page.rows,
        "pager": pager,
        "only_unread": only_unread,
        "is_narrow": not sees_all(actor),
        "mandate_id": actor.mandate_id,
        "is_first_page": not before,
    }
    return render(request, "notices/inbox.html", context)


@require_GET
@signed_in
def show(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice; opening it is reading it."""
    notice = actions.mark_read(actor=actor_of(request), notice_id=notice_id)
    return render(request, "notices/show.html", {"notice": notice})


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything is read."""
    actions.mark_all_read(actor=actor_of(request))
    messages.success(request, _("All notices are marked as read."))
    return HttpResponseRedirect(reverse("notices:inbox"))


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NotFound from None
