"""A staff list as a file: handed in, looked at row by row, mended in place, accepted or dropped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pencere.blocks.identity.api import actor_of
from pencere.kernel.errors import Conflict, Invalid, NotFound, TooLarge
from pencere.kernel.files.api import too_large_fields
from pencere.kernel.ids import new_id
from pencere.systems.staff_permits import pages, words
from pencere.systems.staff_permits.importing import correcting, runs
from pencere.systems.staff_permits.importing.columns import COLUMNS
from pencere.systems.staff_permits.importing.sheets import MOST_BYTES
from pencere.systems.staff_permits.importing.template import template
from pencere.systems.staff_permits.models import ImportRow, ImportRun
from pencere.ui.api import FormErrors, Pager, changed_address, is_language_switch, render

RUN_STATES = {
    "waiting": (gettext_lazy("Is being read"), "wait"),
    "checking": (gettext_lazy("Is being checked"), "wait"),
    "checked": (gettext_lazy("Checked: waits for you"), "attention"),
    "accepting": (gettext_lazy("Drafts are being written"), "wait"),
    "accepted": (gettext_lazy("Accepted"), "good"),
    "unreadable": (gettext_lazy("Can't be read"), "bad"),
    "dropped": (gettext_lazy("Dropped"), ""),
}
ROW_STATES = {
    "bad": (gettext_lazy("With errors"), "bad"),
    "double": (gettext_lazy("Double"), "attention"),
    "good": (gettext_lazy("Good"), "good"),
    "made": (gettext_lazy("Draft written"), "good"),
    "read": (gettext_lazy("Not checked yet"), "wait"),
}
IN_THE_MAKING = frozenset({"waiting", "checking", "accepting"})
LOOK_AGAIN_SECONDS = 3


@require_http_methods(["GET", "POST"])
@pages.employer_page
def imports(request: HttpRequest) -> HttpResponseBase:
    """The lists that were handed in, and the form for another one."""
    errors, status = FormErrors(), 200
    if request.method == "POST" and not is_language_switch(request):
        try:
            return redirect("staff_permits:import", run_id=_handed_in(request).pk)
        except (Invalid, TooLarge) as problem:
            fields = problem.fields if isinstance(problem, Invalid) else {}
            errors = FormErrors(fields or {"file": [problem.message]})
            status = problem.status
    context = {
        "runs": [(each, *RUN_STATES[each.state]) for each in runs.imports(actor=actor_of(request))],
        "columns": [(each.heading, each.is_required) for each in COLUMNS],
        "key": str(new_id()),
        "most": MOST_BYTES,
        "errors": errors,
    }
    return render(request, "staff_permits/imports.html", context, status=status)


def _handed_in(request: HttpRequest) -> ImportRun:
    file = request.FILES.get("file")
    if "file" in too_large_fields(request) or (file and (file.size or 0) > MOST_BYTES):
        raise TooLarge(words.FILE_PROBLEMS["too-large"])
    if file is None:
        raise Invalid(_("Choose a file."), field="file")
    return runs.hand_in(
        actor=actor_of(request),
        content=file.read(),
        name=file.name or "",
        key=request.POST.get("key", ""),
    )


@require_GET
@pages.employer_page
def sheet(request: HttpRequest, format: str) -> HttpResponse:
    """The empty list to be filled in."""
    if format not in ("xlsx", "csv"):
        raise NotFound
    content, name, media_type = template("xlsx" if format == "xlsx" else "csv")
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@pages.employer_page
def one(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A list with its rows, those with errors first to be looked at."""
    actor = actor_of(request)
    run = runs.import_run(actor=actor, run_id=run_id)
    counts = runs.counts(run)
    state = request.GET.get("state", "")
    state = state if state in ROW_STATES else ""
    after = request.GET.get("after", "")
    page = runs.import_rows(
        actor=actor,
        run_id=run_id,
        state=state,
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0,
    )
    context = {
        "run": run,
        "run_state": RUN_STATES[run.state],
        "problem": words.file_problem_words(run.problem) if run.problem else "",
        "is_in_the_making": run.state in IN_THE_MAKING,
        "look_again": LOOK_AGAIN_SECONDS,
        "may_mend": run.state == ImportRun.State.CHECKED,
        "counts": [
            (changed_address(request, state=code, after=None), title, counts[code], code == state)
            for code, (title, _colour) in ROW_STATES.items()
            if counts.get(code)
        ],
        "good": counts.get("good", 0),
        "rows": [_row(each) for each in page.rows],
        "pager": Pager(
            next_address=changed_address(request, after=str(page.next)) if page.next else "",
            first_address=changed_address(request, after=None) if after else "",
        ),
    }
    return render(request, "staff_permits/import.html", context)


