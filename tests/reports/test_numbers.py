"""Numbers read as the design language writes them, in both languages."""

from collections.abc import Iterator
from datetime import date

import pytest

from i18n import set_language
from reports import numbers


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def test_english_formats() -> None:
    assert numbers.points(12.2) == "+12"
    assert numbers.number(3.441, 2) == "3.44"
    assert numbers.share(0.47) == "47%"
    assert numbers.share(0.032) == "3.2%"
    assert numbers.money(1_200_000) == "¥1.2M"
    assert numbers.count(20_000, on_chart=True) == "20,000"
    assert numbers.day(date(2026, 11, 21)) == "21 Nov 2026"
    assert numbers.week(date(2026, 11, 21)) == "W47"
    assert numbers.duration(36.2) == "36.2 h"
    assert numbers.duration(76.0) == "3 d 4 h"
    assert numbers.interval(8.0, 16.0, 0) == "95% CI 8 to 16"


def test_chinese_formats() -> None:
    set_language("zh")
    assert numbers.money(1_200_000) == "120万元"
    assert numbers.money(230_000_000) == "2.3亿元"
    assert numbers.money(900) == "900元"
    assert numbers.count(20_000, on_chart=True) == "2万"
    assert numbers.count(20_000) == "20,000"
    assert numbers.day(date(2026, 11, 21)) == "2026年11月21日"
    assert numbers.week(date(2026, 11, 21)) == "第47周"
    assert numbers.duration(36.2) == "36.2小时"
    assert numbers.duration(76.0) == "3天4小时"
    assert numbers.estimate(12, 8, 16, 0) == "12（95%置信区间 8～16）"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_what_is_missing_is_no_zero(value: float | None) -> None:
    assert {numbers.number(value), numbers.points(value), numbers.share(value), numbers.money(value)} == {"–"}


def test_the_minus_is_a_true_one_and_zero_has_none() -> None:
    assert numbers.number(-3.26) == "−3.3"
    assert numbers.points(-0.2) == "0"
    assert numbers.money(-1500.0) == "−¥1.5k"


def test_an_estimate_without_an_interval_says_so() -> None:
    assert numbers.interval(None, 3.0) == "no interval: too few customers"
