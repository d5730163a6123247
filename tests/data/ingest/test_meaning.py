"""Labels, legends, ranges, dates and values: what a cell means follows from words that any survey may use."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ingest.dates import formats_of, precision
from data.ingest.labels import label_scale
from data.ingest.model import ScaleSpec
from data.ingest.pii import pii_by_content
from data.ingest.scales import Metric, legend_of, metric_of, number_scale
from data.ingest.values import duration_values, score_values, time_values

SCALES = [
    (["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"], [1, 2, 3, 4, 5], 5),
    (["Strongly disagree", "disagree", "Neither agree nor disagree", "Agree", "STRONGLY AGREE"], [1, 2, 3, 4, 5], 5),
    (
        ["Not at all helpful", "Not so helpful", "Somewhat helpful", "Very helpful", "Extremely helpful"],
        [1, 2, 3, 4, 5],
        5,
    ),
    (["Very difficult", "Difficult", "Easy", "Very easy"], [1, 2, 3, 4], 4),
    (
        [
            "Extremely dissatisfied",
            "Moderately dissatisfied",
            "Slightly dissatisfied",
            "Neither satisfied nor dissatisfied",
            "Slightly satisfied",
            "Moderately satisfied",
            "Extremely satisfied",
        ],
        [1, 2, 3, 4, 5, 6, 7],
        7,
    ),
    (["非常不满意", "不满意", "一般", "满意", "非常满意"], [1, 2, 3, 4, 5], 5),
    (["非常不同意", "不同意", "同意", "非常同意"], [1, 2, 4, 5], 5),
    (["Sehr unzufrieden", "Unzufrieden", "Zufrieden", "Sehr zufrieden"], [1, 2, 3, 4], 4),
    (["Muy insatisfecho", "Insatisfecho", "Neutral", "Satisfecho", "Muy satisfecho"], [1, 2, 3, 4, 5], 5),
    (["Far below expectations", "Below expectations", "Met expectations", "Exceeded expectations"], [1, 2, 3, 4], 5),
    (["★", "★★", "★★★", "★★★★", "★★★★★"], [1, 2, 3, 4, 5], 5),
]


@pytest.mark.parametrize(("words", "numbers", "high"), SCALES, ids=[case[0][0] for case in SCALES])
def test_ordered_words_become_numbers(words: list[str], numbers: list[float], high: float) -> None:
    found = label_scale(dict.fromkeys(words, 10))
    assert found is not None
    assert [found.labels[word] for word in words] == numbers
    assert (found.low, found.high) == (1, high)


@pytest.mark.parametrize(
    "words",
    [
        ["Yes", "No"],
        ["Every day", "A few times a week", "Never"],
        ["North", "South", "East"],
        ["Bike", "Car", "On foot"],
        ["18-29", "30-44", "45-60"],
        ["男", "女"],
        ["Less than one year", "1-2 years", "3+ years"],
    ],
)
def test_words_without_a_judgement_are_no_scale(words: list[str]) -> None:
    assert label_scale(dict.fromkeys(words, 10)) is None


def test_a_level_nobody_chose_is_still_offered() -> None:
    found = label_scale({"Completely satisfied": 5, "Somewhat satisfied": 9, "Neutral": 3, "Somewhat dissatisfied": 1})
    assert found is not None
    assert (found.high, found.labels["Somewhat dissatisfied"], found.unsure) == (5, 2, True)


def test_too_long_and_too_short_are_no_satisfaction() -> None:
    found = label_scale({"Too short": 3, "Just right": 30, "Too long": 9})
    assert found is not None
    assert (found.metric, found.about) == ("just_right", "just_right")


@pytest.mark.parametrize(
    ("question", "low", "high", "falls"),
    [
        ("10 - strongly agree, 1 - strongly disagree", 1, 10, False),
        ("where 5 is very satisfied and 1 is very dissatisfied", 1, 5, False),
        ("1 = very satisfied, 5 = very dissatisfied", 1, 5, True),
        ("On a scale of 1 to 7, how easy was it?", 1, 7, False),
        ("en una escala del 1 al 5", 1, 5, False),
        ("您有多大可能推荐我们（0-10分）", 0, 10, False),
        ("auf einer Skala von 1 bis 6", 1, 6, False),
    ],
)
def test_a_question_tells_its_scale(question: str, low: float, high: float, falls: bool) -> None:
    found = legend_of(question)
    assert found is not None
    assert (found.low, found.high, found.lower_is_better) == (low, high, falls)


@pytest.mark.parametrize(
    "question", ["How many bikes did you rent in 2019 to 2021?", "Which of the 3 stations?", "Q7A_ART"]
)
def test_other_numbers_are_no_scale(question: str) -> None:
    assert legend_of(question) is None


@pytest.mark.parametrize(
    ("seen", "metric", "low", "high", "na"),
    [
        ([1, 2, 3, 4, 5], "rating", 1, 5, ()),
        ([0, 1, 2, 3, 4, 5, 6], "rating", 1, 5, ("0", "6")),
        ([3, 4, 5], "rating", 1, 5, ()),
        ([0, 5, 7, 9, 10], "nps", 0, 10, ()),
        ([0, 5, 7, 9, 10, 11], "nps", 0, 10, ("11",)),
        ([1, 4, 7, 9, 10], "recommend", 1, 10, ()),
        ([1, 2, 5, 7], "rating", 1, 7, ()),
        ([1, 2, 3, 4, 5, 99], "rating", 1, 5, ("99",)),
        ([-5, 0, 3], "criticality", -5, 5, ()),
    ],
)
def test_a_range_seen_gives_the_usual_scale(
    seen: list[float], metric: str, low: float, high: float, na: tuple[str, ...]
) -> None:
    found = number_scale(dict.fromkeys(map(float, seen), 9), Metric(metric, is_named=True), None)
    assert found is not None
    assert (found.low, found.high, found.na) == (low, high, na)


def test_a_recommendation_from_1_to_10_is_not_called_nps() -> None:
    found = number_scale({1.0: 3, 8.0: 9, 10.0: 20}, metric_of("Would you recommend us?"), None)
    assert found is not None
    assert found.metric == "recommend"


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["05/26/2021", "06/07/2021"], ("%m/%d/%Y",)),
        (["26/05/2021 10:00", "07/06/2021 11:00"], ("%d/%m/%Y %H:%M",)),
        (["05/06/2021", "06/07/2021"], ("%m/%d/%Y", "%d/%m/%Y")),
        (["2021年1月5日 下午3:04:05"], ("%Y年%m月%d日 %I:%M:%S %p",)),
        (["2018/03/01 10:03:12 AM GMT+1"], ("%Y/%m/%d %I:%M:%S %p %z",)),
        (["1700000000", "1700003600"], ("epoch_s",)),
        (["1704103200000"], ("epoch_ms",)),
        (["2024-05"], ("%Y-%m",)),
    ],
)
def test_one_format_must_fit_every_date(texts: list[str], formats: tuple[str, ...]) -> None:
    found = formats_of(texts)
    assert found is not None
    assert found.formats == formats


@pytest.mark.parametrize(
    "texts", [["1", "2", "31"], ["2021"], ["12.5", "13.5"], ["Monday"], ["10/10"], ["13800138000"]]
)
def test_short_numbers_and_words_are_no_dates(texts: list[str]) -> None:
    assert formats_of(texts) is None


def test_swapped_day_and_month_are_settled_by_the_order_of_the_rows() -> None:
    found = formats_of([f"0{m}/0{d}/2024" for m in (1, 2, 3) for d in (4, 5, 6)])
    assert found is not None
    assert found.formats == ("%m/%d/%Y",)


def test_afternoon_in_china_is_the_morning_in_utc() -> None:
    found, part = time_values(
        pd.Series(["2021年1月5日 下午3:04:05", "?"], dtype="str"), "%Y年%m月%d日 %I:%M:%S %p", "Asia/Shanghai"
    )
    assert found[0] == pd.Timestamp("2021-01-05 07:04:05", tz="UTC")
    assert pd.isna(found[1])
    assert (part, str(found.dtype)) == ("second", "datetime64[us, UTC]")
    assert precision("%Y-%m") == "month"


def test_durations_are_seconds_in_any_notation() -> None:
    found = duration_values(pd.Series(["10秒", "2分钟5秒", "1:02:03", "95", "3 min", "soon"], dtype="str"))
    assert found[:5].tolist() == [10, 125, 3723, 95, 180]
    assert pd.isna(found[5])


SCALE = ScaleSpec("csat", 1, 5, labels=(("Very good", 5.0), ("Poor", 2.0)), na=("6", "n/a"))


def test_every_cell_is_a_value_or_has_a_reason() -> None:
    cells = pd.Series(["5", " 3 ", "Very good", "very good", "6", "0", "n/a", "", "-", "maybe"], dtype="str")
    found = score_values(cells, SCALE)
    assert found["native"][:4].tolist() == [5, 3, 5, 5]
    assert found["norm"][:4].tolist() == [100, 50, 100, 100]
    assert found["na_reason"].tolist() == [
        "",
        "",
        "",
        "",
        "missing_code",
        "out_of_scale",
        "missing_word",
        "blank",
        "missing_word",
        "unparsed",
    ]
    assert (found["is_na"] == (found["na_reason"] != "")).all()


@given(st.lists(st.integers(1, 7), min_size=1, max_size=20), st.booleans())
def test_the_common_scale_keeps_the_order_of_good_and_bad(values: list[int], falls: bool) -> None:
    found = score_values(pd.Series([str(value) for value in values], dtype="str"), ScaleSpec("rating", 1, 7, falls))
    assert found["norm"].between(0, 100).all()
    expected = pd.Series(values).rank(ascending=not falls)
    assert found["norm"].rank().tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["ann@example.org", "bo@example.com"], "email"),
        (["192.0.2.1", "198.51.100.7(上海-上海)"], "ip"),
        (["13800138000", "13900139000"], "phone"),
        (["+44 20 7946 0018", "+1 415-555-2671"], "phone"),
        (["11434340001", "11434340002"], None),
        (["10/10", "9/10"], None),
        (["good", "bad"], None),
    ],
)
def test_personal_data_is_told_by_content(texts: list[str], kind: str | None) -> None:
    assert pii_by_content(texts) == kind


def test_words_at_the_ends_decide_which_end_is_good() -> None:
    metric = metric_of("How difficult was it?")
    assert metric.lower_is_better
    legend = legend_of("How difficult was it? 1 = very difficult, 7 = very easy")
    found = number_scale({1.0: 3, 4.0: 9, 7.0: 20}, metric, legend)
    assert found is not None
    assert (found.low, found.high, found.lower_is_better) == (1, 7, False)


def test_degrees_of_something_bad_are_better_when_lower() -> None:
    words = ["Not at all difficult", "Slightly difficult", "Moderately difficult", "Very difficult"]
    found = label_scale(dict.fromkeys(words, 9))
    assert found is not None
    assert found.lower_is_better
    assert [found.labels[word] for word in words] == sorted(found.labels[word] for word in words)


# Every set worst to best, as tools print them; numbers follow the order whatever the language.
LANGUAGES = {
    "en agreement": ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"],
    "en seven": ["Strongly disagree", "Disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Agree",
                 "Strongly agree"],
    "en effort": ["Very difficult", "Difficult", "Neither easy nor difficult", "Easy", "Very easy"],
    "en likelihood": ["Extremely unlikely", "Unlikely", "Neutral", "Likely", "Extremely likely"],
    "en willing": ["Definitely not", "Probably not", "Maybe", "Probably", "Definitely"],
    "en importance": ["Not at all important", "Not too important", "Somewhat important", "Very important"],
    "en able": ["Not at all able", "Slightly able", "Neutral", "Moderately able", "Extremely able"],
    "en extent": ["Not at all", "A little", "Somewhat", "A lot", "A great deal"],
    "en quality": ["Very low quality", "Low quality", "Neither high nor low quality", "High quality",
                   "Very high quality"],
    "en care": ["No", "Yes, to some extent", "Yes, definitely"],
    "de satisfaction": ["sehr unzufrieden", "eher unzufrieden", "teils/teils", "eher zufrieden", "sehr zufrieden"],
    "de agreement": ["trifft überhaupt nicht zu", "trifft eher nicht zu", "teils teils", "trifft eher zu",
                     "trifft voll und ganz zu"],
    "de consent": ["stimme gar nicht zu", "stimme eher nicht zu", "weder noch", "stimme eher zu", "stimme voll zu"],
    "de likelihood": ["sehr unwahrscheinlich", "unwahrscheinlich", "wahrscheinlich", "sehr wahrscheinlich"],
    "fr satisfaction": ["Très insatisfait", "Insatisfait", "Ni satisfait ni insatisfait", "Satisfait",
                        "Très satisfait"],
    "fr agreement": ["Pas du tout d'accord", "Plutôt pas d'accord", "Plutôt d'accord", "Tout à fait d'accord"],
    "fr ease": ["Très difficile", "Difficile", "Facile", "Très facile"],
    "es satisfaction": ["Muy insatisfecho", "Insatisfecho", "Ni satisfecho ni insatisfecho", "Satisfecho",
                        "Muy satisfecho"],
    "es agreement": ["Totalmente en desacuerdo", "En desacuerdo", "Ni de acuerdo ni en desacuerdo", "De acuerdo",
                     "Totalmente de acuerdo"],
    "es some": ["Nada satisfecho", "Poco satisfecho", "Algo satisfecho", "Muy satisfecho"],
    "pt satisfaction": ["Muito insatisfeito", "Insatisfeito", "Neutro", "Satisfeito", "Muito satisfeito"],
    "pt agreement": ["Discordo totalmente", "Discordo", "Não concordo nem discordo", "Concordo",
                     "Concordo totalmente"],
    "pt quality": ["Péssimo", "Ruim", "Regular", "Bom", "Ótimo"],
    "it satisfaction": ["Molto insoddisfatto", "Insoddisfatto", "Né soddisfatto né insoddisfatto", "Soddisfatto",
                        "Molto soddisfatto"],
    "it agreement": ["Completamente in disaccordo", "In disaccordo", "Neutrale", "D'accordo",
                     "Completamente d'accordo"],
    "nl satisfaction": ["Zeer ontevreden", "Ontevreden", "Neutraal", "Tevreden", "Zeer tevreden"],
    "nl agreement": ["Helemaal mee oneens", "Mee oneens", "Neutraal", "Mee eens", "Helemaal mee eens"],
    "zh satisfaction": ["非常不满意", "不太满意", "一般", "比较满意", "非常满意"],
    "zh four": ["不满意", "基本满意", "满意", "非常满意"],
    "zh agreement": ["非常不同意", "不同意", "不确定", "同意", "非常同意"],
    "zh convenience": ["非常不方便", "不太方便", "一般", "比较方便", "非常方便"],
    "zh likelihood": ["非常不可能", "不太可能", "一般", "比较可能", "非常可能"],
    "zh effort": ["非常困难", "比较困难", "一般", "比较容易", "非常容易"],
    "zh familiarity": ["完全不了解", "不太了解", "一般", "比较了解", "非常了解"],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_labels_of_every_language_rise_from_worst_to_best(name: str) -> None:
    words = LANGUAGES[name]
    found = label_scale(dict.fromkeys(words, 10))
    assert found is not None
    numbers = [found.labels[word] for word in words]
    assert numbers == sorted(set(numbers))
    assert (found.low, found.high, found.lower_is_better) == (1, len(words), False)


@given(st.sampled_from(sorted(LANGUAGES)), st.data())
def test_leaving_levels_out_never_turns_the_order(name: str, data: st.DataObject) -> None:
    words = LANGUAGES[name]
    kept = data.draw(st.lists(st.sampled_from(words), min_size=2, unique=True))
    found = label_scale(dict.fromkeys(kept, 10))
    if found is not None:
        numbers = [found.labels[word] for word in words if word in found.labels]
        assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    "words",
    [
        ["Always", "Often", "Sometimes", "Rarely", "Never"],
        ["总是", "经常", "有时", "很少", "从不"],
        ["immer", "oft", "selten", "nie"],
        ["Very often", "Somewhat often", "Not often"],
        ["一年级", "二年级", "三年级"],
        ["2 hours", "3 hours", "5 hours"],
    ],
)
def test_how_often_and_how_many_are_no_rating(words: list[str]) -> None:
    assert label_scale(dict.fromkeys(words, 10)) is None


@pytest.mark.parametrize(
    ("question", "metric", "falls"),
    [
        ("How likely are you to recommend us to friends and family?", "recommend", False),
        ("How satisfied are you with how we solved your difficult problem?", "csat", False),
        ("How likely is it that a hard day brings you back?", "likelihood", False),
        ("How difficult was it to find the desk?", "difficulty", True),
        ("FFT answer", "fft", True),
    ],
)
def test_the_word_that_asks_outweighs_words_that_are_only_mentioned(question: str, metric: str, falls: bool) -> None:
    found = metric_of(question)
    assert (found.name, found.lower_is_better) == (metric, falls)


@pytest.mark.parametrize(
    "words",
    [
        ["Not at all stressful", "Slightly stressful", "Moderately stressful", "Very stressful", "Extremely stressful"],
        ["gar nicht belastend", "etwas belastend", "sehr belastend"],
    ],
)
def test_degrees_of_a_burden_fall_when_it_gets_better(words: list[str]) -> None:
    found = label_scale(dict.fromkeys(words, 9))
    assert found is not None
    assert found.lower_is_better
    assert [found.labels[word] for word in words] == sorted(found.labels[word] for word in words)


def test_a_likelihood_to_leave_is_better_when_lower() -> None:
    assert metric_of("How likely are you to cancel your contract?").lower_is_better
    assert metric_of("How likely are you to leave us?").lower_is_better
