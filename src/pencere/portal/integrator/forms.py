"""The form of a system: what is typed, as fields with words, and as what it asks to register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.openid import api as openid
from pencere.kernel.errors import Invalid
from pencere.kernel.ids import new_id
from pencere.ui.api import Choice, FieldView, FormErrors

Typed = Mapping[str, Any]
Ways = openid.Client.Authentication
_CODE = ("authorization_code", "refresh_token")
_DEVICE = ("urn:ietf:params:oauth:grant-type:device_code", "refresh_token")
_PHONE = ("urn:openid:params:grant-type:ciba", "refresh_token")
_ITSELF = ("client_credentials",)
_AS_IT_IS = "as-it-is"
"""For what a program registered and this form has no word for."""
GRANTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "web": _CODE,
        "web-key": _CODE,
        "app": _CODE,
        "device": _DEVICE,
        "phone": _PHONE,
        "itself": _ITSELF,
    }
)
KINDS: Mapping[str, tuple[Promise | str, Promise | str]] = MappingProxyType(
    {
        "web": (
            gettext_lazy("A site with a server, with a secret"),
            gettext_lazy("People sign in there; the server keeps a secret that we give it."),
        ),
        "web-key": (
            gettext_lazy("A site with a server, with a key"),
            gettext_lazy("The server proves itself by a key that never leaves it. The safest way."),
        ),
        "app": (
            gettext_lazy("An app or a page without a server"),
            gettext_lazy("It can keep no secret: PKCE alone guards it."),
        ),
        "device": (
            gettext_lazy("A device without a keyboard"),
            gettext_lazy("A terminal or television shows a code that people type here."),
        ),
        "phone": (
            gettext_lazy("It asks people by phone"),
            gettext_lazy(
                "At a counter or on a call: the person agrees on their mobile ID (CIBA). "
                "With a secret, or with a key where you paste one."
            ),
        ),
        "itself": (
            gettext_lazy("It acts for itself"),
            gettext_lazy(
                "No person takes part (client credentials). With a secret, or with a key where "
                "you paste one."
            ),
        ),
    }
)
_SAFEGUARDS = {
    "requires_pushed_request": gettext_lazy("Only requests that its server pushed (PAR)"),
    "requires_signed_request": gettext_lazy("Only requests that it signed (JAR)"),
    "requires_dpop": gettext_lazy("Only tokens that are bound to its key (DPoP)"),
}
_LEVELS = {
    "low": gettext_lazy("Low: a password or a one-time code"),
    "substantial": gettext_lazy("Substantial: two factors, or a passkey"),
    "high": gettext_lazy("High: mobile ID with its PIN"),
}


def typed_from(post: QueryDict) -> dict[str, Any]:
    """What was sent, as the form keeps it."""
    many = {"scopes", "safeguards"}
    return {key: post.getlist(key) if key in many else post.get(key, "") for key in _keys()}


def typed_of(registration: openid.Registration | None) -> dict[str, Any]:
    """What the form shows first: what is registered, or a beginning."""
    if registration is None:
        return {
            **dict.fromkeys(_keys(), ""),
            "kind": "web",
            "stage": "test",
            "scopes": ["identity"],
            "safeguards": [],
            "least_assurance": "substantial",
        }
    return {
        **{f"name_{code}": words for code, words in registration.name.items()},
        "stage": "test" if registration.is_test else "live",
        "kind": kind_of(registration),
        "redirect_uris": "\n".join(registration.redirect_uris),
        "post_logout_redirect_uris": "\n".join(registration.post_logout_redirect_uris),
        "backchannel_logout_uri": registration.backchannel_logout_uri,
        "ciba_notification_uri": registration.ciba_notification_uri,
        "jwks": json.dumps(registration.jwks, indent=1) if registration.jwks else "",
        "scopes": list(registration.scopes),
        "least_assurance": registration.least_assurance,
        "safeguards": [name for name in _SAFEGUARDS if getattr(registration, name)],
    }


def registration_from(
    typed: Typed, *, kept: openid.Registration | None = None
) -> openid.Registration:
    """What the form asks to register; `kept` holds what it has no field for. Raises Invalid."""
    kind = typed["kind"]
    jwks = _jwks(typed["jwks"])
    base = kept or openid.Registration(name={})
    if kind != _AS_IT_IS or kept is None:
        base = replace(
            base,
            authentication=_authentication(kind, has_keys=jwks is not None),
            grant_types=GRANTS.get(kind, ()),
        )
    is_phone = kind == "phone"
    notified = typed["ciba_notification_uri"].strip() if is_phone else base.ciba_notification_uri
    return replace(
        base,
        name={code: " ".join(typed[f"name_{code}"].split())[:120] for code in _languages()},
        is_test=typed["stage"] != "live",
        redirect_uris=_lines(typed["redirect_uris"]),
        post_logout_redirect_uris=_lines(typed["post_logout_redirect_uris"]),
        backchannel_logout_uri=typed["backchannel_logout_uri"].strip(),
        ciba_notification_uri=notified,
        ciba_mode=("ping" if notified else "poll") if is_phone else base.ciba_mode,
        jwks=jwks,
        scopes=_scopes(kind, typed["scopes"]),
        least_assurance=typed["least_assurance"],
        requires_pushed_request="requires_pushed_request" in typed["safeguards"],
        requires_signed_request="requires_signed_request" in typed["safeguards"],
        requires_dpop="requires_dpop" in typed["safeguards"],
    )


def errors_from(problem: Invalid, typed: Typed) -> FormErrors:
    """The errors of a registration at the fields of this form."""
    found: dict[str, list[Any]] = {}
    for name, messages in problem.fields.items():
        if name == "name":
            missing = [one for one in settings.LANGUAGES if not typed[f"name_{one[0]}"].strip()]
            for code, language in missing:
                found[f"name_{code}"] = [f"{language}: {one}" for one in messages]
        elif name in ("authentication", "grant_types"):
            found.setdefault("kind", []).extend(messages)
        else:
            found[name] = list(messages)
    form = () if found else [problem.message]
    return FormErrors(found, form=form, order=_keys())


def fields(typed: Typed, errors: FormErrors, *, is_new: bool) -> list[FieldView]:
    """The form's fields in their order."""
    shown = [*_names(typed, errors)]
    if is_new:
        shown.append(_choice(typed, errors, "stage", _("For what?"), _stages()))
    return [
        *shown,
        *_of_work(typed, errors),
        *_of_addresses(typed, errors),
        *_of_people(typed, errors),
    ]


