"""Texts without scores: complaint lists, records of speech and notes become voices with their source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from data.ingest.plan import propose_plan
from data.ingest.text_source import TextSource
from data.queries.scope import Scope
from data.queries.voices import journey_comments
from data.store import Store
from errors import FileRefused
from tests.stores import new_store
from tests.workflows.surveys import AT, dump, read_here
from workflows import import_survey as module
from workflows.import_survey import ImportOutcome, import_survey
from workflows.plan_upload import Choices, planned
from workflows.undo_upload import undo_upload

GROUP = """Focus group, delivery service
Date: 12 May 2026

Moderator: Welcome everybody. How did the last delivery go?
P1: It was late by two days and nobody told me.
I had to call three times.
P2: Mine was fine: the driver even phoned ahead.
Moderator: What would have helped?
P1: A message in the morning.
P3: A real time window.
"""
ZH = """客户访谈记录
访谈时间：2026年5月12日
访谈员：您好，请您谈谈上次交付的情况。
受访者A：需求确认拖了两周，我们等得很着急。
后来才知道负责人换了。
访谈员：后来怎么解决的？
受访者A：你们项目经理每天来电话，这点很好。
"""
COMPLAINTS = """投诉编号,投诉时间,渠道,投诉类型,投诉内容,处理状态
TS001,2026-05-01 10:00,电话,交付延期,交付比合同晚了两周，没有任何人提前通知我们,已解决
TS002,2026-05-02 11:00,微信,服务态度,现场工程师态度很差，问什么都说不知道,处理中
TS003,2026-05-03 12:00,电话,质量问题,上线第一天系统就崩溃了，业务停了三个小时,已解决
TS004,2026-05-04 09:30,邮件,交付延期,测试环境一直没有准备好，影响了我们的验收计划,已解决
"""
CHAT = """conversation_id,time,speaker,message
C1,2026-05-01 10:00:00,customer,My order has not arrived and it is a week late
C1,2026-05-01 10:01:00,agent,Let me check this for you please
C1,2026-05-01 10:02:00,customer,I have asked three times already this week
C2,2026-05-01 11:00:00,customer,How can I change the delivery address?
C2,2026-05-01 11:01:00,agent,You can do that in your account
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    def inspect(source: Path, *, name: str | None = None, params=None, **_others: object):
        return read_here(source, name=name, params=params)

    monkeypatch.setattr(module, "inspect_file", inspect)
    opened = new_store(tmp_path / "t.duckdb")
    yield opened
    opened.close()


def bring(store: Store, path: Path, **options: object) -> ImportOutcome:
    return import_survey(store, path, None, name=path.name, at=AT, **{"accept": True, **options})  # type: ignore[arg-type]


def said(store: Store) -> list[str]:
    return [row[0] for row in store.rows("SELECT text FROM comment ORDER BY row_no")]


def all_kept(outcome: ImportOutcome) -> bool:
    return outcome.counts["cells_in"] == outcome.counts["cells_kept"]


