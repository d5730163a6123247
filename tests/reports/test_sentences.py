"""A finding carries n, its interval and how sure it is; ties are called ties."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from analytics.compare import Difference
from analytics.curve import EmotionCurve, TouchpointScore
from analytics.intervals import Estimate
from analytics.scores import Ces, Csat, Nps
from i18n import set_language
from reports.explain import explain_ces, explain_csat, explain_nps, explain_touchpoint
from reports.sentences import certainty, curve_sentences, difference_sentence, sample, ties

POINT = TouchpointScore(
    touchpoint_id="it.review", comparison_group="csat|1|5", n=1203, n_clusters=88, mean=47.3, low=44.1, high=50.5,
    mean_native=2.89, scale=(1.0, 5.0), pooled_mean=48.0, hidden=False, low_n=False, contrast=-15.2, contrast_low=-18.0,
    contrast_high=-12.4, p=1e-9, q=1e-8, probability=0.997, is_low_point=True, tied_with=(), is_paired=True,
    pooled_contrast=-15.0, n_accounts=88,
)  # fmt: skip
HIGH = replace(POINT, touchpoint_id="it.support", mean=70.0, pooled_mean=69.0, contrast=6.0, is_low_point=False,
               probability=0.001, tied_with=("it.review",))  # fmt: skip
CURVE = EmotionCurve(
    points=(HIGH, POINT), margin=5.0, min_n=5, low_n=30, n_answers=2406, groups=("csat|1|5",), peak_id="it.support",
    end_id="it.review", worst_id="it.review",
)  # fmt: skip
NAMES = {"it.review": "Deliverable review", "it.support": "Go-live support"}
FALL = Difference(
    key="it.review", change=-6.2, low=-9.1, high=-3.3, n_now=400, n_before=380, p=0.001, q=0.01, verdict="likely_real",
    is_practical=True, detectable=4.0,
)  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def test_the_answer_names_the_worst_low_point_with_n_and_interval() -> None:
    said = curve_sentences(CURVE, NAMES, period="2026 Q3")
    assert said[0] == (
        "Deliverable review hurts most: experience score 47.3 (95% CI 44.1 to 50.5), 15.2 points below the rest of the "
        "journey; n = 1,203 answers from 88 customer accounts, 2026 Q3."
    )
    assert said[1] == "It is almost certain (over 99%) that it lies at least 5 points below the rest."


def test_the_lowest_mark_alone_is_not_called_a_low_point() -> None:
    calm = replace(CURVE, points=(HIGH, replace(POINT, is_low_point=False, probability=0.4)), worst_id=None)
    said = curve_sentences(calm, NAMES, period="2026 Q3")
    assert said[0].startswith("No touchpoint is low beyond chance by 5 points or more. The lowest mark is Deliverable")
    assert "open (40%)" in said[1]


def test_without_figures_it_says_that_there_are_too_few_answers() -> None:
    empty = replace(CURVE, points=(replace(POINT, mean=None, hidden=True),))
    assert curve_sentences(empty, NAMES, period="May") == ("Too few answers in May for any figure.",)


def test_further_low_points_are_listed() -> None:
    both = replace(CURVE, points=(POINT, replace(HIGH, is_low_point=True, pooled_contrast=-6.0)))
    assert curve_sentences(both, NAMES, period="May")[-1] == "Further low points: “Go-live support”."


def test_near_ties_are_called_ties() -> None:
    assert ties(HIGH, NAMES) == "Practically tied with “Deliverable review”."
    assert ties(replace(HIGH, tied_with=tuple("abcde")), {}) == "Practically tied with “a”, “b”, “c” and 2 others."
    assert ties(replace(HIGH, tied_with=tuple("abcd")), {}).endswith("and 1 other.")
    assert ties(POINT, NAMES) == ""


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.995, "almost certain"),
        (0.95, "very likely"),
        (0.7, "likely"),
        (0.5, "open"),
        (0.1, "unlikely"),
        (0.001, "1%"),
    ],
)
def test_probability_is_said_in_words(probability: float, words: str) -> None:
    assert words in certainty(replace(POINT, probability=probability), 5.0)


def test_an_unknown_probability_says_nothing() -> None:
    assert certainty(replace(POINT, probability=None), 5.0) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (FALL, "fell by 6.2 points (95% CI −9.1 to −3.3), likely real; n = 400 now, 380 before."),
        (replace(FALL, change=6.2, low=3.3, high=9.1), "rose by 6.2 points"),
        (replace(FALL, verdict="could_be_chance"), "could be chance"),
        (replace(FALL, verdict="too_few", change=None), "too few answers to compare (n = 400 now, 380 before)"),
        (replace(FALL, verdict="question_changed", change=None), "the question changed"),
    ],
)
def test_a_change_says_whether_it_is_real(change: Difference, words: str) -> None:
    assert words in difference_sentence("Deliverable review", change)


def test_sentences_are_chinese_in_chinese() -> None:
    set_language("zh")
    said = curve_sentences(CURVE, {"it.review": "交付物评审"}, period="2026年第3季度")
    assert said[0] == (
        "交付物评审最让客户失望：体验得分47.3（95%置信区间 44.1～50.5），比旅程其余部分低15.2分；"
        "n = 1,203个答案，来自88个客户单位，2026年第3季度。"
    )
    assert "很可能是真实变化" in difference_sentence("交付物评审", FALL)


def test_a_figure_is_explained_with_formula_n_interval_and_method() -> None:
    told = explain_touchpoint(POINT, CURVE, "Deliverable review")
    assert told.title == "Deliverable review: experience score 47.3"
    assert told.sample == "n = 1,203 answers from 88 customer accounts"
    assert told.interval == "95% CI 44.1 to 50.5"
    assert "88 clusters" in told.method
    assert "same responses: −15.2 points (95% CI −18.0 to −12.4)" in told.note
    assert "all other answers" in explain_touchpoint(replace(POINT, is_paired=False), CURVE, "x").note
    assert explain_touchpoint(replace(POINT, contrast=None), CURVE, "x").note == ""


def test_outcomes_are_explained_with_their_scale_and_direction() -> None:
    mean = Estimate(3.44, 3.3, 3.58, 640, 88)
    share = Estimate(0.47, 0.43, 0.51, 640, 88)
    assert "47% (43% to 51%)" in explain_csat(Csat(mean, share, (1.0, 5.0))).note
    assert explain_csat(Csat(mean, None, (0.0, 10.0))).note == ""
    assert "effort" in explain_ces(Ces(mean, "1.0", (1.0, 5.0), lower_is_better=True)).note
    assert "easy" in explain_ces(Ces(mean, "2.0", (1.0, 7.0), lower_is_better=False)).note
    told = explain_nps(Nps(27.0, 22.0, 32.0, 1203, 0, 0.46, 0.35, 0.19, "relationship"))
    assert told.formula == "Share of promoters (9–10) 46% − share of detractors (0–6) 19%, in points."
    assert told.sample == "n = 1,203"


def test_people_without_an_account_are_not_counted_as_accounts() -> None:
    assert sample(replace(POINT, n_clusters=POINT.n_accounts)).endswith("answers from 88 customer accounts")
    assert sample(replace(POINT, n_clusters=200)) == "n = 1,203 answers, some of them from 88 customer accounts"
