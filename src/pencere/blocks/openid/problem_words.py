"""Refusals in words that help an integrator: what happened, and how to mend it.

By `OAuthError.detail`; codes with one remedy stand together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """What a refusal means."""

    title: _StrOrPromise
    remedy: _StrOrPromise


def words_of(detail: str) -> ProblemWords:
    """The words of a refusal; a code from an earlier version has those of no other."""
    found = _WORDS.get(detail)
    if found is None:
        family = next((one for one in _FAMILIES if detail.startswith(one)), None)
        found = _FAMILIES[family] if family else _OTHER
    return found


def has_words(detail: str) -> bool:
    """Whether this code has words of its own or of its family."""
    return words_of(detail) is not _OTHER


def _by_code(*groups: tuple[str, _StrOrPromise, _StrOrPromise]) -> Mapping[str, ProblemWords]:
    return MappingProxyType(
        {
            code: ProblemWords(title, remedy)
            for codes, title, remedy in groups
            for code in codes.split()
        }
    )


_OTHER = ProblemWords(
    _("The request was refused"), _("The description says why, in the protocol's words.")
)
_FAMILIES: Mapping[str, ProblemWords] = {
    "missing-": ProblemWords(
        _("A parameter is missing"), _("Send the parameter that the description names.")
    ),
    "registration-": ProblemWords(
        _("What a program registered breaks a rule"),
        _(
            "The description names the field and the rule. We take keys by value (jwks), "
            "never by address."
        ),
    ),
}
_WORDS = _by_code(
    (
        "client-unknown client-missing",
        _("The client is unknown"),
        _(
            "Send client_id exactly as it stands on the system's page, to this "
            "installation. A closed system is unknown too."
        ),
    ),
    (
        "wrong-secret",
        _("The secret is wrong"),
        _(
            "Send it as it was shown, without spaces or quotation marks. If it is lost, "
            "make a new one: the old one still opens for two weeks."
        ),
    ),
    (
        "basic-malformed",
        _("The Authorization header can't be read"),
        _(
            "After “Basic ” comes the base64 of client_id:secret, each of the two "
            "form-encoded first (RFC 6749, 2.3.1)."
        ),
    ),
    (
        "wrong-authentication public-client",
        _("Another proof than the registered one"),
        _(
            "A system proves itself in the one way for which it is registered. Send that, "
            "or change the registration."
        ),
    ),
    (
        "two-authentications two-clients",
        _("Two answers to who is asking"),
        _("Authenticate in one way only, and name the same client_id everywhere in the request."),
    ),
    (
        "assertion assertion-subject assertion-type",
        _("The client's assertion proves nothing"),
        _(
            "Sign it with a key of the registered set. iss and sub are the client_id, "
            "client_assertion_type is "
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer."
        ),
    ),
    (
        "assertion-audience request-audience",
        _("A signed text meant for somebody else"),
        _("aud is our issuer, as the discovery document names it, and nobody else."),
    ),
    (
        "assertion-time request-time dpop-time",
        _("The time in a signed text is wrong"),
        _(
            "Set the clock by NTP. exp lies at most five minutes ahead; the iat of a DPoP "
            "proof at most a minute from now."
        ),
    ),
    (
        "assertion-jti dpop-jti",
        _("A signed text has no jti"),
        _("Give each one a new random jti."),
    ),
    (
        "assertion-replayed dpop-replayed request-replayed",
        _("A signed text came twice"),
        _(
            "Make a new one with a new jti for each request, also when you repeat one after"
            " a timeout. If your program didn't send it twice, look for a leak."
        ),
    ),
    (
        "redirect-unknown redirect-changed",
        _("The address to come back to is not the registered one"),
        _(
            "It is compared letter by letter, with the slash at the end. Send the same "
            "redirect_uri to the token endpoint as in the request."
        ),
    ),
    (
        "logout-redirect-unknown",
        _("The address after signing out is not registered"),
        _(
            "Register it under “Addresses after signing out”, letter by letter, and send "
            "client_id or id_token_hint with it."
        ),
    ),
    (
        "pkce-missing pkce-method pkce-malformed",
        _("PKCE is missing"),
        _(
            "Each request carries code_challenge, 43 characters, and "
            "code_challenge_method=S256. Switch PKCE on in your library."
        ),
    ),
    (
        "pkce-verifier pkce-mismatch",
        _("The PKCE verifier doesn't fit"),
        _(
            "Keep code_verifier in the person's session until the code comes back. Two tabs"
            " need two verifiers: find them by state."
        ),
    ),
    (
        "code-unknown code-over",
        _("The code opens nothing"),
        _(
            "A code lives for a minute and comes from the parameter code as it is. Redeem "
            "it at once, on the server."
        ),
    ),
    (
        "code-replayed",
        _("A code was used twice"),
        _(
            "All that it had given has ended. Redeem a code once: when the person reloads "
            "the page, show the session that is there."
        ),
    ),
    (
        "code-of-another refresh-of-another token-of-another",
        _("A code or token of another system"),
        _("Each system uses its own. Check that test and live settings aren't mixed up."),
    ),
    (
        "refresh-unknown refresh-over",
        _("The refresh token opens nothing"),
        _("It waits for its use for 30 days at most. Send the person to sign in again."),
    ),
    (
        "refresh-replayed",
        _("A refresh token was used twice"),
        _(
            "Each use gives a new one; the grant has ended. Store the new one before you go"
            " on, and let one process at a time refresh."
        ),
    ),
    (
        "grant-ended grant-over grant-closed grant-mandate",
        _("What the person allowed has ended"),
        _(
            "They withdrew it or signed out, its time is over, or a mandate ended; the "
            "description says which. Send them to sign in again."
        ),
    ),
    (
        "dpop-missing dpop-token key-changed token-unbound",
        _("The token is bound to another key"),
        _(
            "Send a DPoP proof with the key for which the token was given, and with ath "
            "when you use an access token."
        ),
    ),
    (
        "dpop dpop-type dpop-request dpop-repeated",
        _("The DPoP proof is not for this request"),
        _(
            "One header DPoP, typ dpop+jwt, the public key as jwk; htm and htu are the "
            "method and address of this very request."
        ),
    ),
    (
        "scope-openid",
        _("The scope openid is missing"),
        _("A sign-in asks for openid, and for whatever else it needs beside it."),
    ),
    (
        "scope-unknown scope-not-yours claim-not-yours",
        _("More was asked for than is registered"),
        _(
            "Ask for scopes that stand on the system's page, or register more of them; "
            "claims one by one must be of those scopes."
        ),
    ),
    (
        "scope-wider",
        _("A refresh asks for more than was agreed"),
        _(
            "Leave scope away, or name fewer. For more, send the person to sign in with the"
            " wider scope."
        ),
    ),
    (
        "scope-personal",
        _("A system that acts for itself asks about a person"),
        _("Use the code flow, the device flow or the phone: only a person can allow this."),
    ),
    (
        "claims-malformed",
        _("The parameter claims can't be read"),
        _("It is a JSON object with userinfo and id_token (OpenID Connect Core, 5.5)."),
    ),
    (
        "acr-unknown",
        _("An assurance level that we don't know"),
        _("acr_values takes urn:pencere:assurance: with low, substantial or high after it."),
    ),
    (
        "prompt not-a-number response-mode response-type",
        _("A parameter has a value that we don't know"),
        _(
            "We take response_type=code, response_mode=query, prompt none alone or login, "
            "consent, select_account, and max_age as a number of seconds."
        ),
    ),
    (
        "repeated control too-long too-large content-type method",
        _("The request can't be read"),
        _(
            "POST as application/x-www-form-urlencoded, each parameter once, without "
            "control characters, no longer than the description says."
        ),
    ),
    (
        "must-push request-uri-foreign request-uri-over request-uri-pushed",
        _("The pushed request can't be used"),
        _(
            "Push it to our endpoint first and send the browser within 90 seconds with the "
            "request_uri that we gave, once. We fetch no address of yours."
        ),
    ),
    (
        "must-sign request-client request-nested request-signature",
        _("The signed request can't be used"),
        _(
            "Sign it with a key of the registered set; iss and client_id are yours, and it "
            "holds no request or request_uri itself."
        ),
    ),
    (
        "denied",
        _("The person did not agree"),
        _(
            "This is no fault: say on your page that they can go on otherwise, and ask for "
            "no more than you need."
        ),
    ),
    (
        "prompt-none prompt-none-consent",
        _("prompt=none, but the person has something to do"),
        _(
            "This is the expected answer when nobody is signed in or agreed yet. Send them "
            "again without prompt=none."
        ),
    ),
    (
        "other-person",
        _("Another person is signed in than you thought of"),
        _("End your own session of the earlier person, then send this one without id_token_hint."),
    ),
    (
        "hint one-hint",
        _("The hint names nobody"),
        _(
            "Send one of login_hint and id_token_hint; the latter is an ID token that we "
            "gave to this system."
        ),
    ),
    (
        "grant-type grant-type-unknown",
        _("The system is not registered for this"),
        _(
            "Choose under “What it does” how the system works: code flow, device, phone, or"
            " for itself."
        ),
    ),
    (
        "resource token-audience",
        _("A token for another system"),
        _(
            "resource is the address for which the other system is registered, and a token "
            "opens only what it names as aud."
        ),
    ),
    (
        "token-missing token-over",
        _("The token is missing or over"),
        _(
            "Send it as Authorization: Bearer (or DPoP). An access token lives for ten "
            "minutes: refresh it, or ask anew."
        ),
    ),
    (
        "too-many",
        _("Too many wrong tries"),
        _("Wait five minutes and mend what was refused before that; repeating doesn't help."),
    ),
    (
        "pending slow-down",
        _("The person hasn't answered yet"),
        _(
            "This is no fault. Ask again after interval seconds, and after five more each "
            "time that we say slow_down."
        ),
    ),
    (
        "nobody-answered",
        _("Nobody answered in time"),
        _("Begin again when the person is ready: show the code, or ask their phone, only then."),
    ),
    (
        "binding-message notification-token",
        _("A parameter of the phone's request is wrong"),
        _(
            "binding_message is short and plain, so that two devices can be compared; "
            "client_notification_token has 16 to 1024 characters."
        ),
    ),
)