def _row(row: ImportRow) -> dict[str, Any]:
    title, colour = ROW_STATES[row.state]
    return {
        "row": row,
        "who": " ".join(filter(None, (row.cells.get("name"), row.cells.get("identifier")))),
        "what": ", ".join(
            str(row.cells[name]) for name in ("kind", "starts_on", "ends_on") if row.cells.get(name)
        ),
        "state": title,
        "colour": colour,
        "problems": [
            (words.COLUMNS.get(field.partition(".")[0], field), words.problem_words(field, code))
            for field, code, *_said in row.problems
        ],
        "permit": getattr(row, "permit", None),
    }


@require_http_methods(["GET", "POST"])
@pages.employer_page
def mend(request: HttpRequest, run_id: UUID, line: int) -> HttpResponseBase:
    """One row, mended in place: it is checked again at once."""
    actor = actor_of(request)
    row = correcting.row(actor=actor, run_id=run_id, line=line)
    cells = {each.code: str(row.cells.get(each.code) or "") for each in COLUMNS}
    if request.method == "POST" and not is_language_switch(request):
        cells = {name: request.POST.get(name, "").strip()[:400] for name in cells}
        row = correcting.correct(actor=actor, run_id=run_id, line=line, cells=cells)
        if row.state == ImportRow.State.GOOD:
            messages.success(request, _("The row is good now."))
            return redirect("staff_permits:import", run_id=run_id)
    elif request.method == "POST":
        cells = {name: request.POST.get(name, "") for name in cells}
    problems: dict[str, list[Any]] = {}
    for field, code, *_said in row.problems:
        problems.setdefault(field.partition(".")[0], []).append(words.problem_words(field, code))
    known = {name: said for name, said in problems.items() if name in cells}
    other = [each for name, said in problems.items() if name not in cells for each in said]
    context = {
        "run_id": run_id,
        "row": row,
        "fields": [(each.code, each.heading, cells[each.code]) for each in COLUMNS],
        "choices": _choices(),
        "errors": FormErrors(known, form=other, order=tuple(cells)),
        "form_languages": True,
    }
    return render(request, "staff_permits/mend.html", context)


def _choices() -> dict[str, list[str]]:
    titles = pages.titles_now()
    found = {name: [str(title) for title in titles[name].values()] for name in titles}
    found["form"] = [str(title) for title in words.FORMS.values()]
    return {**found, "trip_from": found["region"], "trip_to": found["region"]}


@require_POST
@pages.employer_page
def accept(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Drafts are written of the good rows."""
    try:
        runs.accept(actor=actor_of(request), run_id=run_id)
    except Conflict as problem:
        messages.warning(request, problem.message)
    return redirect("staff_permits:import", run_id=run_id)


@require_POST
@pages.employer_page
def drop(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The list isn't wanted after all."""
    try:
        runs.drop(actor=actor_of(request), run_id=run_id)
    except Conflict as problem:
        messages.warning(request, problem.message)
        return redirect("staff_permits:import", run_id=run_id)
    messages.success(request, _("The list is dropped. Nothing was made of it."))
    return redirect("staff_permits:imports")
