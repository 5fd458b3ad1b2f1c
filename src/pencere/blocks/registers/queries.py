"""Reading registers. Each read names who reads, why, and what entitles them; each is journaled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import consents, emergencies, journal_actions, rules
from pencere.blocks.registers.declarations import RegisterDeclaration, declaration
from pencere.blocks.registers.models import RegisterRecord
from pencere.blocks.registers.reading import Answers, answers
from pencere.blocks.registers.records import as_record, with_only
from pencere.blocks.registers.values import Answer, Record
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused
from pencere.kernel.journal.api import Entry, Justification, record_many
from pencere.kernel.pack import pack


def read(
    *,
    actor: Actor,
    subject: UUID,
    registers: Sequence[str],
    purpose: str | Mapping[str, str],
    justification: Justification,
    fields: Mapping[str, Sequence[str]] | None = None,
) -> Mapping[str, Answer]:
    """What `registers` say about `subject` today, by register's code, in the order asked.

    `purpose` tells the person why (a code or words), for all registers or by register's code;
    `fields` limits a register to some of its fields. Costs one SELECT for all registers in
    our tables and one INSERT into the journal. Raises Refused (no purpose, no justification,
    not entitled) and Invalid (no such register or field).
    """
    return read_many(
        actor=actor,
        subjects=[subject],
        registers=registers,
        purpose=purpose,
        justification=justification,
        fields=fields,
    )[subject]


def read_many(
    *,
    actor: Actor,
    subjects: Sequence[UUID],
    registers: Sequence[str],
    purpose: str | Mapping[str, str],
    justification: Justification,
    fields: Mapping[str, Sequence[str]] | None = None,
) -> Answers:
    """As `read`, about several subjects (a family): still one SELECT and one INSERT."""
    declared = [declaration(code) for code in dict.fromkeys(registers)]
    wanted = {register.code: _wanted(register, fields) for register in declared}
    purposes = {
        register.code: purpose if isinstance(purpose, str) else purpose.get(register.code, "")
        for register in declared
    }
    for subject in subjects:
        check_may_read(
            actor=actor,
            subject=subject,
            registers=declared,
            # the one that says least, so that none is without a purpose
            purpose=min(purposes.values(), key=lambda words: len(words.strip()), default=""),
            justification=justification,
            fields=wanted,
        )
    found = answers(subjects, declared)
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=journal_actions.READ,
                subject=subject,
                about=_about(justification),
                register=register.code,
                fields=wanted[register.code] or tuple(register.by_key),
                purpose=purposes[register.code],
                justification=justification,
            )
            for subject in subjects
            for register in declared
        ]
    )
    return {s: {c: _limited(a, wanted[c]) for c, a in found[s].items()} for s in found}


def check_may_read(
    *,
    actor: Actor,
    subject: UUID,
    registers: Sequence[RegisterDeclaration],
    purpose: str,
    justification: Justification,
    fields: Mapping[str, Sequence[str] | None] | None = None,
) -> None:
    """Raises Refused unless `actor` may read all `registers` about `subject` for this.

    What a consent or an emergency justifies is decided by that alone, whoever reads: at this
    moment, and of a consent for the fields wanted.
    """
    if not purpose.strip():
        raise Refused(_("A register is read for a purpose only."), code="no-purpose")
    if not isinstance(justification, Justification):
        raise Refused(
            _("It must be said what entitles to read a register."), code="no-justification"
        )
    if justification.kind == "consent":
        _check_consent(actor, subject, registers, fields or {}, justification.reference)
        return
    if justification.kind == "emergency":
        _check_emergency(actor, subject, registers, justification.reference)
        return
    scopes = _mandate_scopes(actor, subject)
    for register in registers:
        if not rules.may_read(
            actor,
            subject=subject,
            access=access_of(register),
            kind=justification.kind,
            reference=justification.reference,
            mandate_scopes=scopes,
        ):
            if rules.leaves_out(scopes, register.category):
                raise _left_out(register)
            raise Refused(
                _("You may not read this register about this person."),
                code="register-not-open",
                field=register.code,
            )


def require_not_left_out(*, actor: Actor, register: str) -> None:
    """Refused (code "mandate-leaves-out") when the mandate by which `actor` acts takes out the
    category of the register: to be asked before anything is done that will need it."""
    declared = declaration(register)
    if actor.on_behalf_of and rules.leaves_out(actor.mandate_scopes, declared.category):
        raise _left_out(declared)


def _left_out(register: RegisterDeclaration) -> Refused:
    scope = pack().mandate_scopes().get(f"registers.{register.category}")
    what = scope.title if scope else register.title
    return Refused(
        _(
            "Your mandate leaves this out: %(what)s. Ask the one for whom you act to widen it,"
            " or to do this themselves."
        )
        % {"what": what},
        code="mandate-leaves-out",
        field=register.code,
    )


def _check_consent(
    actor: Actor,
    subject: UUID,
    registers: Sequence[RegisterDeclaration],
    fields: Mapping[str, Sequence[str] | None],
    reference: str,
) -> None:
    for register in registers:
        if not consents.is_covered(
            actor=actor,
            subject=subject,
            register=register.code,
            fields=fields.get(register.code) or tuple(register.by_key),
            reference=reference,
        ):
            raise Refused(
                _("There is no consent to read this."), code="no-consent", field=register.code
            )


def _check_emergency(
    actor: Actor, subject: UUID, registers: Sequence[RegisterDeclaration], reference: str
) -> None:
    for register in registers:
        if not emergencies.is_covered(
            actor=actor, subject=subject, register=register.code, reference=reference
        ):
            raise Refused(
                _("The emergency access has ended, or doesn't cover this."),
                code="no-emergency",
                field=register.code,
            )


def access_of(register: RegisterDeclaration) -> rules.Access:
    """What of the declaration decides about reading."""
    return rules.Access(
        agency=register.agency,
        category=register.category,
        readers=register.readers,
        law_readers=register.law_readers,
    )


def find_by_number(
    *,
    actor: Actor,
    register: str,
    number: str,
    purpose: str,
    justification: Justification,
) -> Record | None:
    """The current record with this number, None where there is none.

    Of several that have it (one act about several people, owners one after the other) it is the
    one that holds longest. A person finds only their own. The journal tells whoever it is about;
    a look-up that found nothing is journaled about nobody. Raises Refused and Invalid as `read`
    does.
    """
    declared = declaration(register)
    # Before the number is looked at: the answer must not tell whose it is.
    require_not_left_out(actor=actor, register=register)
    rows = RegisterRecord.objects.filter(
        register=register, number=canonical_number(number), superseded_at__isnull=True
    )
    latest = rows.order_by(F("valid_until").desc(nulls_first=True), "id")
    own = latest.filter(subject_id=actor.applicant_id) if actor.applicant_id else latest.none()
    row = own.first() or latest.first()
    try:
        check_may_read(
            actor=actor,
            subject=row.subject_id if row else UUID(int=0),
            registers=[declared],
            purpose=purpose,
            justification=justification,
        )
    except Refused as refusal:
        # Whether somebody else has this number is not for a person to learn.
        if actor.kind == "person" and refusal.code == "register-not-open":
            return None
        raise
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=journal_actions.FOUND,
                subject=row.subject_id if row else None,
                about=_about(justification),
                register=register,
                fields=tuple(declared.by_key) if row else (),
                purpose=purpose,
                justification=justification,
            )
        ]
    )
    return as_record(row, declared) if row else None


def history(
    *,
    actor: Actor,
    record_id: UUID,
    subject: UUID,
    purpose: str,
    justification: Justification,
) -> list[Record]:
    """All versions of a record, the newest first. Raises NotFound, and Refused as `read` does."""
    rows = list(
        RegisterRecord.objects.filter(subject_id=subject, id=record_id).order_by("-version")
    )
    if not rows:
        raise NotFound(code="unknown-record")
    declared = declaration(rows[0].register)
    check_may_read(
        actor=actor,
        subject=subject,
        registers=[declared],
        purpose=purpose,
        justification=justification,
    )
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=journal_actions.HISTORY_READ,
                subject=subject,
                about=_about(justification),
                register=declared.code,
                fields=tuple(declared.by_key),
                purpose=purpose,
                justification=justification,
            )
        ]
    )
    return [as_record(row, declared) for row in rows]


def expiring_in(answers: Mapping[str, Answer], today: dt.date, days: int) -> tuple[Record, ...]:
    """Records that expire within `days` days of `today` or already have, the earliest first."""
    last = today + dt.timedelta(days=days)
    found = [
        record
        for answer in answers.values()
        for record in answer.records
        if record.expires_on is not None and record.expires_on <= last
    ]
    return tuple(sorted(found, key=lambda record: (record.expires_on or last, record.id)))


def is_number(number: str, typed: str) -> bool:
    """Whether `typed` is the record's number, in another way of writing it perhaps."""
    return bool(typed) and canonical_number(typed) == number


