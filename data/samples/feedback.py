"""Answer sets: who answered when about which case, and what they ticked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.samples.journeys import json_text
from data.samples.model import Circumstances, Floats, Ints, Noise, Window, answers, latent, outcomes
from data.samples.people import People, account_ids, case_ids, member_numbers, pick, project_column, respondent_ids
from data.samples.story import Spread, StageStory, Story, template

HASTE_SHARE = 0.02
SECOND = 1_000_000
HOUR = 3600 * SECOND
UTC_OFFSET_HOURS = 8
SCALES = {"overall": "sample.csat_5", "nps": "sample.nps_10", "ces": "sample.ces_7", "touchpoint": "sample.csat_5"}
ABOUT = {"overall": "overall", "nps": "overall", "ces": "effort"}
METRIC = {"overall": "csat", "nps": "nps", "ces": "ces", "touchpoint": "csat"}
SPAN = {"overall": (1, 5), "nps": (0, 10), "ces": (1, 7), "touchpoint": (1, 5)}


@dataclass(frozen=True)
class StageAnswers:
    """The answers of one stage's survey as arrays; values has one column per touchpoint, then one per outcome."""

    stage: StageStory
    case: Ints
    respondent: Ints
    served_day: Ints
    answered_day: Ints
    values: Floats

    @property
    def columns(self) -> tuple[str, ...]:
        """Question slugs in column order."""
        return (*(key.split(".")[1] for key in self.stage.touchpoint_ids), *self.stage.outcomes)


def stage_answers(
    story: Story,
    stage: StageStory,
    everyone: People,
    window: Window,
    rng: np.random.Generator,
    scale: float,
    spread: Spread,
    *,
    effects: bool,
) -> StageAnswers:
    """Draw the answers of one stage."""
    n = round(story.n_answers * stage.share * scale)
    case, served = _served(stage, everyone, window, rng, n)
    respondent = _respondents(everyone, case, rng)
    noise = _noise(story, stage, everyone, respondent, rng, spread)
    segment = story.effect("segment", stage)
    member = np.zeros(n, dtype=np.bool_)
    if segment is not None:
        dim, value = segment[1]["dim"], segment[1]["value"]
        member = member_numbers(story, everyone, dim, case, respondent) == list(story.dims[dim]["values"]).index(value)
    felt = latent(story, stage, Circumstances(served, everyone.is_late[case], member), noise, window, effects=effects)
    asked = outcomes(story, stage, felt, noise)
    values = np.column_stack([answers(felt), *(asked[name] for name in stage.outcomes)])
    return StageAnswers(stage, case, respondent, served, _answered(stage, window, served, rng), values)


def _served(stage: StageStory, everyone: People, window: Window, rng: np.random.Generator, n: int) -> tuple[Ints, Ints]:
    """The case and the day of each experience: days evenly spread, cases that are in this stage on that day."""
    moment = (np.arange(n) + rng.random(n)) / n * window.n_days
    first, last = stage.days
    after = first + rng.random(n) * (last - first)
    open_cases = np.arange(len(everyone.case_day))
    if stage.anchored:
        inside = (everyone.case_day + first >= 0) & (everyone.case_day + last < window.n_days)
        open_cases = np.flatnonzero(inside)
    days = everyone.case_day[open_cases]
    near = np.searchsorted(days, moment - after)
    case = open_cases[np.clip(near, 0, len(days) - 1)]
    if stage.anchored:
        moment = everyone.case_day[case] + after
    return case.astype(np.int64), np.floor(moment).astype(np.int64)


def _respondents(everyone: People, case: Ints, rng: np.random.Generator) -> Ints:
    account = everyone.case_account[case]
    first = everyone.first_respondent
    known = np.maximum(account, 0)
    colleague = first[known] + (rng.random(len(case)) * (first[known + 1] - first[known])).astype(np.int64)
    return np.where(account < 0, everyone.case_respondent[case], colleague)


def _answered(stage: StageStory, window: Window, served: Ints, rng: np.random.Generator) -> Ints:
    """A few days later, but in the same week: each week's survey closes on its Sunday."""
    weekday = (served + window.start.weekday()) % 7
    later = np.floor(rng.random(len(served)) * (stage.lag + 1)).astype(np.int64)
    return np.minimum(served + np.minimum(later, 6 - weekday), window.n_days - 1)


