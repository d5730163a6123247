"""Keyword tagging: what counts as a hit, where it stands, and which clause it belongs to."""

from __future__ import annotations

import string

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.voices.codeframe import Codeframe, Rules, Theme, standard
from analytics.voices.fold import fold
from analytics.voices.themes import owned_clauses, presence, tag

GROUP = Theme("product", "Product", "产品")


def frame(en: list[str] | None = None, zh: list[str] | None = None, *, en_not=(), zh_not=()) -> Codeframe:
    rules = Rules(tuple(en or ()), tuple(en_not)), Rules(tuple(zh or ()), tuple(zh_not))
    return Codeframe((GROUP, Theme("a", "A", "甲", "product", *rules)))


def words(text: str, codeframe: Codeframe) -> list[str]:
    hits = tag([text], codeframe)
    return [text[start:end] for start, end in zip(hits["start"], hits["end"], strict=True)]


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("price", "Price, prices, pricey", ["Price", "prices"]),
        ("delivery", "Deliveries and delivery's", ["Deliveries", "delivery's"]),
        ("wait*", "I waited; await the wait", ["waited", "wait"]),
        ("waiting time", "waiting  time / waiting-time. Waiting. Time", ["waiting  time", "waiting-time"]),
        ("# hours", "3 hours, two hours, many-hours, some hours", ["3 hours", "two hours", "many-hours"]),
        ("didn't work", "It didn’t work", ["didn’t work"]),
        ("cafe", "Ｃａｆｅ café CAFÉ", ["Ｃａｆｅ", "café", "CAFÉ"]),
        ("app", "happy app很慢App", ["app", "App"]),
    ],
)
def test_english_rules(rule, text, found):
    assert words(text, frame([rule])) == found


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("价格", "價格高，价格低", ["價格", "价格"]),
        ("等", "等等", ["等", "等"]),
        ("服务态度很差", "服務態度很差，服务态度好", ["服務態度很差"]),
        ("4s店", "去了４Ｓ店", ["４Ｓ店"]),
        ("乾净", "很干净，很乾淨", ["干净", "乾淨"]),
    ],
)
def test_chinese_rules(rule, text, found):
    assert words(text, frame(zh=[rule])) == found


def test_a_hit_inside_an_exception_does_not_count():
    rules = frame(["wait*"], ["服务"], en_not=["waiting room"], zh_not=["服务器"])
    assert words("The waiting room: long wait", rules) == ["wait"]
    assert words("服务器坏了，服务好", rules) == ["服务"]


def test_the_longest_hit_of_a_theme_stands_for_those_inside_it():
    assert words("waiting time", frame(["wait*", "time", "waiting time"])) == ["waiting time"]
    assert words("服务态度", frame(zh=["服务", "态度", "服务态度"])) == ["服务态度"]


def two_themes(first: Rules, second: Rules, first_zh: Rules | None = None) -> Codeframe:
    one = Theme("a", "A", "甲", "product", first, first_zh or Rules())
    return Codeframe((GROUP, one, Theme("b", "B", "乙", "product", second)))


def test_a_weak_word_counts_only_where_the_text_names_no_other_theme():
    rules = two_themes(Rules(("~great", "recommend*")), Rules(("food", "~fine")), Rules(("~满意",)))
    texts = [
        "Great!",
        "Great food",
        "Recommended, great",
        "Great and fine",
        "非常满意",
        "food 非常满意",
        "Recommend food",
    ]
    hits = tag(texts, rules)
    assert hits.groupby("text")["theme_id"].agg(list).to_dict() == {
        0: ["a"], 1: ["b"], 2: ["a", "a"], 3: ["a", "b"], 4: ["a"], 5: ["b"], 6: ["a", "b"],
    }  # fmt: skip


def test_a_weak_word_is_not_lost_to_one_that_nobody_said():
    assert words('Great <img alt="food">', two_themes(Rules(("~great",)), Rules(("food",)))) == ["Great"]


