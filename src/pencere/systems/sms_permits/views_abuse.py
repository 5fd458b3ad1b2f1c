"""The abuse desk: patterns with their evidence, and what an officer does about one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, carried, officer
from pencere.blocks.regimes.api import DESK_GROUP
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import (
    abuse,
    abuse_queries,
    abuse_rules,
    abuse_words,
    blocks,
    own_permits,
    people_words,
)
from pencere.systems.sms_permits.abuse_access import is_on_desk
from pencere.systems.sms_permits.abuse_models import Finding
from pencere.systems.sms_permits.abuse_queries import Filters
from pencere.systems.sms_permits.models import Block
from pencere.systems.sms_permits.words import REASONS
from pencere.ui.api import (
    Choice,
    DeskEntry,
    FieldView,
    FormErrors,
    Pager,
    add_desk_entry,
    changed_address,
    formatting,
    is_language_switch,
    parse_date,
    show_at_desk,
    spreadsheet,
)

add_desk_entry(
    DeskEntry(
        "sms_permits:abuse",
        gettext_lazy("Abuse of permits"),
        order=82,
        is_for=is_on_desk,
        group=DESK_GROUP,
    )
)
SHORTEST_KEY = 8


@require_GET
@never_cache
@officer
def findings(request: HttpRequest) -> HttpResponse:
    """What is to be looked at, the gravest first; all filters stand in the address."""
    actor = actor_of(request)
    filters = Filters.of(request.GET)
    errors = FormErrors()
    try:
        page = abuse_queries.findings(actor=actor, filters=filters)
    except Invalid as problem:
        errors = FormErrors(form=[problem.message])
        page = abuse_queries.FindingPage(rows=())
    context = {
        "rows": page.rows,
        "filters": filters,
        "errors": errors,
        "words": abuse_words,
        "patterns": abuse_words.PATTERNS.items(),
        "severities": [(str(code), words) for code, (words, _c) in abuse_words.SEVERITIES.items()],
        "states": [
            *((code, words) for code, (words, _c) in abuse_words.STATES.items()),
            ("all", _("All")),
        ],
        "csv_address": changed_address(request, cursor=None).replace(
            request.path, request.path.rstrip("/") + ".csv", 1
        ),
        "pager": Pager(
            next_address=changed_address(request, cursor=page.next_cursor)
            if page.next_cursor
            else "",
            first_address=changed_address(request, cursor=None) if filters.cursor else "",
        ),
        **tabs(actor),
    }
    return show_at_desk(
        request, "sms_permits/abuse_findings.html", context, status=422 if errors else 200
    )


@require_GET
@never_cache
@officer
def findings_csv(request: HttpRequest) -> HttpResponse:
    """The rows that the filters show, as a file; persons stand in none."""
    rows = abuse_queries.exported(actor=actor_of(request), filters=Filters.of(request.GET))
    header = [_("Pattern"), _("Phone"), _("Counted"), _("From how many on"), _("Messages")]
    header += [_("Severity"), _("First"), _("Last"), _("State"), _("Decided"), _("Reason")]
    return spreadsheet(
        f"abuse-{clock.today().isoformat()}", header, [_cells(each) for each in rows]
    )


def _cells(row: Finding) -> list[object]:
    return [
        abuse_words.PATTERNS[row.pattern],  # type: ignore[index]
        row.sender,
        row.count,
        row.threshold,
        row.messages,
        abuse_words.SEVERITIES[row.severity][0],
        _moment(row.first_at),
        _moment(row.last_at),
        abuse_words.STATES[row.state][0],
        _moment(row.decided_at),
        row.reason,
    ]


def _moment(at: dt.datetime | None) -> str:
    return f"{formatting.date_short(at)} {formatting.time_of_day(at)}".strip()


@require_GET
@never_cache
@officer
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """One with its messages; each opening is journaled for whom they are about."""
    return _show(request, finding_id, names={})


@require_POST
@never_cache
@officer
def names(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """The same page with who stands behind the documents: read from the registers for this."""
    found = abuse_queries.names(actor=actor_of(request), finding_id=finding_id)
    return _show(request, finding_id, names=found)


def _show(request: HttpRequest, finding_id: UUID, names: Mapping[UUID, str]) -> HttpResponse:
    actor = actor_of(request)
    view = abuse_queries.finding_view(actor=actor, finding_id=finding_id)
    proposal = view.proposal
    context = {
        "view": view,
        "row": view.finding,
        "names": names,
        "purposes": own_permits.purpose_titles(),
        "outcomes": people_words.OUTCOMES,
        "reasons": {reason.value: words for reason, words in REASONS.items()},
        "may_confirm": proposal is not None and proposal.proposed_by_id != actor.account_id,
        "words": abuse_words,
        **tabs(actor),
    }
    response = show_at_desk(request, "sms_permits/abuse_finding.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@never_cache
@officer
def block(request: HttpRequest, finding_id: UUID) -> HttpResponseBase:
    """Reason, words and last day; then it holds, or a second officer is asked."""
    view = abuse_queries.finding_view(actor=actor_of(request), finding_id=finding_id)
    if view.finding.state != "open" and request.method == "GET":
        return redirect("sms_permits:finding", finding_id=finding_id)
    if request.method == "GET" or is_language_switch(request):
        return _block_form(request, view, typed_of(request), FormErrors())
    try:
        made = abuse.block(
            actor=actor_of(request),
            finding_id=finding_id,
            reason=request.POST.get("reason", "")[:40],
            words=request.POST.get("words", ""),
            until=end_of_day(request.POST.get("until", "")),
            key=key_of(request),
        )
    except Invalid as found:
        errors = FormErrors(found.fields, order=("reason", "words", "until"))
        return _block_form(request, view, request.POST, errors, status=422)
    except Conflict as found:
        messages.warning(request, found.message)
        return redirect("sms_permits:finding", finding_id=finding_id)
    tell_made(request, made)
    return redirect("sms_permits:finding", finding_id=finding_id)


def _block_form(
    request: HttpRequest,
    view: abuse_queries.FindingView,
    typed: QueryDict,
    errors: FormErrors,
    status: int = 200,
) -> HttpResponse:
    limits = blocks.current_limits()
    context: dict[str, Any] = {
        "row": view.finding,
        "key": typed.get("key") or new_id(),
        "errors": errors,
        "fields": block_fields(
            typed,
            errors,
            limits,
            about="sender" if view.finding.sender else "subject",
            pattern=view.finding.pattern,
        ),
        "limits": limits,
        "form_languages": True,
        "words": abuse_words,
    }
    return show_at_desk(request, "sms_permits/abuse_block.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@officer
def let_pass(request: HttpRequest, finding_id: UUID) -> HttpResponseBase:
    """Do nothing, and say why."""
    view = abuse_queries.finding_view(actor=actor_of(request), finding_id=finding_id)
    errors, typed = FormErrors(), typed_of(request)
    if request.method == "POST" and not is_language_switch(request):
        try:
            abuse.let_pass(
                actor=actor_of(request),
                finding_id=finding_id,
                reason=request.POST.get("reason", ""),
            )
        except Invalid as found:
            errors = FormErrors(found.fields)
        except Conflict as found:
            messages.warning(request, found.message)
            return redirect("sms_permits:finding", finding_id=finding_id)
        else:
            messages.success(request, _("It is let pass. You can take that back."))
            return redirect("sms_permits:finding", finding_id=finding_id)
    context = {
        "row": view.finding,
        "errors": errors,
        "field": long_field("reason", _("Why is nothing done?"), typed, errors),
        "form_languages": True,
        "words": abuse_words,
    }
    return show_at_desk(
        request, "sms_permits/abuse_pass.html", context, status=422 if errors else 200
    )


@require_POST
@officer
def undo(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Take the decision back."""
    try:
        abuse.undo(actor=actor_of(request), finding_id=finding_id)
    except NotFound:
        raise
    except PencereError as problem:
        messages.warning(request, problem.message)
    else:
        messages.success(request, _("The decision is taken back: it is to be looked at again."))
    return redirect("sms_permits:finding", finding_id=finding_id)


