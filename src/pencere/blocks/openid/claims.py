"""What a client is told about a person: read from the registers at that moment, in the client's
name and by the person's consent, so that each release stands in "who looked"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction

from pencere.blocks.openid import granting, journal_actions, scopes
from pencere.blocks.openid.models import Grant
from pencere.blocks.openid.scopes import Source
from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.journal import api as journal

REFERENCE = "openid-grant:"


def for_id_token(grant: Grant) -> dict[str, Any]:
    """Claims that the client asked to have in the ID token itself."""
    wanted = grant.claims.get("id_token", ())
    return _released(grant, wanted) if wanted else {}


def for_userinfo(grant: Grant, granted: Iterable[str]) -> dict[str, Any]:
    """Claims of the scopes of an access token, and those asked for one by one."""
    wanted = (*scopes.claims_of(granted), *grant.claims.get("userinfo", ()))
    found = _released(grant, tuple(dict.fromkeys(wanted)))
    if scopes.MANDATE in granted and grant.on_behalf_of is not None:
        found[scopes.MANDATE] = _mandate(grant)
    return found


@transaction.atomic
def _released(grant: Grant, names: Collection[str]) -> dict[str, Any]:
    declared = {name: scopes.claims()[name] for name in names if name in scopes.claims()}
    if not declared:
        return {}
    journal.record(
        actor=granting.client_actor(grant.client),
        action=journal_actions.RELEASED,
        subject=grant.party_id,
        about=f"{REFERENCE}{grant.pk}",
        fields=tuple(declared),
        justification=_by_consent(grant),
        params={"client": dict(grant.client.title)},
    )
    records = _of_registers(grant, [s for one in declared.values() for s in one.sources])
    found = {}
    for name, claim in declared.items():
        values = (_value(grant, source, records) for source in claim.sources)
        value = next((one for one in values if one not in (None, "")), None)
        if value is not None:
            found[name] = value
    return found


def _of_registers(grant: Grant, sources: Iterable[Source]) -> Mapping[str, Mapping[str, Any]]:
    """The newest record of each register that is needed, with the needed fields alone."""
    fields: dict[str, list[str]] = {}
    for source in sources:
        if source.register_code is not None and source.field is not None:
            wanted = fields.setdefault(source.register_code, [])
            if source.field not in wanted:
                wanted.append(source.field)
    if not fields:
        return {}
    answers = registers.read(
        actor=granting.client_actor(grant.client),
        subject=grant.party_id,
        registers=list(fields),
        purpose=grant.client.title.packed(),
        justification=_by_consent(grant),
        fields=fields,
    )
    return {code: answer.first.data for code, answer in answers.items() if answer.first}


def _value(grant: Grant, source: Source, records: Mapping[str, Mapping[str, Any]]) -> Any:
    if source.register_code is not None:
        return records.get(source.register_code, {}).get(source.field or "")
    if source.account is not None:
        return getattr(grant.account, source.account)
    value = getattr(parties.party(grant.party_id), source.party or "", None)
    return value.isoformat() if isinstance(value, dt.date) else value


def _mandate(grant: Grant) -> dict[str, Any]:
    """For whom the person acts: the mandate is looked at anew."""
    held = parties.mandates_held(grant.party_id, clock.today())
    mandate = next(one for one in held if one.id == grant.mandate_id)
    return {
        "id": str(mandate.id),
        "kind": mandate.kind,
        "scopes": sorted(mandate.scopes),
        "for": {
            "kind": mandate.grantor.kind,
            "identifier": mandate.grantor.identifier,
            "name": mandate.grantor.name,
        },
    }


def _by_consent(grant: Grant) -> journal.Justification:
    return journal.Justification(kind="consent", reference=f"{REFERENCE}{grant.pk}")