def _noise(
    story: Story, stage: StageStory, everyone: People, respondent: Ints, rng: np.random.Generator, spread: Spread
) -> Noise:
    account = everyone.respondent_account[respondent]
    n, k = len(respondent), len(stage.touchpoint_ids)
    first = sum(len(other.touchpoint_ids) for other in story.stages[: story.stages.index(stage)])
    residual = np.where(account < 0, np.hypot(spread.residual, spread.account_touchpoint), spread.residual)
    return Noise(
        everyone.account_effect[account] + everyone.respondent_effect[respondent],
        everyone.account_touchpoint[account][:, first : first + k] + rng.standard_normal((n, k)) * residual[:, None],
        rng.standard_normal((n, 3)),
    )


def upload_id(story: Story) -> str:
    """The upload that the journey's sample arrives as."""
    return f"sample_{story.journey_id}"


def survey_id(stage: StageStory) -> str:
    """The survey that measures a stage."""
    return f"sample.{stage.stage_id}"


def instants(window: Window, day: Ints, hour: Floats) -> pd.Series:
    """UTC instants of local days and hours."""
    start = np.datetime64(window.start.isoformat(), "us")
    moved = day * 24 * HOUR + ((hour - UTC_OFFSET_HOURS) * 3600).astype(np.int64) * SECOND
    local: pd.Series = pd.Series(start + moved.astype("timedelta64[us]"))
    return pd.Series(local.dt.tz_localize("UTC"))


def response_frame(
    story: Story,
    everyone: People,
    window: Window,
    parts: list[StageAnswers],
    rng: np.random.Generator,
    first_no: int,
    is_english: np.ndarray,
) -> pd.DataFrame:
    """One row per answer set."""
    case, respondent, served, answered = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("case", "respondent", "served_day", "answered_day")
    )
    n = len(case)
    survey = np.repeat(
        np.array([survey_id(part.stage) for part in parts], dtype=object), [len(part.case) for part in parts]
    )
    served_hour = 8.5 + rng.random(n) * 8.5
    hour = np.where(answered == served, served_hour + 0.2 + rng.random(n) * 4.0, 8.5 + rng.random(n) * 12.5)
    seconds = np.rint(rng.lognormal(4.6, 0.5, n))
    submitted = instants(window, answered, hour)
    account = everyone.respondent_account[respondent]
    return pd.DataFrame(
        {
            "response_id": _numbered(f"{story.journey_id}.answer", n),
            "upload_id": upload_id(story),
            "response_no": np.arange(first_no, first_no + n),
            "revision": 1,
            "is_current": True,
            "respondent_id": pick(respondent_ids(story, len(everyone.respondent_account)), respondent),
            "account_id": pick(account_ids(story, len(everyone.account_weight)), account),
            "project_id": project_column(story, everyone, case),
            "survey_id": pd.Series(survey, dtype="str"),
            "journey_id": story.journey_id,
            "row_no": np.arange(2, n + 2),
            "started_at": submitted - pd.to_timedelta(seconds, unit="s").as_unit("us"),
            "submitted_at": submitted,
            "served_at": instants(window, served, served_hour),
            "tz_known": True,
            "time_precision": "second",
            "status": "complete",
            "language": pd.Series(np.where(is_english, "en", "zh"), dtype="str"),
            "duration_s": seconds,
            "weight": 1.0,
            "case_id": pick(case_ids(story, len(everyone.case_day)), case),
            "is_sample": True,
        }
    )


