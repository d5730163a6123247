"""Records around the answers: accounts, contacts, surveys and their waves, links, origins, actions."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data.samples.feedback import survey_id, upload_id
from data.samples.journeys import json_text
from data.samples.model import Floats, Window
from data.samples.people import People, account_ids, pick, respondent_ids
from data.samples.story import Story, read_yaml, template

ZONE = "Asia/Shanghai"
RESPONSE_RATE = 0.34


def instant(day: date) -> pd.Timestamp:
    """The start of a day as an instant."""
    return pd.Timestamp(day, tz="UTC").as_unit("us")


def scale_frame() -> pd.DataFrame:
    """One row per answer scale."""
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


def source_frame(story: Story) -> pd.DataFrame:
    """The system the sample's records come from."""
    return pd.DataFrame(
        [{"source_id": f"sample.{story.journey_id}", "name": f"Sample {story.journey_id}", "kind": "sample"}]
    )


def survey_frame(story: Story) -> pd.DataFrame:
    """One row per stage survey."""
    names = {f"{story.journey_id}.{part['id']}": part["name"]["en"] for part in template(story.journey_id)["stages"]}
    return pd.DataFrame(
        {
            "survey_id": survey_id(stage),
            "title": names[stage.stage_id],
            "vendor": "sample",
            "journey_id": story.journey_id,
            "kind": stage.kind,
        }
        for stage in story.stages
    )


def account_frame(story: Story, everyone: People) -> pd.DataFrame:
    """One row per customer account with its attributes."""
    ids = account_ids(story, len(everyone.account_weight))
    of = {
        dim: (list(part["values"]), everyone.dims[dim]) for dim, part in story.dims.items() if part["of"] == "account"
    }
    attributes = [
        json_text({dim: names[drawn[number]] for dim, (names, drawn) in of.items()}) for number in range(len(ids))
    ]
    keys = [key.split("_")[-1] for key in ids]
    return pd.DataFrame(
        {
            "account_id": ids,
            "source_id": f"sample.{story.journey_id}",
            "external_key": keys,
            "name": [f"Account {key}" for key in keys],
            "attributes": pd.Series(attributes, dtype="str"),
            "upload_id": upload_id(story),
        }
    )


def respondent_frame(story: Story, everyone: People) -> pd.DataFrame:
    """One row per person."""
    ids = respondent_ids(story, len(everyone.respondent_account))
    return pd.DataFrame(
        {
            "respondent_id": ids,
            "upload_id": upload_id(story),
            "source_id": f"sample.{story.journey_id}",
            "pseudonym": [f"P{number:05d}" for number in range(1, len(ids) + 1)],
            "account_id": pick(account_ids(story, len(everyone.account_weight)), everyone.respondent_account),
        }
    )


def contact_frame(story: Story, everyone: People) -> pd.DataFrame:
    """One row per person of an account, with the role where the story has roles."""
    people = respondent_frame(story, everyone)
    role = pd.Series(None, index=people.index, dtype="str")
    if "role" in story.dims:
        role = pick(list(story.dims["role"]["values"]), everyone.dims["role"])
    rows = people.assign(contact_id=people["respondent_id"].str.replace("person", "contact"), role=role)
    return rows.loc[rows["account_id"].notna(), ["contact_id", "account_id", "respondent_id", "role", "upload_id"]]


def link_frame(responses: pd.DataFrame) -> pd.DataFrame:
    """Every answer set names its case."""
    return responses[["response_id", "case_id", "upload_id"]].assign(method="key", confidence=1.0)


def origin_frame(responses: pd.DataFrame) -> pd.DataFrame:
    """Which row of the sample each answer set came from."""
    named = responses[["upload_id", "row_no", "response_id"]].rename(columns={"response_id": "entity_id"})
    return named.assign(entity="response")


def wave_frame(story: Story, responses: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Invitations per survey and month, so that response rates can be shown."""
    local = responses["submitted_at"].dt.tz_convert(ZONE).dt.tz_localize(None)
    month = local.dt.to_period("M").dt.to_timestamp().dt.as_unit("us")
    counted = responses.assign(period_start=month).groupby(["survey_id", "period_start"]).size().reset_index(name="n")
    rate: Floats = np.clip(RESPONSE_RATE + 0.03 * rng.standard_normal(len(counted)), 0.2, 0.6)
    delivered = np.ceil(counted["n"] / rate).astype("int64")
    return pd.DataFrame(
        {
            "survey_id": counted["survey_id"],
            "period_start": counted["period_start"],
            "period_end": (counted["period_start"] + pd.offsets.MonthEnd(0)).astype("datetime64[us]"),
            "n_invited": np.ceil(delivered * 1.04).astype("int64"),
            "n_delivered": delivered,
            "upload_id": upload_id(story),
        }
    )


def population_frame(story: Story, everyone: People, window: Window) -> pd.DataFrame:
    """What share of all contacts each value of a personal segment has, for every survey of the story."""
    personal = [dim for dim, told in story.dims.items() if told["of"] == "respondent"]
    drawn = {dim: everyone.dims[dim][everyone.respondent_account >= 0] for dim in personal}
    return pd.DataFrame(
        {
            "survey_id": survey_id(stage),
            "dim": dim,
            "value": value,
            "share": float((drawn[dim] == number).mean()),
            "source": "CRM",
            "entered_at": instant(window.until),
        }
        for stage in story.stages
        for dim in personal
        for number, value in enumerate(story.dims[dim]["values"])
    )


def action_frame(story: Story, window: Window) -> pd.DataFrame:
    """The improvement actions of the story: one that works, one that does not."""
    told = read_yaml("wording.yaml")["actions"].get(story.journey_id, {})
    rows = []
    for name, action in told.items():
        planted = story.effects[name]
        live = window.monday_before_end(planted["weeks_before_end"])
        rows.append(
            {
                "action_id": f"{story.journey_id}.{action['id']}",
                "touchpoint_id": f"{story.journey_id}.{planted['touchpoint']}",
                "title_en": action["title"]["en"],
                "title_zh": action["title"]["zh"],
                "owner": action["owner"],
                "due_on": pd.Timestamp(live),
                "live_on": pd.Timestamp(live),
                "state": "live",
                "expected_change": float(action["expected_change"]),
                "is_sample": True,
            }
        )
    return pd.DataFrame(rows)
