"""Loading people into the database: by COPY, in either role, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings

from pencere.config.databases import OWNER_ROLE
from pencere.kernel import clock
from pencere_az import identifiers
from pencere_az.population import PERSONAS, PopulationError, load

NOW = "2026-11-22T09:00:00+00:00"


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with clock.frozen_at(NOW):
        yield


def connection_of(name: str, **more: Any) -> dict[str, Any]:
    own = settings.DATABASES["default"]
    known = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "dbname": name}
    return {key: value for key, value in {**known, **more}.items() if value}


@pytest.fixture
def app(database_clone: Any) -> dict[str, Any]:
    return connection_of(database_clone.name)


@pytest.fixture
def owner(app: dict[str, Any]) -> dict[str, Any]:
    return {**app, "user": OWNER_ROLE}


def one(connection: dict[str, Any], query: str) -> Any:
    with psycopg.connect(**connection) as database:
        row = database.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]


PEOPLE = "SELECT count(*) FROM parties_party WHERE kind <> 'organisation'"
DIGEST = """
SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
  SELECT p::text AS line FROM parties_party p
  UNION ALL SELECT m::text FROM parties_mandate m WHERE grantor_id::text LIKE '01941f%'
  UNION ALL SELECT r::text FROM registers_record r WHERE subject_id::text LIKE '01941f%'
) lines
"""


@pytest.mark.django_db(transaction=True)
def test_two_thousand_people_go_in_by_the_app_role(app: dict[str, Any]) -> None:
    report = load(count=2000, seed=3, processes=2, connection=app)
    assert report.people == 2000
    assert report.organisations == 40
    assert report.records > 12_000
    assert one(app, PEOPLE) == 2000 + len(PERSONAS)
    assert one(app, "SELECT count(DISTINCT register) FROM registers_record") == 23
    first = one(app, "SELECT identifier FROM parties_party WHERE kind = 'person' LIMIT 1")
    assert identifiers.fin(first) == first

    again = load(count=2000, seed=3, processes=2, connection=app)
    assert (again.people, again.records, again.present) == (0, 0, 2000)
    assert one(app, PEOPLE) == 2000 + len(PERSONAS)


@pytest.mark.django_db(transaction=True)
def test_the_number_of_processes_changes_nobody(database_clone: Any, owner: dict[str, Any]) -> None:
    load(count=1500, seed=5, processes=1, connection=owner)
    alone = one(owner, DIGEST)
    database_clone.make()
    load(count=1500, seed=5, processes=2, connection=owner)
    assert one(owner, DIGEST) == alone


@pytest.mark.django_db(transaction=True)
def test_a_load_that_was_cut_off_goes_on(owner: dict[str, Any]) -> None:
    load(count=1000, seed=5, processes=1, connection=owner)
    report = load(count=2200, seed=5, processes=1, connection=owner)
    assert (report.people, report.present) == (1200, 1000)


@pytest.mark.django_db(transaction=True)
def test_other_people_in_the_database_are_not_mixed_with(owner: dict[str, Any]) -> None:
    load(count=50, seed=5, processes=1, connection=owner)
    with pytest.raises(PopulationError, match="seed"):
        load(count=50, seed=6, processes=1, connection=owner)
    assert one(owner, PEOPLE) == 50 + len(PERSONAS)


@pytest.mark.django_db(transaction=True)
def test_the_demos_people_come_alone_and_once(app: dict[str, Any]) -> None:
    for _ in range(2):
        load(count=0, seed=1, processes=1, connection=app)
    assert one(app, PEOPLE) == len(PERSONAS)
    aysel = PERSONAS["aysel"].party_id
    expires = (dt.date(2026, 11, 22) + dt.timedelta(days=21)).isoformat()
    found = one(
        app,
        "SELECT data->>'expires_on' FROM registers_record WHERE register = "
        f"'interior.driving-licences' AND subject_id = '{aysel}'",
    )
    assert found == expires
