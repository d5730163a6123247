"""What edited words would find: counted by comment, beside what the saved words find, with texts that show it."""

from __future__ import annotations

import numpy as np

from analytics.voices.codeframe import Rules, Theme
from analytics.voices.codeframe_preview import Found, preview

TEXTS = ["Coffee was cold", "Espresso and coffee", "咖啡很香", "The coffee table is dirty", "Nothing of it"]
N = np.array([5, 4, 3, 2, 1])


def theme(words: tuple[str, ...], chinese: tuple[str, ...] = (), exceptions: tuple[str, ...] = ()) -> Theme:
    return Theme("coffee", "Coffee", "C", "food", Rules(words, exceptions), Rules(chinese))


def test_comments_are_counted_as_often_as_they_were_said():
    found = preview(TEXTS, N, theme(("coffee",)), theme(("coffee",)))
    assert (found.n, found.n_before, found.n_gained, found.n_lost) == (11, 11, 0, 0)
    assert {one.text for one in found.kept} == {0, 1, 3}


def test_a_new_word_gains_and_an_exception_loses():
    saved = theme(("coffee",))
    now = theme(("coffee",), ("咖啡",), ("coffee table",))
    found = preview(TEXTS, N, now, saved)
    assert (found.n, found.n_before, found.n_gained, found.n_lost) == (12, 11, 3, 2)
    assert found.gained == (Found(2, ((0, 2),)),)
    assert found.lost == (Found(3, ((4, 10),)),)


def test_the_difference_adds_up():
    found = preview(TEXTS, N, theme(("espresso", "nothing")), theme(("coffee",)))
    assert found.n == found.n_before + found.n_gained - found.n_lost


def test_examples_show_another_word_each_before_they_repeat_one():
    texts = ["red", "red again", "green", "blue"]
    found = preview(texts, np.ones(4, dtype=np.int64), theme(("red", "green", "blue")), None, most=3)
    assert [one.text for one in found.gained] == [0, 2, 3]


def test_each_wording_is_counted_once_per_comment():
    found = preview(["Wait, wait", "waiting"], np.array([2, 3]), theme(("wait*",)), None)
    assert found.words.to_numpy().tolist() == [["waiting", 3], ["wait", 2]]


def test_no_words_and_no_texts_find_nothing():
    empty = preview(TEXTS, N, theme(()), theme(("coffee",)))
    assert (empty.n, empty.n_lost, len(empty.words)) == (0, 11, 0)
    assert preview([], np.empty(0, dtype=np.int64), theme(("coffee",)), None).n == 0


def test_a_word_that_counts_only_alone_looks_at_the_other_themes():
    group = Theme("food", "Food", "F")
    price = Theme("price", "Price", "P", "food", Rules(("price",)))
    fine = theme(("~fine",))
    texts = ["Fine", "Fine price"]
    ones = np.ones(2, dtype=np.int64)
    assert preview(texts, ones, fine, None).n == 2
    assert preview(texts, ones, fine, None, others=(group, price)).n == 1
