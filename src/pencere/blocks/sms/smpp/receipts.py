"""Delivery receipts: what a centre says of a message that it accepted (SMPP 3.4 appendix B).

The text form is a custom, not a rule: centres leave fields out, change their order and their
case. So only `id` must be there, in the text or in receipted_message_id; where both ways are
used, the optional parameters decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pencere.blocks.sms.smpp import coding
from pencere.blocks.sms.smpp.centre import MessageIds
from pencere.blocks.sms.smpp.errors import Unreadable
from pencere.blocks.sms.smpp.messages import Receipt
from pencere.blocks.sms.smpp.pdu import EsmClass, ShortMessage, Tag

STATES: Final[Mapping[int, str]] = {
    1: "enroute",
    2: "delivered",
    3: "expired",
    4: "deleted",
    5: "undeliverable",
    6: "accepted",
    7: "unknown",
    8: "rejected",
}
"""message_state (section 5.2.28)."""
WORDS: Final[Mapping[str, str]] = {
    "ENROUTE": "enroute",
    "DELIVRD": "delivered",
    "EXPIRED": "expired",
    "DELETED": "deleted",
    "UNDELIV": "undeliverable",
    "ACCEPTD": "accepted",
    "UNKNOWN": "unknown",
    "REJECTD": "rejected",
}
"""`stat` of the text form."""
_WORD_OF = {state: word for word, state in WORDS.items()}
_NUMBER_OF = {state: number for number, state in STATES.items()}

_FIELD = re.compile(r"\b(id|sub|dlvrd|submit date|done date|stat|err|text)\s*:\s*", re.IGNORECASE)


def is_receipt(message: ShortMessage) -> bool:
    """Whether the centre says that this is one. A text that merely looks like a receipt is a
    person's: what it says could be a lie."""
    return message.esm_class & EsmClass.TYPE in {EsmClass.RECEIPT, EsmClass.INTERMEDIATE}


def read(message: ShortMessage, centre: str = "", ids: MessageIds = "text") -> Receipt | None:
    """The receipt, or None if it names no message."""
    fields = _fields(message)
    own_id = message.tlv(Tag.RECEIPTED_MESSAGE_ID)
    message_id = own_id.rstrip(b"\0").decode("latin-1") if own_id else fields.get("id", "")
    if not message_id:
        return None
    state = message.tlv(Tag.MESSAGE_STATE)
    network = message.tlv(Tag.NETWORK_ERROR_CODE)
    return Receipt(
        centre=centre,
        message_id=plain_id(message_id, ids),
        state=_state(state, fields.get("stat", "")),
        error=network.hex() if network else fields.get("err", ""),
        done=fields.get("done date", ""),
        recipient=message.source,
    )


def _state(number: bytes | None, word: str) -> str:
    if number:
        return STATES.get(number[0], "unknown")
    return WORDS.get(word.upper(), "unknown")


def _fields(message: ShortMessage) -> dict[str, str]:
    try:
        text = coding.decode(message.payload, message.data_coding)
    except Unreadable:
        text = message.payload.decode("latin-1")
    marks = list(_FIELD.finditer(text))
    ends = [*(mark.start() for mark in marks), len(text)][1:]
    fields: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=False):
        name = mark[1].lower()
        fields.setdefault(name, text[mark.end() : end].strip())
        if name == "text":
            break  # the rest is the beginning of what was sent, and may look like anything
    return fields


def plain_id(message_id: str, ids: MessageIds) -> str:
    """The id as text, or brought to decimal from the way in which the centre writes it."""
    if ids == "text":
        return message_id
    try:
        return str(int(message_id, 10 if ids == "decimal" else 16))
    except ValueError:
        return message_id


def write(
    message: ShortMessage, message_id: str, *, state: str = "delivered", at: str, error: str = "000"
) -> ShortMessage:
    """The receipt that a centre gives for a submit_sm, in both forms. `at` is YYMMDDhhmm."""
    is_delivered = state == "delivered"
    text = (
        f"id:{message_id} sub:001 dlvrd:{is_delivered:03d} submit date:{at} done date:{at}"
        f" stat:{_WORD_OF[state]} err:{error} text:"
    )
    return ShortMessage(
        source_ton=message.destination_ton,
        source_npi=message.destination_npi,
        source=message.destination,
        destination_ton=message.source_ton,
        destination_npi=message.source_npi,
        destination=message.source,
        esm_class=EsmClass.RECEIPT,
        short_message=text.encode("ascii"),
        tlvs=(
            (Tag.RECEIPTED_MESSAGE_ID, message_id.encode("ascii") + b"\0"),
            (Tag.MESSAGE_STATE, bytes((_NUMBER_OF[state],))),
        ),
    )
