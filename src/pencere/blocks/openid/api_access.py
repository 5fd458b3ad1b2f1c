"""Access tokens at our own API: an app acts there in the name of the person who agreed, within
the scopes agreed to and in the part (for whom) in which they were signed in."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pencere.blocks.identity import api as identity
from pencere.blocks.openid import endpoints, scopes, tokens
from pencere.blocks.openid.errors import OAuthError
from pencere.blocks.openid.models import Grant
from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.actors import Actor, Assurance
from pencere.kernel.errors import Refused, TooMany


@identity.on_bearer
def actor_of_token(request: HttpRequest, *, scope: str) -> Actor | None:
    """Who acts by the access token of this request; None for one that opens nothing here.

    Raises Refused (code "scope") for a token that holds but isn't for this, TooMany.
    """
    try:
        found = endpoints.bearer(request, address=settings.BASE_URL + request.path)
    except OAuthError:
        return None
    grant = found.row.grant
    if grant is None or found.row.resource != tokens.api_audience():
        return None
    if scopes.API + scope not in found.row.scopes:
        raise Refused(_("This token is not for that: it lacks the scope."), code="scope")
    if not identity.is_try_allowed(request, limit="api-key", about=str(grant.pk)):
        raise TooMany(retry_after=60)
    return _in_part(grant)


def _in_part(grant: Grant) -> Actor | None:
    person = identity.person_actor(
        grant.account,
        session=f"openid-{str(grant.pk)[-9:]}",
        channel="api",
        assurance=cast(Assurance, grant.assurance),
        authenticated_at=grant.authenticated_at,
        methods=tuple(grant.methods),
    )
    if grant.mandate_id is None:
        return person
    mandate = parties.mandate_held(grant.party_id, grant.mandate_id, clock.today())
    if mandate is None:
        return None
    return replace(
        person,
        on_behalf_of=mandate.grantor.id,
        mandate_id=mandate.id,
        mandate_scopes=mandate.scopes,
    )
