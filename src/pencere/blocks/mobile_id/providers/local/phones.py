"""The demo's phones: each a folder with keys sealed by its PIN, what waits on its screen, and
what it answered. No key is in the database, and none opens without the PIN or the PUK.

A real phone keeps its keys in a chip that counts the tries itself. Here whoever can read the
folder could try every PIN: for made-up people only.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pencere.blocks.mobile_id import rules
from pencere.blocks.mobile_id.providers.base import Delivery
from pencere.blocks.signing.api import demo_authority
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.keyfiles import locked, write_whole
from pencere.kernel.pack import pack

PIN_TRIES = 3
PUK_TRIES = 10
SHOWN = 20
"""How many of its answers a phone remembers."""
Secret = Literal["pin", "puk"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as the phone shows it: read from the statement that it will sign."""

    id: UUID
    asked_by: str
    text: str
    control_code: str
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that is over, as the phone remembers it."""

    at: dt.datetime
    asked_by: str
    text: str
    outcome: str
    """confirmed, refused, not-me or blocked."""


class WrongSecret(Invalid):
    """The PIN or the PUK was wrong; `tries_left` 0 says that it is blocked now."""

    default_code = "wrong-secret"

    def __init__(self, secret: Secret, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__(_words(secret, tries_left), field=secret)


def _words(secret: Secret, tries_left: int) -> str:
    if tries_left == 0:
        return str(_IS_BLOCKED[secret])
    return ngettext(
        "That was wrong. %(num)s try is left.",
        "That was wrong. %(num)s tries are left.",
        tries_left,
    ) % {"num": tries_left}


_IS_BLOCKED = {
    "pin": _("The PIN was wrong too often: the mobile ID is blocked. The PUK unblocks it."),
    "puk": _("The PUK was wrong too often: only the operator can help now."),
}


class Phone:
    """One phone with one contract."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        profile = _read(folder / "profile.json")
        self.holder: str = profile["holder"]
        self.number: str = profile["phone"]
        self.user_id: str = profile["user_id"]

    @property
    def is_on(self) -> bool:
        """Whether it is switched on: a phone that is off shows nothing."""
        return bool(self._state()["is_on"])

    @property
    def tries_left(self) -> int:
        """How many wrong PINs it takes until it is blocked."""
        return int(self._state()["pin"])

    @property
    def puk_tries_left(self) -> int:
        """The same of the PUK."""
        return int(self._state()["puk"])

    def waiting(self) -> Shown | None:
        """What is on the screen now; None when the phone is off or nobody asks."""
        if not self.is_on:
            return None
        now = clock.now()
        shown = [_shown(_read(path)) for path in sorted(self._inbox().glob("*.json"))]
        return next((one for one in reversed(shown) if one.expires_at > now), None)

    def answers(self) -> Sequence[Answered]:
        """What it answered, newest first."""
        rows = _read(self.folder / "answers.json", [])
        return [Answered(**{**row, "at": dt.datetime.fromisoformat(row["at"])}) for row in rows]

    def show(self, delivery: Delivery) -> None:
        """A request arrives over the network."""
        content = {
            "id": str(delivery.request_id),
            "kind": delivery.kind,
            "statement": base64.b64encode(delivery.statement).decode(),
        }
        _write(self._inbox() / f"{delivery.request_id}.json", content)

    def forget(self, request_id: UUID) -> None:
        """The request is gone from the screen."""
        (self._inbox() / f"{request_id}.json").unlink(missing_ok=True)

    def switch(self) -> None:
        """On when off, off when on."""
        with locked(self.folder, "state"):
            state = self._state()
            self._keep({**state, "is_on": not state["is_on"]})

    def sign(self, request_id: UUID, pin: str) -> bytes:
        """The signature over the request on the screen. Raises WrongSecret, and NotFound when
        that request is not on the screen."""
        with locked(self.folder, "state"):
            shown = self.waiting()
            if shown is None or shown.id != request_id:
                raise NotFound
            content = _read(self._inbox() / f"{request_id}.json")
            key = self._opened(content["kind"], "pin", pin)
        statement = base64.b64decode(content["statement"])
        return key.sign(statement, ec.ECDSA(hashes.SHA256()))

    def set_pin(self, puk: str, new_pin: str) -> None:
        """Unblock with the PUK: a new PIN, three tries again. Raises WrongSecret, and Invalid for
        a PIN that isn't 4 to 8 digits."""
        if not (new_pin.isascii() and new_pin.isdigit() and 4 <= len(new_pin) <= 8):
            raise Invalid(_("A PIN is 4 to 8 digits."), field="new_pin")
        with locked(self.folder, "state"):
            for kind in self._kinds():
                key = self._opened(kind, "puk", puk)
                write_whole(self._sealed(kind, "pin"), _seal(key, new_pin), mode=0o600)
            self._keep({**self._state(), "pin": PIN_TRIES})

    def remember(self, shown: Shown, outcome: str) -> None:
        """Note an answer."""
        row = {
            "at": clock.now().isoformat(),
            "asked_by": shown.asked_by,
            "text": shown.text,
            "outcome": outcome,
        }
        with locked(self.folder, "state"):
            rows = [row, *_read(self.folder / "answers.json", [])]
            _write(self.folder / "answers.json", rows[:SHOWN])

    def certificates(self) -> dict[str, bytes]:
        """DER by kind."""
        return {kind: (self.folder / f"{kind}.der").read_bytes() for kind in self._kinds()}

    def _opened(self, kind: str, secret: Secret, given: str) -> ec.EllipticCurvePrivateKey:
        """The key, opened with what was typed; each wrong try counts, a right one clears them."""
        state = self._state()
        if state[secret] == 0:
            raise WrongSecret(secret, 0)
        try:
            key = serialization.load_pem_private_key(
                self._sealed(kind, secret).read_bytes(), given.encode()
            )
        except (ValueError, TypeError):
            self._keep({**state, secret: state[secret] - 1})
            raise WrongSecret(secret, state[secret] - 1) from None
        self._keep({**state, secret: _ALL[secret]})
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{kind} is not an elliptic-curve key")
        return key

    def _kinds(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.der"))

    def _sealed(self, kind: str, secret: Secret) -> Path:
        return self.folder / f"{kind}.{secret}.pem"

    def _inbox(self) -> Path:
        return self.folder / "inbox"

    def _state(self) -> dict[str, Any]:
        found: dict[str, Any] = _read(self.folder / "state.json", {"is_on": True, **_ALL})
        return found

    def _keep(self, state: dict[str, Any]) -> None:
        _write(self.folder / "state.json", state)


_ALL: dict[Secret, int] = {"pin": PIN_TRIES, "puk": PUK_TRIES}


def phones() -> Iterator[Phone]:
    """Every phone of the demo, by its holder's name."""
    found = [Phone(path.parent) for path in _root().glob("*/profile.json")]
    return iter(sorted(found, key=lambda phone: pack().fold(phone.holder)))


def phone_named(name: str) -> Phone:
    """The phone of this name in addresses. Raises NotFound."""
    found = next((phone for phone in phones() if phone.name == name), None)
    if found is None:
        raise NotFound
    return found


def phone_of(number: str, user_id: str) -> Phone | None:
    """The phone of this pair; None when nobody has it."""
    folder = _root() / _name(number, user_id)
    return Phone(folder) if (folder / "profile.json").exists() else None


def hand_out(
    *,
    number: str,
    user_id: str,
    holder: str,
    identifier: str,
    pin: str,
    puk: str,
    kinds: Sequence[str],
) -> dict[str, bytes]:
    """A phone with keys and certificates of these kinds; returns the certificates (DER). One
    that is there already stays as it is. Raises Conflict when it is another's."""
    folder = _root() / _name(number, user_id)
    with locked(_root(), "hand-out"):
        if not (folder / "profile.json").exists():
            for kind in kinds:
                _make_key(folder, kind, holder=holder, identifier=identifier, pin=pin, puk=puk)
            profile = {"holder": holder, "phone": number, "user_id": user_id}
            _write(folder / "profile.json", profile)  # last: where it is, all else is
    phone = Phone(folder)
    if phone.holder != holder:
        raise Conflict
    return phone.certificates()


def _make_key(folder: Path, kind: str, *, holder: str, identifier: str, pin: str, puk: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = demo_authority().issue_personal(
        key=key.public_key(),
        common_name=holder,
        identifier=identifier,
        life=pack().mobile_id.certificate_life,
    )
    write_whole(folder / f"{kind}.pin.pem", _seal(key, pin), mode=0o600)
    write_whole(folder / f"{kind}.puk.pem", _seal(key, puk), mode=0o600)
    write_whole(folder / f"{kind}.der", certificate, mode=0o644)


def _seal(key: ec.EllipticCurvePrivateKey, secret: str) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(secret.encode()),
    )


def _shown(content: dict[str, Any]) -> Shown:
    statement = base64.b64decode(content["statement"])
    said = json.loads(statement)
    return Shown(
        id=UUID(said["id"]),
        asked_by=said["asked_by"],
        text=said["text"],
        control_code=rules.control_code(rules.digest_of(statement)),
        expires_at=dt.datetime.fromisoformat(said["expires_at"]),
    )


def _name(number: str, user_id: str) -> str:
    return hashlib.sha256(f"{number}:{user_id}".encode()).hexdigest()[:16]


def _root() -> Path:
    return Path(settings.KEYS_ROOT) / "phones"


def _read(path: Path, otherwise: Any = None) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        if otherwise is None:
            raise
        return otherwise


def _write(path: Path, content: Any) -> None:
    write_whole(path, json.dumps(content, ensure_ascii=False).encode(), mode=0o600)