def test_a_focus_group_is_one_response_per_person_and_the_moderator_is_no_customer(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "may.txt"
    path.write_text(GROUP, encoding="utf-8")
    before = dump(store)
    outcome = bring(store, path)
    assert store.rows("SELECT source_kind, is_solicited FROM survey") == [("focus_group", True)]
    assert store.rows("SELECT DISTINCT strftime(submitted_at, '%Y-%m-%d') FROM response") == [("2026-05-12",)]
    assert said(store) == [
        "It was late by two days and nobody told me.\nI had to call three times.",
        "Mine was fine: the driver even phoned ahead.",
        "A message in the morning.",
        "A real time window.",
    ]
    assert outcome.counts["responses"] == 3
    reasons = store.rows("SELECT reason, count(*) FROM upload_row_aside GROUP BY reason ORDER BY reason")
    assert reasons == [("asker", 2), ("title", 2)]
    assert all_kept(outcome)
    after = dump(store)
    undo_upload(store, outcome.upload_id, at=AT)
    assert dump(store) == before
    bring(store, path)
    assert len(dump(store)["comment"]) == len(after["comment"])


def test_two_groups_keep_their_p1_apart_and_a_corrected_record_replaces_the_first(store: Store, tmp_path: Path) -> None:
    for name in ("may.txt", "june.txt"):
        (tmp_path / name).write_text(GROUP, encoding="utf-8")
    journey = bring(store, tmp_path / "may.txt").journey_id
    (tmp_path / "june.txt").write_text(GROUP.replace("two days", "three days"), encoding="utf-8")
    bring(store, tmp_path / "june.txt", journey_id=journey)
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 6
    (tmp_path / "may.txt").write_text(GROUP.replace("two days", "one day"), encoding="utf-8")
    bring(store, tmp_path / "may.txt", journey_id=journey)
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 6


def test_a_chinese_interview_in_word_reads_as_the_same_text_does(store: Store, tmp_path: Path) -> None:
    document = docx.Document()
    for line in ZH.splitlines():
        document.add_paragraph(line)
    path = tmp_path / "王女士.docx"
    document.save(str(path))
    outcome = bring(store, path)
    assert store.rows("SELECT source_kind, is_solicited FROM survey") == [("interview", True)]
    assert said(store) == [
        "需求确认拖了两周，我们等得很着急。\n后来才知道负责人换了。",
        "你们项目经理每天来电话，这点很好。",
    ]
    assert all_kept(outcome)
    assert outcome.counts["rows_set_aside"] == 4


@pytest.mark.parametrize("head", ["", "访谈人：李明\n"])
def test_an_interviewer_named_as_in_a_head_asks_and_is_not_taken_for_the_customer(
    store: Store, tmp_path: Path, head: str
) -> None:
    path = tmp_path / "访谈.txt"
    path.write_text(head + ZH.replace("访谈员", "访谈人"), encoding="utf-8")
    outcome = bring(store, path)
    assert said(store) == [
        "需求确认拖了两周，我们等得很着急。\n后来才知道负责人换了。",
        "你们项目经理每天来电话，这点很好。",
    ]
    assert all_kept(outcome)


def test_a_complaint_list_came_unasked_and_is_shown_with_its_source(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "列表.csv"
    path.write_text(COMPLAINTS, encoding="utf-8-sig")
    outcome = bring(store, path)
    assert (outcome.counts["responses"], outcome.counts["comments"]) == (4, 4)
    assert "no_score_column" in {issue.code for issue in outcome.issues}
    shown = journey_comments(store, Scope(str(outcome.journey_id)))
    assert set(shown["source_kind"]) == {"complaints"}
    assert not shown["is_solicited"].any()
    again = tmp_path / "列表六月.csv"
    again.write_text(COMPLAINTS.replace("处理中", "已解决"), encoding="utf-8-sig")
    bring(store, again, journey_id=outcome.journey_id)
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 4


def test_agents_in_a_chat_log_are_kept_but_not_counted(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(CHAT, encoding="utf-8")
    outcome = bring(store, path)
    assert (outcome.counts["responses"], outcome.counts["comments"], outcome.counts["rows_set_aside"]) == (2, 3, 2)
    assert all_kept(outcome)


def test_the_person_says_what_the_text_is_and_who_speaks_for_the_house(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(CHAT, encoding="utf-8")
    reading = read_here(path)
    assert propose_plan(reading).source == TextSource("chat", False, 2, ("agent",))
    chosen = planned(reading, Choices(source_kind="interview", askers=()))
    assert chosen.source == TextSource("interview", True, 2, ())


def test_notes_without_speakers_keep_their_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "visit.txt"
    path.write_text(
        "Visit at the customer\n\nThe lead says changes take too long.\nTwo weeks is usual.\n\n"
        "He likes the weekly call.\nIt saves him time.\n",
        encoding="utf-8",
    )
    reading = read_here(path)
    assert reading.kind == "transcript"
    assert reading.table.cells["c0"].tolist() == [
        "The lead says changes take too long.\nTwo weeks is usual.",
        "He likes the weekly call.\nIt saves him time.",
    ]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("说话人 1 00:00:03\n验收的流程太长。\n说话人 2 00:00:12\n文档填了三遍。\n", ["说话人 1", "说话人 2"]),
        ("[00:01:23] Anna: Too slow.\n[00:02:10] Ben: Fine with me.\n", ["Anna", "Ben"]),
        ("问：怎么样？\n答：很慢，也没人管。\n问：然后呢？\n答：自己打电话。\n", ["问", "答", "问", "答"]),
        ("WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Agent>Hello.</v>\n\n2\n00:00:05.000 --> 00:00:09.000\n"
         "<v Customer>My invoice is wrong.</v>\n", ["Agent", "Customer"]),
    ],
)  # fmt: skip
def test_speakers_are_found_however_they_are_marked(tmp_path: Path, text: str, speakers: list[str]) -> None:
    path = tmp_path / "record.txt"
    path.write_text(text, encoding="utf-8")
    table = read_here(path).table
    assert table.cells.iloc[:, -2].tolist() == speakers


def test_a_tab_separated_txt_stays_a_table(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_text("id\tscore\ttext\n1\t5\tgood one\n2\t4\tfine, really\n", encoding="utf-8")
    assert read_here(path).table.n_columns == 3


def test_a_damaged_or_unsafe_document_is_refused_in_words(tmp_path: Path) -> None:
    from tests.data.ingest.workbooks import write_xlsx

    document = tmp_path / "bad.docx"
    write_xlsx(document, {}, {"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><w/>'})
    with pytest.raises(FileRefused):
        read_here(document)


def test_a_chat_saved_as_text_keeps_its_times_and_knows_the_desk(tmp_path: Path) -> None:
    path = tmp_path / "wx.txt"
    path.write_text(
        "王芳 2026-05-12 10:23:11\n你们的验收什么时候安排？\n\n客服小李 2026-05-12 10:25:02\n明天上午可以吗\n\n"
        "王芳 2026-05-12 10:26:40\n可以，但请提前一天通知我们\n",
        encoding="gb18030",
    )
    reading = read_here(path)
    assert [column.role for column in reading.columns] == ["submitted_at", "respondent_id", "comment"]
    assert propose_plan(reading).source == TextSource("chat", False, 1, ("客服小李",))
