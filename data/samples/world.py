"""The sample world: two journeys with planted truths, drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from data.samples.feedback import (
    StageAnswers,
    answer_frame,
    question_frame,
    response_frame,
    segment_frame,
    stage_answers,
    survey_id,
    upload_id,
)
from data.samples.journeys import journey_frames, json_text
from data.samples.model import Window
from data.samples.people import People, account_ids, people, respondent_ids
from data.samples.story import JOURNEYS, Story, read_yaml, story, template

UNTIL = date(2026, 10, 31)
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class World:
    """Frames named and shaped like the canonical tables, and what was planted in them.

    Attributes
    ----------
    frames : one frame per table; text is str, instants are UTC.
    truth : each planted effect as the estimand on the observed scale; computed when first asked for.
    """

    seed: int
    scale: float
    effects: bool
    until: date
    frames: Mapping[str, pd.DataFrame]

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The frame of one table."""
        return self.frames[table]

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What was planted."""
        from data.samples.truth import truth  # the paired simulation is needed by few callers

        return truth(self.seed, until=self.until, effects=self.effects)


def world(
    seed: int,
    scale: float = 1.0,
    effects: bool = True,
    *,
    clustered: bool = True,
    until: date = UNTIL,
    journeys: tuple[str, ...] = JOURNEYS,
    progress: Callable[[str], None] | None = None,
) -> World:
    """Draw the world.

    Parameters
    ----------
    scale : size; 1 is about 1,200 cases and 20,000 answer sets of the IT firm, a fifth of that for the rental firm.
    effects : False gives every touchpoint the same true mean, in every segment and at all times.
    clustered : False draws every answer independently, with the same total spread.
    until : last day of the three years.
    """
    window = Window(until)
    collected: dict[str, list[pd.DataFrame]] = {"scale": [_scale_frame()]}
    first_no = 1
    for number, journey_id in enumerate(journeys):
        if progress is not None:
            progress(journey_id)
        rng = np.random.default_rng([seed, number])
        frames = _journey(
            story(journey_id), window, rng, scale, effects=effects, clustered=clustered, first_no=first_no
        )
        first_no += len(frames["response"])
        for name, frame in frames.items():
            collected.setdefault(name, []).append(frame)
    frames = {
        name: parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True) for name, parts in collected.items()
    }
    return World(seed, scale, effects, until, frames)


def _journey(
    told: Story,
    window: Window,
    rng: np.random.Generator,
    scale: float,
    *,
    effects: bool,
    clustered: bool,
    first_no: int,
) -> Frames:
    spread = told.spread if clustered else told.spread.unclustered()
    everyone = people(told, window, rng, scale, spread)
    parts = [stage_answers(told, stage, everyone, window, rng, scale, spread, effects=effects) for stage in told.stages]
    is_english = _speaks_english(told, everyone, parts, rng)
    responses = response_frame(told, everyone, window, parts, rng, first_no, is_english)
    frames = journey_frames(
        template(told.journey_id), journey_id=told.journey_id, is_sample=True, created_at=_instant(window.until)
    )
    frames["response"] = responses
    frames["answer"] = answer_frame(told, parts, responses)
    frames["segment_value"] = segment_frame(told, everyone, parts, responses)
    frames["question"] = question_frame(told, read_yaml("wording.yaml")["questions"]).assign(
        translations=lambda rows: rows["translations"].map(json_text)
    )
    frames["survey"] = _survey_frame(told)
    frames["customer_account"] = _account_frame(told, everyone)
    frames["respondent"] = _respondent_frame(told, everyone)
    return frames


def _instant(day: date) -> pd.Timestamp:
    return pd.Timestamp(day, tz="UTC").as_unit("us")


def _speaks_english(told: Story, everyone: People, parts: list[StageAnswers], rng: np.random.Generator) -> np.ndarray:
    share = told.languages["en"] / sum(told.languages.values())
    speaker = rng.random(len(everyone.respondent_account)) < share
    english: np.ndarray = speaker[np.concatenate([part.respondent for part in parts])]
    return english


def _survey_frame(told: Story) -> pd.DataFrame:
    names = {f"{told.journey_id}.{part['id']}": part["name"]["en"] for part in template(told.journey_id)["stages"]}
    return pd.DataFrame(
        {
            "survey_id": survey_id(stage),
            "title": names[stage.stage_id],
            "vendor": "sample",
            "journey_id": told.journey_id,
            "kind": stage.kind,
        }
        for stage in told.stages
    )


def _scale_frame() -> pd.DataFrame:
    rows = read_yaml("wording.yaml")["scales"]
    return pd.DataFrame(
        {
            "scale_id": key,
            "metric": row["metric"],
            "low": float(row["low"]),
            "high": float(row["high"]),
            "lower_is_better": False,
            "labels": json_text(row["labels"]),
        }
        for key, row in rows.items()
    )


def _account_frame(told: Story, everyone: People) -> pd.DataFrame:
    ids = account_ids(told, len(everyone.account_weight))
    of = {dim: (list(part["values"]), everyone.dims[dim]) for dim, part in told.dims.items() if part["of"] == "account"}
    attributes = [
        json_text({dim: names[drawn[number]] for dim, (names, drawn) in of.items()}) for number in range(len(ids))
    ]
    return pd.DataFrame(
        {
            "account_id": ids,
            "source_id": f"sample.{told.journey_id}",
            "external_key": [key.split("_")[-1] for key in ids],
            "name": [f"Account {key.split('_')[-1]}" for key in ids],
            "attributes": pd.Series(attributes, dtype="str"),
            "upload_id": upload_id(told),
        }
    )


def _respondent_frame(told: Story, everyone: People) -> pd.DataFrame:
    ids = respondent_ids(told, len(everyone.respondent_account))
    accounts = np.array([*account_ids(told, len(everyone.account_weight)), None], dtype=object)
    return pd.DataFrame(
        {
            "respondent_id": ids,
            "upload_id": upload_id(told),
            "source_id": f"sample.{told.journey_id}",
            "pseudonym": [f"P{number:05d}" for number in range(1, len(ids) + 1)],
            "account_id": pd.Series(accounts[everyone.respondent_account], dtype="str"),
        }
    )
