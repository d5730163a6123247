"""The page on process control as a user meets it: opens on the planted signal, the same figures as the command line."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pandas as pd
import pyarrow as pa
import pytest

from data.queries.measures import Measure
from data.queries.scope import Scope
from tests.pages.bench import press, words
from views import figures
from workflows.approve_baseline import approve_baseline
from workflows.commands import run_command
from workflows.mark_chart import add_note, begin_stage

PAGE = "pages/process/control.py"
JUMP = "kpi:it_delivery.first_response_hours"
DESK = "mean:it_delivery.service_desk"
WAIT = "wait:it_delivery.requirement_confirmation"
AT = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lang", "verdict", "chance"),
    [("en", "is **not in control**", "By chance alone"), ("zh", "**不受控**", "仅凭随机波动")],
)
def test_the_page_opens_on_the_planted_signal_and_says_so(sample_view, app, lang, verdict, chance):
    screen = app(PAGE, lang=lang, j="it_delivery")
    assert not screen.exception
    assert screen.query_params["cm"] in (DESK, JUMP)
    answer = next(text for text in words(screen) if verdict in text)
    assert chance in answer
    assert len(screen.metric) == 4
    assert screen.get("vega_lite_chart")


def test_the_page_shows_the_figures_of_the_command_line(sample_store, app):
    told = run_command(sample_store, "control", {"journey": "it_delivery", "measure": JUMP})["chart"]
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP)
    sure = {row["period"] for row in told["signals"] if not row["is_lone"]}
    card = next(one for one in screen.metric if one.label == "Confirmed signals")
    assert card.value == str(len(sure))
    assert any(f"{len(sure)} of {told['n_points']} points" in text for text in words(screen))
    last = next(one for one in screen.metric if one.label == "Last value")
    assert last.value == f"{told['last']:.2f} h"


def test_a_link_holds_the_whole_view(sample_view, app):
    query = {"j": "it_delivery", "cm": JUMP, "cg": "month", "ct": "ewma", "rs": "short", "lang": "en", "per": "12m"}
    screen = app(PAGE, **query)
    assert not screen.warning
    assert {key: screen.query_params[key] for key in query} == query
    assert any("Weighted mean (EWMA)" in one.value for one in screen.header)


@pytest.mark.parametrize("kind", ["i", "i_log", "ewma", "cusum", "run"])
def test_every_kind_of_chart_a_duration_allows_is_drawn(sample_view, app, kind):
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP, ct=kind)
    assert not screen.exception
    assert not screen.warning
    assert screen.get("vega_lite_chart")


@pytest.mark.parametrize("kind", ["xbar_s", "imr_s", "ewma", "cusum", "run"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_kind_of_chart_a_score_allows_is_drawn(sample_view, app, kind, lang):
    screen = app(PAGE, lang=lang, j="it_delivery", cm=DESK, cg="month", per="all", ct=kind)
    assert not screen.exception
    assert not screen.warning


@pytest.mark.parametrize("kind", ["p", "p_prime", "np", "run"])
def test_every_kind_of_chart_a_share_allows_is_drawn(sample_view, app, kind):
    screen = app(PAGE, lang="en", j="it_delivery", cm=DESK, cfig="satisfied", cg="month", per="all", ct=kind)
    assert not screen.exception
    assert not screen.warning


@pytest.mark.parametrize(("lang", "why"), [("en", "the time between two events"), ("zh", "相邻两个事件之间的时间")])
def test_rare_events_open_on_the_time_between_them_with_their_rows(sample_view, app, lang, why):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all", cm="escaped:it_delivery")
    assert not screen.exception
    assert not screen.warning
    assert any(why in one.value for one in screen.caption)
    assert any(len(frame.value) == 2 and "DEF-" in str(frame.value.iloc[0, 1]) for frame in screen.dataframe)


def test_the_approved_baseline_stands_on_the_chart_with_who_and_when(sample_store, app):
    span = {"start": date(2025, 1, 6), "end": date(2026, 6, 1)}
    where, measure = Scope("it_delivery"), Measure("kpi", JUMP.partition(":")[2])
    approve_baseline(sample_store, where, measure, "week", **span, by="Li Na", at=AT)
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP)
    assert not screen.exception
    assert any("baseline version 1" in one.value and "approved by Li Na on 2 Nov 2026" in one.value
               for one in screen.caption)  # fmt: skip
    screen.toggle[0].set_value(False).run()
    assert not any("approved by" in one.value for one in screen.caption)
    assert screen.query_params["cbl"] == "0"


def test_a_share_may_be_named_directly(sample_view, app):
    screen = app(PAGE, lang="en", j="it_delivery", cm="satisfied:it_delivery.service_desk", cg="month")
    assert not screen.exception
    assert any("satisfied share" in text for text in words(screen))


def test_a_chart_that_the_data_do_not_allow_falls_back_with_a_sentence(sample_view, app):
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP, ct="p")
    assert any("is not known here" in one.value for one in screen.warning)


def test_every_measure_draws(sample_store, app):
    screen = app(PAGE, lang="zh", j="it_delivery")
    box = next(one for one in screen.selectbox if str(one.key).startswith("cm|"))
    assert len(box.options) > 30
    for code in (JUMP, "lead:it_delivery", "throughput:it_delivery", "stage:it_delivery.use",
                 "nps:sample.it_delivery.use.nps", "kpi:it_delivery.requirements_stability_index"):  # fmt: skip
        box.set_value(code).run()
        assert not screen.exception, code
        box = next(one for one in screen.selectbox if str(one.key).startswith("cm|"))


def test_a_stage_proposed_is_kept_with_a_name_and_taken_back(sample_store, app):
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP)
    assert any("the level is" in text for text in words(screen))
    press(screen, "Let the limits begin anew")
    assert any("Give your name" in one.value for one in screen.error)
    who = next(one for one in screen.text_input if str(one.key).startswith("stage_who"))
    who.set_value("Li Wei")
    press(screen, "Let the limits begin anew")
    assert not screen.exception
    assert any("Kept" in one.value for one in screen.success)
    assert any("Li Wei" in text for text in words(screen))
    assert sample_store.value("SELECT count(*) FROM chart_stage WHERE removed_at IS NULL") == 1
    press(screen, "Take back")
    assert sample_store.value("SELECT count(*) FROM chart_stage WHERE removed_at IS NULL") == 0
    assert not any("Li Wei" in text for text in words(screen))


def test_a_note_is_shown_and_never_as_markup(sample_store, app):
    add_note(sample_store, "it_delivery", JUMP, date(2026, 7, 6), "**new** <b>desk</b> ![x](http://a.example/i.png)",
             at=AT, by="Li")  # fmt: skip
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP)
    shown = next(text for text in words(screen) if "desk" in text and "(Li)" in text)
    assert "<b>" not in shown
    assert "![x]" not in shown


def test_limits_made_anew_change_the_answer(sample_store, app):
    begin_stage(sample_store, "it_delivery", JUMP, date(2026, 7, 6), at=AT, by="Li")
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP)
    assert not any("is **not in control**" in text for text in words(screen))


def test_the_drill_down_leads_to_the_rows(sample_view, app):
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP, pt="2026-07-06")
    labels = [one.label for one in screen.expander]
    assert any("record of this KPI" in label for label in labels)
    assert any("answer" in label for label in labels)


@pytest.mark.parametrize(("kind", "is_said"), [("i", True), ("cusum", False)])
def test_only_a_chart_with_a_centre_line_in_its_unit_speaks_of_one(sample_view, app, kind, is_said):
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP, ct=kind, pt="2026-07-06")
    assert not screen.exception
    point = next(text for text in words(screen) if text.startswith("First response time") and "; n = " in text)
    assert ("The centre line stands at" in point) is is_said
    assert figures.NONE not in point


def test_presenting_shows_the_answer_and_the_chart_alone(sample_view, app):
    screen = app(PAGE, lang="en", j="it_delivery", present="1")
    assert not screen.exception
    assert screen.get("vega_lite_chart")
    assert not screen.text_input


@pytest.mark.parametrize(("lang", "said"), [("en", "**too few points to tell**"), ("zh", "**点数太少，无法判断**")])
def test_one_month_draws_whole_and_is_not_called_in_control(sample_view, app, lang, said):
    screen = app(PAGE, lang=lang, j="it_delivery", cm=WAIT, per="m:2026-10")
    assert not screen.exception
    assert screen.get("vega_lite_chart")
    told = words(screen)
    assert any(said in text for text in told)
    assert not any("By chance alone" in text or "仅凭随机波动" in text for text in told)


def test_a_score_of_a_touchpoint_draws_whole(sample_view, app):
    screen = app(PAGE, lang="en", j="it_delivery", cm="mean:it_delivery.progress_reporting")
    assert not screen.exception
    assert len(screen.metric) == 4
    assert screen.get("vega_lite_chart")
    assert any("At the point" in one.value for one in screen.header)


@pytest.mark.parametrize(
    ("kind", "lang", "told", "rules"),
    [("ewma", "en", "λ = 0.20", "Beyond limits"), ("ewma", "zh", "λ = 0.20", "超出控制限"),
     ("run", "en", "(chance allows up to", "Anhøj’s rules"), ("run", "zh", "穿越中位数", "Anhøj 准则")],
)  # fmt: skip
def test_a_chart_with_rules_of_its_own_says_them_and_offers_no_other(sample_view, app, kind, lang, told, rules):
    screen = app(PAGE, lang=lang, j="it_delivery", cm=DESK, ct=kind)
    assert not screen.exception
    assert any(told in one.value for one in screen.caption)
    own = next(box for box in screen.selectbox if rules in box.options)
    assert own.disabled
    assert not any("Nelson" in option for box in screen.selectbox for option in box.options)


def test_the_reason_of_new_limits_stands_on_the_chart(sample_store, app):
    begin_stage(
        sample_store, "it_delivery", JUMP, date(2026, 7, 6), reason="New desk <b>", at=AT, by="Li Wei", facts={}
    )
    screen = app(PAGE, lang="en", j="it_delivery", cm=JUMP)
    assert "Limits anew: New desk <b>" in sent(screen)["notes"]["text"].tolist()


def sent(screen) -> dict[str, pd.DataFrame]:
    """The data sets of the first chart."""
    datasets = screen.get("vega_lite_chart")[0].proto.datasets
    return {one.name: pa.ipc.open_stream(one.data.data).read_pandas() for one in datasets}


def test_limits_of_a_number_of_things_keep_a_decimal_and_few_answers_are_hollow(sample_view, app):
    screen = app(PAGE, lang="en", j="it_delivery", cm="satisfied:it_delivery.requirement_confirmation", ct="np")
    found = sent(screen)
    ends = [text for text in found["ends"]["text"] if text.startswith(("UCL", "LCL"))]
    assert len(ends) == 2
    assert all(re.fullmatch(r"[UL]CL [0-9]+[.][0-9]", text) for text in ends)
    points = found["points"][found["points"]["size"] != "–"]
    assert points["low_n"].tolist() == (points["size"].astype(int) < 30).tolist()
    assert points["low_n"].any()


def test_presenting_in_chinese_ends_like_a_chinese_sentence(sample_view, app):
    screen = app(PAGE, lang="zh", j="it_delivery", cm=DESK, present="1")
    assert screen.header[0].value.endswith("。")


@pytest.mark.parametrize(("lang", "title"), [("en", "Satisfied share (%)"), ("zh", "满意率（%）")])
def test_the_axis_of_a_share_says_which_share(sample_view, app, lang, title):
    screen = app(PAGE, lang=lang, j="it_delivery", cm="satisfied:it_delivery.requirement_confirmation", ct="p")
    spec = json.loads(screen.get("vega_lite_chart")[0].proto.spec)
    assert title in json.dumps(spec, ensure_ascii=False)
