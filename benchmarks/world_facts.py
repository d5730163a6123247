"""Score facts of the sample world in pandas, as data.ingest.fact derives them in SQL."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data.samples.world import World


def world_facts(world: World, journey_id: str) -> pd.DataFrame:
    """One row per touchpoint answer of one journey: the columns of benchmarks.facts and served_on (local day)."""
    questions = world["question"]
    asked = questions[(questions["journey_id"] == journey_id) & (questions["about"] == "touchpoint")]
    asked = asked.merge(world["scale"][["scale_id", "low", "high"]], on="scale_id")
    group = [f"{row.metric}|{row.low:g}|{row.high:g}" for row in asked.itertuples()]
    answers = world["answer"].merge(
        asked[["question_id"]].assign(comparison_group=group), on="question_id", how="inner", validate="m:1"
    )
    facts = answers[~answers["is_na"]].merge(_responses(world), on="response_no", validate="m:1")
    return facts.rename(columns={"value_num": "native", "value_norm": "norm"})[
        [
            "touchpoint_id",
            "comparison_group",
            "response_no",
            "cluster_no",
            "respondent_no",
            "account_no",
            "native",
            "norm",
            "served_on",
        ]
    ]


def _responses(world: World) -> pd.DataFrame:
    responses = world["response"]
    cluster = responses["account_id"].where(responses["account_id"].notna(), responses["respondent_id"])
    account = pd.Series(pd.factorize(responses["account_id"])[0], index=responses.index)
    return pd.DataFrame(
        {
            "response_no": responses["response_no"],
            "cluster_no": pd.factorize(cluster)[0],
            "respondent_no": pd.factorize(responses["respondent_id"])[0],
            "account_no": account.where(account >= 0),
            "served_on": responses["served_at"].dt.tz_convert("Asia/Shanghai").dt.date,
        }
    )


def in_segment(facts: pd.DataFrame, world: World, dim: str, value: str) -> pd.Series[bool]:
    """Which facts belong to one value of a segment."""
    segments = world["segment_value"]
    members = segments.loc[(segments["dim"] == dim) & (segments["value"] == value), "owner_no"]
    return facts["response_no"].isin(members)


def between(facts: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """Facts served from `start` to the day before `end`."""
    return facts[(facts["served_on"] >= start) & (facts["served_on"] < end)]
