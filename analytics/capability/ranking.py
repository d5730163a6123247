"""Stages by their weakest critical characteristic: the lowest lower bound on one scale, never a mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.capability.model import Index


@dataclass(frozen=True)
class Characteristic:
    """One critical characteristic of a stage.

    Attributes
    ----------
    index : as it was computed; None where it could not be.
    margin : its lower bound less what is asked, both as Z, so that indices and shares stand on one scale; None without.
    is_capable : judged, and capable.
    """

    stage_id: str
    kind: str
    measure_id: str
    index: Index | None
    margin: float | None
    is_capable: bool = False


@dataclass(frozen=True)
class StageRank:
    """A stage with the bound it is ranked by.

    Attributes
    ----------
    rank : from 1, the weakest first; None for a stage without a computed characteristic.
    lowest : the characteristic with the lowest margin; one that is capable only where all are.
    characteristics : all critical ones that entered, the weakest first.
    """

    stage_id: str
    rank: int | None
    lowest: Characteristic | None
    characteristics: tuple[Characteristic, ...]


def stage_ranks(characteristics: Sequence[Characteristic], stages: Sequence[str]) -> list[StageRank]:
    """Stages, the weakest first: those not shown to be capable before the capable ones; without a figure last.

    >>> weak, fine = Index("cpk", 1.2, 0.7, 1.7, "within"), Index("cpk", 1.0, 0.9, 1.1, "within")
    >>> two = [Characteristic("a", "kpi", "k1", fine, -1.3), Characteristic("b", "kpi", "k2", weak, -1.9)]
    >>> ranks = stage_ranks(two, ["a", "b", "c"])
    >>> [(rank.stage_id, rank.rank) for rank in ranks]
    [('b', 1), ('a', 2), ('c', None)]
    """
    of_stage = {
        stage: sorted((one for one in characteristics if one.stage_id == stage), key=weakness) for stage in stages
    }
    known = [stage for stage in stages if of_stage[stage] and of_stage[stage][0].margin is not None]
    known.sort(key=lambda stage: weakness(of_stage[stage][0]))
    places = {stage: place for place, stage in enumerate(known, start=1)}
    ordered = [*known, *(stage for stage in stages if stage not in places)]
    return [
        StageRank(stage, places.get(stage), of_stage[stage][0] if stage in places else None, tuple(of_stage[stage]))
        for stage in ordered
    ]


def weakness(one: Characteristic) -> tuple[bool, bool, float]:
    """The key of the order: with a figure first, what is not shown to be capable before what is, then by margin."""
    return one.margin is None, one.is_capable, float("inf") if one.margin is None else one.margin
