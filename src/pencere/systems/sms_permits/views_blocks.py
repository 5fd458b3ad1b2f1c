"""The abuse desk: all blocks, one of them, a block of a phone without a pattern; appeals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import actor_of, officer
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import (
    abuse_rules,
    abuse_words,
    appeals,
    block_queries,
    blocks,
    people_words,
)
from pencere.systems.sms_permits.views_abuse import (
    block_fields,
    end_of_day,
    key_of,
    long_field,
    tabs,
    tell_made,
    typed_of,
)
from pencere.ui.api import (
    Choice,
    FieldView,
    FormErrors,
    Pager,
    changed_address,
    formatting,
    is_language_switch,
    show_at_desk,
    spreadsheet,
)


@require_GET
@never_cache
@officer
def all_blocks(request: HttpRequest) -> HttpResponse:
    """Proposals that wait, then blocks, the newest first; filters stand in the address."""
    actor = actor_of(request)
    filters = block_queries.BlockFilters.of(request.GET)
    page = block_queries.all_blocks(actor=actor, filters=filters)
    context = {
        "rows": page.rows,
        "proposals": block_queries.proposals(actor=actor),
        "filters": filters,
        "own_account": actor.account_id,
        "words": abuse_words,
        "states": block_queries.STATES.items(),
        "csv_address": changed_address(request, page=None).replace(
            request.path, request.path.rstrip("/") + ".csv", 1
        ),
        "pager": pager(request, filters.page, has_more=page.has_more),
        **tabs(actor),
    }
    return show_at_desk(request, "sms_permits/abuse_blocks.html", context)


@require_GET
@never_cache
@officer
def all_blocks_csv(request: HttpRequest) -> HttpResponse:
    """The rows that the filters show, as a file; persons stand in none."""
    filters = block_queries.BlockFilters.of(request.GET)
    rows = block_queries.exported(actor=actor_of(request), filters=filters)
    header = [_("Phone"), _("Reason"), _("From"), _("Until"), _("State"), _("Lifted"), _("Why")]
    cells = [
        [
            each.block.sender,
            abuse_words.PATTERNS.get(each.block.pattern, ""),  # type: ignore[call-overload]
            formatting.date_short(each.block.blocked_from),
            formatting.date_short(each.block.blocked_until),
            each.state[0],
            formatting.date_short(each.block.lifted_at),
            each.block.lifted_because,
        ]
        for each in rows
    ]
    return spreadsheet(f"blocks-{clock.today().isoformat()}", header, cells)


@require_GET
@never_cache
@officer
def one_block(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """A block with its evidence, what was appealed, and what may be done."""
    actor = actor_of(request)
    view = block_queries.block_view(actor=actor, block_id=block_id)
    context = {"view": view, "block": view.block, "words": abuse_words, **tabs(actor)}
    return show_at_desk(request, "sms_permits/abuse_one_block.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@officer
def new_block(request: HttpRequest) -> HttpResponseBase:
    """Block a phone without a pattern: a letter came, or one of several phones is meant."""
    typed, errors = typed_of(request), FormErrors()
    if request.method == "POST" and not is_language_switch(request):
        try:
            made = blocks.impose(
                actor=actor_of(request),
                wanted=blocks.Wanted(
                    pattern=request.POST.get("reason", "")[:40],
                    words=request.POST.get("words", ""),
                    until=end_of_day(request.POST.get("until", "")),
                    key=key_of(request),
                    sender=people_words.phone_of(request.POST.get("phone", "")),
                ),
            )
        except Invalid as found:
            errors = FormErrors(found.fields, order=("phone", "reason", "words", "until"))
        except Conflict as found:
            errors = FormErrors(form=[found.message])
        else:
            tell_made(request, made)
            return redirect("sms_permits:blocks")
    return _new_form(request, typed, errors)


def _new_form(request: HttpRequest, typed: QueryDict, errors: FormErrors) -> HttpResponse:
    block_queries.require_desk(actor_of(request))
    limits = blocks.current_limits()
    phone = FieldView(
        key="phone",
        type="phone",
        label=_("Phone number"),
        value=typed.get("phone", request.GET.get("phone", "")[:20]),
        errors=errors.of("phone"),
    )
    context = {
        "fields": [phone, *block_fields(typed, errors, limits, about="sender")],
        "key": typed.get("key") or new_id(),
        "errors": errors,
        "form_languages": True,
    }
    return show_at_desk(
        request, "sms_permits/abuse_new_block.html", context, status=422 if errors else 200
    )


@require_http_methods(["GET", "POST"])
@never_cache
@officer
def lift(request: HttpRequest, block_id: UUID) -> HttpResponseBase:
    """End a block before its day, and say why."""
    view = block_queries.block_view(actor=actor_of(request), block_id=block_id)
    errors, typed = FormErrors(), typed_of(request)
    if request.method == "POST" and not is_language_switch(request):
        try:
            blocks.lift(
                actor=actor_of(request),
                block_id=block_id,
                because=request.POST.get("because", "")[: abuse_rules.MOST_WORDS],
            )
        except Invalid as found:
            errors = FormErrors(found.fields)
        else:
            messages.success(request, _("The block is lifted, and the one concerned is told."))
            return redirect("sms_permits:one-block", block_id=block_id)
    context = {
        "block": view.block,
        "view": view,
        "errors": errors,
        "field": long_field(
            "because", _("Why?"), typed, errors, hint=_("The one who was blocked reads it.")
        ),
        "form_languages": True,
    }
    return show_at_desk(
        request, "sms_permits/abuse_lift.html", context, status=422 if errors else 200
    )


@require_http_methods(["GET", "POST"])
@never_cache
@officer
def take_appeal(request: HttpRequest, block_id: UUID) -> HttpResponseBase:
    """Write down the appeal of somebody who came in person, called or wrote."""
    view = block_queries.block_view(actor=actor_of(request), block_id=block_id)
    errors, typed = FormErrors(), typed_of(request)
    if request.method == "POST" and not is_language_switch(request):
        try:
            made = appeals.take(
                actor=actor_of(request),
                block_id=block_id,
                name=request.POST.get("name", ""),
                contact=request.POST.get("contact", ""),
                text=request.POST.get("text", ""),
                key=_uuid(key_of(request)),
            )
        except Invalid as found:
            errors = FormErrors(found.fields, order=("name", "contact", "text"))
        except Conflict as found:
            errors = FormErrors(form=[found.message])
        else:
            words = _("The appeal has the number %(number)s. Tell it to its author.")
            messages.success(request, words % {"number": made.number})
            return redirect("sms_permits:one-block", block_id=block_id)
    context = {
        "block": view.block,
        "view": view,
        "errors": errors,
        "key": typed.get("key") or new_id(),
        "fields": _appeal_fields(typed, errors),
        "form_languages": True,
    }
    return show_at_desk(
        request, "sms_permits/abuse_take_appeal.html", context, status=422 if errors else 200
    )


def _appeal_fields(typed: QueryDict, errors: FormErrors) -> list[FieldView]:
    return [
        FieldView(
            key="name",
            type="text",
            label=_("Who appeals"),
            value=typed.get("name", ""),
            errors=errors.of("name"),
        ),
        FieldView(
            key="contact",
            type="text",
            label=_("How the answer reaches them"),
            hint=_("A phone number, an address"),
            value=typed.get("contact", ""),
            errors=errors.of("contact"),
        ),
        long_field("text", _("What they say"), typed, errors, most=abuse_rules.MOST_APPEAL),
    ]


@require_GET
@never_cache
@officer
def appeal_queue(request: HttpRequest) -> HttpResponse:
    """Appeals that wait, what is due first on top; or those that are decided."""
    actor = actor_of(request)
    is_decided = request.GET.get("show") == "decided"
    number = block_queries.page_of(request.GET)
    page = block_queries.appeal_queue(actor=actor, is_decided=is_decided, page=number)
    context = {
        "rows": page.rows,
        "is_decided": is_decided,
        "now": clock.now(),
        "words": abuse_words,
        "pager": pager(request, number, has_more=page.has_more),
        **tabs(actor),
    }
    return show_at_desk(request, "sms_permits/abuse_appeals.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@officer
def one_appeal(request: HttpRequest, appeal_id: UUID) -> HttpResponseBase:
    """What is said against the block, the block itself, and the decision."""
    actor = actor_of(request)
    errors, typed = FormErrors(), typed_of(request)
    if request.method == "POST" and not is_language_switch(request):
        try:
            appeals.decide(actor=actor, appeal_id=appeal_id, decided=_decided(request))
        except Invalid as found:
            errors = FormErrors(found.fields, order=("outcome", "until", "answer"))
        except NotFound:
            raise
        except PencereError as found:
            messages.warning(request, found.message)
            return redirect("sms_permits:one-appeal", appeal_id=appeal_id)
        else:
            messages.success(request, _("Decided, and the author is told."))
            return redirect("sms_permits:appeal-queue")
    view = block_queries.appeal_view(actor=actor, appeal_id=appeal_id)
    context: dict[str, Any] = {
        "view": view,
        "appeal": view.appeal,
        "block": view.block.block,
        "errors": errors,
        "fields": _decision_fields(typed, errors),
        "form_languages": view.may_decide,
        "words": abuse_words,
    }
    return show_at_desk(
        request, "sms_permits/abuse_one_appeal.html", context, status=422 if errors else 200
    )


def _decided(request: HttpRequest) -> appeals.Decided:
    return appeals.Decided(
        outcome=request.POST.get("outcome", "")[:20],
        answer=request.POST.get("answer", ""),
        until=end_of_day(request.POST.get("until", "")),
    )


def _decision_fields(typed: QueryDict, errors: FormErrors) -> list[FieldView]:
    return [
        FieldView(
            key="outcome",
            type="choice",
            label=_("What do you decide?"),
            value=typed.get("outcome", ""),
            choices=[Choice(code, words) for code, (words, _c) in abuse_words.OUTCOMES.items()],
            errors=errors.of("outcome"),
        ),
        FieldView(
            key="until",
            type="date",
            label=_("New last day"),
            hint=_("Only for a block that is shortened."),
            value=typed.get("until", ""),
            errors=errors.of("until"),
            required=False,
        ),
        long_field(
            "answer",
            _("Your answer"),
            typed,
            errors,
            hint=_("The author of the appeal reads it."),
            most=abuse_rules.MOST_ANSWER,
        ),
    ]


def pager(request: HttpRequest, page: int, *, has_more: bool) -> Pager:
    """The ways to the pages before and after."""
    return Pager(
        previous_address=changed_address(request, page=page - 1 if page > 2 else None)
        if page > 1
        else "",
        next_address=changed_address(request, page=page + 1) if has_more else "",
    )


def _uuid(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise NotFound from None
