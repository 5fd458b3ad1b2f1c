"""What a program can learn of us by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from pencere.blocks.openid import jose, keys, rules, scopes, tokens
from pencere.blocks.openid.models import Client
from pencere.kernel.actors import ASSURANCE_ORDER

_extras: dict[str, Any] = {}


def announce(**metadata: Any) -> None:
    """Add to the metadata what another part of this package offers; addresses as paths."""
    _extras.update(metadata)


def metadata() -> dict[str, Any]:
    """The provider's metadata (RFC 8414 with OpenID Connect Discovery 1.0)."""
    base = settings.BASE_URL
    extras = {
        name: base + value if isinstance(value, str) and value.startswith("/") else value
        for name, value in _extras.items()
    }
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/oauth/token",
        "userinfo_endpoint": f"{base}/oauth/userinfo",
        "jwks_uri": f"{base}/oauth/jwks",
        "pushed_authorization_request_endpoint": f"{base}/oauth/par",
        "introspection_endpoint": f"{base}/oauth/introspect",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "service_documentation": f"{base}/api/docs/",
        "scopes_supported": list(scopes.known()),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(tokens.grant_types()),
        "subject_types_supported": ["pairwise", "public"],
        "acr_values_supported": [rules.acr(level) for level in ASSURANCE_ORDER[1:]],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "id_token_signing_alg_values_supported": list(keys.ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": list(jose.ALGORITHMS),
        "request_object_signing_alg_values_supported": list(jose.ALGORITHMS),
        "request_parameter_supported": True,
        "request_uri_parameter_supported": False,
        "require_pushed_authorization_requests": False,
        "claims_parameter_supported": True,
        "claims_supported": [*_OF_SIGN_IN, *scopes.claims()],
        "ui_locales_supported": [code for code, _name in settings.LANGUAGES],
        "authorization_response_iss_parameter_supported": True,
        **_of_authentication("token"),
        **_of_authentication("introspection"),
        **_of_authentication("revocation"),
        **extras,
    }


_OF_SIGN_IN = ("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid")


def _of_authentication(endpoint: str) -> dict[str, Any]:
    ways = [way.value for way in Client.Authentication]
    if endpoint == "introspection":
        ways.remove(Client.Authentication.NONE)
    return {
        f"{endpoint}_endpoint_auth_methods_supported": ways,
        f"{endpoint}_endpoint_auth_signing_alg_values_supported": list(jose.ALGORITHMS),
    }