def kind_of(registration: openid.Registration) -> str:
    """Which kind of this form it is; what a program registered otherwise stays as it is."""
    way, grants = registration.authentication, set(registration.grant_types)
    for kind, ours in GRANTS.items():
        if grants == set(ours) and way == _authentication(kind, has_keys=way == Ways.KEY):
            return kind
    return _AS_IT_IS


def words_of_kind(kind: str) -> str:
    """A kind in words."""
    return str(KINDS[kind][0]) if kind in KINDS else _("As a program registered it")


def words_of_level(level: str) -> str:
    """An assurance level in words."""
    return str(_LEVELS.get(level, level))


def safeguards_of(registration: openid.Registration) -> list[str]:
    """The safeguards that are on, in words."""
    return [str(words) for name, words in _SAFEGUARDS.items() if getattr(registration, name)]


def scope_words(name: str) -> str:
    """A scope in words; those of the protocol have none but their code."""
    declared = openid.scopes().get(name)
    if declared is not None:
        return str(declared.words)
    return {
        openid.OPENID: _("Sign in: that it is the same person again"),
        openid.OFFLINE: _("Ask again when the person is not there"),
    }.get(name, name)


def form_id_of(post: QueryDict) -> UUID:
    """What names this form, so that sending it twice is sending it once."""
    try:
        return UUID(post.get("form_id", ""))
    except ValueError:
        return new_id()


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _keys() -> list[str]:
    return [
        *(f"name_{code}" for code in _languages()),
        "stage",
        "kind",
        "jwks",
        "redirect_uris",
        "post_logout_redirect_uris",
        "backchannel_logout_uri",
        "ciba_notification_uri",
        "scopes",
        "least_assurance",
        "safeguards",
    ]


def _authentication(kind: str, *, has_keys: bool) -> str:
    if kind in ("app", "device"):
        return Ways.NONE
    if kind == "web-key" or (kind in ("phone", "itself") and has_keys):
        return Ways.KEY
    return Ways.BASIC


