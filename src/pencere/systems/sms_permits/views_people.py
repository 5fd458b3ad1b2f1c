"""A person's permits: what is allowed today, asking for one, the permit with its square code, the
history, and what was done from a phone that isn't theirs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pencere.blocks.identity.api import acting_for, actor_of, signed_in
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound, PencereError, Refused
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import (
    abuse,
    asking,
    own_permits,
    people_queries,
    people_words,
    tokens,
)
from pencere.systems.sms_permits.people_frame import crumbs, for_people
from pencere.systems.sms_permits.people_queries import HistoryFilters
from pencere.systems.sms_permits.queries import permit as own_permit
from pencere.systems.sms_permits.values import Permit
from pencere.systems.sms_permits.views_abuse import key_of, typed_of
from pencere.ui.api import (
    Choice,
    Definition,
    FieldView,
    FormErrors,
    Pager,
    changed_address,
    formatting,
    is_language_switch,
    render,
    spreadsheet,
)


@require_GET
@never_cache
@signed_in
@for_people
def overview(request: HttpRequest) -> HttpResponse:
    """The permit that holds, what is allowed today, what is left of it."""
    actor = actor_of(request)
    seen = own_permits.overview(actor=actor)
    context = {
        "seen": seen,
        "pictures": {each.reference: _picture(each) for each in seen.valid},
        "acting_for": acting_for(request) or "",
        "words": people_words,
        "crumbs": crumbs(_("Permits to leave home"), is_top=True),
    }
    return render(request, "sms_permits/people_overview.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
@for_people
def ask(request: HttpRequest) -> HttpResponseBase:
    """For what; then what was chosen once more; then the permit, or why not."""
    typed, errors = typed_of(request), FormErrors()
    if request.method == "POST" and not is_language_switch(request):
        try:
            choice = own_permits.chosen(
                actor=actor_of(request), purpose=request.POST.get("purpose", "")[:60]
            )
            if "confirm" in request.POST:
                return _asked(request, choice)
            return _check(request, choice, new_id())
        except Invalid as problem:
            errors = FormErrors(problem.fields, order=("purpose",))
    elif "confirm" in request.POST:  # the language was switched on the page that checks
        choice = own_permits.chosen(
            actor=actor_of(request), purpose=request.POST.get("purpose", "")[:60]
        )
        return _check(request, choice, key_of(request))
    return _ask_form(request, typed, errors)


def _ask_form(request: HttpRequest, typed: QueryDict, errors: FormErrors) -> HttpResponse:
    actor = actor_of(request)
    seen = own_permits.overview(actor=actor)
    chosen_purpose = typed.get("purpose", request.GET.get("purpose", "")[:60])
    fields = [
        FieldView(
            key="purpose",
            type="choice",
            label=_("What do you leave home for?"),
            value=chosen_purpose,
            choices=[
                Choice(each.purpose.code, own_permits.title(each.purpose), _choice_hint(each))
                for each in seen.left
            ],
            errors=errors.of("purpose"),
        )
    ]
    context = {
        "seen": seen,
        "fields": fields,
        "errors": errors,
        "form_languages": True,
        "acting_for": acting_for(request) or "",
        "words": people_words,
        "crumbs": crumbs(_("Ask for a permit")),
    }
    return render(request, "sms_permits/people_ask.html", context, status=422 if errors else 200)


def _choice_hint(left: people_queries.Left) -> str:
    hint = own_permits.hint(left)
    return f"{hint} · {_('None left today')}" if left.left == 0 else hint


def _check(request: HttpRequest, choice: own_permits.Chosen, key: object) -> HttpResponse:
    asks = reverse("sms_permits:ask")
    rows = [
        Definition(_("For whom"), choice.name),
        *([Definition(_("Document"), choice.document)] if choice.document else []),
        Definition(
            _("Purpose"),
            own_permits.title(choice.purpose),
            change_address=f"{asks}?purpose={choice.purpose.code}",
        ),
        Definition(_("How long"), own_permits.minutes(choice.purpose.minutes)),
    ]
    context = {
        "choice": choice,
        "rows": rows,
        "key": key,
        "until": choice.until,
        "form_languages": True,
        "crumbs": crumbs(_("Ask for a permit")),
    }
    return render(request, "sms_permits/people_check.html", context)


def _asked(request: HttpRequest, choice: own_permits.Chosen) -> HttpResponseBase:
    own_permits.count_request(actor_of(request))
    answered = asking.ask(
        actor=actor_of(request),
        purpose=choice.purpose.code,
        key=key_of(request),
    )
    given = answered.permit
    if given is not None:
        words = (
            _("You have this permit already. It holds until %(until)s.")
            if answered.outcome == "repeated"
            else _("The permit is given. It holds until %(until)s.")
        )
        until = formatting.time_of_day(given.valid_until)
        messages.success(request, words % {"until": until})
        return redirect("sms_permits:permit", reference=given.reference)
    context = {
        "why": people_words.why(answered.reason),
        "reason": answered.reason,
        "choice": choice,
        "title": own_permits.title(choice.purpose),
        "seen": own_permits.overview(actor=actor_of(request)),
        "crumbs": crumbs(_("Ask for a permit")),
    }
    return render(request, "sms_permits/people_refused.html", context)


@require_GET
@never_cache
@signed_in
@for_people
def permit(request: HttpRequest, reference: str) -> HttpResponse:
    """One permit, with its square code while it holds."""
    found = own_permit(actor=actor_of(request), reference=reference[:60])
    is_valid = found.is_valid(clock.now())
    context = {
        "permit": found,
        "is_valid": is_valid,
        "is_over": found.valid_until <= clock.now(),
        "picture": _picture(found) if is_valid else "",
        "title": own_permits.purpose_title(found.purpose),
        "way": own_permits.way(actor_of(request), found),
        "hidden": people_words.hidden(found.sender),
        "was_disowned": own_permits.was_disowned(found),
        "may_extend": own_permits.may_extend(found),
        "name": own_permits.name_of(found.subject),
        "words": people_words,
        "crumbs": crumbs(_("Permit")),
    }
    return render(request, "sms_permits/people_permit.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
@for_people
def extend(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Longer, by a doctor's certificate."""
    actor = actor_of(request)
    found = own_permit(actor=actor, reference=reference[:60])
    if not own_permits.may_extend(found):
        messages.warning(request, _("This permit can't be made longer."))
        return redirect("sms_permits:permit", reference=found.reference)
    typed, errors = typed_of(request), FormErrors()
    if request.method == "POST" and not is_language_switch(request):
        try:
            made = asking.extend(
                actor=actor,
                reference=found.reference,
                certificate=request.POST.get("certificate", "")[:200],
            )
        except Invalid as problem:
            errors = FormErrors(problem.fields)
        except (Refused, Conflict) as problem:
            errors = FormErrors(form=[problem.message])
        else:
            until = formatting.time_of_day(made.valid_until)
            messages.success(request, _("It holds until %(until)s now.") % {"until": until})
            return redirect("sms_permits:permit", reference=made.reference)
    context = {
        "permit": found,
        "until": own_permits.extended_until(found),
        "field": FieldView(
            key="certificate",
            type="text",
            label=_("Number of the doctor's certificate"),
            hint=_("It stands on the certificate that the clinic gave you."),
            value=typed.get("certificate", ""),
            errors=errors.of("certificate"),
            width=20,
        ),
        "errors": errors,
        "form_languages": True,
        "crumbs": crumbs(_("Make it longer")),
    }
    return render(request, "sms_permits/people_extend.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
@for_people
def not_me(request: HttpRequest, reference: str) -> HttpResponseBase:
    """ "Somebody else asked for this": ask once, then tell the officers."""
    actor = actor_of(request)
    found = own_permit(actor=actor, reference=reference[:60])
    if request.method == "POST" and not is_language_switch(request):
        try:
            abuse.disown(actor=actor, reference=found.reference)
        except NotFound:
            raise
        except PencereError as problem:
            messages.warning(request, problem.message)
        else:
            messages.success(
                request, _("Officers look into it. Which phone it was, they see; you needn't act.")
            )
        return redirect("sms_permits:permit", reference=found.reference)
    context = {
        "permit": found,
        "title": own_permits.purpose_title(found.purpose),
        "hidden": people_words.hidden(found.sender),
        "form_languages": True,
        "crumbs": crumbs(_("It wasn't me")),
    }
    return render(request, "sms_permits/people_not_me.html", context)


@require_GET
@never_cache
@signed_in
@for_people
def history(request: HttpRequest) -> HttpResponse:
    """All that was asked with the person's documents; filters stand in the address."""
    actor = actor_of(request)
    filters = HistoryFilters.of(request.GET)
    errors = FormErrors()
    try:
        page = people_queries.history(actor=actor, filters=filters)
    except Invalid as problem:
        errors = FormErrors(form=[problem.message])
        page = people_queries.HistoryPage(rows=())
    context = {
        "rows": page.rows,
        "filters": filters,
        "errors": errors,
        "titles": own_permits.purpose_titles(),
        "words": people_words,
        "csv_address": changed_address(request, cursor=None).replace(
            request.path, request.path.rstrip("/") + ".csv", 1
        ),
        "pager": Pager(
            next_address=changed_address(request, cursor=page.next_cursor)
            if page.next_cursor
            else "",
            first_address=changed_address(request, cursor=None) if filters.cursor else "",
        ),
        "crumbs": crumbs(_("What was asked")),
    }
    return render(
        request, "sms_permits/people_history.html", context, status=422 if errors else 200
    )


@require_GET
@never_cache
@signed_in
@for_people
def history_csv(request: HttpRequest) -> HttpResponse:
    """The rows that the filters show, as a file."""
    page = people_queries.history(
        actor=actor_of(request),
        filters=HistoryFilters.of(request.GET),
        limit=people_queries.MOST_EXPORTED,
    )
    titles = own_permits.purpose_titles()
    header = [_("Asked"), _("Purpose"), _("Answer"), _("From"), _("Until"), _("How")]
    rows: list[list[Any]] = [
        [
            f"{formatting.date_short(each.asked_at)} {formatting.time_of_day(each.asked_at)}",
            titles.get(each.purpose, each.purpose),
            people_words.why(each.reason).title
            if each.reason
            else people_words.OUTCOMES[each.outcome][0],
            formatting.time_of_day(each.valid_from),
            formatting.time_of_day(each.valid_until),
            people_words.CHANNELS[each.way],
        ]
        for each in page.rows
    ]
    return spreadsheet(f"permits-{clock.today().isoformat()}", header, rows)


def _picture(found: Permit) -> str:
    return mark_safe(tokens.picture_of(found))  # noqa: S308  (of digits and letters, made here)
