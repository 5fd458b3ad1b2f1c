"""What an integrator does with the systems that they look after.

A test system changes at once. A live one changes when another person approves (`proposals`),
except where waiting would do harm: a new secret, the end of a secret, closing.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from pencere.blocks.openid import journal_actions, registering
from pencere.blocks.openid.models import Client, ClientProblem, ClientSecret, InitialAccess
from pencere.blocks.openid.owners import Owner, own_client, required_owner
from pencere.blocks.openid.registering import Registration
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.kernel.paging import Cursor, Page

PROBLEMS_ON_A_PAGE = 50


def register_test_system(
    *, actor: Actor, form_id: UUID, registration: Registration
) -> tuple[Client, str]:
    """Register a system for trying out; returns it with its secret ("" without one).

    `form_id` names the form that was sent: sent again, it gives the same system, without the
    secret, which nobody can show again. Raises NotFound, Refused, Invalid by field.
    """
    owner = required_owner(actor)
    try:
        with transaction.atomic():
            return registering.register_client(
                actor=actor,
                registration=owned(registration, owner, is_test=True),
                client_pk=form_id,
            )
    except IntegrityError:
        return own_client(actor, _client_id_of(form_id)), ""


def _client_id_of(pk: UUID) -> str:
    found = Client.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found.client_id


@transaction.atomic
def change_test_system(*, actor: Actor, client_id: str, registration: Registration) -> Client:
    """Change what is registered of a test system. Raises NotFound, Refused, Invalid by field,
    Conflict for a live or closed one."""
    client = open_client(actor, client_id)
    if not client.is_test:
        raise Conflict(_("A live system changes when another approves."), code="is-live")
    wanted = owned(registration, required_owner(actor), is_test=True)
    return registering.change_client(actor=actor, client=client, registration=wanted)


@transaction.atomic
def make_secret(*, actor: Actor, client_id: str) -> str:
    """Another secret; the one before opens for two more weeks. Raises NotFound, Refused, Conflict
    for a closed system, Invalid for one that has no secrets."""
    return registering.new_secret(actor=actor, client=open_client(actor, client_id))


@transaction.atomic
def end_secret(*, actor: Actor, client_id: str, secret_id: int) -> None:
    """End a secret at once. Twice is once. Raises NotFound, Refused."""
    client = own_client(actor, client_id, is_locked=True)
    secret = client.secrets.filter(pk=secret_id).first()
    if secret is None:
        raise NotFound
    now = clock.now()
    if secret.expires_at is None or secret.expires_at > now:
        secret.expires_at = now
        secret.save(update_fields=["expires_at"])
        registering.record(actor, journal_actions.SECRET_ENDED, client)


@transaction.atomic
def close_system(*, actor: Actor, client_id: str) -> Client:
    """Close a system for good. Twice is once. Raises NotFound, Refused."""
    client = own_client(actor, client_id, is_locked=True)
    registering.disable_client(actor=actor, client=client)
    return client


def open_client(actor: Actor, client_id: str) -> Client:
    """A system that is not closed, locked. Raises NotFound, Refused, Conflict."""
    client = own_client(actor, client_id, is_locked=True)
    if client.disabled_at is not None:
        raise Conflict(_("This system is closed."), code="closed")
    return client


def allow_program(*, actor: Actor, uses: int) -> str:
    """A token with which a program registers up to `uses` test systems of the owner.

    Live ones are never registered by a program: another person must approve each. Raises
    NotFound, Refused, Invalid.
    """
    owner = required_owner(actor)
    return registering.open_registration(
        actor=actor,
        agency=owner.agency,
        organisation_id=owner.organisation_id,
        is_test=True,
        uses=uses,
    )


@transaction.atomic
def end_program(*, actor: Actor, access_id: int) -> None:
    """End a program's token at once. Twice is once. Raises NotFound, Refused."""
    owner = required_owner(actor)
    access = InitialAccess.objects.select_for_update().filter(pk=access_id, **owner.columns).first()
    if access is None:
        raise NotFound
    if access.expires_at > clock.now():
        access.expires_at = clock.now()
        access.save(update_fields=["expires_at"])
        registering.record_registration(actor, journal_actions.OPENED_ENDED, uses=access.uses_left)


def programs_of(*, actor: Actor) -> list[InitialAccess]:
    """Tokens of programs that open something now, the newest first. Raises NotFound, Refused."""
    owner = required_owner(actor)
    live = InitialAccess.objects.filter(
        expires_at__gt=clock.now(), uses_left__gt=0, **owner.columns
    )
    return list(live.order_by("-created_at"))


def live_secrets(client: Client) -> list[ClientSecret]:
    """The secrets that open something now, the newest first."""
    rows = client.secrets.order_by("-created_at", "-pk")
    now = clock.now()
    return [one for one in rows if one.expires_at is None or one.expires_at > now]


def owned(registration: Registration, owner: Owner, *, is_test: bool) -> Registration:
    """`registration` as that of `owner`, whatever it says itself."""
    return replace(
        registration,
        agency=owner.agency,
        organisation_id=owner.organisation_id,
        is_test=is_test,
    )


def problems_of(
    *,
    actor: Actor,
    client_id: str,
    detail: str = "",
    before: Cursor | None = None,
    limit: int = PROBLEMS_ON_A_PAGE,
) -> Page[ClientProblem]:
    """The last refusals of a system, the newest first, of one kind with `detail`. Raises NotFound,
    Refused."""
    rows = own_client(actor, client_id).problems.order_by("-at", "-pk")
    if detail:
        rows = rows.filter(detail=detail)
    if before:
        rows = rows.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.seq))
    found = list(rows[: limit + 1])
    shown = tuple(found[:limit])
    more = len(found) > limit
    return Page(rows=shown, next=Cursor(shown[-1].at, shown[-1].pk) if more else None)


def kinds_of_problems(*, actor: Actor, client_id: str) -> list[tuple[str, int]]:
    """Which refusals a system had in the time that is kept, with how many, the most frequent
    first. Raises NotFound, Refused."""
    rows = own_client(actor, client_id).problems.values_list("detail")
    return list(rows.annotate(count=Count("pk")).order_by("-count", "detail"))