def _scopes(kind: str, chosen: list[str]) -> tuple[str, ...]:
    if kind == "itself":
        return ()
    return tuple(dict.fromkeys([openid.OPENID, *chosen]))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _jwks(text: str) -> Mapping[str, Any] | None:
    if not text.strip():
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        words = _('This is no JSON object. A set of keys looks like {"keys": [{…}]}.')
        raise Invalid(fields={"jwks": [words]}, code="registration")
    return found if "keys" in found else {"keys": [found]}


def _names(typed: Typed, errors: FormErrors) -> list[FieldView]:
    """One for each language, in that language's own name."""
    return [
        _field(typed, errors, f"name_{code}", "text", f"{_('Name for people')}: {name}")
        for code, name in settings.LANGUAGES
    ]


def _stages() -> list[Choice]:
    return [
        Choice(
            "test",
            _("For trying out"),
            _("At once. People are told that it is a trial, and http://127.0.0.1 is allowed."),
        ),
        Choice(
            "live",
            _("For service"),
            _(
                "When another person has approved it: the head of the agency, for an "
                "organisation an operator of this platform."
            ),
        ),
    ]


def _of_work(typed: Typed, errors: FormErrors) -> list[FieldView]:
    kinds = [Choice(code, *words) for code, words in KINDS.items()]
    if typed["kind"] == _AS_IT_IS:
        kinds.append(Choice(_AS_IT_IS, words_of_kind(_AS_IT_IS)))
    hint = _("The public keys as JSON (RFC 7517). We check them, and take no private ones.")
    return [
        _choice(typed, errors, "kind", _("What it does"), kinds),
        _field(typed, errors, "jwks", "long_text", _("Its public keys"), hint, required=False),
    ]


def _of_addresses(typed: Typed, errors: FormErrors) -> list[FieldView]:
    of_sample = _("One a line, letter by letter. The sample client has http://127.0.0.1:8765/back.")
    return [
        _field(
            typed,
            errors,
            "redirect_uris",
            "long_text",
            _("Addresses to come back to"),
            of_sample,
            required=False,
        ),
        _field(
            typed,
            errors,
            "post_logout_redirect_uris",
            "long_text",
            _("Addresses after signing out"),
            _("One a line."),
            required=False,
        ),
        _field(
            typed,
            errors,
            "backchannel_logout_uri",
            "text",
            _("Where we tell it that somebody signed out"),
            _("We POST a signed logout token there (back-channel logout)."),
            required=False,
        ),
        _field(
            typed,
            errors,
            "ciba_notification_uri",
            "text",
            _("Where we tell it that the phone answered"),
            _("Only for asking by phone. Without it the system asks us every few seconds."),
            required=False,
        ),
    ]


def _of_people(typed: Typed, errors: FormErrors) -> list[FieldView]:
    scopes = [
        Choice(name, scope.words, scope.explanation) for name, scope in openid.scopes().items()
    ]
    days = openid.OFFLINE_SECONDS // 86400
    away = _("Up to %(days)s days after a sign-in. Only where the service needs it.") % {
        "days": days
    }
    scopes.append(Choice(openid.OFFLINE, scope_words(openid.OFFLINE), away))
    levels = [Choice(code, words) for code, words in _LEVELS.items()]
    guards = [Choice(code, words) for code, words in _SAFEGUARDS.items()]
    return [
        _choice(typed, errors, "scopes", _("What may it ask for?"), scopes, many=True),
        _choice(
            typed, errors, "least_assurance", _("How surely must people sign in, at least?"), levels
        ),
        _choice(typed, errors, "safeguards", _("What do we refuse otherwise?"), guards, many=True),
    ]


def _field(
    typed: Typed,
    errors: FormErrors,
    key: str,
    kind: Any,
    label: str,
    hint: str = "",
    *,
    required: bool = True,
) -> FieldView:
    return FieldView(
        key=key,
        type=kind,
        label=label,
        hint=hint,
        value=typed[key],
        errors=errors.of(key),
        required=required,
    )


def _choice(
    typed: Typed,
    errors: FormErrors,
    key: str,
    label: str,
    choices: list[Choice],
    *,
    many: bool = False,
) -> FieldView:
    return FieldView(
        key=key,
        type="choices" if many else "choice",
        label=label,
        choices=choices,
        value=typed[key],
        errors=errors.of(key),
        required=not many,
    )
