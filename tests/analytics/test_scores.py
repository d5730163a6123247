"""NPS, CSAT and CES: definitions, intervals and what must not be mixed."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.effort import ENGLISH, ces_version
from analytics.harmonise import Comparison, comparison
from analytics.intervals import nps_interval, wilson
from analytics.scores import ces, csat, is_nps, nps, nps_per_account
from data.effort_words import effort_words
from errors import NotEnoughData


def nps_answers(promoters: int, passives: int, detractors: int) -> pd.DataFrame:
    """One respondent per answer."""
    n = promoters + passives + detractors
    return pd.DataFrame(
        {
            "cluster_group": range(n),
            "n": 1,
            "promoters": [1] * promoters + [0] * (n - promoters),
            "detractors": [0] * (n - detractors) + [1] * detractors,
        }
    )


def test_nps_of_independent_answers_is_the_published_adjusted_wald():
    score = nps(nps_answers(162, 108, 54), kind="relationship")
    assert score.score == pytest.approx(33.333333333333)
    assert (score.low, score.high) == pytest.approx((24.945251413034, 41.109794458526))
    assert (score.promoters_share, score.passives_share, score.detractors_share) == pytest.approx((1 / 2, 1 / 3, 1 / 6))
    assert (score.n, score.kind, score.per) == (324, "relationship", "answer")


def test_answers_of_one_account_widen_the_nps_interval():
    alone = nps(nps_answers(60, 20, 20), kind="transactional")
    accounts = pd.DataFrame({"cluster_group": range(10), "n": 10, "promoters": [10] * 6 + [0] * 4,
                             "detractors": [0] * 8 + [10] * 2})  # fmt: skip
    together = nps(accounts, kind="transactional")
    assert together.score == pytest.approx(alone.score)
    assert together.high - together.low > 2 * (alone.high - alone.low)
    assert together.design_effect == pytest.approx(10, rel=0.15)
    assert together.n_accounts == 10


def test_unanimous_accounts_do_not_pretend_precision():
    accounts = pd.DataFrame({"cluster_group": range(5), "n": 100, "promoters": 100, "detractors": 0})
    score = nps(accounts, kind="relationship")
    assert score.high == 100.0
    assert score.low < nps_interval(500, 0, 0)[0] - 10


def test_a_large_account_counts_once_per_account():
    accounts = pd.DataFrame({"n": [98, 1, 1, 1], "promoters": [98, 0, 0, 0], "detractors": [0, 1, 1, 1]})
    per_account = nps_per_account(accounts, kind="relationship")
    assert per_account.score == pytest.approx(-50.0)
    assert (per_account.n, per_account.n_accounts, per_account.per) == (101, 4, "account")
    assert nps(accounts.assign(cluster_group=range(4)), kind="relationship").score == pytest.approx(100 * 95 / 101)


def test_one_account_has_no_interval_per_account():
    score = nps_per_account(pd.DataFrame({"n": [3], "promoters": [2], "detractors": [1]}), kind="relationship")
    assert (score.low, score.high) == (None, None)
    with pytest.raises(NotEnoughData):
        nps_per_account(pd.DataFrame({"n": [], "promoters": [], "detractors": []}), kind="relationship")


@pytest.mark.parametrize("group", ["recommend|1|10", "nps|1|10", "recommend|0|10", "csat|0|10"])
def test_other_recommend_questions_are_not_nps(group):
    assert not is_nps(group)
    assert is_nps("nps|0|10")


def csat_answers() -> pd.DataFrame:
    native = [5, 4, 4, 3, 2, 5, 1, 4, 4, 3]
    return pd.DataFrame(
        {"cluster_group": range(10), "n": 1, "s_native": native, "top2": [int(score >= 4) for score in native]}
    )


def test_csat_is_a_mean_and_a_share_of_the_two_best_of_five():
    score = csat(csat_answers(), "csat|1|5")
    assert score.mean.value == pytest.approx(3.5)
    assert score.satisfied_share.value == pytest.approx(0.6)
    assert (score.satisfied_share.low, score.satisfied_share.high) == pytest.approx(wilson(6, 10))


def test_a_scale_without_five_answers_has_no_satisfied_share():
    assert csat(csat_answers(), "csat|0|10").satisfied_share is None


@pytest.mark.parametrize(
    ("wording", "version"),
    [
        ("How much effort did you personally have to put forth to handle your request?", "1.0"),  # HBR 2010
        ("How difficult was it to solve your problem?", "1.0"),
        ("The company made it easy for me to handle my issue.", "2.0"),  # CEB 2013
        ("How easy was it to get the help you wanted?", "2.0"),
        ("Overall, how satisfied are you with the effortful hardware?", None),
        ("How likely are you to recommend us?", None),
    ],
)
def test_effort_questions_are_told_apart_by_wording(wording, version):
    assert ces_version(wording) == version


@pytest.mark.parametrize(
    ("wording", "version"),
    [("您办理业务时费力吗？", "1.0"), ("解决问题容易吗？", "2.0"), ("轻松解决，毫不费力", "2.0"), ("您满意吗？", None)],
)
def test_effort_questions_in_chinese(wording, version):
    assert ces_version(wording, ENGLISH.with_words(**effort_words())) == version


def test_other_languages_bring_their_own_words():
    words = ENGLISH.with_words(ease=["einfach"], effort=["aufwand"])
    assert ces_version("Wie groß war Ihr Aufwand?", words) == "1.0"
    assert ces_version("Wie einfach war es, Hilfe zu bekommen?", words) == "2.0"


def test_effort_and_ease_point_in_opposite_directions():
    sums = pd.DataFrame({"cluster_group": range(4), "n": 1, "s_native": [1.0, 2.0, 2.0, 3.0]})
    effort, ease = ces(sums, "ces|1|5", version="1.0"), ces(sums, "ces|1|5", version="2.0")
    assert effort.mean == ease.mean
    assert (effort.lower_is_better, ease.lower_is_better) == (True, False)


def test_a_comparison_group_is_a_metric_on_a_scale():
    assert comparison("star rating|1|5") == Comparison("star rating", 1.0, 5.0)
