"""Comments in two languages, put together from phrases: on the touchpoint that stood out, in the tone of its score."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from data.samples.feedback import StageAnswers, survey_id, upload_id
from data.samples.model import Flags, Floats, Ints, Window
from data.samples.people import People
from data.samples.story import Story, read_yaml

SLOT = re.compile(r"\{(\w+)\}")
START = re.compile(r"(^|[.!?] )([a-z])")
ENDS = {"en": ".", "zh": "\u3002"}
CHANCE, IF_BAD, IF_GOOD = 0.24, 0.24, 0.06
N_DRAWS = 40


class Phrases:
    """The phrases of one language for one journey."""

    def __init__(self, language: str, journey_id: str) -> None:
        told = read_yaml(f"comments_{language}.yaml")
        own = told.get(journey_id, {})
        self.language = language
        self.slots: Mapping[str, Sequence[str]] = told["slots"] | own.get("slots", {})
        self.around: Mapping[str, Sequence[str]] = told["around"] | own.get("around", {})
        self.cores: Mapping[str, Mapping[str, Sequence[str]]] = told["touchpoints"]


class Dice:
    """Chance numbers of one comment, drawn beforehand."""

    def __init__(self, numbers: Ints) -> None:
        self._numbers = numbers.tolist()
        self._next = 0

    def one_of(self, options: Sequence[str]) -> str:
        """An option, each as likely as the others."""
        return options[self._roll() % len(options)]

    def order(self, n: int) -> list[int]:
        """The places 0 to n - 1 in a drawn order."""
        rolls = [self._roll() for _ in range(n)]
        return sorted(range(n), key=rolls.__getitem__)

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self._roll() % 1000 < share * 1000

    def _roll(self) -> int:
        self._next += 1
        return int(self._numbers[(self._next - 1) % len(self._numbers)])


def sentence(phrases: Phrases, touchpoint: str, tone: str, special: str | None, dice: Dice) -> str:
    """One comment."""
    cores, around = phrases.cores[touchpoint], phrases.around
    if tone == "mid" and dice.chance(0.4):
        text = dice.one_of(cores["pos"]) + dice.one_of(around["but"]) + dice.one_of(cores["neg"])
    elif dice.chance(0.11):
        text = dice.one_of(around[f"short_{tone}"])
    else:
        text = _full(phrases, cores, tone, special, dice)
    return _finished(phrases, _filled(phrases, text, dice), dice)


def _full(phrases: Phrases, cores: Mapping[str, Sequence[str]], tone: str, special: str | None, dice: Dice) -> str:
    around = phrases.around
    is_about_it = special is not None and special in cores and tone == "neg" and dice.chance(0.75)
    chosen = special if special is not None and is_about_it else tone
    text = dice.one_of(around[f"open_{tone}"]) + dice.one_of(cores[chosen])
    tail = dice.one_of(around["wish"] if tone == "neg" and dice.chance(0.25) else around[f"tail_{tone}"])
    stop = "." if phrases.language == "en" and tail else ""
    return text + stop + tail


def _filled(phrases: Phrases, text: str, dice: Dice) -> str:
    return SLOT.sub(lambda found: dice.one_of(phrases.slots[found.group(1)]), text)


def _finished(phrases: Phrases, text: str, dice: Dice) -> str:
    """Capitals and full stops as people use them: mostly."""
    if phrases.language == "en" and dice.chance(0.85):
        text = START.sub(lambda found: found.group(1) + found.group(2).upper(), text)
    is_open = not text.endswith((".", "!", "?", "\u3002", "\uff01", "\uff1f"))
    return text + ENDS[phrases.language] if is_open and dice.chance(0.6) else text


def tone_of(score: float, dice: Dice) -> str:
    """1-2 complain, 3 weighs, 4 mostly and 5 always praises."""
    if score <= 2:
        return "neg"
    if score == 3 or (score == 4 and dice.chance(0.3)):
        return "mid"
    return "pos"


def comment_frame(
    story: Story,
    everyone: People,
    window: Window,
    parts: list[StageAnswers],
    responses: pd.DataFrame,
    rng: np.random.Generator,
    *,
    effects: bool,
) -> pd.DataFrame:
    """One row per comment."""
    starts = np.cumsum([0, *(len(part.case) for part in parts)])
    told = {language: Phrases(language, story.journey_id) for language in ENDS}
    frames = []
    for part, first in zip(parts, starts[:-1], strict=True):
        rows = responses.iloc[int(first) : int(first) + len(part.case)]
        frames.append(_stage_comments(story, everyone, window, part, rows, rng, told, effects=effects))
    comments = pd.concat(frames, ignore_index=True)
    ids = pd.Series([f"{story.journey_id}.comment_{number:05d}" for number in range(1, len(comments) + 1)], dtype="str")
    return comments.assign(comment_id=ids, upload_id=upload_id(story))


def _stage_comments(
    story: Story,
    everyone: People,
    window: Window,
    part: StageAnswers,
    rows: pd.DataFrame,
    rng: np.random.Generator,
    told: Mapping[str, Phrases],
    *,
    effects: bool,
) -> pd.DataFrame:
    scores = part.values[:, : len(part.stage.touchpoint_ids)]
    chosen, picked = who_comments(scores, rng)
    special = _special(story, everyone, window, part, effects=effects)
    dice = rng.integers(0, 2**31, (len(chosen), N_DRAWS))
    languages = rows["language"].to_numpy(dtype=object)[chosen]
    names = [key.split(".")[1] for key in part.stage.touchpoint_ids]
    texts = []
    for number, (row, column) in enumerate(zip(chosen.tolist(), picked.tolist(), strict=True)):
        rolled = Dice(dice[number])
        tone = tone_of(scores[row, column], rolled)
        texts.append(sentence(told[languages[number]], names[column], tone, special(row, column), rolled))
    return pd.DataFrame(
        {
            "response_id": rows["response_id"].to_numpy(dtype=object)[chosen],
            "response_no": rows["response_no"].to_numpy()[chosen],
            "question_id": f"{survey_id(part.stage)}.comment",
            "touchpoint_id": np.array(part.stage.touchpoint_ids, dtype=object)[picked],
            "text": texts,
            "text_hash": [hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in texts],
            "language": languages,
            "row_no": rows["row_no"].to_numpy()[chosen],
            "col_no": part.values.shape[1],
        }
    ).astype(dict.fromkeys(("response_id", "question_id", "touchpoint_id", "text", "text_hash", "language"), "str"))


def who_comments(scores: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Rows with a comment and the column it is about: mostly the one that stood out."""
    n, k = scores.shape
    worst, best = scores.min(axis=1), scores.max(axis=1)
    chance = CHANCE + IF_BAD * (worst <= 2) + IF_GOOD * (best == 5)
    chosen = np.flatnonzero(rng.random(n) < chance)
    noisy = scores[chosen] + 0.3 * rng.random((len(chosen), k))
    extreme = np.where(worst[chosen] <= 3, noisy.argmin(axis=1), noisy.argmax(axis=1))
    anywhere = rng.integers(0, k, len(chosen))
    return chosen, np.where(rng.random(len(chosen)) < 0.6, extreme, anywhere)


def _special(story: Story, everyone: People, window: Window, part: StageAnswers, *, effects: bool) -> Any:
    """What else people complain about: the change at the falling touchpoint, or that their own delivery was late."""
    fall, late = story.effect("fall", part.stage), story.effect("late", part.stage)
    since = window.day_number(window.monday_before_end(fall[1]["weeks"])) if fall else 0
    is_late: Flags = everyone.is_late[part.case]

    def special(row: int, column: int) -> str | None:
        if effects and fall and column == fall[0] and part.served_day[row] >= since:
            return "fall"
        if effects and late and column == late[0] and is_late[row]:
            return "late"
        return None

    return special