def hurried(responses: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The responses with HASTE_SHARE of them answered in a few seconds; nothing else about them changes."""
    n = len(responses)
    hasty = rng.random(n) < HASTE_SHARE
    seconds = np.where(hasty, np.rint(4 + 12 * rng.random(n)), responses["duration_s"])
    began = responses["submitted_at"] - pd.to_timedelta(seconds, unit="s").as_unit("us")
    return responses.assign(duration_s=seconds, started_at=began)


def _numbered(stem: str, n: int) -> pd.Series:
    return pd.Series([f"{stem}_{number:06d}" for number in range(1, n + 1)], dtype="str")


def answer_frame(story: Story, parts: list[StageAnswers], responses: pd.DataFrame) -> pd.DataFrame:
    """One row per ticked question."""
    ids = responses["response_id"].to_numpy(dtype=object)
    starts = np.cumsum([0, *(len(part.case) for part in parts)])
    frames = [
        _stage_answer_frame(part, ids, responses, int(first)) for part, first in zip(parts, starts[:-1], strict=True)
    ]
    return pd.concat(frames, ignore_index=True).assign(upload_id=upload_id(story))


def _stage_answer_frame(part: StageAnswers, ids: np.ndarray, responses: pd.DataFrame, first: int) -> pd.DataFrame:
    n, k = part.values.shape
    columns = part.columns
    bounds = np.array([SPAN.get(name, SPAN["touchpoint"]) for name in columns], dtype=np.float64)
    norm = (part.values - bounds[:, 0]) / (bounds[:, 1] - bounds[:, 0]) * 100
    owners = [f"{part.stage.stage_id.split('.')[0]}.{name}" if name not in SPAN else None for name in columns]
    rows = responses.iloc[first : first + n]
    return pd.DataFrame(
        {
            "response_id": pd.Series(np.repeat(ids[first : first + n], k), dtype="str"),
            "response_no": np.repeat(rows["response_no"].to_numpy(), k),
            "question_id": pd.Series(
                np.tile(np.array([f"{survey_id(part.stage)}.{name}" for name in columns], dtype=object), n), dtype="str"
            ),
            "item_no": 0,
            "touchpoint_id": pd.Series(np.tile(np.array(owners, dtype=object), n), dtype="str"),
            "value_num": part.values.ravel(),
            "value_norm": norm.ravel(),
            "is_na": False,
            "row_no": np.repeat(rows["row_no"].to_numpy(), k),
            "col_no": np.tile(np.arange(k), n),
        }
    )


def question_frame(story: Story, wording: dict[str, dict[str, str]]) -> pd.DataFrame:
    """One row per question of the stage surveys; `wording` holds the outcome questions in both languages."""
    items = {
        f"{story.journey_id}.{item['id']}": item
        for part in template(story.journey_id)["stages"]
        for item in part["touchpoints"]
    }
    rows = []
    for stage in story.stages:
        for key in stage.touchpoint_ids:
            text = items[key].get("suggested_question") or items[key]["name"]
            rows.append(_question(story, stage, key.split(".")[1], text, "touchpoint", key))
        for name in stage.outcomes:
            key = f"nps_{stage.kind}" if name == "nps" else name
            rows.append(_question(story, stage, name, wording[key], name, None))
        rows.append(_question(story, stage, "comment", wording[f"comment_{stage.asks}"], "comment", None))
    return pd.DataFrame(rows)


def _question(
    story: Story, stage: StageStory, slug: str, text: dict[str, str], kind: str, touchpoint_id: str | None
) -> dict[str, object]:
    is_comment = kind == "comment"
    return {
        "question_id": f"{survey_id(stage)}.{slug}",
        "survey_id": survey_id(stage),
        "code": slug,
        "label": text["en"],
        "label_lang": "en",
        "translations": json_text({"zh": text["zh"]}),
        "kind": "comment" if is_comment else "score",
        "about": None if is_comment else ABOUT.get(kind, "touchpoint"),
        "target": "touchpoint" if touchpoint_id else "stage",
        "matrix_group": stage.stage_id if touchpoint_id else None,
        "scale_id": None if is_comment else SCALES[kind],
        "metric": None if is_comment else METRIC[kind],
        "journey_id": story.journey_id,
        "stage_id": stage.stage_id,
        "touchpoint_id": touchpoint_id,
    }


def segment_frame(story: Story, everyone: People, parts: list[StageAnswers], responses: pd.DataFrame) -> pd.DataFrame:
    """One row per answer set and dimension."""
    case = np.concatenate([part.case for part in parts])
    respondent = np.concatenate([part.respondent for part in parts])
    frames = [
        pd.DataFrame(
            {
                "owner_kind": "response",
                "owner_id": responses["response_id"],
                "owner_no": responses["response_no"],
                "dim": dim,
                "value": pick(list(told["values"]), member_numbers(story, everyone, dim, case, respondent)),
                "upload_id": upload_id(story),
            }
        )
        for dim, told in story.dims.items()
    ]
    return pd.concat(frames, ignore_index=True)
