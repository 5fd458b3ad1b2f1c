"""Plain rows: what is written together arrives in its order, whole, or not at all."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from pencere.kernel import clock, rows
from pencere.kernel.files.models import StoredFile
from pencere.kernel.workdays.models import WorkdayOverride

pytestmark = pytest.mark.django_db

NOVRUZ, NEW_YEAR = dt.date(2026, 3, 20), dt.date(2026, 1, 1)


def override(day: dt.date, *, is_working: bool = False, reason: str = "") -> WorkdayOverride:
    return WorkdayOverride(day=day, is_working=is_working, reason=reason)


def days() -> list[dt.date]:
    return list(WorkdayOverride.objects.order_by("day").values_list("day", flat=True))


def test_what_is_put_in_is_what_django_would_have_put_in() -> None:
    now = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
    made = StoredFile(sha256="0" * 64, size=3, media_type="text/plain", name="ə", created_at=now)
    rows.insert([made])
    found = StoredFile.objects.get(pk=made.pk)
    for field in StoredFile._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(made, field.attname)
    assert not made._state.adding


def test_several_rows_are_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        rows.insert([override(NOVRUZ), override(NEW_YEAR)])
    assert len(queries) == 1
    assert days() == [NEW_YEAR, NOVRUZ]


def test_no_rows_are_no_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        rows.insert([])
        with rows.together():
            pass
    assert not queries.captured_queries


def test_a_change_touches_the_named_columns_alone() -> None:
    rows.insert([override(NOVRUZ, reason="as it was")])
    changed = WorkdayOverride.objects.get(day=NOVRUZ)
    changed.is_working, changed.reason = True, "not written"
    rows.update(changed, ["is_working"])
    found = WorkdayOverride.objects.get(day=NOVRUZ)
    assert (found.is_working, found.reason) == (True, "as it was")


def test_what_is_found_is_what_django_finds() -> None:
    rows.insert([override(NOVRUZ, reason="ə"), override(NEW_YEAR)])
    (found,) = rows.find(WorkdayOverride, "day = %s", [NOVRUZ])
    assert found == WorkdayOverride.objects.get(day=NOVRUZ)
    assert (found.reason, found.is_working) == ("ə", False)
    found.delete()
    assert days() == [NEW_YEAR]


def test_what_is_typed_is_never_read_as_a_statement() -> None:
    reason = "100 % '; DROP TABLE x; -- %s \\ \""
    with rows.together():
        rows.insert([override(NOVRUZ, reason=reason)])
        rows.insert([override(NEW_YEAR, reason=reason)])
    assert set(WorkdayOverride.objects.values_list("reason", flat=True)) == {reason}


class TestTogether:
    def test_it_is_one_message_at_the_end(self) -> None:
        with CaptureQueriesContext(connection) as queries, rows.together():
            rows.insert([override(NOVRUZ)])
            with rows.together():
                rows.insert([override(NEW_YEAR)])
            assert not queries.captured_queries
        assert len(queries) == 1
        assert days() == [NEW_YEAR, NOVRUZ]

    def test_a_question_within_it_sees_what_was_written_before(self) -> None:
        with rows.together():
            rows.insert([override(NOVRUZ)])
            assert days() == [NOVRUZ]
            rows.insert([override(NEW_YEAR)])
        assert days() == [NEW_YEAR, NOVRUZ]

    def test_an_error_within_it_leaves_nothing(self) -> None:
        with pytest.raises(RuntimeError):
            self._written_in_vain(NOVRUZ)
        rows.insert([override(NEW_YEAR)])
        assert days() == [NEW_YEAR]

    def test_an_error_of_the_database_comes_up_at_its_end_as_djangos(self) -> None:
        with pytest.raises(IntegrityError):
            self._written_twice(NOVRUZ)
        assert days() == []

    def test_a_savepoint_that_is_undone_takes_along_what_was_written_since(self) -> None:
        with rows.together():
            rows.insert([override(NEW_YEAR)])
            with pytest.raises(RuntimeError):
                self._written_in_vain(NOVRUZ)
        assert days() == [NEW_YEAR]

    @staticmethod
    def _written_in_vain(day: dt.date) -> None:
        with transaction.atomic(), rows.together():
            rows.insert([override(day)])
            raise RuntimeError

    @staticmethod
    def _written_twice(day: dt.date) -> None:
        with transaction.atomic(), rows.together():
            rows.insert([override(NEW_YEAR), override(day)])
            rows.insert([override(day)])

    def test_a_savepoint_that_failed_does_not_stop_what_comes_after(self) -> None:
        with rows.together():
            with pytest.raises(IntegrityError), transaction.atomic():
                WorkdayOverride.objects.bulk_create([override(NOVRUZ), override(NOVRUZ)])
            rows.insert([override(NEW_YEAR)])
        assert days() == [NEW_YEAR]


def test_rows_of_two_models_come_side_by_side_and_who_is_missing_is_none() -> None:
    alone = override(NEW_YEAR, reason="nobody's file")
    rows.insert([alone, override(NOVRUZ, reason="ə")])
    stored = StoredFile(
        sha256="0" * 64, size=3, media_type="text/plain", name="ə", created_at=clock.now()
    )
    rows.insert([stored])
    with_file = (
        "workdays_workdayoverride LEFT JOIN files_storedfile"
        " ON files_storedfile.name = workdays_workdayoverride.reason"
        " WHERE is_working = %s ORDER BY day"
    )

    found = rows.joined((WorkdayOverride, StoredFile), with_file, [False])

    assert [(day.day, file and file.pk) for day, file in found] == [
        (NEW_YEAR, None),
        (NOVRUZ, stored.pk),
    ]
    assert not found[1][0]._state.adding


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text", ["Salam", "", "NULL", None, 'a "b" \\c\\', "{a,b}", " ə\n\t'%s", "👍"]),
        ("uuid", [UUID(int=7), None]),
        ("integer", [0, -5, None]),
        ("float8", [0.1, -2e300]),
        ("boolean", [True, False, None]),
        ("date", [dt.date(2020, 4, 5), None]),
        ("timestamptz", [dt.datetime(2020, 4, 5, 23, 59, 59, 999999, dt.UTC), None]),
        ("text", []),
    ],
)
def test_an_array_is_read_as_what_it_was(kind: str, values: list[object]) -> None:
    assert rows.select(f"SELECT %s::{kind}[]", [rows.array(values)]) == [(values,)]


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
def test_any_texts_make_an_array(texts: list[str]) -> None:
    assert rows.select("SELECT %s::text[]", [rows.array(texts)]) == [(texts,)]


def test_what_has_no_way_of_writing_makes_no_array() -> None:
    with pytest.raises(TypeError, match="object"):
        rows.array([object()])
