"""What the screens say after an import: about what came in, never as if nothing had."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.bench import ROOT, drop, enter, imported, press, words

pytestmark = pytest.mark.usefixtures("read_in_place")

NPS_ONLY = "Response ID,Date,How likely are you to recommend us (0-10)?\n" + "".join(
    f"A{n},2026-0{n % 6 + 1}-1{n % 9},{n % 11}\n" for n in range(60)
)
LOG = "case,activity,start,end\n" + "".join(
    f"C{n},{activity},2026-03-0{n % 9 + 1} 0{hour}:00,2026-03-0{n % 9 + 1} 0{hour + 1}:00\n"
    for n in range(20)
    for hour, activity in enumerate(("Receive", "Pick", "Ship"), start=1)
)


def home(lang: str) -> str:
    app = AppTest.from_file(str(ROOT / "screen.py"), default_timeout=60)
    app.query_params["lang"] = lang
    return " ".join(words(app.run()))


def test_home_tells_the_overall_score_and_the_process_data_that_came(store):
    imported(drop(enter("upload"), "march.csv", NPS_ONLY.encode()))
    imported(drop(enter("upload"), "log.csv", LOG.encode()))
    said = home("en")
    assert "Relationship NPS:" in said
    assert "n = 60" in said
    assert "no touchpoints yet" in said
    assert "Too few answers" not in said
    assert "60 events of 20 process instances" in said
    assert "No process KPI has values" not in said


TALK = "".join(
    f"Interviewer: What about step {n}, how was it for you?\nMs Lin: Step {n} took far too long and nobody called us.\n"
    for n in range(12)
)


def test_a_transcript_promises_what_it_brings_and_is_asked_for_no_scores(store):
    app = drop(enter("upload", lang="zh"), "talk.txt", TALK.encode())
    said = " ".join(words(app))
    assert "访谈记录" in said
    assert "评分列" not in said
    assert "0 个触点" not in said
    assert "12 行将成为评论" in said
    press(app, "导入")
    assert app.session_state["upload_job"].done.wait(60)
    account = " ".join(words(app.run()))
    assert "12 条评论" in account
    assert "由代表本组织的人说出 12 行" in account


def test_a_second_month_says_what_is_new_and_a_kpi_file_shows_its_values(store):
    imported(drop(enter("upload"), "march.csv", NPS_ONLY.encode()))
    more = NPS_ONLY + "".join(f"B{n},2026-07-11,{n % 11}\n" for n in range(15))
    said = " ".join(words(imported(drop(enter("upload"), "april.csv", more.encode()))))
    assert "15 new, 60 already known and counted once." in said
    kpis = "month,kpi,value,unit,n\n" + "".join(
        f"2026-0{m},{kpi},{60 + m},%,{100 + m}\n" for m in range(1, 10) for kpi in ("On time", "First time right")
    )
    app = imported(drop(enter("upload"), "kpis.csv", kpis.encode()))
    shown = app.dataframe[0].value
    assert len(shown) == 18
    assert set(shown["n"]) == {100 + m for m in range(1, 10)}
