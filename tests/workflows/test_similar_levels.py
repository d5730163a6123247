"""Sentences that say one thing in other words are similar, sentences that say different things are not."""

from __future__ import annotations

import numpy as np

from analytics.voices.vectors import encoder
from workflows.similar_comments import LEVELS

PAIRS = [
    ("We waited two hours on hold.", "It took two hours before anyone answered the phone."),
    ("The staff were friendly and patient.",
     "\u5458\u5de5\u5f88\u53cb\u597d\uff0c\u4e5f\u5f88\u6709\u8010\u5fc3\u3002"),
    ("Delivery came three days late.", "\u9001\u8d27\u665a\u4e86\u4e09\u5929\u3002"),
    ("The invoice was wrong twice.", "\u53d1\u7968\u5f00\u9519\u4e86\u4e24\u6b21\u3002"),
    ("Far too expensive for what you get.", "\u6027\u4ef7\u6bd4\u592a\u4f4e\uff0c\u592a\u8d35\u4e86\u3002"),
    ("The app keeps crashing when I log in.", "Login fails, the app closes by itself every time."),
    ("Nobody explained the new process to us.",
     "\u65b0\u6d41\u7a0b\u6ca1\u6709\u4eba\u8ddf\u6211\u4eec\u8bf4\u660e\u3002"),
    ("Great training, very clear.", "The course was easy to follow and well explained."),
    ("\u7b49\u4e86\u5f88\u4e45\u6ca1\u4eba\u63a5\u7535\u8bdd",
     "\u5ba2\u670d\u7535\u8bdd\u4e00\u76f4\u6253\u4e0d\u901a\uff0c\u7b49\u4e86\u534a\u5c0f\u65f6"),
    ("\u623f\u95f4\u5f88\u810f", "\u536b\u751f\u6761\u4ef6\u5dee\uff0c\u623f\u95f4\u4e0d\u5e72\u51c0"),
    ("Requirements had to be confirmed again and again.",
     "\u9700\u6c42\u53cd\u590d\u786e\u8ba4\u4e86\u597d\u51e0\u904d\u3002"),
    ("They kept us informed at every step.",
     "\u6bcf\u4e00\u6b65\u90fd\u53ca\u65f6\u544a\u8bc9\u6211\u4eec\u8fdb\u5c55\u3002"),
]  # fmt: skip


def test_the_step_of_similar_lies_between_same_and_different_things():
    one, other = (encoder("standard").encode([pair[side] for pair in PAIRS]) for side in (0, 1))
    cosine = one @ other.T
    is_pair = np.eye(len(PAIRS), dtype=bool)
    least = LEVELS["meaning"][-1]
    assert (cosine[is_pair] >= least).sum() >= len(PAIRS) - 1
    assert (cosine[~is_pair] >= least).sum() == 0
