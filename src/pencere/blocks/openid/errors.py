"""What the protocols call an error: a code that programs know, a description for their makers.

These are answers of RFC 6749 and its successors, not pages for people: the words are English
and say what to mend. `detail` is a stable code by which the integrator's log finds words in
three languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Return:
    """Where an error of the authorization endpoint may be sent: a checked redirect address."""

    redirect_uri: str
    state: str


class OAuthError(Exception):
    """A refusal in the protocol's words."""

    error: ClassVar[str] = "invalid_request"
    status: ClassVar[int] = 400
    is_attack: ClassVar[bool] = False
    """Whether no honest program does this by mistake twice: it goes into the journal."""
    is_answer: ClassVar[bool] = False
    """Whether it is one of the flow's ordinary answers, with nothing for anybody to mend."""

    def __init__(self, description: str, *, detail: str) -> None:
        self.description = description
        self.detail = detail
        self.return_to: Return | None = None
        super().__init__(f"{self.error}: {detail}")

    def as_json(self) -> dict[str, str]:
        """The body of RFC 6749, section 5.2."""
        return {"error": self.error, "error_description": self.description}


class InvalidRequest(OAuthError):
    """A parameter is missing, repeated or malformed."""


class ForeignRedirect(InvalidRequest):
    """A redirect address that isn't the client's: somebody wants its codes elsewhere."""

    is_attack = True


class Downgraded(InvalidRequest):
    """A request without what protects its code (PKCE), or with less (RFC 9700, 2.1.1)."""

    is_attack = True


class InvalidClient(OAuthError):
    """The client is unknown or didn't prove who it is."""

    error = "invalid_client"
    status = 401


class InvalidGrant(OAuthError):
    """A code, token or assertion that opens nothing (any more)."""

    error = "invalid_grant"


class Replayed(InvalidGrant):
    """A code or refresh token that was used before: whoever holds it, it has leaked."""

    is_attack = True


class Stolen(InvalidGrant):
    """A code or token of another client, another key or verifier, or without its proof."""

    is_attack = True


class UnauthorizedClient(OAuthError):
    """The client isn't registered for this way."""

    error = "unauthorized_client"


class UnsupportedGrantType(OAuthError):
    """No such grant type here."""

    error = "unsupported_grant_type"


class UnsupportedResponseType(OAuthError):
    """Only the code flow is offered."""

    error = "unsupported_response_type"


class InvalidScope(OAuthError):
    """A scope that doesn't exist or isn't the client's."""

    error = "invalid_scope"


class InvalidTarget(OAuthError):
    """A resource that no system here is (RFC 8707)."""

    error = "invalid_target"


class AccessDenied(OAuthError):
    """The person said no."""

    error = "access_denied"
    is_answer = True


class LoginRequired(OAuthError):
    """`prompt=none`, and nobody is signed in (well enough)."""

    error = "login_required"
    is_answer = True


class ConsentRequired(OAuthError):
    """`prompt=none`, and the person has not agreed yet."""

    error = "consent_required"
    is_answer = True


class AccountSelectionRequired(OAuthError):
    """`prompt=none`, and it isn't the person that the client hinted at."""

    error = "account_selection_required"


class UnmetAuthentication(OAuthError):
    """The person can't sign in as surely as the client asks (RFC 9470's sibling for OpenID)."""

    error = "unmet_authentication_requirements"


class InvalidRequestObject(OAuthError):
    """A signed request that isn't this client's, or isn't whole (RFC 9101)."""

    error = "invalid_request_object"
    is_attack = True


class InvalidRequestUri(OAuthError):
    """A pushed request that is unknown, used or over (RFC 9126)."""

    error = "invalid_request_uri"


class InvalidDpopProof(OAuthError):
    """A proof of possession that proves nothing here (RFC 9449)."""

    error = "invalid_dpop_proof"


class ForeignProof(InvalidDpopProof):
    """A proof of another key, request or token than it is shown with."""

    is_attack = True


class ReplayedProof(InvalidDpopProof):
    """A proof of possession that was used before."""

    is_attack = True


class ReplayedAssertion(InvalidClient):
    """A client's assertion that was used before."""

    is_attack = True


class InvalidToken(OAuthError):
    """An access token that opens nothing (any more) (RFC 6750)."""

    error = "invalid_token"
    status = 401


class InsufficientScope(OAuthError):
    """An access token that isn't for this."""

    error = "insufficient_scope"
    status = 403


class TooManyRequests(OAuthError):
    """Tried too often; later it will be looked at again."""

    error = "temporarily_unavailable"
    status = 429
    is_attack = True
