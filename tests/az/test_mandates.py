"""What may be put into a mandate in this country: all that its services and registers name."""

from __future__ import annotations

from pencere.blocks.registers.api import declarations
from pencere.casework.definitions.folder import read_folder
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel.pack import pack


def services() -> list[ServiceDefinition]:
    loaded, problems = read_folder(pack().root / "services")
    assert not problems
    return [each.definition for each in loaded]


def test_every_scope_that_a_service_names_can_be_given() -> None:
    named = {
        (service.applicant.mandate, kind)
        for service in services()
        for kind in service.applicant.kinds
        if service.applicant.mandate
        and (kind == "organisation" or "attorney" in service.applicant.represented_by)
    }

    assert named
    for scope, kind in named:
        assert scope
        assert kind in pack().mandate_scopes()[scope].given_by, scope


def test_every_agency_whose_services_a_representative_may_use_can_be_chosen() -> None:
    for service in services():
        if "attorney" in service.applicant.represented_by and not service.applicant.mandate:
            assert f"{service.id.partition('.')[0]}.*" in pack().mandate_scopes(), service.id


def test_categories_are_those_of_registers() -> None:
    known = {f"registers.{each.category}" for each in declarations().values()}
    asked = {code for code in pack().mandate_scopes() if code.startswith("registers.")}

    assert asked - {"registers.correct"} == known


def test_only_registers_can_be_left_out() -> None:
    for code, scope in pack().mandate_scopes().items():
        assert not scope.may_be_left_out or code.startswith("registers."), code
