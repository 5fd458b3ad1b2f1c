"""Offering a mandate, passing one on, and asking for one. None of them looks whether the other
side exists: what comes back is the same for whoever is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.mandates import access, cases, journal_actions, rules
from pencere.blocks.mandates.access import Authority
from pencere.blocks.mandates.jobs import tell_of_proposal
from pencere.blocks.mandates.models import Proposal
from pencere.blocks.mandates.records import entries_about
from pencere.blocks.mandates.rules import Terms
from pencere.blocks.parties import api as parties
from pencere.kernel import clock, jobs
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, Refused
from pencere.kernel.journal import api as journal
from pencere.kernel.pack import pack
from pencere.ui.api import formatting

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: Mapping[tuple[str, str], _StrOrPromise] = {
    ("scopes", "nothing"): _("Choose what the mandate is for."),
    ("scopes", "unknown"): _("Choose from the list what the mandate is for."),
    ("scopes", "wider"): _("You can't pass on more than your own mandate covers."),
    ("kind", "unknown"): _("There is no such mandate."),
    ("kind", "seal-of-organisation"): _("Only an organisation has a seal."),
    ("kind", "not-to-delegate"): _("The seal is entrusted by the head of the organisation alone."),
    ("valid_until", "past"): _("The last day lies in the past."),
    ("valid_until", "too-far"): _("A mandate lasts five years at most. It can be extended later."),
    ("valid_until", "before-beginning"): _("It can't end before it begins."),
    ("valid_until", "longer"): _("It can't last longer than your own mandate."),
    ("limit_minor", "not-an-amount"): _("Enter an amount."),
    ("limit_minor", "larger"): _("The amount can't be larger than that of your own mandate."),
    ("may_delegate", "one-case"): _("A mandate for one application can't be passed on."),
    ("may_delegate", "chain-too-long"): _("Whoever gets it from you can't pass it on any more."),
    ("parent", "no-delegation"): _("This mandate may not be passed on."),
}


def grant(
    *,
    actor: Actor,
    holder_identifier: str,
    terms: Terms,
    key: str,
    note: str = "",
    by: UUID | None = None,
) -> Proposal:
    """Offer a person a mandate in the name of oneself, or of whom one acts for.

    `by` is a held mandate to pass on, else the one in use. The offer waits for the person with
    this identifier for 30 days; whether there is one isn't told. `key` (≤64 characters) is the
    form's: a repeat gives the first answer. Raises Invalid by field, Refused (code "assurance",
    "may-not-grant", "minor", "many"), NotFound.
    """
    holder = _identifier("person", holder_identifier, "holder")
    note = _note(note)
    with transaction.atomic():
        found = _repeated(actor, key)
        if found is not None:
            return found
        # Locked before it is looked at: a revocation that came first is then seen.
        parties.lock_mandates_of(_grantor_of(actor, by))
        right = access.authority(actor, by=by)
        access.require_assurance(actor, terms.kind)
        _require_another(right, holder)
        terms = checked(terms, right)
        _require_few(actor)
        proposal, is_new = _write(
            actor,
            key,
            direction=Proposal.Direction.OFFER,
            grantor_id=right.grantor.id,
            grantor_kind=right.grantor.kind,
            grantor_identifier=right.grantor.identifier,
            holder_identifier=holder,
            parent_id=right.parent.id if right.parent else None,
            by_mandate_id=right.by.id if right.by else None,
            note=note,
            **_as_columns(terms),
        )
        if is_new:
            word = journal_actions.DELEGATION_OFFERED if right.parent else journal_actions.OFFERED
            _journal(right.actor, word, proposal, subject=right.grantor.id)
            jobs.defer(tell_of_proposal, proposal=str(proposal.pk))
    return proposal


def delegate(
    *,
    actor: Actor,
    mandate_id: UUID,
    holder_identifier: str,
    terms: Terms,
    key: str,
    note: str = "",
) -> Proposal:
    """Offer to pass on a mandate that one holds: never wider nor longer than it is. As `grant`."""
    return grant(
        actor=actor,
        holder_identifier=holder_identifier,
        terms=terms,
        key=key,
        note=note,
        by=mandate_id,
    )


@transaction.atomic
def request(
    *,
    actor: Actor,
    grantor_kind: str,
    grantor_identifier: str,
    terms: Terms,
    key: str,
    note: str = "",
) -> Proposal:
    """Ask a person or an organisation for a mandate, for oneself. As `grant` otherwise."""
    person = parties.party(access.own_party(actor))
    found = _repeated(actor, key)
    if found is not None:
        return found
    access.require_adult(person)
    if grantor_kind not in ("person", "foreigner", "organisation"):
        raise Invalid(_("Choose whom you ask."), field="grantor_kind")
    identifier = _identifier(grantor_kind, grantor_identifier, "grantor")
    if identifier == person.identifier:
        raise Invalid(_("You need no mandate to act for yourself."), field="grantor")
    is_organisation = grantor_kind == "organisation"
    _raise(
        rules.problems_of(
            terms,
            today=clock.today(),
            is_organisation=is_organisation,
            known=offered_to(grantor_kind),
        )
    )
    _require_few(actor)
    proposal, is_new = _write(
        actor,
        key,
        direction=Proposal.Direction.REQUEST,
        grantor_kind=grantor_kind,
        grantor_identifier=identifier,
        holder_identifier=person.identifier,
        note=_note(note),
        **_as_columns(terms),
    )
    if is_new:
        _journal(access.as_oneself(actor), journal_actions.REQUESTED, proposal, subject=person.id)
        jobs.defer(tell_of_proposal, proposal=str(proposal.pk))
    return proposal


def offered_to(grantor_kind: str) -> list[str]:
    """Codes of the scopes that a party of this kind may give, in the order of the form."""
    found = pack().mandate_scopes().values()
    return [each.code for each in found if grantor_kind in each.given_by]


def checked(terms: Terms, right: Authority) -> Terms:
    """Terms that may be given by this right, with what its mandate leaves out left out too.

    Raises Invalid by field, NotFound for a case that isn't there.
    """
    case = parties.case_of(terms.scopes)
    if case and not cases.case(actor=right.actor, about=case).may_be_represented:
        raise Refused(_("In this matter nobody else may act for you."), code="not-represented")
    problems = rules.problems_of(
        terms,
        today=clock.today(),
        is_organisation=not right.grantor.is_person,
        known=offered_to(right.grantor.kind),
    )
    if right.parent is not None:
        above = link(right.parent)
        terms = rules.derived(terms, above)
        depth = len(rules.chain_up(right.parent.id, _parents_of(right.grantor.id)))
        problems |= rules.beyond(terms, above, depth=depth, open_case=case)
    _raise(problems)
    return terms


def link(mandate: parties.MandateView) -> rules.Link:
    """A mandate as the rules see it."""
    return rules.Link(
        id=mandate.id,
        parent_id=mandate.parent_id,
        scopes=mandate.scopes,
        valid_until=mandate.valid_until,
        may_delegate=mandate.may_delegate,
        limit_minor=mandate.limit_minor,
        limit_currency=mandate.limit_currency,
    )


def _parents_of(grantor: UUID) -> dict[UUID, UUID | None]:
    return {each.id: each.parent_id for each in parties.mandates_of(grantor=grantor)}


def _grantor_of(actor: Actor, by: UUID | None) -> UUID:
    """Whose mandates it is about, before anything is locked. Raises NotFound."""
    person = access.own_party(actor)
    if by is None:
        return actor.on_behalf_of or person
    held = parties.mandate_held(person, by, clock.today())
    return held.grantor.id if held else person


def _identifier(kind: str, typed: str, field: str) -> str:
    normalise = (
        pack().normalise_organisation_identifier
        if kind == "organisation"
        else pack().normalise_person_identifier
    )
    found = normalise(typed.replace("\0", ""))
    if found is None:
        raise Invalid(_("This isn't a right identifier. Look at it again."), field=field)
    return found


def _require_another(right: Authority, holder: str) -> None:
    person = parties.party(access.own_party(right.actor))
    is_own = holder == person.identifier and (right.by is None or right.parent is not None)
    if is_own or holder == right.grantor.identifier:
        raise Invalid(_("Name somebody else."), field="holder")


def _require_few(actor: Actor) -> None:
    waiting = Proposal.objects.filter(
        proposed_by_id=actor.party_id,
        state=Proposal.State.WAITING,
        open_until__gt=clock.now(),
    )
    if waiting.count() >= rules.MOST_WAITING:
        raise Refused(_("Too many of your offers and requests wait for an answer."), code="many")


def _note(typed: str) -> str:
    note = " ".join(typed.replace("\0", "").split())
    if len(note) > rules.MOST_NOTE:
        raise Invalid(_("This is too long."), field="note")
    return note


def _raise(problems: Mapping[str, str]) -> None:
    if problems:
        raise Invalid(
            code="mandate-terms",
            fields={field: [WORDS[field, code]] for field, code in problems.items()},
        )


def _repeated(actor: Actor, key: str) -> Proposal | None:
    if not key or len(key) > 64 or not key.isprintable():
        raise Invalid(_("This form is out of date. Load the page again."), code="idempotency-key")
    return Proposal.objects.filter(proposed_by_id=access.own_party(actor), key=key).first()


def _as_columns(terms: Terms) -> dict[str, Any]:
    return {
        "kind": terms.kind,
        "scopes": sorted(terms.scopes),
        "valid_from": terms.valid_from,
        "valid_until": terms.valid_until,
        "may_delegate": terms.may_delegate or terms.kind == rules.SEAL,
        "limit_minor": terms.limit_minor,
        "limit_currency": terms.limit_currency,
    }


def _write(actor: Actor, key: str, **columns: Any) -> tuple[Proposal, bool]:
    """The row, and whether it is new: two with the same key at once make one."""
    now = clock.now()
    return Proposal.objects.get_or_create(
        proposed_by_id=access.own_party(actor),
        key=key,
        defaults={
            **columns,
            "created_at": now,
            "open_until": _until(now, columns["valid_until"]),
        },
    )


def _until(now: dt.datetime, last_day: dt.date) -> dt.datetime:
    """The end of the time to answer: no later than that of the mandate itself."""
    return min(now + rules.TIME_TO_ANSWER, clock.start_of(last_day + dt.timedelta(days=1)))


def _journal(actor: Actor, action: str, proposal: Proposal, *, subject: UUID) -> None:
    journal.record_many(
        entries=entries_about(
            actor=actor,
            action=action,
            about=proposal.about,
            subjects=[subject],
            params={"until": formatting.date_short(proposal.valid_until), "kind": proposal.kind},
        )
    )
