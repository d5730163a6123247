"""The planted themes in words: phrases put behind a comment or in its place, and answers that say nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd

from data.samples.comments import N_DRAWS, SLOT, START, Dice
from data.samples.story import read_yaml
from data.samples.themes import Mention, Planted, ThemePlan, planted_mentions, theme_plan

KEPT_BEFORE = 0.5
Phrase = tuple[Mention, str]


@dataclass(frozen=True)
class ThemedComments:
    """`comments` with the themes told; `mentions`: one row per mention (comment_id, response_id, theme, sentiment).

    `non_answers`: one row per comment that says nothing (comment_id).
    """

    comments: pd.DataFrame
    mentions: pd.DataFrame
    non_answers: pd.DataFrame


def with_themes(
    comments: pd.DataFrame, journey_id: str, points: pd.Series, rng: np.random.Generator, *, effects: bool
) -> ThemedComments:
    """Tell the journey's planted themes.

    Parameters
    ----------
    comments : frame of comments; text and text_hash are written anew, the rest stays.
    points : overall satisfaction in points of 0-100, by response_id.
    """
    plan = theme_plan(journey_id)
    planted = planted_mentions(plan, points.loc[comments["response_id"]].to_numpy(float), rng, effects=effects)
    rolls = rng.integers(0, 2**31, (len(comments), N_DRAWS))
    mentioned = [_mentioned(plan, planted, number) for number in range(len(comments))]
    texts, rows = [], []
    given = zip(comments["comment_id"], comments["response_id"], comments["text"], comments["language"], strict=True)
    for number, (comment_id, response_id, text, language) in enumerate(given):
        keys, dice = mentioned[number], Dice(rolls[number])
        if planted.is_none[number]:
            texts.append(dice.one_of(read_yaml("themes.yaml")["none"][language]))
            continue
        told = theme_phrases(keys, journey_id, language, dice)
        rows += [(comment_id, response_id, *key) for key, _ in told]
        texts.append(themed_text(text, told, language, dice) if told else text)
    hashes = [hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in texts]
    return ThemedComments(
        comments.assign(text=pd.Series(texts, dtype="str"), text_hash=pd.Series(hashes, dtype="str")),
        pd.DataFrame(rows, columns=["comment_id", "response_id", "theme", "sentiment"], dtype="str"),
        comments.loc[planted.is_none, ["comment_id"]].reset_index(drop=True),
    )


def _mentioned(plan: ThemePlan, planted: Planted, number: int) -> list[Mention]:
    keys = [key for key, is_there in zip(plan.keys, planted.mentions[number], strict=True) if is_there]
    return [*keys, ("", "neutral")] if planted.is_neutral[number] else keys


def theme_phrases(keys: Sequence[Mention], journey_id: str, language: str, dice: Dice) -> list[Phrase]:
    """A phrase per mention, in a drawn order; a neutral mention is of a drawn theme that no other mention names."""
    words = read_yaml("themes.yaml")
    slots = words["slots"][language] | words["plans"][journey_id].get("slots", {}).get(language, {})
    fill = partial(SLOT.sub, lambda found: dice.one_of(slots[found.group(1)]))
    named = {theme for theme, _ in keys}
    free = [theme for theme in words["neutral_themes"] if theme not in named]
    told: list[Phrase] = []
    for theme, sentiment in (keys[place] for place in dice.order(len(keys))):
        about = theme or (dice.one_of(free) if free else "")
        if about:
            told.append(((about, sentiment), fill(dice.one_of(words["mentions"][about][sentiment][language]))))
    return told


def themed_text(text: str, told: Sequence[Phrase], language: str, dice: Dice) -> str:
    """The phrases, in half of the cases behind `text`; a contrast word stands between praise and complaint."""
    joins = read_yaml("themes.yaml")["joins"][language]
    phrases = told[0][1]
    for (before, _), (after, phrase) in pairwise(told):
        phrases += dice.one_of(joins["same" if before[1] == after[1] else "other"]) + phrase
    if text and dice.chance(KEPT_BEFORE):
        ends = text.endswith((".", "!", "?", "\u3002", "\uff01", "\uff1f"))
        phrases = text + (joins["stop"][1:] if ends else joins["stop"]) + phrases
    if language == "en":
        phrases = START.sub(lambda found: found.group(1) + found.group(2).upper(), phrases)
    return phrases + joins["stop"].strip() if dice.chance(0.7) else phrases
