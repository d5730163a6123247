"""Stages by their weakest critical characteristic: the lowest lower bound, never a mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.capability.model import Index


@dataclass(frozen=True)
class Characteristic:
    """One critical characteristic of a stage; `index` is None where it could not be computed."""

    stage_id: str
    kind: str
    measure_id: str
    index: Index | None


@dataclass(frozen=True)
class StageRank:
    """A stage with the bound it is ranked by.

    Attributes
    ----------
    rank : from 1, the weakest first; None for a stage without a computed characteristic.
    lowest : the characteristic with the lowest lower bound.
    characteristics : all critical ones that entered, the weakest first.
    """

    stage_id: str
    rank: int | None
    lowest: Characteristic | None
    characteristics: tuple[Characteristic, ...]


def stage_ranks(characteristics: Sequence[Characteristic], stages: Sequence[str]) -> list[StageRank]:
    """Stages, the weakest first; those without a figure last, in journey order.

    >>> weak, fine = Index("cpk", 1.2, 0.7, 1.7, "within"), Index("cpk", 1.0, 0.9, 1.1, "within")
    >>> two = [Characteristic("a", "kpi", "k1", fine), Characteristic("b", "kpi", "k2", weak)]
    >>> ranks = stage_ranks(two, ["a", "b", "c"])
    >>> [(rank.stage_id, rank.rank) for rank in ranks]
    [('b', 1), ('a', 2), ('c', None)]
    """
    of_stage = {
        stage: sorted((one for one in characteristics if one.stage_id == stage), key=lambda one: _bound(one))
        for stage in stages
    }
    known = [stage for stage in stages if of_stage[stage] and of_stage[stage][0].index is not None]
    known.sort(key=lambda stage: _bound(of_stage[stage][0]))
    places = {stage: place for place, stage in enumerate(known, start=1)}
    ordered = [*known, *(stage for stage in stages if stage not in places)]
    return [
        StageRank(stage, places.get(stage), of_stage[stage][0] if stage in places else None, tuple(of_stage[stage]))
        for stage in ordered
    ]


def _bound(one: Characteristic) -> float:
    return float("inf") if one.index is None else one.index.low
