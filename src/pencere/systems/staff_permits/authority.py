"""The ministry revokes a permit: one officer proposes it with a reason, another one decides."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pencere.blocks.notices import api as notices
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.journal.api import declare, record
from pencere.systems.staff_permits import access, changing, queries
from pencere.systems.staff_permits.authority_models import Withdrawal
from pencere.systems.staff_permits.models import LIVE, Permit
from pencere.systems.staff_permits.telling import in_each_language

LEAST_WORDS, MOST_WORDS = 10, 500
PROPOSED = "staff-permit.withdrawal-proposed"
REJECTED = "staff-permit.withdrawal-rejected"
declare(PROPOSED, gettext_lazy("Proposed to revoke permit %(number)s"))
declare(REJECTED, gettext_lazy("Rejected to revoke permit %(number)s"))


@transaction.atomic
def propose(*, actor: Actor, number: str, reason: str) -> Withdrawal:
    """Propose to revoke a live permit; proposed again by the same officer in the same words, it
    is the same proposal. Raises NotFound for who is no officer of the ministry or where there is
    no such permit, Invalid (field `reason`), Conflict where it isn't live or another one waits."""
    access.ministry(actor)
    permit = _locked(number)
    reason = _words(reason, "reason")
    waiting = Withdrawal.objects.filter(permit=permit, decided_at=None).first()
    if waiting is not None:
        if (waiting.proposed_by, waiting.reason) == (actor.account_id, reason):
            return waiting
        raise Conflict(_("It was proposed before and waits for a decision."), code="waiting")
    if permit.state not in LIVE:
        raise Conflict(_("It isn't in force any more."), code="not-live")
    if actor.account_id is None:
        raise NotFound
    made = Withdrawal.objects.create(
        permit=permit,
        reason=reason,
        proposed_at=clock.now(),
        proposed_by=actor.account_id,
        proposed_label=dict(actor.label),
    )
    _record(actor, PROPOSED, permit)
    return made


@transaction.atomic
def approve(*, actor: Actor, withdrawal_id: UUID) -> None:
    """Revoke it: employer and employee are told. Raises NotFound, Refused (code "own-proposal"),
    Conflict when it was decided or isn't live any more."""
    found = _waiting(actor, withdrawal_id)
    permit = _locked(found.permit.number)
    closed = changing.close_rows(
        [permit],
        state=Permit.State.REVOKED,
        reason_code="authority",
        reason=found.reason,
        actor=actor,
    )
    if not closed:
        raise Conflict(_("It isn't in force any more."), code="not-live")
    _decide(actor, found, is_approved=True)
    notices.send(
        party=permit.employer_id,
        kind="staff-permit.revoked-by-authority",
        title=in_each_language(lambda: _("The ministry has revoked a permit of your staff")),
        body=in_each_language(
            lambda: (
                _("Permit %(number)s doesn't hold any more: %(reason)s")
                % {"number": permit.number, "reason": found.reason}
            )
        ),
        link=reverse("staff_permits:permit", args=[permit.number]),
        about=permit.about,
    )


@transaction.atomic
def reject(*, actor: Actor, withdrawal_id: UUID, answer: str) -> None:
    """Leave the permit as it is, and say why. Raises as `approve` does, and Invalid (`answer`)."""
    found = _waiting(actor, withdrawal_id)
    _decide(actor, found, is_approved=False, answer=_words(answer, "answer"))
    _record(actor, REJECTED, found.permit)


def waiting(*, actor: Actor) -> Sequence[Withdrawal]:
    """The proposals that wait, the oldest first. Raises NotFound."""
    access.ministry(actor)
    rows = Withdrawal.objects.filter(decided_at=None).select_related("permit__employer")
    return list(rows.order_by("proposed_at")[:200])


def of_permit(permit: Permit) -> Withdrawal | None:
    """The proposal that waits about a permit that was asked for before."""
    return permit.withdrawals.filter(decided_at=None).first()


def _locked(number: str) -> Permit:
    rows = Permit.objects.exclude(state=Permit.State.DRAFT).select_for_update()
    found = rows.filter(number=queries.canonical_number(number)).first()
    if found is None:
        raise NotFound
    return found


def _waiting(actor: Actor, withdrawal_id: UUID) -> Withdrawal:
    access.ministry(actor)
    rows = Withdrawal.objects.select_for_update(of=("self",)).select_related("permit")
    found = rows.filter(pk=withdrawal_id).first()
    if found is None:
        raise NotFound
    if found.proposed_by == actor.account_id:
        raise Refused(
            _("Another officer has to decide about what you proposed."), code="own-proposal"
        )
    if found.decided_at is not None:
        raise Conflict(_("This was decided before."), code="decided")
    return found


def _decide(actor: Actor, found: Withdrawal, *, is_approved: bool, answer: str = "") -> None:
    found.decided_at, found.decided_by = clock.now(), actor.account_id
    found.decided_label, found.is_approved, found.answer = dict(actor.label), is_approved, answer
    found.save(update_fields=["decided_at", "decided_by", "decided_label", "is_approved", "answer"])


def _record(actor: Actor, action: str, permit: Permit) -> None:
    record(
        actor=actor,
        action=action,
        subject=permit.employee_id,
        about=permit.about,
        purpose=access.PURPOSE,
        justification=access.LAW,
        params={"number": permit.number},
    )


def _words(text: str, field: str) -> str:
    text = " ".join(text.replace("\0", "").split())
    if not LEAST_WORDS <= len(text) <= MOST_WORDS:
        raise Invalid(
            _("Write it in a sentence, of %(least)s to %(most)s characters.")
            % {"least": LEAST_WORDS, "most": MOST_WORDS},
            field=field,
        )
    return text
