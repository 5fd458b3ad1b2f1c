"""The desk's rooms where agencies work on one case together: opinions that are asked for, the
first case of an appeal, duplicates that become one.

Whom something is shown to and who may act is decided in `casework.applications`.
"""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, carried, officer
from pencere.blocks.parties.api import agency
from pencere.casework.applications import api
from pencere.kernel.errors import Invalid, NotFound, PencereError
from pencere.kernel.files.api import as_download
from pencere.portal.desk import asked
from pencere.ui.api import DeskEntry, FormErrors, add_desk_entry, is_language_switch, show_at_desk

add_desk_entry(DeskEntry("desk:opinions", gettext_lazy("Opinions"), order=30))

ANSWERS: dict[str, Any] = {
    "positive": gettext_lazy("We agree"),
    "conditional": gettext_lazy("We agree with conditions"),
    "negative": gettext_lazy("We object"),
}


@require_GET
@officer
def opinions(request: HttpRequest) -> HttpResponse:
    """What other agencies ask of this officer's, and what was answered."""
    actor = actor_of(request)
    context = {
        "asked": api.opinions_asked(actor=actor),
        "given": api.opinions_given(actor=actor),
    }
    return show_at_desk(request, "desk/opinions.html", context)


@require_http_methods(["GET", "POST"])
@officer
def opinion(request: HttpRequest, opinion_id: UUID) -> HttpResponseBase:
    """What is asked, what may be seen for it, and the form for the answer."""
    if request.method == "POST" and not is_language_switch(request):
        return _give(request, opinion_id)
    lost = carried(request)
    if lost is None:
        return _show(request, opinion_id, typed=request.POST)
    messages.success(request, _("You were signed out meanwhile. What you typed is still here."))
    return _show(request, opinion_id, typed=lost.fields)


def _show(
    request: HttpRequest,
    opinion_id: UUID,
    *,
    typed: Any,
    errors: FormErrors | None = None,
    status: int = 200,
) -> HttpResponse:
    view = api.opinion(actor=actor_of(request), opinion_id=opinion_id)
    context = {
        "view": view,
        "asking": agency(view.asking_agency).title,
        "answers": ANSWERS,
        "typed": typed,
        "errors": errors or FormErrors(),
        "form_languages": view.opinion.state == "pending",
    }
    return show_at_desk(request, "desk/opinion.html", context, status=status)


def _give(request: HttpRequest, opinion_id: UUID) -> HttpResponseBase:
    file = request.FILES.get("file")
    try:
        api.give_opinion(
            actor=actor_of(request),
            opinion_id=opinion_id,
            answer=request.POST.get("answer", "")[:20],
            words=request.POST.get("words", ""),
            file=cast(BinaryIO, file.file) if file else None,
            file_name=(file.name or "") if file else "",
        )
    except NotFound:
        raise
    except PencereError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        errors = FormErrors(fields, form=() if fields else [problem.message])
        return _show(request, opinion_id, typed=request.POST, errors=errors, status=problem.status)
    messages.success(request, _("Your agency's opinion is given."))
    return redirect("desk:opinions")


@require_GET
@officer
def attachment(request: HttpRequest, opinion_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """A file of the case that the asked agency is shown, always as a download."""
    found = api.opinion_attachment(
        actor=actor_of(request), opinion_id=opinion_id, attachment_id=attachment_id
    )
    return as_download(found)


@require_GET
@officer
def file(request: HttpRequest, opinion_id: UUID) -> HttpResponseBase:
    """The file that came with an opinion, always as a download."""
    return as_download(api.opinion_file(actor=actor_of(request), opinion_id=opinion_id))


@require_POST
@officer
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """The case needs an opinion no more."""
    api.withdraw_opinion(
        actor=actor_of(request),
        application_id=asked.id_of(request),
        opinion_id=asked.id_of(request, "opinion"),
    )
    messages.success(request, _("This opinion is not asked for any more."))
    return redirect("desk:case", reference=reference)


@require_POST
@officer
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a question once more."""
    api.ask_again(
        actor=actor_of(request),
        application_id=asked.id_of(request),
        opinion_id=asked.id_of(request, "opinion"),
    )
    messages.success(request, _("The agency is asked again."))
    return redirect("desk:case", reference=reference)


@require_GET
@officer
def first_case(request: HttpRequest, reference: str, first: str) -> HttpResponse:
    """The case against which an appeal is made, to read."""
    view = api.linked_case(actor=actor_of(request), reference=reference, of=first)
    context = {
        "view": view,
        "appeal": reference,
        "opinion_agencies": {each.agency: agency(each.agency).title for each in view.opinions},
    }
    return show_at_desk(request, "desk/first_case.html", context)


@require_POST
@officer
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Close another open case of the same applicant for the same, in favour of this one."""
    try:
        api.merge(
            actor=actor_of(request),
            application_id=asked.id_of(request),
            duplicate_id=asked.id_of(request, "duplicate"),
            reason=request.POST.get("reason", ""),
        )
    except NotFound:
        raise
    except PencereError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        said = next((each for found in fields.values() for each in found), problem.message)
        messages.error(request, str(said))
    else:
        messages.success(request, _("The two cases are one now."))
    return redirect("desk:case", reference=reference)


@require_POST
@officer
def undo_merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a merged case again."""
    api.undo_merge(actor=actor_of(request), application_id=asked.id_of(request))
    messages.success(request, _("The case is open again."))
    return redirect("desk:case", reference=reference)
