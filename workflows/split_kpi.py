"""A measure split by the segments that its own file names: the values of each, with intervals."""

from __future__ import annotations

from dataclasses import replace

from data.queries.kpi_series import segment_series
from data.reading import Reader
from workflows.read_kpis import Measure, imported_values


def segment_measures(store: Reader, journey_id: str, measure: Measure) -> tuple[tuple[str, Measure], ...]:
    """Each segment by its name with the measure as it was imported for it alone; empty where no file splits it."""
    rows = segment_series(store, journey_id, measure.kpi_id)
    return tuple(
        (
            str(segment),
            replace(measure, origin="series", values=imported_values(own, measure.definition, measure.unit)),
        )
        for segment, own in rows.groupby("segment", sort=True)
    )
