"""What a name says about comments: words for a kind or a state hold no text, and a comment rates nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.ingest.names import names_a_kind
from tests.data.ingest.test_columns_beside import reading

SAID = [
    "The parcel came two weeks late and nobody told us",
    "Three calls until somebody took the case on",
    "The engineer did not know our contract at all",
    "Support answered after five days, that is too slow",
]
SAID_ZH = [
    "交付比合同晚了两周，没有任何人提前通知我们",
    "现场工程师态度很差，问什么都说不知道",
    "上线第一天系统就崩溃了，业务停了三个小时",
    "测试环境一直没有准备好，影响了我们的验收计划",
]


def role(path: Path, name: str, texts: list[str], beside: tuple[str, list[str]] | None = None) -> str:
    """The role of one column beside a number and a rating."""
    rows = [[str(i), str(1 + i % 5), text] for i, text in enumerate(texts)]
    head = ["Response ID", "Overall satisfaction (1-5)", name]
    if beside:
        head, rows = [*head, beside[0]], [[*row, text] for row, text in zip(rows, beside[1], strict=True)]
    return reading(path / "t.csv", [head, *rows]).columns[2].role


@pytest.mark.parametrize(
    "name",
    [
        "Complaint type", "feedback_status", "Suggestion category", "commentChannel", "Complaint owner",
        "Type of complaint", "Tipo de comentario", "投诉类型", "反馈渠道", "投诉处理状态", "意见分类",
        "投诉类型（必填）", "投诉对象", "反馈处理结果", "Complaint resolution",
    ],
)  # fmt: skip
def test_a_name_for_a_kind_a_state_or_a_channel_is_told(name: str) -> None:
    assert names_a_kind(name)


@pytest.mark.parametrize(
    "name",
    [
        "Comment", "Why this type?", "Comments on waiting time", "Please describe the channel", "投诉内容",
        "您为什么选择这个渠道", "对处理时间的意见", "请说明投诉类型", "Complaint details",
        "What would have made you give a better score", "",
    ],
)  # fmt: skip
def test_a_name_for_a_text_or_a_question_is_not_one(name: str) -> None:
    assert not names_a_kind(name)


@pytest.mark.parametrize(
    ("name", "kinds", "told", "texts"),
    [
        ("Complaint type", ["Late delivery", "Rude staff", "Poor quality", "Late delivery"], "Complaint", SAID),
        ("Complaint status", ["in progress at desk", "closed by phone", "new", "waiting for parts"], "Complaint", SAID),
        ("Complaint owner", ["Delivery desk", "Field service", "Quality team", "Delivery desk"], "Complaint", SAID),
        ("投诉类型", ["交付严重延期", "服务态度恶劣", "产品质量问题", "交付严重延期"], "投诉内容", SAID_ZH),
        ("反馈处理结果", ["已致歉并补偿", "已更换工程师", "正在排查日志", "已致歉并补偿"], "反馈内容", SAID_ZH),
        ("投诉渠道", ["官方客服电话", "企业微信群聊", "现场当面反馈", "企业微信群聊"], "投诉内容", SAID_ZH),
    ],
)
def test_the_kind_of_a_complaint_is_no_comment_in_a_list_of_four(
    tmp_path: Path, name: str, kinds: list[str], told: str, texts: list[str]
) -> None:
    rows = [[f"TS{i}", f"2026-05-0{i + 1} 10:00", kinds[i], texts[i]] for i in range(4)]
    found = reading(tmp_path / "t.csv", [["Complaint ID", "Received at", name, told], *rows])
    by_name = {column.name: column.role for column in found.columns}
    assert by_name[told] == "comment"
    assert by_name[name] in ("segment", "choice", "channel")


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("Comment", ("Good", "Very good")),
        ("Comments", ("very satisfied", "satisfied")),
        ("Comment 1", ("good", "poor")),
        ("评论", ("很好", "一般")),
        ("备注", ("非常满意", "满意")),
        ("意见", ("同意", "非常同意")),
    ],
)
@pytest.mark.parametrize("n", [6, 40])
def test_two_different_words_of_praise_under_a_comment_are_no_score(
    tmp_path: Path, name: str, pair: tuple[str, str], n: int
) -> None:
    assert role(tmp_path, name, [pair[i % 2] for i in range(n)]) == "comment"


def test_neighbouring_comments_are_no_battery_of_scores(tmp_path: Path) -> None:
    good, fair = ["good", "very good"] * 20, ["good", "poor"] * 20
    assert role(tmp_path, "Comment", good, ("Remarks", fair)) == "comment"


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("Comment", ["very satisfied", "satisfied", "neutral", "dissatisfied", "very dissatisfied"]),
        ("意见", ["非常满意", "满意", "一般", "不满意", "非常不满意"]),
    ],
)
def test_a_full_set_of_answers_is_a_score_whatever_its_name(tmp_path: Path, name: str, levels: list[str]) -> None:
    assert role(tmp_path, name, levels * 8) == "score"


def test_the_same_two_words_under_a_question_stay_a_score(tmp_path: Path) -> None:
    assert role(tmp_path, "How satisfied are you?", ["very satisfied", "satisfied"] * 20) == "score"


@pytest.mark.parametrize("name", ["反馈单号", "Feedback No", "评论ID"])
def test_the_number_of_a_text_is_its_key(tmp_path: Path, name: str) -> None:
    rows = [[f"F{i}", f"2026-05-0{i + 1}", text] for i, text in enumerate(SAID)]
    found = reading(tmp_path / "t.csv", [[name, "Received", "Feedback"], *rows])
    assert [column.role for column in found.columns] == ["response_id", "submitted_at", "comment"]
