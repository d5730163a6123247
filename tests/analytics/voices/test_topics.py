"""Topics: planted groups are found in both languages, named by their words, and set beside the themes."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.voices.places import without_places
from analytics.voices.topic_names import chinese_pieces, distinct_names, english_pieces, own_words
from analytics.voices.topics import discover_topics
from analytics.voices.weights import weights
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
    named = {topic.words_zh[0]: topic.words_en for topic in topics}
    assert set(named) == {"停车场", "番茄汤"}
    assert "parking garage" in named["停车场"]
    assert "tomato soup" in named["番茄汤"]
    assert sum(topic.share for topic in topics) == pytest.approx(1)


def test_what_a_language_shares_is_no_subject():
    texts, vectors = world()
    is_chinese = np.array([text[0] > "z" for text in texts])
    apart = vectors + np.where(is_chinese[:, None], 3.0, 0.0) * np.array([0.0, 0.0, 1.0], dtype=np.float32)
    subject = [text in PARKING for text in texts]

    def first(languages: list[str] | None) -> list[bool]:
        members = discover_topics(texts, apart, random_state=0, n_topics=2, languages=languages)[0].members
        return sorted({subject[at] for at in members})

    assert first(None) == [False, True], "by the vectors alone the languages are the groups"
    assert len(first(["zh" if one else "en" for one in is_chinese])) == 1


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
    found = own_words(texts, np.array([0, 0, 0, 1, 1, 1]))
    assert [own.en for own in found] == [("menu",), ("queue",)]


def test_the_same_seed_gives_the_same_topics():
    texts, vectors = world()
    one, two = (discover_topics(texts, vectors, random_state=3) for _ in range(2))
    assert one == two


def test_filling_words_name_nothing_and_part_their_neighbours():
    assert english_pieces(["It was the very best of them, really good"]).words == ()
    assert chinese_pieces(["这个地方还不错，非常满意"] * 5).words == ()
    assert set(english_pieces(["The garage of the hotel"]).words) == {"garage", "hotel"}


def test_a_part_of_a_chinese_word_is_no_word():
    # 停车场 stands between ever other characters, 车场 and 停车 only within it
    texts = ["停车场太小", "找停车场难", "停车场收费贵", "没有停车场", "停車場很远", "去停车场排队"]
    found = set(chinese_pieces(texts).words)
    assert "停车场" in found
    assert not found & {"车场", "停车", "场收", "找停"}


def test_a_content_word_with_a_filling_character_stays_whole():
    texts = ["会议太长", "开会议室小", "我们的会议", "会议很多", "参加会议难"]
    assert "会议" in chinese_pieces(texts).words


def test_traditional_characters_and_plurals_count_together():
    found = chinese_pieces(["停車場小", "停车场大", "去停車場"])
    assert "停车场" in found.words
    garages = english_pieces(["one garage", "two garages", "glass"])
    assert set(garages.words) == {"garage", "glass"}


def test_latin_words_in_chinese_comments_are_no_english_name():
    assert english_pieces(["APP里的BI报表打不开，请看一下"]).words == ()


def test_names_of_topics_differ():
    groups = [["order", "screen"], ["order", "stock"], ["order", "screen", "stock"]]
    names = distinct_names(groups)
    assert names == (("order", "screen"), ("stock",), ("order", "screen"))
    assert len(set(distinct_names([*groups[:2], ["screen", "menu"]]))) == 3


def test_a_topic_that_only_one_language_speaks_of_has_no_name_in_the_other():
    texts = ["parking garage full"] * 4 + ["服务态度，好"] * 4 + ["parking garage", "服务态度"]
    group = np.array([0] * 4 + [1] * 4 + [0, 1])
    one, two = own_words(texts, group)
    assert (one.zh, two.en) == ((), ())
    assert one.en
    assert two.zh


def test_too_few_texts_and_texts_without_words():
    with pytest.raises(NotEnoughData):
        discover_topics(["a"] * 29, np.ones((29, 2), np.float32), random_state=0)
    vectors = np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)
    assert {topic.words_en + topic.words_zh for topic in discover_topics(["!"] * 30, vectors, random_state=0)} == {()}


def test_verbs_and_adverbs_name_a_topic_only_where_nothing_else_does():
    words = [
        ["waited", "slowly", "queue"],
        ["training", "following"],
        ["planned", "branch"],
        ["overdue", "supply"],
    ]
    assert distinct_names(words) == (("queue",), ("training",), ("branch",), ("supply",))  # fmt: skip


def test_verbs_alone_still_name_a_topic():
    assert distinct_names([["confirmed", "accepted"], ["确认", "版本"], ["确认"]]) == (
        ("confirmed", "accepted"), ("版本",), ("确认",),
    )  # fmt: skip


def test_names_of_places_name_no_topic_in_either_language():
    texts = [f"The queue in Wuhan, desk {n}" for n in range(6)] + [f"Price of part {n} in Leeds" for n in range(6)]
    texts += [f"武汉{one}窗口排长队{one}" for one in "甲乙丙丁戊己"] + [
        f"苏州{one}报价单{one}" for one in "甲乙丙丁戊己"
    ]
    told = own_words(texts, np.repeat([0, 1, 0, 1], 6))
    said = {word for words in told for word in (*words.en, *words.zh)}
    assert {"queue", "price"} <= said
    assert not said & {"wuhan", "leeds", "武汉", "苏州"}


def test_comments_from_one_place_are_not_a_topic_of_their_own():
    """Vectors that share a subject stay near, those that share a place part: the directions of places are taken out."""
    along = weights("places")["directions"].astype(np.float32)
    rng = np.random.default_rng(4)
    subjects = rng.normal(size=(2, along.shape[1])).astype(np.float32)
    places = along[:2] * 60
    vectors = np.vstack([subjects[n % 2] + places[n // 2 % 2] + rng.normal(scale=0.2, size=along.shape[1])
                         for n in range(80)]).astype(np.float32)  # fmt: skip
    for given, shared in ((vectors, 4), (without_places(vectors), 2)):
        topics = discover_topics(["said"] * 80, given, random_state=0, n_topics=2)
        together = {(n % 2, one) for one, topic in enumerate(topics) for n in topic.members}
        assert len(together) == shared


def test_a_topic_too_small_for_words_of_three_comments_is_named_by_words_of_two():
    texts = ["A crisis line", "The crisis team", "Longer", "Parking full", "No parking", "Parking fee"]
    crisis, parking = own_words(texts, np.repeat([0, 1], 3))
    assert crisis.en == ("crisis",)
    assert parking.en == ("parking",)
