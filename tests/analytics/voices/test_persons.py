"""Names of persons name no topic; words that only look like one stay."""

from __future__ import annotations

import pytest

from analytics.voices.persons import addressed_zh, person_words
from analytics.voices.topic_names import chinese_pieces, english_pieces


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Wang Lei fixed it. Then Lei called back.", {"wang", "lei"}),
        ("Thanks to Daniel, who stayed.", {"daniel"}),
        ("Dr. Abara was kind", {"abara"}),
        ("Xiaoming Zhang came at once", {"xiaoming", "zhang"}),
        ("The Excel sheet and the Jira ticket were late", set()),
        ("the porter was rude, the porter was late, Mr Porter was not", set()),
        ("", set()),
    ],
)
def test_persons_are_told_from_things_by_lists_titles_and_capitals(text, people):
    assert person_words(text) == people


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("赵总很熟悉系统", ["赵总"]),
        ("感谢欧阳老师和李先生", ["欧阳老师", "李先生"]),
        ("高总价不能接受", []),
        ("项目经理很好", []),
    ],
)
def test_a_chinese_surname_counts_with_its_form_of_address(text, found):
    assert addressed_zh().findall(text) == found


def test_no_topic_is_named_after_a_person():
    english = english_pieces(["Wang Lei sent the stock report", "The stock report came", "Lei has the stock report"])
    assert "stock report" in english.words
    assert not {"wang", "lei", "wang lei"} & set(english.words)
    chinese = chinese_pieces(["赵总看库存报表", "赵总的库存报表", "问赵总库存报表"])
    assert chinese.words == ("库存报表",)
