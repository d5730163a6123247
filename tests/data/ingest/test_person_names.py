"""Names of persons in comments are hidden where a title or a word beside them tells a name, and nothing else is."""

from __future__ import annotations

import re
import time

import duckdb
import pytest

from data.ingest.mask_comments import masked_sample, said_masked
from data.ingest.person_names import NAME_CANDIDATE, names_hidden

HIDDEN = [
    ("Mr. Smith was rude", "Mr. [name] was rude"),
    ("I spoke to Ms Lee and Mrs O'Brien yesterday", "I spoke to Ms [name] and Mrs [name] yesterday"),
    ("Dr. Anna Müller explained everything", "Dr. [name] explained everything"),
    ("Mr Smith He never called", "Mr [name] He never called"),
    ("mr jones never called back", "mr [name] never called back"),
    ("MR JONES WAS RUDE", "MR [name] WAS RUDE"),
    ("My name is John Carter and I waited", "My name is [name] and I waited"),
    ("my name is anna, call me", "my name is [name], call me"),
    ("a nurse called Sarah helped", "a nurse called [name] helped"),
    ("someone named Kevin hung up", "someone named [name] hung up"),
    ("Slow. Kind regards, Anna Schmidt", "Slow. Kind regards, [name]"),
    ("Too slow.\nRegards\nJ. Smith.", "Too slow.\nRegards\n[name]."),
    ("Professor Wang Lei's talk", "Professor [name]'s talk"),
    ("王经理态度很差", "[name]经理态度很差"),
    ("感谢马老师和高医生", "感谢[name]老师和[name]医生"),
    ("李建国师傅修得很快", "[name]师傅修得很快"),
    ("客服小王很热情", "客服[name]很热情"),
    ("服务员李娜笑得很甜", "服务员[name]笑得很甜"),
    ("我叫王小明，等了三天。", "我叫[name]，等了三天。"),
    ("姓名：陈静", "姓名：[name]"),
    ("一个叫李娜的客服", "一个叫[name]的客服"),
    ("欧阳主任讲得清楚", "[name]主任讲得清楚"),
    ("王总说下周给答复，陈工来了两次", "[name]总说下周给答复，[name]工来了两次"),
    ("今天张医生很耐心", "今天[name]医生很耐心"),
    ("谢老师好", "[name]老师好"),
]

STAYS = """
MS Teams and MS Office crashed | Dr Pepper was warm | I miss Home cooking | Miss Having a person there
My name is misspelled on the card. | my name is wrong. | My name is NOT on the list | I called Amazon twice
the driver called DHL | The doctor called Friday | 5 ms latency, dr and mr | Best regards to the team
Thanks and regards, Customer Team | Hope was gone, Grace helped | 对方经理没有回电 | 客户经理很好 | 大堂经理不在
主任医生很忙 | 十分钟医生才来 | 许多老师都好 | 任何医生都行 | 曾经理解过我们 | 提高老师待遇 | 一张工单处理了三天
高级顾问很专业 | 工程师傅来了 | 课程老师不错 | 我叫了外卖 | 我叫服务员过来。 | 客服高峰时打不通 | 客服张口就骂人
销售马上回复 | 一位先生插队 | 国王总统套房 | 行李师傅很累 | 谢谢老师 | 这张总价不对 | 小王子乐园 | 健康顾问专业
保安队长态度差 | 明白老师的意思 | 产品经理换了三个 | 上周主任说会处理 | 施工方经理推卸责任 | 语文老师认真
张总共花了 | 李工作很努力 | 金牌导游不错 | 服务员何时来 | 快递员何必这样 | 客服马马虎虎 | 李总是迟到
"""


@pytest.mark.parametrize(("said", "hidden"), HIDDEN)
def test_a_name_beside_a_title_is_hidden(said: str, hidden: str) -> None:
    assert names_hidden(said, "[name]") == hidden
    assert names_hidden(hidden, "[name]") == hidden


@pytest.mark.parametrize("said", [said for line in STAYS.strip().splitlines() for said in line.split(" | ")])
def test_what_only_looks_like_a_name_stays(said: str) -> None:
    assert names_hidden(said, "[name]") == said


def test_the_engine_finds_every_text_with_a_name() -> None:
    found = duckdb.execute(
        "SELECT raw FROM (SELECT unnest($texts) AS raw) WHERE NOT regexp_matches(raw, $form)",
        {"form": NAME_CANDIDATE, "texts": [said for said, _hidden in HIDDEN]},
    )
    assert found.fetchall() == []


def test_a_comment_loses_names_and_numbers_in_its_own_language() -> None:
    assert said_masked("Ms Lee, call 13800138000") == "Ms [name], call [phone]"
    assert said_masked("请王经理打13800138000") == "请［姓名］经理打［电话］"


def test_an_option_keeps_the_name_that_tells_it_from_others() -> None:
    assert masked_sample("Dr Ito's ward on the second floor", "choice") == "Dr Ito's ward on the second floor"
    assert masked_sample("Dr Ito's ward on the second floor", "comment") == "Dr [name]'s ward on the second floor"


@pytest.mark.parametrize("piece", ["Mr ", "Mr A", "regards, ", "my name is ", "王", "王小", "谢", "客服小", "我叫王"])
def test_a_long_hostile_text_is_read_in_no_time(piece: str) -> None:
    text = (piece * 60_000)[:50_000] + ". Mr Smith 王经理"
    began = time.process_time()
    hidden = names_hidden(text, "[name]")
    assert time.process_time() - began < 2.0
    assert not re.search("Smith|王经理", hidden)
