"""Topics: planted groups are found in both languages, named by their words, and set beside the themes."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.voices.topics import discover_topics, topic_words, word_pieces
from errors import NotEnoughData

PARKING = ["the parking garage is full", "no parking garage nearby", "停车场太小", "停车场没有空位", "停车场收费高"]
SOUP = ["tomato soup was cold", "cold tomato soup", "番茄汤很好", "番茄汤凉了", "一碗番茄汤"]


def world(n: int = 20) -> tuple[list[str], np.ndarray]:
    texts = (PARKING + SOUP) * n
    rng = np.random.default_rng(0)
    centres = np.array([[1.0, 0.0, 0.0]] * 5 + [[0.0, 1.0, 0.0]] * 5)
    return texts, (np.tile(centres, (n, 1)) + rng.normal(0, 0.05, (10 * n, 3))).astype(np.float32)


def test_planted_topics_are_found_across_languages_and_named_in_both():
    texts, vectors = world()
    topics = discover_topics(texts, vectors, random_state=0, n_topics=2)
    assert [topic.size for topic in topics] == [100, 100]
    named = {frozenset(topic.words) for topic in topics}
    assert any({"parking", "停车场"} <= words for words in named)
    assert any({"tomato", "番茄汤"} <= words for words in named)
    assert sum(topic.share for topic in topics) == pytest.approx(1)


def test_examples_are_the_members_nearest_to_the_centre():
    texts, vectors = world()
    topic = discover_topics(texts, vectors, random_state=0, n_topics=2)[0]
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    members = np.array(topic.members)
    cosine = unit[members] @ unit[members].mean(axis=0)
    assert topic.examples == tuple(members[np.argsort(-cosine, kind="stable")][:3])


def test_a_topic_knows_the_theme_that_covers_it_and_its_sentiment():
    texts, vectors = world()
    has = np.zeros((200, 2), dtype=bool)
    has[[at for at, text in enumerate(texts) if text in PARKING], 1] = True
    lean = np.where(has[:, 1], -0.5, np.nan)
    found = {
        topic.theme_id: (topic.theme_share, topic.is_covered, topic.sentiment)
        for topic in discover_topics(
            texts, vectors, random_state=0, n_topics=2, has=has, theme_ids=["food", "parking"], sentiment=lean
        )
    }
    assert found == {"parking": (1.0, True, -0.5), None: (0.0, False, None)}


def test_class_tf_idf_agrees_with_the_formula_worked_by_hand():
    # f(menu, 0) = 3 of 3, f(menu, 1) = 1 of 3; f(queue, 1) = 3 of 3; mean words of a group a = 7 / 2.
    # group 1: queue 1 x log(1 + 3.5 / 3) = 0.773, menu 1/3 x log(1 + 3.5 / 4) = 0.210
    texts = ["menu", "menu", "menu", "queue menu", "queue", "queue"]
    assert topic_words(texts, np.array([0, 0, 0, 1, 1, 1])) == (("menu",), ("queue",))


def test_the_same_seed_gives_the_same_topics():
    texts, vectors = world()
    one, two = (discover_topics(texts, vectors, random_state=3) for _ in range(2))
    assert one == two


def test_filling_words_name_nothing():
    assert word_pieces("It was the 的了是") == set()
    assert "停车" in word_pieces("停車很難")


def test_too_few_texts_and_texts_without_words():
    with pytest.raises(NotEnoughData):
        discover_topics(["a"] * 29, np.ones((29, 2), np.float32), random_state=0)
    vectors = np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)
    assert {topic.words for topic in discover_topics(["!"] * 30, vectors, random_state=0)} == {()}
