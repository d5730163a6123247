"""What a rating is about: a touchpoint, the whole, importance, expectation, effort or whether it is just right."""

from __future__ import annotations

import re
from dataclasses import replace

from data.ingest.model import ScaleSpec
from data.ingest.names import has_word, name_rules, spoken


def about_of(words: str, scale: ScaleSpec, item: str = "") -> str:
    """The subject of one score column, by its own item text first, then by its question."""
    told = name_rules("about")
    item_text, text = spoken(item), spoken(words)
    if scale.metric == "just_right" or (scale.high - scale.low == 2 and has_word(text, told["just_right"])):
        return "just_right"
    if scale.metric in told["overall_metrics"]:
        return "overall"
    if has_word(text, told["importance"]):
        return "importance"
    if has_word(text, told["expectation"]) and not has_word(text, told["not_expectation"]):
        return "expectation"
    if scale.metric in ("ces", "effort") or has_word(text, told["effort"]):
        return "effort"
    if _is_overall(item_text if item.strip() else text):
        return "overall"
    return "touchpoint"


def is_effort(words: str) -> bool:
    """Whether the words ask for the customer's effort, as either wording of the Customer Effort Score does."""
    return has_word(spoken(words), name_rules("about")["effort"])


def effort_scale(scale: ScaleSpec) -> ScaleSpec:
    """The scale of an effort question: its metric is the Customer Effort Score, its version follows the wording."""
    return replace(scale, metric="ces")


def _is_overall(text: str) -> bool:
    """A word for the whole, also glued to a code as in CLNWHOLE."""
    if text.strip() in name_rules("about")["overall_items"]:
        return True
    return has_word(text, name_rules("about")["overall"]) or bool(re.search(r"\w(?:whole|overall)\b", text))
