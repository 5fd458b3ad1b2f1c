"""Versions: published once, current one at a time, never changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from tests.casework.definitions.sample import FILE, SOURCE, changed

from pencere.casework.definitions import api, publishing
from pencere.casework.definitions.api import DefinitionError, ServiceVersion
from pencere.casework.definitions.models import PARSED
from pencere.kernel.actors import system
from pencere.kernel.errors import NotFound
from pencere.kernel.ids import new_id
from pencere.kernel.journal import api as journal

pytestmark = pytest.mark.django_db
OPERATOR = system("publisher")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FILE).write_text(SOURCE, encoding="utf-8")
    return tmp_path


def publish(folder: Path, source: str = SOURCE) -> list[ServiceVersion]:
    (folder / FILE).write_text(source, encoding="utf-8")
    return api.publish_all(actor=OPERATOR, folder=folder)


def test_it_publishes_once_and_journals_it(folder: Path) -> None:
    (version,) = publish(folder)
    assert (version.service, version.number, version.is_current) == ("interior.parking", 1, True)
    assert api.current("interior.parking").definition.title["en"] == "Parking"
    assert publish(folder) == []
    (row,) = journal.about_object(about="service:interior.parking")
    assert "interior.parking" in str(row.words)


def test_comments_and_layout_make_no_new_version(folder: Path) -> None:
    publish(folder)
    same = "# why\n" + SOURCE.replace("agency: interior", 'agency:   "interior"')
    assert publish(folder, same) == []


def test_a_change_makes_the_next_version_and_the_old_one_stays(folder: Path) -> None:
    (first,) = publish(folder)
    (second,) = publish(folder, changed("en: Parking", "en: Car parking"))
    assert second.number == 2
    assert api.version(first.id).definition.title["en"] == "Parking"
    assert api.definition_of(first.id).title["en"] == "Parking"
    assert api.current("interior.parking").id == second.id
    (again,) = publish(folder)
    assert again.id == first.id
    assert ServiceVersion.objects.filter(service="interior.parking").count() == 2
    assert [v.id for v in api.all_current() if v.service == "interior.parking"] == [first.id]


def test_a_broken_definition_publishes_nothing(folder: Path) -> None:
    with pytest.raises(DefinitionError):
        publish(folder, changed("agency: interior", "agency: moon"))
    assert not ServiceVersion.objects.filter(service="interior.parking").exists()


def test_a_service_whose_file_is_gone_is_no_longer_offered(folder: Path) -> None:
    (version,) = publish(folder)
    (folder / FILE).unlink()
    api.publish_all(actor=OPERATOR, folder=folder)
    with pytest.raises(NotFound):
        api.current("interior.parking")
    assert api.version(version.id).definition.id == "interior.parking"


def test_a_published_version_can_be_neither_changed_nor_deleted(folder: Path) -> None:
    (version,) = publish(folder)
    row = ServiceVersion.objects.filter(pk=version.pk)
    for change in ({"source": "x"}, {"content_hash": "0" * 64}, {"number": 9}, {"service": "a.b"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    row.update(is_current=False)


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        api.version(new_id())
    with pytest.raises(NotFound):
        api.definition_of(new_id())


def test_a_version_is_parsed_once(folder: Path, django_assert_num_queries: object) -> None:
    (version,) = publish(folder)
    first = api.definition_of(version.id)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert api.definition_of(version.id) is first
    assert api.current("interior.parking").definition is first


def test_the_packs_services_are_published_with_the_schema() -> None:
    services = {version.service for version in api.all_current()}
    assert {"justice.family-composition", "digital.appeal", "economy.pharmacy-licence"} <= services


def test_what_was_read_ahead_needs_no_text_from_the_database(
    folder: Path, django_assert_num_queries: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder)
    state = api.state_of_current()
    monkeypatch.setattr(publishing, "services_folder", lambda: folder)
    PARSED.clear()
    api.read_ahead()
    (version,) = [each for each in api.all_current() if each.service == "interior.parking"]
    with django_assert_num_queries(0):  # type: ignore[operator]
        (found,) = api.definitions_of([version])
    assert found.id == "interior.parking"
    publish(folder, changed("en: Parking", "en: Car parking"))
    assert api.state_of_current() != state
