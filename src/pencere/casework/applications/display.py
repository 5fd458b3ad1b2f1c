"""From stored values to what people read: answers beside their questions, evidence beside its
register, steps with the names of their states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pencere.blocks.registers.api import FieldDeclaration, declaration
from pencere.casework.applications import evidence
from pencere.casework.applications.actions.attaching import shown_file
from pencere.casework.applications.answer_texts import answer_text, plain_text
from pencere.casework.applications.findings import asked_with, findings_shown
from pencere.casework.applications.models import Application, Attachment, Step
from pencere.casework.applications.shapes import (
    ActionShown,
    SectionShown,
    Shown,
    StepShown,
)
from pencere.casework.applications.shapes_desk import (
    Evidence,
    EvidenceItem,
)
from pencere.casework.applications.sketches import sketch
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import (
    Action,
    Field,
    Page,
    ServiceDefinition,
    Situation,
    State,
)
from pencere.kernel.money import Money
from pencere.kernel.pack import pack
from pencere.kernel.text import Text


class Answers:
    """The answers of one application, ready to be put beside their questions."""

    def __init__(
        self,
        definition: ServiceDefinition,
        situation: Situation,
        attachments: Iterable[Attachment],
    ) -> None:
        self._definition = definition
        self._situation = situation
        self._counted = engine.answers(definition, situation)
        self._files: dict[str, list[Attachment]] = {}
        for each in attachments:
            self._files.setdefault(each.field, []).append(each)

    def question(self, field: Field) -> Shown:
        """One question with what is there now; what was typed wrong stands as it was typed."""
        is_locked = engine.is_locked(field)
        value = (self._counted if is_locked else self._situation.form).get(field.key)
        choices = tuple(engine.choices_of(field, self._situation))
        return Shown(
            field=field,
            value=value,
            text=answer_text(field, value, choices),
            is_locked=is_locked,
            source=self._source(field, value),
            files=tuple(shown_file(each) for each in self._files.get(field.key, ())),
            choices=choices,
            rows=self._rows(field, value),
            sketch=sketch(field.type, value),
        )

    def _rows(self, field: Field, value: Any) -> tuple[tuple[Shown, ...], ...]:
        """The rows of a group, each with the questions that apply to it; a row that must be
        there and isn't yet stands empty."""
        if field.rows is None:
            return ()
        stored = value if isinstance(value, list) else []
        blank = max(0, field.rows.min_items - len(stored))
        found = engine.group_rows(
            self._definition, field, [*stored, *({} for _each in range(blank))], self._situation
        )
        return tuple(tuple(self._row_answer(each, answer) for each, answer in row) for row in found)

    def _row_answer(self, field: Field, value: Any) -> Shown:
        choices = tuple(engine.choices_of(field, self._situation))
        return Shown(
            field=field,
            value=value,
            text=answer_text(field, value, choices),
            is_locked=engine.is_locked(field),
            source="",
            choices=choices,
            sketch=None,
        )

    def page(self, page: Page) -> tuple[Shown, ...]:
        """The questions of a page that apply now."""
        fields = engine.visible_fields(self._definition, page, self._situation)
        return tuple(self.question(field) for field in fields)

    def sections(self, *, missing: Sequence[tuple[str, str]] = ()) -> tuple[SectionShown, ...]:
        """All pages that apply now."""
        lacking = {page for page, _field in missing}
        return tuple(
            SectionShown(page=page, answers=self.page(page), is_complete=page.key not in lacking)
            for page in engine.visible_pages(self._definition, self._situation)
        )

    def _source(self, field: Field, value: Any) -> str:
        """The data source that gave the value, "" when a person typed it."""
        if field.prefill is None or value is None:
            return ""
        return next((name for name in field.prefill.names if name in self._definition.data), "")


