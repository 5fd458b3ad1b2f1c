"""Quantiles out of classes of duration."""

from __future__ import annotations

import statistics

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from pencere.kernel.histograms import BUCKET, bounds, bucket, quantile


@given(st.lists(st.floats(0, 600_000), min_size=1, max_size=200))
def test_a_median_is_right_to_a_class(minutes: list[float]) -> None:
    counts: dict[int, int] = {}
    for each in minutes:
        counts[bucket(each)] = counts.get(bucket(each), 0) + 1

    found = quantile(counts, 0.5)

    assert found is not None
    low = bounds(bucket(statistics.median_low(minutes)))[0]
    high = bounds(bucket(statistics.median_high(minutes)))[1]
    assert low - 1e-6 <= found <= high + 1e-6


def test_nothing_has_no_median() -> None:
    assert quantile({}, 0.5) is None


@pytest.mark.django_db
def test_the_database_makes_the_same_classes() -> None:
    # not exactly on a border, where one rounding decides
    durations = [-5.0, 0.0, 0.05, 1.0, 17.5, 999.9, 60_000.0, 3_600_123.4]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {BUCKET.format('d')} FROM unnest(%s::float8[]) AS d", [durations])
        assert [row[0] for row in cursor.fetchall()] == [bucket(each) for each in durations]