@pytest.mark.parametrize(("text", "found"), [
    ('<p style="color:red" class="price">Slow</p> delivery<br/>', {"speed_waiting", "delivery_time"}),
    ("see https://www.price.com/app?size=1，排队", {"speed_waiting"}),
    ("write to service@price.com or [e-mail], ［账号］ [IP address]", set()),
    ("&lt;b&gt;停車太貴&lt;/b&gt;", {"access_location", "price_value"}),
    ("price < 5 and quality > 3", {"price_value", "quality"}),
    ("<script>login('password')</script>staff", {"staff_attitude"}),
])  # fmt: skip
def test_markup_addresses_and_masks_are_no_words_of_the_customer(text, found):
    assert set(tag([text], standard())["theme_id"]) == found


def test_a_tag_left_open_in_one_text_hides_nothing_of_the_next():
    assert tag(["<script> price", "price </script>"], standard())["text"].tolist() == [0, 1]


def test_a_text_of_fifty_thousand_characters_is_tagged_to_its_end():
    text = ("The <b>parking</b> was awful. 停車太貴。" * 2_000)[:49_990] + " slow wait"
    hits = tag([text], standard())
    assert set(hits["theme_id"]) == {"access_location", "price_value", "speed_waiting"}
    assert text[hits["start"].iloc[-1] : hits["end"].iloc[-1]] == "wait"


@pytest.mark.parametrize(("traditional", "simplified"), [
    ("服務態度惡劣", "服务态度恶劣"), ("物流太慢，包裝破損", "物流太慢，包装破损"),
    ("醫生講得明明白白", "医生讲得明明白白"),
    ("廁所髒，沒有紙", "厕所脏，没有纸"), ("價錢貴，不值", "价钱贵，不值"), ("網站登錄不了", "网站登录不了"),
])  # fmt: skip
def test_traditional_and_simplified_characters_have_the_same_themes(traditional, simplified):
    both = tag([traditional, simplified], standard())
    one, other = (both[both["text"] == number].drop(columns="text").reset_index(drop=True) for number in (0, 1))
    assert len(one) > 0
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("forms", [
    "explain explains explained explaining explanation", "deliver delivers delivered delivery deliveries",
    "queue queues queueing queued", "refund refunds refunded refunding", "crash crashed crashing crashes",
    "adapt adapts adapted adaptable", "coordinate coordinated coordination", "smile smiles smiling smiled",
    "clean cleaned cleaning cleanliness", "communicate communicated communication",
])  # fmt: skip
def test_every_form_of_a_word_has_its_theme(forms):
    hits = tag(forms.split(), standard())
    assert set.intersection(*(set(part) for _, part in hits.groupby("text")["theme_id"]))
    assert hits["text"].nunique() == len(forms.split())


@pytest.mark.parametrize(("text", "theme_id", "meant"), [
    ("The shop floor could click through it.", "environment", "The floor was sticky."),
    ("Could I introduce our environment again?", "environment", "The environment of the café is lovely."),
    ("Talking to another customer without you in the room helped.", "environment", "There was no heating in the room."),
    ("A quiet deployment; even finance understood the architecture.", "environment", "The ward was quiet."),
    ("每换一个客服都要重新介绍一遍环境", "environment", "老厂区这边的环境很脏"),
    ("老厂区那套环境没人懂，测试环境和生产环境都一样", "environment", "店里环境很好"),
    ("垃圾公司，客服太垃圾", "environment", "地上有垃圾"),
    ("The engineer at the Tianjin site was on site.", "digital", "The website is slow."),
    ("工程师在现场解决了", "digital", "网站很慢"),
    ("He told us which changes are not worth it, some not worth doing.", "price_value", "Not worth the money."),
    ("他直说哪些变更不值得做", "price_value", "这个价格不值"),
    ("The stock report is wrong; changes in colour.", "range_choice", "My size was out of stock, as was the colour."),
    ("库存报表和需求规格说明书，检查单齐全，一份清单一次签字，标了颜色", "range_choice", "品种单一，没有库存"),
    ("真香", "food_drink", "菜很香"),
    ("用点心可以更好，多花点心思，有点心累", "food_drink", "早餐有点心"),
    ("Explained over a coffee, in the coffee break.", "food_drink", "The coffee was cold."),
    ("账单看不懂，服务马马虎虎", "competence", "讲师不懂业务，做事马马虎虎"),
    ("She knew exactly what she was talking about.", "communication", "She kept talking to her colleague."),
])  # fmt: skip
def test_a_word_in_another_sense_is_no_hit_and_in_its_own_sense_stays_one(text, theme_id, meant):
    hits = tag([text, meant], standard())
    assert hits.loc[hits["theme_id"] == theme_id, "text"].unique().tolist() == [1]


