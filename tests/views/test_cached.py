"""Answers kept in the process: made once, shared, thrown out in order of use."""

from __future__ import annotations

import threading
from contextvars import copy_context

import pytest

from views import loaders
from views.cached import Kept, cached, forget_all


def test_an_answer_is_made_once_however_many_ask_at_the_same_time():
    made: list[int] = []
    ready = threading.Barrier(8)

    @cached(4)
    def slow(number: int) -> int:
        made.append(number)
        return number * 2

    def ask() -> None:
        ready.wait()
        assert slow(21) == 42

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert made == [21]


def test_the_least_recently_used_answer_goes_first():
    kept, made = Kept(2), []

    def ask(key: str) -> str:
        return kept.get(key, lambda: made.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert ask(key) == key
    assert made == ["a", "b", "c", "b"]


def test_an_error_is_raised_and_not_kept():
    answers = iter([ValueError("first"), 5])

    @cached(2)
    def once_bad() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(ValueError, match="first"):
        once_bad()
    assert once_bad() == 5


def test_forgetting_makes_every_answer_anew():
    made: list[int] = []

    @cached(2)
    def number() -> int:
        made.append(1)
        return len(made)

    assert (number(), number()) == (1, 1)
    forget_all()
    assert number() == 2


def test_loaders_of_one_name_answer_for_themselves_in_one_run():
    """`measures` of the control page and of the KPI page once stood in for each other on one screen."""

    def named(answer):
        def measures(journey_id):
            return (answer, journey_id)

        return loaders.once(measures)

    def one_run():
        loaders.begin_run()
        return [named(answer)("it_delivery") for answer in ("chart", "kpi")]

    assert copy_context().run(one_run) == [("chart", "it_delivery"), ("kpi", "it_delivery")]
