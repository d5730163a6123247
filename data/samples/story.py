"""The parameters of the sample world, read from story.yaml and the journey templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
JOURNEYS = ("it_delivery", "car_rental")


@dataclass(frozen=True)
class Spread:
    """Standard deviations of the latent answer: what an account, a respondent and one answer add."""

    account: float
    respondent: float
    account_touchpoint: float
    residual: float

    @property
    def total(self) -> float:
        """Standard deviation of one latent answer."""
        return float(
            sum(part**2 for part in (self.account, self.respondent, self.account_touchpoint, self.residual)) ** 0.5
        )

    def unclustered(self) -> Spread:
        """The same total without any correlation between answers."""
        return Spread(0.0, 0.0, 0.0, self.total)


@dataclass(frozen=True)
class StageStory:
    """One stage's survey: which share of the answers it gets, when, and what it asks besides the touchpoints.

    `asks` is the comment's question: open, or for faults or praise.
    """

    stage_id: str
    touchpoint_ids: tuple[str, ...]
    share: float
    days: tuple[float, float]
    lag: int
    outcomes: tuple[str, ...]
    kind: str
    anchored: bool
    asks: str


@dataclass(frozen=True)
class Story:
    """One journey of the sample world. Levels and weights hold one number per touchpoint id."""

    journey_id: str
    n_answers: int
    n_cases: int
    n_accounts: int
    private_share: float
    contacts_per_account: int
    mean: float
    spread: Spread
    dims: Mapping[str, Mapping[str, Any]]
    languages: Mapping[str, float]
    stages: tuple[StageStory, ...]
    levels: Mapping[str, float]
    weights: Mapping[str, float]
    effects: Mapping[str, Mapping[str, Any]]

    def effect(self, name: str, stage: StageStory) -> tuple[int, Mapping[str, Any]] | None:
        """The column and the parameters of an effect that acts on a touchpoint of `stage`, else None."""
        planted = self.effects.get(name)
        touchpoint_id = f"{self.journey_id}.{planted['touchpoint']}" if planted else None
        if planted is None or touchpoint_id not in stage.touchpoint_ids:
            return None
        return stage.touchpoint_ids.index(touchpoint_id), planted


@lru_cache(maxsize=16)
def read_yaml(name: str) -> Any:
    """A data file of this folder."""
    with (FOLDER / name).open(encoding="utf-8") as source:
        return yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader


def template(journey_id: str) -> Mapping[str, Any]:
    """The journey template as it stands in its file."""
    read: Mapping[str, Any] = read_yaml(f"journeys/{journey_id}.yaml")
    return read


@lru_cache(maxsize=4)
def story(journey_id: str) -> Story:
    """The story of one of the sample journeys."""
    told = read_yaml("story.yaml")[journey_id]
    return Story(
        journey_id=journey_id,
        n_answers=told["answers"],
        n_cases=told["cases"],
        n_accounts=told["accounts"],
        private_share=told["private_share"],
        contacts_per_account=told["contacts_per_account"],
        mean=told["mean"],
        spread=Spread(**told["spread"]),
        dims=told["dims"],
        languages=told["languages"],
        stages=tuple(_stage(journey_id, part, told["stages"][part["id"]]) for part in template(journey_id)["stages"]),
        levels={f"{journey_id}.{key}": value for key, value in told["levels"].items()},
        weights={f"{journey_id}.{key}": value for key, value in told["weights"].items()},
        effects=told["effects"],
    )


def _stage(journey_id: str, part: Mapping[str, Any], told: Mapping[str, Any]) -> StageStory:
    rated = tuple(
        f"{journey_id}.{item['id']}" for item in part["touchpoints"] if item.get("kind", "touchpoint") == "touchpoint"
    )
    first, last = told["days"]
    return StageStory(
        stage_id=f"{journey_id}.{part['id']}",
        touchpoint_ids=rated,
        share=told["share"],
        days=(first, last),
        lag=told["lag"],
        outcomes=tuple(told["outcomes"]),
        kind=told["kind"],
        anchored=told.get("anchored", False),
        asks=told.get("asks", "open"),
    )