@pytest.mark.parametrize(("text", "theme_id"), [
    ("He knew exactly what he was talking about.", "competence"),
    ("They did not know what they were talking about.", "competence"),
    ("看不懂账单", "price_value"), ("说明书看不懂", "information"), ("垃圾公司", "overall"), ("马马虎虎", "overall"),
])  # fmt: skip
def test_what_one_theme_gave_up_is_found_by_the_one_it_speaks_of(text, theme_id):
    assert theme_id in set(tag([text], standard())["theme_id"])


def test_exceptions_of_one_theme_leave_the_others_alone():
    other = Theme("b", "B", "乙", "product", Rules(("waiting",)))
    rules = Codeframe((*frame(["wait*"], en_not=["waiting room"]).themes, other))
    assert tag(["waiting room"], rules)["theme_id"].tolist() == ["b"]


def test_a_hit_knows_its_clause():
    text = "Food was good but the wait was long."
    clauses = [[(0, 13), (14, 36)], []]
    hits = tag([text, "food"], frame(["food", "wait*"]), clauses=clauses)
    assert hits[["text", "clause"]].to_numpy().tolist() == [[0, 0], [0, 1], [1, -1]]
    assert owned_clauses(hits)["clause"].tolist() == [0, 1]


@pytest.mark.parametrize("texts", [[], [""], ["", "\x00", "\ud800", "​", "😀" * 10], ["a" * 50_000]])
def test_texts_without_words_have_no_hits(texts):
    hits = tag(texts, standard(), clauses=[[] for _ in texts])
    assert hits.empty
    assert list(hits.columns) == ["text", "clause", "theme_id", "start", "end"]


def test_a_codeframe_without_words_tags_nothing():
    assert tag(["price 价格"], frame()).empty


@given(st.text(max_size=60))
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@settings(deadline=None)  # what is found is tested here, not how fast a busy machine finds it
@given(st.text(alphabet=string.ascii_letters + " .-'价格等待服务員態度\x00\n0", max_size=40), st.integers(0, 30))
def test_a_text_is_tagged_alike_alone_and_among_others(text, before):
    alone = tag([text], standard())
    among = tag([*(["The waiting time 价格"] * before), text, "服务"], standard())
    own = among[among["text"] == before].reset_index(drop=True)
    pd.testing.assert_frame_equal(own.drop(columns="text"), alone.drop(columns="text"))


def test_batches_do_not_show(monkeypatch):
    texts = ["The waiting time was long.", "价格贵", "", "Great food"] * 20
    whole = tag(texts, standard())
    monkeypatch.setattr("analytics.voices.themes.BATCH_CHARS", 30)
    pd.testing.assert_frame_equal(tag(texts, standard()), whole)


def test_presence_has_a_column_for_each_theme():
    has = presence(tag(["too expensive", "nothing"], standard()), 2, standard())
    assert has.shape == (2, len(standard().ids))
    assert [standard().ids[column] for column in has[0].nonzero()[0]] == ["price_value"]
