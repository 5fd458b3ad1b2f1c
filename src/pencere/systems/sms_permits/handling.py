"""Messages to the regime's number: read, decided and answered a batch at a time, in the
transaction in which the channel holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.conf import settings

from pencere.blocks.sms import api as sms
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.rows import array, select
from pencere.kernel.text import Text
from pencere.systems.sms_permits import people, regime, replies
from pencere.systems.sms_permits.deciding import Asked, decide
from pencere.systems.sms_permits.messages import Read
from pencere.systems.sms_permits.rules import Person, Reason, Request, Rules

ACTOR = Actor(kind="system", label=Text({"en": "sms_permits"}), channel="sms")
_MOST_SENDER = 20

_LANGUAGES = "SELECT sender, language FROM sms_permits_sender WHERE sender = ANY(%s)"
# In one order, so that no two batches wait for each other.
_REMEMBER = """
INSERT INTO sms_permits_sender AS known (sender, language, changed_at)
SELECT sender, language, %s FROM unnest(%s::text[], %s::text[]) AS new (sender, language)
ORDER BY sender
ON CONFLICT (sender) DO UPDATE SET language = excluded.language, changed_at = excluded.changed_at
    WHERE known.language <> excluded.language
RETURNING true
"""


class Handler:
    """Decides about messages; what the channel calls."""

    def __call__(self, messages: Sequence[sms.Inbound], /) -> list[sms.Reply]:
        """Decide about all, in the order in which they came."""
        at = clock.now()
        rules = regime.rules_at(at)
        read = [people.writing().read(message.text) for message in messages]
        languages = _languages(messages, read, at)
        found = _people(messages, read, rules)
        asked = [
            Asked(
                _request(message, said, rules),
                found.get(said.document),
                message.received_at,
                language,
            )
            for message, said, language in zip(messages, read, languages, strict=True)
        ]
        decided = decide(asked, rules, channel="sms", at=at)
        return [
            sms.Reply(
                message,
                replies.reply(
                    came_to, read=said, person=one.person, rules=rules, language=one.language
                ),
                not_before=_not_before(message, rules),
            )
            for message, said, one, came_to in zip(messages, read, asked, decided, strict=True)
        ]

    def sorry(self, message: sms.Inbound, /) -> sms.Reply:
        """Ask to try again, and write down that it could not be decided."""
        at = clock.now()
        language = _known([message.sender]).get(message.sender, settings.LANGUAGE_CODE)
        request = Request(message.id, problem=Reason.FAILED, sender=message.sender)
        asked = Asked(request, None, message.received_at, language)
        decide([asked], regime.rules_at(at), channel="sms", at=at)
        return sms.Reply(message, replies.sorry(language))


HANDLER = Handler()


def begin() -> None:
    """Answer messages to the regime's number; when the application starts."""
    sms.on_messages(regime.short_number, HANDLER)


def _request(message: sms.Inbound, read: Read, rules: Rules | None) -> Request:
    purpose = rules.by_index(read.index) if rules and read.index else None
    problem = read.problem
    if rules and read.index and purpose is None:
        problem = Reason.UNKNOWN_PURPOSE
    return Request(
        id=message.id,
        purpose=purpose.code if purpose else "",
        document=read.document,
        problem=problem,
        sender=message.sender,
    )


def _people(
    messages: Sequence[sms.Inbound], read: Sequence[Read], rules: Rules | None
) -> Mapping[str, Person]:
    """Whom the documents lead to. Nobody is looked up whom the message couldn't let out."""
    if rules is None:
        return {}
    documents = {
        said.document: (said.kind, f"sms-permit:{message.id}")
        for message, said in zip(reversed(messages), reversed(read), strict=True)
        if said.problem is None and rules.by_index(said.index)
    }
    if not documents:
        return {}
    return people.find(actor=ACTOR, documents=documents, rules=rules)


def _languages(messages: Sequence[sms.Inbound], read: Sequence[Read], at: dt.datetime) -> list[str]:
    """In which language each is answered: the one that the sender used last, in this message or
    before; what is new is remembered."""
    known = dict(_known({message.sender for message in messages}))
    before = dict(known)
    languages = []
    for message, said in zip(messages, read, strict=True):
        if said.language:
            known[message.sender] = said.language
        languages.append(known.get(message.sender, settings.LANGUAGE_CODE))
    changed = sorted(
        (sender, language)
        for sender, language in known.items()
        if language != before.get(sender) and len(sender) <= _MOST_SENDER
    )
    if changed:
        senders, spoken = zip(*changed, strict=True)
        select(_REMEMBER, [at, array(senders), array(spoken)])
    return languages


def _known(senders: Collection[str]) -> Mapping[str, str]:
    return dict(select(_LANGUAGES, [array(senders)]))


def _not_before(message: sms.Inbound, rules: Rules | None) -> dt.datetime | None:
    if rules is None or not rules.answer_delay_seconds:
        return None
    return message.received_at + dt.timedelta(seconds=rules.answer_delay_seconds)
