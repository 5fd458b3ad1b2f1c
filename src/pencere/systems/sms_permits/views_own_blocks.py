"""A person's blocks: why, by which evidence, and the appeal with its answer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import actor_of, signed_in
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import abuse_rules, abuse_words, appeals, own_blocks
from pencere.systems.sms_permits.abuse_models import Appeal
from pencere.systems.sms_permits.block_queries import as_view
from pencere.systems.sms_permits.people_frame import crumbs
from pencere.systems.sms_permits.views_abuse import key_of, long_field, typed_of
from pencere.ui.api import FormErrors, is_language_switch, render


@require_GET
@never_cache
@signed_in
def block(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """Why permits are blocked, until when, and how to appeal."""
    found = own_blocks.own_block(actor=actor_of(request), block_id=block_id)
    time = appeals.last_day(found)
    context = {
        "view": as_view(
            found,
            appeals_of=list(Appeal.objects.filter(block_id=found.pk).order_by("-made_at")),
            may_be_appealed=appeals.why_not(found) is None,
        ),
        "block": found,
        "applicant": actor_of(request).applicant_id,
        "last_day": time[0] if time else None,
        "law": time[1] if time else None,
        "words": abuse_words,
        "crumbs": crumbs(_("Block")),
    }
    return render(request, "sms_permits/people_block.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def appeal(request: HttpRequest, block_id: UUID) -> HttpResponseBase:
    """Say what is wrong; the receipt names by when it is decided."""
    found = own_blocks.own_block(actor=actor_of(request), block_id=block_id)
    typed, errors = typed_of(request), FormErrors()
    if request.method == "POST" and not is_language_switch(request):
        try:
            made = appeals.make(
                actor=actor_of(request),
                block_id=block_id,
                text=request.POST.get("text", ""),
                key=_key(request),
            )
        except Invalid as problem:
            errors = FormErrors(problem.fields)
        except Conflict as problem:
            errors = FormErrors(form=[problem.message])
        else:
            return redirect("sms_permits:appeal", number=made.number)
    context = {
        "view": as_view(found),
        "block": found,
        "key": typed.get("key") or new_id(),
        "errors": errors,
        "field": long_field(
            "text",
            _("What is wrong with the block?"),
            typed,
            errors,
            hint=_("For example: for whom you asked, and why from this phone."),
            most=abuse_rules.MOST_APPEAL,
        ),
        "form_languages": True,
        "crumbs": crumbs(_("Appeal")),
    }
    return render(request, "sms_permits/people_appeal.html", context, status=422 if errors else 200)


@require_GET
@never_cache
@signed_in
def appeal_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """An appeal: its number, by when it is decided, and the decision once there is one."""
    found = Appeal.objects.filter(number=number[:20]).first()
    actor = actor_of(request)
    if found is None or found.appellant_id != actor.applicant_id:
        raise NotFound
    block_row = own_blocks.own_block(actor=actor, block_id=found.block_id)
    context = {
        "appeal": found,
        "block": block_row,
        "view": as_view(block_row),
        "words": abuse_words,
        "crumbs": crumbs(_("Appeal")),
    }
    return render(request, "sms_permits/people_receipt.html", context)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(key_of(request))
    except ValueError:
        raise NotFound from None