@require_POST
@officer
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The second pair of eyes: block, or leave it."""
    actor = actor_of(request)
    try:
        if "confirm" in request.POST:
            tell_made(request, blocks.confirm(actor=actor, proposal_id=proposal_id))
        else:
            blocks.decline(actor=actor, proposal_id=proposal_id)
            messages.success(request, _("Nobody is blocked."))
    except NotFound:
        raise
    except PencereError as problem:
        messages.warning(request, problem.message)
    return redirect("sms_permits:blocks")


def tabs(actor: Actor) -> dict[str, Any]:
    """What the ways between the desk's lists show."""
    return {"counts": abuse_queries.counts(actor=actor)}


def tell_made(request: HttpRequest, made: object) -> None:
    """Say what became of a block."""
    if isinstance(made, Block):
        messages.success(
            request, _("Blocked. It holds from now on, and the one concerned is told.")
        )
    else:
        messages.success(request, _("A second officer has to confirm it now."))


def typed_of(request: HttpRequest) -> QueryDict:
    """What was typed: in this form, or before the session ended."""
    lost = carried(request)
    if lost is None:
        return request.POST
    messages.success(request, _("You were signed out meanwhile. What you typed is still here."))
    return lost.fields


def key_of(request: HttpRequest) -> str:
    """The form's key. Raises NotFound for a form that isn't ours."""
    key = request.POST.get("key", "")
    if not SHORTEST_KEY <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise NotFound
    return key


def end_of_day(typed: str) -> dt.datetime | None:
    """The instant with which the day that was typed is over; None for what is no day."""
    day = parse_date(typed[:20])
    if day is None:
        return None
    try:
        return clock.start_of(day + dt.timedelta(days=1))
    except OverflowError:
        return None


def block_fields(
    typed: QueryDict,
    errors: FormErrors,
    limits: abuse_rules.Limits,
    *,
    about: str,
    pattern: str = "",
) -> list[FieldView]:
    """Reason (of those that fit a `sender` or a `subject`), words, last day."""
    return [
        FieldView(
            key="reason",
            type="choice",
            label=_("Reason"),
            value=typed.get("reason", pattern),
            choices=[
                Choice(code, words)
                for code, words in abuse_words.REASONS.items()
                if abuse_rules.ABOUT[code] == about
            ],
            errors=errors.of("reason"),
        ),
        long_field(
            "words",
            _("What you add"),
            typed,
            errors,
            hint=_("The one who is blocked reads it."),
            required=False,
        ),
        FieldView(
            key="until",
            type="date",
            label=_("Last day"),
            hint=_("%(days)s days from today at most.") % {"days": limits.most_days},
            value=typed.get("until", ""),
            errors=errors.of("until"),
        ),
    ]


def long_field(
    key: str,
    label: str,
    typed: QueryDict,
    errors: FormErrors,
    *,
    hint: str = "",
    required: bool = True,
    most: int = abuse_rules.MOST_WORDS,
) -> FieldView:
    """A field of several lines."""
    return FieldView(
        key=key,
        type="long_text",
        label=label,
        hint=hint,
        value=typed.get(key, ""),
        errors=errors.of(key),
        required=required,
        max_length=most,
    )
