"""Registers are declared in files; a mistake in one is told with file, key and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.blocks.registers.declarations import load, parse
from pencere.kernel.errors import Invalid

GOOD = """
code: tax.debts
agency: tax
title: {az: Borclar, ru: Долги, en: Debts}
category: financial
number_field: number
summary: "{number}"
fields:
  number: {title: {az: Nömrə, ru: Номер, en: Number}, type: text, required: true}
  until: {title: {az: Tarix, ru: Дата, en: Date}, type: date, correctable: true}
"""


def test_the_pack_declares_its_registers() -> None:
    declared = registers.declarations()
    assert len(declared) >= 14
    assert {d.agency for d in declared.values()} <= set(parties.agencies())
    assert declared["interior.driving-licences"].expires_field == "expires_on"


def test_a_declaration_is_read() -> None:
    debts = parse(GOOD, name="tax.debts.yaml")
    assert [f.key for f in debts.fields] == ["number", "until"]
    assert debts.field("until").correctable
    assert debts.summary_of({"number": "17"}) == "17"
    assert debts.summary_of({}) == "–"


@pytest.mark.parametrize(
    ("was", "becomes", "key", "problem"),
    [
        ("type: date", "type: day", "fields.until.type", "Input should be 'text'"),
        ("ru: Долги, ", "", "title", "no words in 'ru'"),
        ("category: financial", "category: money", "category", "Input should be 'identity'"),
        ("category: financial\n", "", "category", "Field required"),
        ("category:", "colour: red\ncategory:", "colour", "Extra inputs"),
        ("number_field: number", "number_field: nr", "", "number_field: there is no field 'nr'"),
        ('"{number}"', '"{nr}"', "", "summary: there is no field 'nr'"),
        ("number_field: number", "expires_field: number", "", "'number' is not a date"),
        ("number_field: number", "expires_field: until", "", "say what that which expires"),
        ("type: date", "type: choice", "fields.until", "choices are for the types"),
        ("agency: tax", "agency: taxes", "agency", "there is no agency 'taxes'"),
        ("code: tax.debts", "code: debts", "code", "String should match"),
        ("code: tax.debts", "code: [", "", "not YAML"),
    ],
)
def test_a_mistake_is_named(was: str, becomes: str, key: str, problem: str) -> None:
    assert was in GOOD
    with pytest.raises(registers.DeclarationError) as told:
        parse(GOOD.replace(was, becomes), name="tax.debts.yaml")
    assert told.value.file == "tax.debts.yaml"
    assert told.value.key == key
    assert problem in told.value.problem


def test_a_file_bears_the_name_of_its_register(tmp_path: Path) -> None:
    (tmp_path / "debts.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(registers.DeclarationError, match=r"the file of 'tax\.debts' is misnamed"):
        load(tmp_path)


def test_what_is_not_declared_is_invalid() -> None:
    with pytest.raises(Invalid):
        registers.declaration("interior.secrets")
    with pytest.raises(Invalid):
        registers.declaration("interior.vehicles").field("owner_dreams")