def evidence_shown(definition: ServiceDefinition, application: Application) -> tuple[Evidence, ...]:
    """What the registers said, record by record, with the registers' own titles."""
    found: list[Evidence] = []
    for name, source in definition.data.items():
        read = application.data.get(name)
        if read is None:
            continue
        register = declaration(read["register"])
        keys = source.fields or tuple(register.by_key)
        records: list[dict[str, Any] | None] = list(read["records"]) or [None]
        found.extend(
            Evidence(
                source=name,
                register=register.code,
                register_title=register.title,
                agency=register.agency,
                purpose=str(source.purpose),
                is_available=read["is_available"],
                is_found=record is not None,
                as_of=dt.datetime.fromisoformat(read["as_of"]),
                number=record["number"] if record else "",
                items=_items(register.by_key, keys, record),
                consent=read.get("consent", ""),
            )
            for record in records
        )
    return tuple(found)


def _items(
    declared: Mapping[str, FieldDeclaration],
    keys: Iterable[str],
    record: Mapping[str, Any] | None,
) -> tuple[EvidenceItem, ...]:
    if record is None:
        return ()
    return tuple(
        EvidenceItem(
            key=key,
            title=declared[key].title,
            text=register_text(declared[key], record["data"].get(key)),
        )
        for key in keys
        if key in declared and declared[key].type != "party"
    )


def register_text(field: FieldDeclaration, value: Any) -> str:
    """A register's value as people read it; "" when it isn't recorded."""
    if value in (None, "", []):
        return ""
    if field.type in ("choice", "choices"):
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(str(field.choices.get(each, each)) for each in chosen)
    if field.type == "money" and isinstance(value, int):
        return str(Money(value, pack().currency))
    return plain_text(value)


class Seen(NamedTuple):
    """What of one source stands in a case, for the journal."""

    source: str
    register: str
    subject: str
    purpose: str
    fields: tuple[str, ...]


def seen_fields(definition: ServiceDefinition, application: Application) -> list[Seen]:
    """Of each source that holds anything, what who opens the case sees of it."""
    return [
        Seen(
            name,
            read["register"],
            read["subject"],
            evidence.purpose_of(definition.data[name]),
            tuple(sorted({key for record in read["records"] for key in record["data"]})),
        )
        for name, read in application.data.items()
        if read["records"] and name in definition.data
    ]


def steps_shown(
    definition: ServiceDefinition,
    steps: Iterable[Step],
    situation: Situation,
    *,
    for_applicant: bool,
) -> tuple[StepShown, ...]:
    """The history, oldest first; the applicant doesn't read notes or see inner passings-on."""
    states = definition.workflow.states
    return tuple(
        StepShown(
            at=step.at,
            title=Text(step.title),
            by=step.by,
            label=Text(step.label),
            from_state=step.from_state,
            to_state=step.to_state,
            state_title=_state_title(states.get(step.to_state), step, for_applicant=for_applicant),
            comment=step.comment,
            note="" if for_applicant else step.note,
            reason=definition.reasons.get(step.reason),
            changes={key: (pair[0], pair[1]) for key, pair in step.changes.items()},
            grounds=Text(step.grounds) if step.grounds else None,
            findings=findings_shown(
                definition, step.findings, situation, for_applicant=for_applicant
            ),
        )
        for step in steps
        if not for_applicant or step.action or step.from_state != step.to_state
    )


def _state_title(state: State | None, step: Step, *, for_applicant: bool) -> Text:
    """Of a state that the case's present version does not have, only the step's own words."""
    if state is None:
        return Text(step.title)
    return state.public_title if for_applicant else state.title


def actions_shown(
    definition: ServiceDefinition, actions: Iterable[Action], situation: Situation
) -> tuple[ActionShown, ...]:
    """Actions as buttons, with what each asks for."""
    return tuple(
        ActionShown(
            action=action,
            code=action.code,
            title=action.title,
            needs_comment="comment" in action.needs,
            needs_note="note" in action.needs,
            needs_reason="reason" in action.needs,
            reasons=(
                {code: definition.reasons[code] for code in action.reasons or definition.reasons}
                if "reason" in action.needs
                else {}
            ),
            style=action.style,
            needs_receipt="receipt" in action.needs,
            findings=asked_with(definition, action, situation),
        )
        for action in actions
    )
