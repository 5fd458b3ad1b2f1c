"""Documents from their order to their end, and who may have them."""

from __future__ import annotations

import subprocess
import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from tests import people
from tests.blocks.documents import making

from pencere.blocks.documents import api
from pencere.blocks.documents.jobs import prepare
from pencere.blocks.documents.listeners import _listeners
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal.api import about_object

TEMPLATES = [
    ("family-composition", "sample"),
    ("licence", "sample"),
    ("record", "sample"),
    ("criminal-record", "sample"),
    ("criminal-record", "sample-with-records"),
    ("driving-licence", "sample"),
    ("pharmacy-licence", "sample"),
    ("answer-letter", "sample"),
]


def journal(document: Any) -> list[str]:
    return [row.action for row in about_object(about=f"document:{document.number}")]


@pytest.mark.django_db
def test_it_works() -> None:
    document = making.order()
    assert document.state == "preparing"
    run_waiting()
    document.refresh_from_db()
    assert document.state == "issued"
    assert sorted(journal(document)) == ["document.issued", "document.ordered"]
    report = api.check_file(making.content_of(document))
    assert report.state == "genuine"
    assert report.number == document.number


@pytest.mark.django_db
@pytest.mark.parametrize(("template", "name"), TEMPLATES)
@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_each_template_is_archivable_accessible_and_sealed(
    template: str, name: str, language: str, tmp_path: Path
) -> None:
    document = making.issue(template, name, language=language)
    content = making.content_of(document)
    with pikepdf.open(BytesIO(content)) as pdf:
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("3", "A")
        assert said["pdfuaid:part"] == "1"
        assert pdf.Root.Lang == language
        assert pdf.Root.MarkInfo.Marked
        attached = pdf.Root.AF[0]
        assert attached.UF == "document.json"
        assert attached.AFRelationship == "/Data"
        assert document.number.encode() in attached.EF.F.read_bytes()
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
        assert all("+Onest" in font for font in fonts)
    path = tmp_path / "document.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told


@pytest.mark.django_db
def test_data_without_a_field_says_not_recorded() -> None:
    for template in {template for template, _name in TEMPLATES}:
        assert making.issue(template, data={}).state == "issued"


@pytest.mark.django_db
def test_data_are_never_read_as_markup() -> None:
    hostile = {"full_name": '#read("/common/page.typ") $x$ *b* "\\', "members": []}
    assert making.issue(data=hostile).state == "issued"


@pytest.mark.django_db
def test_the_job_done_twice_issues_once(issued: Any) -> None:
    before = issued.sha256
    prepare(document_id=str(issued.pk))
    issued.refresh_from_db()
    assert issued.sha256 == before
    assert journal(issued).count("document.issued") == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_issue_once() -> None:
    document = making.order()
    connection.commit()

    def work() -> None:
        prepare(document_id=str(document.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert journal(document).count("document.issued") == 1


@pytest.mark.django_db
def test_listeners_are_told_in_the_same_transaction() -> None:
    told: list[str] = []

    @api.on_issued
    def tell(document: api.IssuedDocument) -> None:
        told.append(document.state)

    try:
        making.issue()
    finally:
        _listeners.remove(tell)
    assert told == ["issued"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"template": "../secrets"},
        {"template": "no-such"},
        {"language": "fr"},
        {"seal": "atlantis.seal"},
        {"data": {"x": float("nan")}},
        {"data": {"x": "y" * 300_000}},
    ],
)
def test_an_order_that_can_not_be_filled_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        making.order(**wrong)


@pytest.mark.django_db
def test_it_validates_ownership(issued: Any) -> None:
    aysel = people.actor_for(people.aysel())
    assert api.download(actor=aysel, id=issued.pk) == issued.file
    assert "document.downloaded" in journal(issued)
    justice = people.actor_for(people.officer("justice", {"officer"}), agency="justice")
    assert api.download(actor=justice, id=issued.pk) == issued.file
    interior = people.actor_for(people.officer("interior", {"officer"}), agency="interior")
    for stranger in (people.actor_for(people.rauf()), interior):
        with pytest.raises(NotFound):
            api.download(actor=stranger, id=issued.pk)
        with pytest.raises(NotFound):
            api.document(actor=stranger, id=issued.pk)
    with pytest.raises(NotFound):
        api.documents_of(actor=people.actor_for(people.rauf()), holder=issued.holder_id)
    assert api.documents_of(actor=aysel, holder=issued.holder_id) == (issued,)
    assert api.documents_of(actor=interior, holder=issued.holder_id) == ()


@pytest.mark.django_db
def test_the_download_page(issued: Any) -> None:
    address = f"/documents/{issued.pk}/"
    assert Client().get(address).status_code == 302
    answer = people.signed_in(Client(), people.aysel()).get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert people.signed_in(Client(), people.rauf()).get(address).status_code == 404


@pytest.mark.django_db
def test_a_document_in_preparation_can_not_be_downloaded_yet() -> None:
    document = making.order()
    with pytest.raises(Conflict):
        api.download(actor=people.actor_for(people.aysel()), id=document.pk)


@pytest.mark.django_db
def test_an_officer_revokes_with_a_reason(issued: Any) -> None:
    justice = people.actor_for(people.officer("justice", {"officer"}), agency="justice")
    with pytest.raises(Invalid):
        api.revoke(actor=justice, id=issued.pk, reason="  ")
    api.revoke(actor=justice, id=issued.pk, reason="Səhv məlumat")
    assert "document.revoked" in journal(issued)
    assert api.check_number(issued.number).state == "revoked"
    assert api.check_file(making.content_of(issued)).state == "revoked"
    with pytest.raises(Conflict):
        api.revoke(actor=justice, id=issued.pk, reason="yenə")


@pytest.mark.django_db
def test_others_can_not_revoke(issued: Any) -> None:
    interior = people.actor_for(people.officer("interior", {"officer"}), agency="interior")
    inspector = people.actor_for(people.officer("justice", {"inspector"}), agency="justice")
    with pytest.raises(NotFound):
        api.revoke(actor=people.actor_for(people.aysel()), id=issued.pk, reason="x")
    with pytest.raises(NotFound):
        api.revoke(actor=interior, id=issued.pk, reason="x")
    with pytest.raises(Refused):
        api.revoke(actor=inspector, id=issued.pk, reason="x")


@pytest.mark.django_db
def test_the_table_holds_no_issued_document_without_its_file() -> None:
    document = making.order()
    with pytest.raises(IntegrityError), transaction.atomic():
        api.IssuedDocument.objects.filter(pk=document.pk).update(state="issued")
