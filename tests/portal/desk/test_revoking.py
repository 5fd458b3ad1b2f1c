"""Ending a document before its time, from the case that issued it."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.casework.applications import browser
from tests.portal.desk import desks

from pencere.blocks.documents.models import IssuedDocument
from pencere.casework.applications.models import Application

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def client(country: None) -> Client:
    return desks.health()


@pytest.fixture
def case(country: None) -> Application:
    return desks.licence()


class TestRevoking:
    @pytest.fixture
    def granted(self, country: None) -> Application:
        return desks.granted()

    def test_it_needs_a_reason(self, client: Client, granted: Application) -> None:
        address = desks.case(granted, "revoke/")
        assert "desk/cases" in browser.text(client.get(desks.case(granted)))

        for reason in ("", "   ", "x" * 100_000):
            response = client.post(address, {"reason": reason})
            assert response.status_code == 422
            assert 'id="field-reason-error"' in browser.text(response)
        assert IssuedDocument.objects.get().state == "issued"

    def test_with_one_it_is_revoked_once(self, client: Client, granted: Application) -> None:
        address = desks.case(granted, "revoke/")

        first = client.post(address, {"reason": "Given by\0 mistake"})
        second = client.post(address, {"reason": "Again"})

        assert first["Location"] == desks.case(granted)
        assert second.status_code == 409
        document = IssuedDocument.objects.get()
        assert document.state == "revoked"
        assert document.revoked_reason == "Given by mistake"
        assert "Revoked" in browser.text(client.get(desks.case(granted)))

    def test_another_language_keeps_the_reason(self, client: Client, granted: Application) -> None:
        response = client.post(
            desks.case(granted, "revoke/"), {"reason": "Given by mistake", "_language": "ru"}
        )

        assert response.status_code == 200
        assert "Given by mistake</textarea>" in browser.text(response)
        assert IssuedDocument.objects.get().state == "issued"

    def test_strangers_revoke_nothing(self, granted: Application) -> None:
        for name, who in desks.strangers().items():
            response = who.post(desks.case(granted, "revoke/"), {"reason": "x"})
            assert response.status_code == 404, name
        assert IssuedDocument.objects.get().state == "issued"

    def test_a_case_without_a_document_has_no_such_page(
        self, client: Client, case: Application
    ) -> None:
        assert client.get(desks.case(case, "revoke/")).status_code == 404

    def test_a_document_that_another_agency_sealed_does_not_close_the_case(
        self, client: Client, granted: Application
    ) -> None:
        IssuedDocument.objects.update(agency_id="justice")

        response = client.get(desks.case(granted))

        assert response.status_code == 200
        assert "Revoke the document" not in browser.text(response)
