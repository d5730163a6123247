"""The sample world's comments with the sentiment they were made with, for a model that learns from their scores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.voices.adapt_learn import Rows
from analytics.voices.engine import base_scores
from benchmarks.theme_impacts import SAMPLE_SCALE
from benchmarks.theme_worlds import JOURNEY
from data.samples.story import read_yaml
from data.samples.world import World, world

SLOT: Final = re.compile(r"\\\{\w+\\\}")
LOW, HIGH = 25.0, 100.0  # 2 of 5 and less is written as a complaint, 5 of 5 as praise: data/samples/comments.py
POLES: Final = ("negative", "positive")


@dataclass(frozen=True)
class Comments:
    """n distinct comments: text, question, score of 0 to 100, and the sentiment, "" where it is mixed or not known."""

    texts: tuple[str, ...]
    questions: tuple[str | None, ...]
    scores: NDArray[np.float64]
    sentiment: NDArray[np.str_]

    @property
    def is_positive(self) -> NDArray[np.bool_]:
        """Which ones praise."""
        return np.asarray(self.sentiment == "positive", dtype=bool)

    def rows(self, *, engine: str) -> Rows:
        """What a model sees of it: nobody has corrected anything."""
        none = np.full(len(self.texts), "", dtype=object)
        return Rows(base_scores(self.texts, engine=engine), self.questions, self.scores, none)


def sample_comments(seed: int) -> tuple[Comments, Comments]:
    """Half of the comments of one sample world to learn from, and of the other half those whose sentiment is known."""
    told = _told(world(seed, SAMPLE_SCALE, journeys=(JOURNEY,)))
    is_learnt = np.random.default_rng([seed, 7]).random(len(told)) < 0.5
    return _comments(told[is_learnt]), _comments(told[~is_learnt & told["sentiment"].isin(POLES)])


def _comments(rows: pd.DataFrame) -> Comments:
    return Comments(
        tuple(rows["text"]), tuple(rows["label"]), rows["score"].to_numpy(float), rows["sentiment"].to_numpy(str)
    )


def _told(drawn: World) -> pd.DataFrame:
    """One row per distinct text with question, score and sentiment."""
    said = drawn["comment"].loc[lambda rows: ~rows["comment_id"].isin(drawn.non_answers["comment_id"])]
    keys = ["response_id", "touchpoint_id"]
    own = drawn["answer"].dropna(subset=["value_norm"]).groupby(keys, as_index=False)["value_norm"].mean()
    rows = (
        said.merge(own.rename(columns={"value_norm": "score"}), on=keys, how="left")
        .merge(drawn["question"][["question_id", "label"]], on="question_id", how="left")
        .merge(_mentioned(drawn), on="comment_id", how="left")
    )
    by_score = np.select([rows["score"] <= LOW, rows["score"] >= HIGH], POLES, "")
    return rows.assign(sentiment=np.where(rows["tone"].isna(), by_score, rows["tone"])).drop_duplicates("text")


def _mentioned(drawn: World) -> pd.DataFrame:
    """The tone of each comment with planted mentions; "" where they differ, or where it says something before them."""
    texts = drawn["comment"].set_index("comment_id")[["text", "language"]]
    rows = drawn.mentions.join(texts, on="comment_id")
    openings = _openings()
    rows["opens"] = [
        openings[theme, tone, language].match(text) is not None
        for theme, tone, language, text in rows[["theme", "sentiment", "language", "text"]].itertuples(index=False)
    ]
    found = rows.groupby("comment_id").agg(
        n_tones=("sentiment", "nunique"), tone=("sentiment", "first"), opens=("opens", "any")
    )
    clear = (found["n_tones"] == 1) & found["opens"] & found["tone"].isin(POLES)
    return found["tone"].where(clear, "").reset_index()


def _openings() -> dict[tuple[str, str, str], re.Pattern[str]]:
    """The phrases of each theme, tone and language, as comments begin with them."""
    planted = read_yaml("themes.yaml")["mentions"]
    return {
        (theme, tone, language): re.compile(
            "|".join(SLOT.sub(".{1,40}?", re.escape(phrase)) for phrase in phrases), re.IGNORECASE | re.DOTALL
        )
        for theme, by_tone in planted.items()
        for tone, by_language in by_tone.items()
        for language, phrases in by_language.items()
    }
