"""What an integrator looks at: their systems, one of them, what was refused to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pencere.blocks.openid import api as openid
from pencere.kernel.actors import Actor
from pencere.kernel.paging import Cursor
from pencere.portal.integrator import forms
from pencere.portal.integrator.parts import (
    Parts,
    integrator,
    key_of,
    owning,
    part_with_client,
    title_of,
)
from pencere.ui.api import (
    Crumb,
    DeskEntry,
    Pager,
    PersonLink,
    add_desk_entry,
    add_person_link,
    changed_address,
    render,
)

SAMPLE = "http://127.0.0.1:8765"
"""Where docs/sample-client listens."""
_VALUES = (
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "end_session_endpoint",
    "pushed_authorization_request_endpoint",
    "device_authorization_endpoint",
    "backchannel_authentication_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "registration_endpoint",
)

_TITLE = gettext_lazy("Connected systems")


def _has_part(actor: Actor) -> bool:
    return openid.owner_of(actor) is not None or openid.is_operator(actor)


# An officer finds them at the desk, who acts for an organisation in the menu of their name.
add_desk_entry(DeskEntry("integrator:overview", _TITLE, order=90, is_for=_has_part))
add_person_link(
    PersonLink(
        "integrator:overview",
        _TITLE,
        is_for=lambda actor: actor.on_behalf_of is not None and _has_part(actor),
    )
)


@require_GET
@never_cache
@integrator
def overview(request: HttpRequest, parts: Parts) -> HttpResponse:
    """The systems of each owner, what waits for a second pair of eyes, and the values to copy."""
    context = {
        "owners": [_owned(actor) for actor in owning(parts)],
        "waiting": _waiting(parts),
        "values": values(),
        "discovery": f"{settings.BASE_URL}/.well-known/openid-configuration",
    }
    return render(request, "integrator/overview.html", context)


@require_GET
@never_cache
@integrator
def system(request: HttpRequest, parts: Parts, client_id: str) -> HttpResponse:
    """One system: what is registered, its secrets, how to try it."""
    actor, client = part_with_client(parts, client_id)
    registration = openid.registration_of(client)
    has_sample = f"{SAMPLE}/back" in client.redirect_uris
    context = {
        "client": client,
        "owner": title_of(client.agency_id, client.organisation_id),
        "kind": forms.words_of_kind(forms.kind_of(registration)),
        "level": forms.words_of_level(client.least_assurance),
        "scopes": [(name, forms.scope_words(name)) for name in client.scopes],
        "safeguards": forms.safeguards_of(registration),
        "keys": (client.jwks or {}).get("keys", []),
        "has_secret": openid.has_secret(client),
        "secrets": openid.live_secrets(client),
        "problems": openid.kinds_of_problems(actor=actor, client_id=client_id),
        "waiting": [one for one in _waiting(parts) if one["proposal"].client_id == client.pk],
        "is_public": client.is_public,
        "sample": SAMPLE if has_sample else "",
        "issuer": settings.BASE_URL,
        "crumbs": crumbs(Crumb(str(client.title))),
    }
    return render(request, "integrator/system.html", context)


@require_GET
@never_cache
@integrator
def problems(request: HttpRequest, parts: Parts, client_id: str) -> HttpResponse:
    """What was refused to a system in the last month, with how to mend it."""
    actor, client = part_with_client(parts, client_id)
    kinds = openid.kinds_of_problems(actor=actor, client_id=client_id)
    asked = request.GET.get("what", "")
    detail = asked if asked in dict(kinds) else ""
    before = request.GET.get("before", "")
    page = openid.problems_of(
        actor=actor,
        client_id=client_id,
        detail=detail,
        before=Cursor.parse(before) if before else None,
    )
    context = {
        "client": client,
        "rows": [(row, openid.words_of(row.detail)) for row in page.rows],
        "kinds": [(code, f"{openid.words_of(code).title} ({count})") for code, count in kinds],
        "detail": detail,
        "pager": Pager(
            next_address=changed_address(request, before=str(page.next)) if page.next else "",
            first_address=changed_address(request, before=None) if before else "",
        ),
        "crumbs": crumbs(of_client(client), Crumb(_("What was refused"))),
    }
    return render(request, "integrator/problems.html", context)


def values() -> list[tuple[str, str]]:
    """What an integrator copies into a library that can't read the discovery document."""
    metadata = openid.metadata()
    return [(name, str(metadata[name])) for name in _VALUES if name in metadata]


def crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a page of these."""
    return [Crumb(_("Systems that sign people in"), "/integrator/"), *more]


def of_client(client: openid.Client) -> Crumb:
    """The way to a system's page."""
    return Crumb(str(client.title), f"/integrator/{client.client_id}/")


def _owned(actor: Actor) -> dict[str, Any]:
    owner = openid.owner_of(actor)
    clients = openid.own_clients(owner).order_by("-created_at") if owner else ()
    return {
        "key": key_of(actor),
        "title": title_of(owner.agency, owner.organisation_id) if owner else "",
        "open": [one for one in clients if one.disabled_at is None],
        "closed": [one for one in clients if one.disabled_at is not None],
    }


def _waiting(parts: Parts) -> list[dict[str, Any]]:
    """Proposals that wait, each once, with whether this person is who decides."""
    found: dict[Any, dict[str, Any]] = {}
    for actor in parts:
        for proposal in openid.waiting(actor=actor):
            earlier = found.get(proposal.pk, {})
            found[proposal.pk] = {
                "proposal": proposal,
                "name": openid.from_json(proposal.registration).name,
                "owner": title_of(proposal.agency_id, proposal.organisation_id),
                "for_you": openid.may_decide(actor, proposal) or earlier.get("for_you", False),
            }
    return list(found.values())
