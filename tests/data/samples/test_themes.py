"""The planted themes: said in the words of both languages, as often and with such scores as the truth tells."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from data.samples.story import JOURNEYS, read_yaml
from data.samples.themes import planted_mentions, theme_plan
from data.samples.world import World, world


@pytest.fixture(scope="module")
def usual() -> World:
    return world(7)


@pytest.fixture(scope="module")
def indicators(usual: World) -> pd.DataFrame:
    """One row per comment of the IT firm that says something: points, and a 0/1 column per planted mention."""
    comments = usual["comment"]
    overall = usual["answer"].loc[lambda rows: rows["question_id"].str.endswith(".overall")]
    says = ~comments["comment_id"].isin(usual.non_answers["comment_id"])
    mine = comments[says & comments["comment_id"].str.startswith("it_delivery")].set_index("comment_id")
    points = overall.set_index("response_id")["value_norm"].loc[mine["response_id"]].to_numpy()
    rows = pd.DataFrame({"points": points}, index=mine.index)
    named = usual.mentions["theme"] + " " + usual.mentions["sentiment"]
    for key in (" ".join(pair) for pair in theme_plan("it_delivery").keys):
        rows[key] = rows.index.isin(usual.mentions.loc[named == key, "comment_id"]).astype(float)
    return rows


def planted(usual: World, journey_id: str = "it_delivery") -> pd.DataFrame:
    rows = pd.DataFrame(usual.truth["journeys"][journey_id]["themes"])
    return rows.set_index(rows["theme"] + " " + rows["sentiment"])


def test_the_truth_is_close_to_the_plan(usual: World) -> None:
    for journey_id in JOURNEYS:
        for row in planted(usual, journey_id).itertuples():
            assert row.per_mention == pytest.approx(row.planted_points, abs=1.6)
            assert row.impact == pytest.approx(row.per_mention * row.share, abs=1e-4)
        shares = [mention["share"] for mention in read_yaml("themes.yaml")["plans"][journey_id]["mentions"]]
        assert planted(usual, journey_id)["share"].tolist() == pytest.approx(shares, rel=0.06)


def test_shares_and_effects_of_the_shipped_world_are_those_of_the_truth(usual: World, indicators: pd.DataFrame) -> None:
    true = planted(usual)
    columns = indicators.drop(columns="points")
    share_error = np.sqrt(true["share"] / len(columns))
    assert (np.abs(columns.mean() - true["share"]) < 4.5 * share_error).all()
    design = np.column_stack([np.ones(len(columns)), columns])
    found = np.linalg.lstsq(design, indicators["points"])[0][1:]
    error = 19.0 / np.sqrt(columns.sum())  # about the standard deviation of a score over the root of the mentions
    assert (np.abs(found - true["per_mention"]) < 4.5 * error).all()


def test_the_plain_gap_charges_communication_for_the_waiting(usual: World, indicators: pd.DataFrame) -> None:
    said = indicators["communication negative"] == 1
    gap = indicators.loc[said, "points"].mean() - indicators.loc[~said, "points"].mean()
    assert gap < 2 * planted(usual).loc["communication negative", "per_mention"]
    together = indicators.loc[indicators["speed_waiting negative"] == 1, "communication negative"].mean()
    assert together == pytest.approx(0.45, abs=0.07)


def test_every_mention_stands_in_the_text_in_its_language(usual: World) -> None:
    words = read_yaml("themes.yaml")["mentions"]
    rows = usual.mentions.merge(usual["comment"][["comment_id", "text", "language"]], on="comment_id")
    assert len(rows) == len(usual.mentions)
    assert set(rows["language"]) == {"en", "zh"}
    for (theme, sentiment, language), part in rows.groupby(["theme", "sentiment", "language"]):
        forms = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(form)) for form in words[theme][sentiment][language]]
        assert part["text"].str.contains("|".join(forms), case=False).all(), (theme, sentiment, language)


def test_one_comment_in_ten_says_nothing_and_mentions_nothing(usual: World) -> None:
    silent = usual["comment"][usual["comment"]["comment_id"].isin(usual.non_answers["comment_id"])]
    assert len(silent) == pytest.approx(0.1 * len(usual["comment"]), rel=0.1)
    for language, texts in silent.groupby("language")["text"]:
        assert set(texts) <= set(read_yaml("themes.yaml")["none"][language])
    assert not usual.mentions["comment_id"].isin(silent["comment_id"]).any()


def test_three_kinds_of_questions_are_asked_and_each_gets_answers_that_say_nothing(usual: World) -> None:
    questions = usual["question"].loc[lambda rows: rows["kind"] == "comment", ["question_id", "label"]]
    wording = read_yaml("wording.yaml")["questions"]
    asked = {wording[f"comment_{kind}"]["en"] for kind in ("open", "faults", "praise")}
    assert set(questions["label"]) == asked
    silent = usual["comment"].merge(usual.non_answers, on="comment_id").merge(questions, on="question_id")
    assert set(silent["label"]) == asked
    assert silent["label"].value_counts().min() > 20


def test_many_comments_praise_and_complain_at_once(usual: World) -> None:
    signs = usual.mentions.groupby("comment_id")["sentiment"].agg(set)
    assert signs.map(lambda found: {"negative", "positive"} <= found).sum() > 150
    assert (usual.mentions["sentiment"] == "neutral").sum() > 150


def test_nobody_praises_and_blames_one_thing(usual: World) -> None:
    said = usual.mentions[usual.mentions["sentiment"] != "neutral"]
    assert not said.duplicated(["comment_id", "theme"]).any()


def test_without_effects_themes_are_mentioned_whatever_the_score() -> None:
    plan = theme_plan("it_delivery")
    points = np.repeat([25.0, 100.0], 40_000)
    drawn = planted_mentions(plan, points, np.random.default_rng(5), effects=False)
    shares = [drawn.mentions[half].mean(axis=0) for half in (points == 25, points == 100)]
    assert np.abs(shares[0] - shares[1]).max() < 4.5 * np.sqrt(2 * 0.12 / 40_000)
    still = world(3, 0.05, effects=False)
    assert {row["impact"] for part in still.truth["journeys"].values() for row in part["themes"]} == {0.0}


def test_the_same_seed_gives_the_same_mentions() -> None:
    one, other = world(4, 0.05), world(4, 0.05)
    pd.testing.assert_frame_equal(one.mentions, other.mentions)
    pd.testing.assert_frame_equal(one["comment"], other["comment"])