def canonical_number(number: str) -> str:
    """A number as records hold it: upper case, no blanks at the ends."""
    return number.strip().upper()


def _mandate_scopes(actor: Actor, subject: UUID) -> Collection[str]:
    """What the person's mandate for `subject` covers; one query when not in the actor already."""
    if actor.kind != "person" or actor.party_id is None or actor.party_id == subject:
        return ()
    if actor.on_behalf_of == subject:
        return actor.mandate_scopes
    held = parties.mandates_held(actor.party_id, clock.today())
    return frozenset().union(*(m.scopes for m in held if m.grantor.id == subject and not m.case))


def _wanted(
    register: RegisterDeclaration, fields: Mapping[str, Sequence[str]] | None
) -> tuple[str, ...] | None:
    if not fields or register.code not in fields:
        return None
    return tuple(register.field(key).key for key in fields[register.code])


def _limited(answer: Answer, keys: tuple[str, ...] | None) -> Answer:
    if keys is None:
        return answer
    return Answer(
        register=answer.register,
        records=tuple(with_only(record, keys) for record in answer.records),
        as_of=answer.as_of,
        is_available=answer.is_available,
    )


def _about(justification: Justification) -> str:
    if justification.kind == "emergency":
        return justification.reference
    kinds = ("application", "correction")
    is_case = justification.kind in kinds and justification.reference
    return f"application:{justification.reference}" if is_case else ""
