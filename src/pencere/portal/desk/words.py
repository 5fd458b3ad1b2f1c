"""Templates for comments and notes: the head's pages, and their words in a case's form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of, officer_with
from pencere.casework.applications import api as applications
from pencere.casework.applications.api import CaseView
from pencere.casework.officers import api
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid
from pencere.portal.desk import asked
from pencere.ui.api import (
    DeskEntry,
    FormErrors,
    add_desk_entry,
    formatting,
    is_language_switch,
    show_at_desk,
)

HEADS = frozenset({"head"})

add_desk_entry(DeskEntry("desk:templates", gettext_lazy("Templates"), order=50, is_for=api.is_head))


def ready_words(actor: Actor, view: CaseView) -> list[tuple[str, str, str]]:
    """(id, title, words) of the templates that fit a case, filled in, in the applicant's
    language."""
    due = view.due_at
    values = {
        "applicant": view.applicant_name,
        "reference": view.reference,
        "service": view.service.title.in_language(view.language),
        "due": formatting.date(due) if due else "–",
    }
    return [
        (
            str(each.template),
            str(each.title),
            api.filled(each.body.in_language(view.language), values),
        )
        for each in api.templates(actor=actor, service=view.service.id)
    ]


def with_inserted(typed: str, words: str) -> str:
    """What was typed, with a template's words after it."""
    return f"{typed.rstrip()}\n\n{words}" if typed.strip() else words


@require_GET
@officer_with(HEADS)
def templates(request: HttpRequest) -> HttpResponse:
    """The agency's templates."""
    actor = actor_of(request)
    context = {
        "templates": api.templates(actor=actor),
        "services": applications.queue_services(actor=actor),
    }
    return show_at_desk(request, "desk/templates.html", context)


@require_http_methods(["GET", "POST"])
@officer_with(HEADS)
def template(request: HttpRequest, template_id: UUID | None = None) -> HttpResponse:
    """Write a template, or its next version; the versions before stay below."""
    actor = actor_of(request)
    versions = api.versions(actor=actor, template=template_id) if template_id else ()
    errors = FormErrors()
    if request.method == "POST" and not is_language_switch(request):
        try:
            _write(request, actor, template_id)
        except Invalid as problem:
            errors = FormErrors(problem.fields, form=() if problem.fields else [problem.message])
        except Conflict as problem:
            errors = FormErrors(form=[problem.message])
        else:
            messages.success(request, _("The template is saved."))
            return redirect("desk:templates")
    context: dict[str, Any] = {
        "versions": versions,
        "template_id": template_id,
        "services": applications.queue_services(actor=actor),
        "typed": _typed(request, versions),
        "languages_of_words": settings.LANGUAGES,
        "placeholders": ["{" + name + "}" for name in api.PLACEHOLDERS],
        "errors": errors,
        "form_languages": True,
    }
    return show_at_desk(request, "desk/template.html", context, status=422 if errors else 200)


@require_POST
@officer_with(HEADS)
def retire(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Take a template out of use."""
    api.retire_template(actor=actor_of(request), template=template_id)
    messages.success(request, _("The template is out of use."))
    return redirect("desk:templates")


def _write(request: HttpRequest, actor: Actor, template_id: UUID | None) -> None:
    codes = [code for code, _name in settings.LANGUAGES]
    service = request.POST.get("service", "")
    api.write_template(
        actor=actor,
        title={code: request.POST.get(f"title-{code}", "") for code in codes},
        body={code: request.POST.get(f"body-{code}", "") for code in codes},
        service=service if service in applications.queue_services(actor=actor) else "",
        template=template_id,
        after_version=asked.whole_number(request.POST.get("version", "")),
    )


def _typed(request: HttpRequest, versions: Any) -> dict[str, str]:
    """What the form shows: what was typed, else the newest version."""
    names = [f"{part}-{code}" for part in ("title", "body") for code, _n in settings.LANGUAGES]
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in ("service", "version", *names)}
    if not versions:
        return {}
    newest = versions[0]
    words = {"title": newest.title, "body": newest.body}
    found = {name: words[name[:-3]].in_language(name[-2:]) for name in names}
    return {**found, "service": newest.service, "version": str(newest.version)}
