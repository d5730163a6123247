"""Measures of the sample world over a year: series and records tell one story."""

from __future__ import annotations

from datetime import date

import pytest

from workflows.pool_kpis import check_records, pooled_measure
from workflows.read_kpis import read_measures

SPAN = (date(2025, 11, 1), date(2026, 11, 1))


def measure(store, key):
    return next(one for one in read_measures(store, "it_delivery") if one.kpi_id == f"it_delivery.{key}")


def test_on_time_over_a_year_is_the_sum_of_its_weeks_and_the_records_agree(sample_store):
    one = measure(sample_store, "on_time_delivery_rate")
    top, bottom = sample_store.frame(
        """SELECT sum(numerator)::DOUBLE AS top, sum(denominator)::DOUBLE AS bottom FROM kpi_value
           WHERE kpi_id = 'it_delivery.on_time_delivery_rate' AND segment IS NULL
               AND period_start >= DATE '2025-11-01' AND period_start < DATE '2026-11-01'"""
    ).iloc[0]
    found = pooled_measure(one, *SPAN)
    assert (found.kind, found.n) == ("counts", bottom)
    assert found.value == pytest.approx(top / bottom)
    check = check_records(one, *SPAN)
    assert check.agrees
    assert check.n_same < check.n_both  # single weeks are booked differently


def test_a_series_equal_to_its_records_agrees_in_every_period(sample_store):
    check = check_records(measure(sample_store, "requirement_change_rate"), None, None)
    assert check.agrees
    assert (check.n_same, check.n_both) == (36, 36)


def test_without_records_nothing_is_compared(sample_store):
    one = measure(sample_store, "first_pass_acceptance_rate")
    assert check_records(one, *SPAN) is None
    assert pooled_measure(one, date(2030, 1, 1), None) is None
