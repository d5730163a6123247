"""Files as survey tools and process systems write them, invented here; a later month holds other answers."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import datetime, timedelta

N = 60
WENJUANXING = (
    "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的性别", "2、下单过程的满意度",
    "3、配送速度的满意度", "4、售后服务的满意度", "5、您有多大可能把我们推荐给朋友？", "6、您还有什么建议？",
)  # fmt: skip
SUGGESTIONS = (
    "配送比预计晚了两天，希望能提前通知",
    "客服回答很耐心，问题当天就解决了",
    "包装破了一个角，里面的东西没有坏",
)
QUALTRICS = (
    ("StartDate", "Start Date", "startDate"), ("EndDate", "End Date", "endDate"), ("Status", "Response Type", "status"),
    ("Progress", "Progress", "progress"), ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"), ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"), ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
    ("Q1_1", "How satisfied were you with: - Finding the product", "QID1_1"),
    ("Q1_2", "How satisfied were you with: - Paying", "QID1_2"),
    ("Q1_3", "How satisfied were you with: - The delivery", "QID1_3"),
    ("Q2", "What should we do better?", "QID2_TEXT"),
)  # fmt: skip
WORDS = ("Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied")
STEPS = ("Order received", "Credit check", "Packed", "Sent")


def wenjuanxing(month: int) -> bytes:
    """The answers of one month by text, in GB18030 as the tool writes them."""
    rng = random.Random(month)
    rows = [
        [
            str((month - 1) * N + n + 1), f"2026/{month}/{n % 28 + 1} 1{n % 10}:2{n % 6}:1{n % 10}",
            f"{rng.randint(30, 300)}秒", "微信", "直接访问", f"36.1.{month}.{n}(上海-上海)", rng.choice("男女"),
            *(str(rng.randint(1, 5)) for _ in range(3)), str(rng.randint(0, 10)),
            f"{SUGGESTIONS[n % 3]}，订单{month}{n}",
        ]
        for n in range(N)
    ]  # fmt: skip
    return _csv([list(WENJUANXING), *rows]).encode("gb18030")


def qualtrics(month: int) -> bytes:
    """The answers of one month with the three header rows of the tool."""
    rng = random.Random(100 + month)
    heads = [
        [name for name, _, _ in QUALTRICS],
        [text for _, text, _ in QUALTRICS],
        [json.dumps({"ImportId": code}) for _, _, code in QUALTRICS],
    ]
    rows = []
    for n in range(N):
        began = datetime(2026, month, n % 28 + 1, 9, n % 60)
        ended = began + timedelta(seconds=rng.randint(60, 400))
        rows.append(
            [
                str(began), str(ended), "IP Address", "100", str((ended - began).seconds), "True", str(ended),
                f"R_{month:02d}{n:013d}", "anonymous", "EN", *(rng.choice(WORDS) for _ in range(3)),
                f"Please answer mail number {month}{n} sooner than last time",
            ]
        )  # fmt: skip
    return _csv([*heads, *rows]).encode("utf-8-sig")


def event_log(month: int) -> bytes:
    """The cases of one month, each with four steps that have a start and an end."""
    rng = random.Random(200 + month)
    rows = [["case_id", "activity", "start_time", "end_time", "resource"]]
    for n in range(N):
        moment = datetime(2026, month, n % 27 + 1, 8)
        for step in STEPS:
            began = moment + timedelta(minutes=rng.randint(10, 300))
            moment = began + timedelta(minutes=rng.randint(2, 90))
            rows.append([f"C{month:02d}{n:04d}", step, str(began), str(moment), f"team {n % 3 + 1}"])
    return _csv(rows).encode()


def _csv(rows: list[list[str]]) -> str:
    sink = io.StringIO()
    csv.writer(sink).writerows(rows)
    return sink.getvalue()
