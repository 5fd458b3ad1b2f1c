"""From a session to the actor: who acts, for whom, in which post, how surely known.

A citizen's page costs the session, the account with its party, and one more query only while
acting for another: the mandate is read anew on each request, so that its end holds at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pencere.blocks.identity import rules
from pencere.blocks.identity.models import Account
from pencere.blocks.identity.sessions import label_of
from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.actors import PUBLIC, Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.text import Text

_MANDATE = "identity.mandate"
_POST = "identity.post"
_HAS_DESK = "identity.has-desk"
_HAS_MANDATES = "identity.has-mandates"


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request: `PUBLIC` without a session, else the person."""
    found: Actor | None = getattr(request, "_actor", None)
    if found is None:
        found = _person(request)
        request._actor = found  # type: ignore[attr-defined]
    return found


def officer_of(request: HttpRequest) -> Actor | None:
    """The officer Actor of the chosen post (else the first), None for who holds none today.

    Says nothing of assurance: `access.officer` asks for the second factor.
    """
    person = actor_of(request)
    if person.account_id is None:
        return None
    post = chosen_post(request, person.account_id)
    return as_officer(person, post) if post else None


def chosen_post(request: HttpRequest, account_id: UUID) -> parties.PostView | None:
    """The post in which this session works: the chosen one, else the first; None without any."""
    posts = parties.posts_of(account_id, clock.today())
    chosen = request.session.get(_POST)
    return next((post for post in posts if str(post.id) == chosen), posts[0] if posts else None)


def as_officer(person: Actor, post: parties.PostView) -> Actor:
    """`person` acting in `post`: never on behalf of anyone."""
    return replace(
        person,
        kind="officer",
        on_behalf_of=None,
        mandate_id=None,
        mandate_scopes=frozenset(),
        post_id=post.id,
        agency=post.agency,
        roles=post.roles,
        label=post_label(post),
    )


def post_label(post: parties.PostView) -> Text:
    """Agency and post, as the journal and the desk name an officer."""
    agency = parties.agency(post.agency).title
    return Text(
        {
            code: f"{agency.in_language(code)}, {post.title.in_language(code)}"
            for code, _name in settings.LANGUAGES
        }
    )


def own_posts(request: HttpRequest) -> Sequence[parties.PostView]:
    """The posts that the signed-in person holds today: at which desks they may work."""
    account_id = actor_of(request).account_id
    return parties.posts_of(account_id, clock.today()) if account_id else ()


def may_act_for(request: HttpRequest) -> Sequence[parties.MandateView]:
    """For whom the signed-in person may act today."""
    party_id = actor_of(request).party_id
    return parties.mandates_held(party_id, clock.today()) if party_id else ()


def remember_choices(request: HttpRequest, account: Account) -> None:
    """At sign-in: note whether there are posts and mandates, so that each page needn't ask."""
    today = clock.today()
    request.session[_HAS_DESK] = bool(parties.posts_of(account.pk, today))
    note_mandates(request, has_any=bool(parties.mandates_held(account.party_id, today, count=1)))


def note_mandates(request: HttpRequest, *, has_any: bool | None = None) -> None:
    """Note whether there is anyone to act for: written only when it changed. Asked anew where the
    caller doesn't say."""
    if has_any is None:
        has_any = bool(may_act_for(request))
    if request.session.get(_HAS_MANDATES) != has_any:
        request.session[_HAS_MANDATES] = has_any


def can_act_for_others(request: HttpRequest) -> bool:
    """Whether to show this person the way to acting for another."""
    return bool(request.user.is_authenticated and request.session.get(_HAS_MANDATES))


def has_desk(request: HttpRequest) -> bool:
    """Whether to show this account the way to the desk; the desk itself asks anew."""
    return bool(request.user.is_authenticated and request.session.get(_HAS_DESK))


def choose_mandate(request: HttpRequest, mandate_id: UUID | None) -> parties.MandateView | None:
    """Act for another from now on, or for oneself (None).

    Raises NotFound for a mandate that isn't this person's, or isn't live.
    """
    mandate = None
    if mandate_id is not None:
        party_id = actor_of(request).party_id
        if party_id is not None:
            mandate = parties.mandate_held(party_id, mandate_id, clock.today())
        if mandate is None:
            raise NotFound
    _set(request, _MANDATE, str(mandate_id) if mandate_id else None)
    return mandate


def choose_post(request: HttpRequest, post_id: UUID) -> parties.PostView:
    """Work at this post's desk from now on. Raises NotFound for a post that isn't theirs."""
    post = next((post for post in own_posts(request) if post.id == post_id), None)
    if post is None:
        raise NotFound
    _set(request, _POST, str(post_id))
    return post


def session_label(request: HttpRequest) -> str | None:
    """Names the session in the journal without being the secret that opens it."""
    key = request.session.session_key
    return label_of(key) if key else None


def address_of(request: HttpRequest) -> str | None:
    """The network address that the request came from."""
    return request.META.get("REMOTE_ADDR") or None


def person_actor(account: Account, **more: Any) -> Actor:
    """An account's holder, for themselves."""
    return Actor(
        kind="person",
        account_id=account.pk,
        party_id=account.party_id,
        label=Text({settings.LANGUAGE_CODE: account.party.name}),
        **more,
    )


def actor_by_phone(*, account_id: UUID, at: dt.datetime) -> Actor:
    """The holder of an account who answered with mobile ID at an instant, in no session."""
    account = Account.objects.select_related("party").get(pk=account_id)
    records = [{"method": rules.MOBILE_ID, "at": at.timestamp()}]
    return person_actor(
        account,
        channel="api",
        assurance=rules.assurance(records),
        authenticated_at=at,
        methods=rules.methods(records),
    )


def _person(request: HttpRequest) -> Actor:
    user = request.user
    if not isinstance(user, Account):
        # The lazy user of Django is compared by its class, which is Account's once loaded.
        return replace(PUBLIC, address=address_of(request))
    records = get_authentication_records(request, user)
    actor = person_actor(
        user,
        session=session_label(request),
        assurance=rules.capped(rules.assurance(records), is_unseen=user.is_unseen),
        authenticated_at=rules.authenticated_at(records),
        methods=rules.methods(records),
        address=address_of(request),
    )
    return _for_another(request, actor)


def _for_another(request: HttpRequest, actor: Actor) -> Actor:
    chosen = request.session.get(_MANDATE)
    if not chosen:
        return actor
    mandate = None
    if actor.party_id is not None:
        mandate = parties.mandate_held(actor.party_id, UUID(chosen), clock.today())
    if mandate is None:
        _set(request, _MANDATE, None)
        messages.warning(
            request,
            _("You no longer act for another: the mandate has ended. You now act for yourself."),
        )
        return actor
    request._acting_for = mandate.grantor.name  # type: ignore[attr-defined]
    return replace(
        actor,
        on_behalf_of=mandate.grantor.id,
        mandate_id=mandate.id,
        mandate_kind=mandate.kind,
        mandate_scopes=mandate.scopes,
    )


def acting_for(request: HttpRequest) -> str | None:
    """Name of the party that this person acts for now; None when for themselves."""
    actor_of(request)
    name: str | None = getattr(request, "_acting_for", None)
    return name


def _set(request: HttpRequest, key: str, value: str | None) -> None:
    if value is None:
        request.session.pop(key, None)
    else:
        request.session[key] = value
    forget(request)


def forget(request: HttpRequest) -> None:
    """Make the actor anew when next asked: the session has changed."""
    request._actor = None  # type: ignore[attr-defined]
    request._acting_for = None  # type: ignore[attr-defined]
