"""The value-stream page: figures as the command prints them, decisions, future state, comparison, bare logs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from data.queries.scope import Scope
from errors import BadInput, UnknownId
from reports.numbers import duration
from tests.data.queries.logs import SAMPLES, written
from tests.pages.bench import press, words
from views.stream_rows import stem
from views.stream_words import brief, card_time
from workflows.commands import run_command
from workflows.import_survey import import_survey
from workflows.stream_document import stream_document

PAGE = "pages/process/stream.py"
STEP = "sample.it_delivery/Confirm requirements"


def cards(screen) -> dict[str, str]:
    return {metric.label: metric.value for metric in screen.metric}


def said(screen) -> str:
    texts = (*screen.markdown, *screen.caption, *screen.header, *screen.info)
    return "\n".join(str(text.value) for text in texts)


def test_the_page_prints_what_the_command_prints(sample_store, app):
    told = run_command(sample_store, "stream", {"journey": "it_delivery"})
    screen = app(PAGE)
    found = cards(screen)
    assert found["Lead time (median)"] == duration(told["lead_median_hours"])
    assert found["Flow efficiency"] == f"{100 * told['flow_efficiency']:.1f}%"
    assert found["Process-cycle efficiency"] == f"{100 * told['pce']:.1f}%"
    worst = next(step for step in told["steps"] if step["activity"] == told["worst_wait"])
    assert found["Worst wait (median)"] == duration(worst["wait_median_hours"])
    assert f"n = {told['n_cases']} process instances" in said(screen)
    assert stream_document(sample_store, "it_delivery")["opens_on"] == STEP


def test_the_page_opens_on_the_planted_waste_in_both_languages(sample_view, app):
    english, chinese = app(PAGE, per="all"), app(PAGE, per="all", lang="zh")
    assert "Proposed as waste: Confirm requirements" in said(english)
    assert "Confirm requirements" in said(chinese)
    assert not english.exception
    assert not chinese.exception
    assert len(english.get("vega_lite_chart")) == 2, "the bar to scale and the map"


def test_the_map_goes_by_the_clock_of_the_link_and_says_which(sample_store, app):
    told = run_command(sample_store, "stream", {"journey": "it_delivery", "clock": "working"})
    screen = app(PAGE, lc="working")
    found = cards(screen)
    assert found["Lead time (median, working hours)"] == f"{told['lead_median_hours']:,.0f} h"
    assert found["Flow efficiency"] == f"{100 * told['flow_efficiency']:.1f}%"
    assert "Clock: working time" in said(screen)
    assert f"{100 * told['customer_wait_share']:.0f}%** is the customer's own time" in said(screen)
    calendar = app(PAGE)
    assert "Clock: calendar time" in said(calendar)
    assert cards(calendar)["Lead time (median)"] != found["Lead time (median, working hours)"]


def test_downloads_carry_the_name_of_the_log_and_no_id():
    view = SimpleNamespace(journey_name="orders (new).csv.gz", scope=Scope("src_0f3a"))
    assert stem(view) == "orders-new-value-stream"
    assert stem(SimpleNamespace(journey_name="src_0f3a", scope=Scope("src_0f3a"))) == "value-stream"
    assert stem(SimpleNamespace(journey_name="IT 服务交付", scope=Scope("it"))) == "IT-服务交付-value-stream"


def test_a_decision_is_kept_and_taken_back(sample_store, app):
    screen = app(PAGE, per="all", step=STEP)
    by = next(one for one in screen.text_input if one.label == "Decided by")
    by.set_value("Li Na").run()
    press(screen, "Keep this decision")
    assert not screen.error
    assert "Decided by Li Na on" in said(screen)
    assert sample_store.value("SELECT count(*) FROM activity_decision WHERE undone_at IS NULL") == 1
    press(screen, "Undo")
    assert "Proposed; nobody has decided." in said(screen)


@pytest.mark.parametrize("view", ["future", "compare"])
@pytest.mark.parametrize("form", ["picture", "whole", "list", "table"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_state_and_form_draws(sample_view, app, view, form, lang):
    screen = app(PAGE, svw=view, sf=form, lang=lang, per="all" if view == "future" else "12m")
    assert not screen.exception
    assert not screen.error
    assert len(screen.get("vega_lite_chart")) >= (1 if form == "table" else 2)


def test_a_left_out_step_shortens_the_lead_time_on_the_page(sample_store, app):
    from analytics.process.future_state import StepEdit

    screen = app(PAGE, svw="future", per="all")
    assert "no change" in [metric.delta for metric in screen.metric]
    screen.session_state["stream_edits"] = {"it_delivery": {STEP: StepEdit(is_removed=True)}}
    screen.run()
    change = next(metric.delta for metric in screen.metric if metric.label == "Lead time (median)")
    assert change.startswith("−")
    next(one for one in screen.text_input if one.label == "Name of this future state").set_value("Once").run()
    press(screen, "Save")
    assert sample_store.rows("SELECT name FROM stream_scenario") == [("Once",)]
    press(screen, "Start anew")
    assert "no change" in [metric.delta for metric in screen.metric]
    press(screen, "Take up")
    assert next(metric.delta for metric in screen.metric if metric.label == "Lead time (median)") == change


def test_a_log_of_a_real_firm_gives_a_value_stream_without_a_journey(store, app, tmp_path):
    """Two orders: 1 h work, 3 h wait, 2 h work; and 1 h work, 1 h wait, 1 h work: lead 6 h and 3 h."""
    written(store, tmp_path / "orders.csv", [
        "A,Pick,2026-03-02 08:00:00,2026-03-02 09:00:00,Ann", "A,Ship,2026-03-02 12:00:00,2026-03-02 14:00:00,Bob",
        "B,Pick,2026-03-02 08:00:00,2026-03-02 09:00:00,Ann", "B,Ship,2026-03-02 10:00:00,2026-03-02 11:00:00,Bob",
    ])  # fmt: skip
    screen = app(PAGE)
    assert not screen.exception
    found = cards(screen)
    assert found["Lead time (median)"] == duration(4.5)
    assert found["Flow efficiency"] == "56%", "(3 + 2) of (6 + 3) hours"
    assert "n = 2 process instances" in said(screen)
    assert "stands behind no journey yet" in said(screen)


ORDERS = ["A,Pick,2026-03-02 08:00:00,2026-03-02 09:00:00,Ann", "A,Ship,2026-03-02 12:00:00,2026-03-02 14:00:00,Bob"]


@pytest.mark.parametrize("part", ["map", "load"])
def test_a_log_without_a_journey_is_reached_beside_a_journey_with_one(sample_store, app, tmp_path, part):
    assert not [one for one in app(PAGE).selectbox if one.label == "Event log"], "one log is no choice"
    source = written(sample_store, tmp_path / "orders.csv", ORDERS)
    screen = app(PAGE, sp=part)
    assert cards(screen)["Flow efficiency"] != "50%", "the journey's own log comes first"
    box = next(one for one in screen.selectbox if one.label == "Event log")
    assert box.options == ["Log of the journey", "orders.csv"]
    box.set_value(source).run()
    assert not screen.exception
    assert screen.query_params["slog"] in (source, [source])
    assert cards(screen)["Flow efficiency"] == "50%", "3 of 6 hours"
    assert "stands behind no journey yet" in said(screen)
    linked = app(PAGE, sp=part, slog=source)
    assert cards(linked) == cards(screen)
    assert not linked.warning
    next(one for one in linked.selectbox if one.label == "Event log").set_value("").run()
    assert cards(linked)["Flow efficiency"] != "50%"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_header_and_footer_speak_of_the_log_that_is_shown(sample_store, app, tmp_path, lang):
    source = written(sample_store, tmp_path / "orders.csv", ORDERS)
    own = app(PAGE, lang=lang, sp="load")
    n = run_command(sample_store, "stream", {"journey": "it_delivery", "period": "12m"})["n_cases"]
    foot = [text for text in words(own) if text.startswith((f"n = {n} process instances of", f"n = {n} 个流程实例（"))]
    assert len(foot) == 1, "the footer of a journey counts its instances"
    screen = app(PAGE, lang=lang, sp="load", slog=source)
    assert not screen.exception
    assert [text for text in words(screen) if text.startswith("n = 1 ") and "orders" in text]
    assert not [text for text in words(screen) if "6,688" in text or text.startswith(("Response rate", "回收率"))]
    assert not [box for box in screen.selectbox if box.label in ("Compare with", "对比周期")]
    assert not [one for one in screen.button if one.key == f"remove_sample_{lang}"], "nothing here is invented"
    assert [one for one in own.button if one.key == f"remove_sample_{lang}"]
    assert [box for box in screen.selectbox if box.label in ("Journey", "旅程")], "the way back to a journey"


def test_a_download_of_a_log_goes_by_the_name_of_its_file():
    from views.view import _nothing

    log = replace(_nothing(), journey_id="ab12", journey_name="Orders 2026.csv.gz", scope=Scope("ab12"))
    assert (stem(log), stem(log, "paths")) == ("Orders-2026-value-stream", "Orders-2026-paths")
    assert stem(replace(log, journey_name="ab12"), "paths") == "paths"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("log", ["nowhere", "sample.it_delivery"])
def test_a_link_to_a_log_that_cannot_be_chosen_is_refused_with_a_sentence(sample_view, app, lang, log):
    screen = app(PAGE, lang=lang, slog=log)
    assert not screen.exception
    assert [log.split("_")[-1] in str(warning.value) for warning in screen.warning] == [True]
    assert len(cards(screen)) == 4


NAMES = ("eventlog_costs_noenabled.csv", "eventlog_insurance_claims.csv", "eventlog_purchasing.csv.gz")


@pytest.mark.skipif(not SAMPLES.exists(), reason="the logs of others lie beside the tree, not in it")
@pytest.mark.parametrize("name", NAMES)
def test_each_log_of_others_is_drawn_as_a_value_stream(store, app, name):
    import_survey(store, SAMPLES / name, None, name=name, at=datetime(2026, 4, 1, 8, tzinfo=UTC), accept=True)
    source = store.value("SELECT source_id FROM process_log")
    screen = app(PAGE, least="0")
    assert not screen.exception
    assert not screen.error
    n, median = store.rows(
        """SELECT count(*), median(epoch(last - first)) / 3600 FROM (SELECT case_id,
               min(coalesce(start_ts, end_ts)) AS first, max(coalesce(end_ts, start_ts)) AS last
           FROM event GROUP BY case_id)"""
    )[0]
    assert f"n = {n:,} process instances" in said(screen), source
    assert cards(screen)["Lead time (median)"] == card_time(median)
    assert len(screen.get("vega_lite_chart")) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_step_or_measure_nobody_knows_is_refused_with_a_sentence(sample_view, app, lang):
    for page, link in ((PAGE, {"step": "foo"}), ("pages/process/kpis.py", {"kpi": "bogus"})):
        screen = app(page, lang=lang, **link)
        assert not screen.exception
        sentence = next(iter(link.values()))
        assert [sentence in str(warning.value) for warning in screen.warning] == [True]


def test_short_durations_are_seconds():
    assert [brief(hours) for hours in (0.0, 19.5 / 3600, 2.5 / 3600, 0.5)] == ["0 min", "20 s", "2.5 s", "30 min"]


def test_one_time_per_event_gives_no_efficiency_and_says_so(store, app, tmp_path):
    rows = ["A,Order,,2026-03-02 08:00:00,Ann", "A,Ship,,2026-03-03 08:00:00,Bob"]
    written(store, tmp_path / "single.csv", rows)
    screen = app(PAGE)
    assert not screen.exception
    assert cards(screen)["Flow efficiency"] == cards(screen)["Process-cycle efficiency"]
    assert "cannot be told apart" in said(screen)


def test_a_name_that_is_markup_stays_text(store, app, tmp_path):
    name = "<script>alert(1)</script> [x](http://a.example)"
    rows = [f"A,{name},2026-03-02 08:00:00,2026-03-02 09:00:00,Ann", "A,Ship,2026-03-02 12:00:00,2026-03-02 14:00:00,B"]
    written(store, tmp_path / "hostile.csv", rows)
    screen = app(PAGE)
    assert not screen.exception
    assert "<script>" not in said(screen)


def test_presenting_leaves_one_message_and_the_picture_with_its_windows(sample_store, app):
    screen = app(PAGE, per="all", present="1")
    assert not screen.exception
    assert len(screen.get("vega_lite_chart")) == 2
    assert not cards(screen)
    assert len(screen.subheader) == 1
    assert not screen.text_input
    assert not screen.dataframe
    assert not screen.header, "no heading of the step behind the picture"
    forward = next(button for button in screen.button if button.key == "present_forward_en")
    forward.click().run()
    assert not screen.exception
    assert "medians per visit" in screen.subheader[0].value, "the next window speaks of its own step"


@pytest.mark.parametrize("part", ["transitions", "models"])
def test_a_part_that_needs_a_journey_says_so_for_a_log_without_one(store, app, tmp_path, part):
    rows = ["A,Order,2026-03-02 08:00:00,2026-03-02 09:00:00,Ann", "A,Ship,2026-03-02 12:00:00,2026-03-02 14:00:00,B"]
    source = written(store, tmp_path / "free.csv", rows)
    screen = app(PAGE, sp=part)
    assert not screen.exception
    assert "needs the stages and touchpoints of a journey" in said(screen)
    told = run_command(store, "stream", {"source": "free.csv"})
    assert (told["journey_id"], told["n_cases"]) == (source, 1)
    assert told == run_command(store, "stream", {"source": source})
    for link in ({"source": "nowhere"}, {}, {"source": source, "journey": source}):
        with pytest.raises((UnknownId, BadInput)):
            run_command(store, "stream", link)


def test_what_ends_an_instance_is_proposed_with_its_reason_and_decided(sample_store, app):
    label = "The log: its faults, the touchpoints of its steps, and which of them end an instance"
    with sample_store.write("t", "process") as write:
        write.execute("UPDATE case_fact SET is_marked_open = false")
    screen = opened_log(app(PAGE, per="all"), label)
    assert "Proposed from the log" in said(screen)
    assert "are the last of their instance" in said(screen)
    box = next(one for one in screen.multiselect if one.label == "Steps that end an instance")
    box.set_value([box.options[0]])
    next(one for one in screen.text_input if one.label == "Decided by" and "stream_ends" in str(one.key)).set_value(
        "Li"
    )
    press(screen, "Keep these ends")
    assert not screen.exception
    assert sample_store.rows("SELECT activity, decided_by FROM process_end") == [(box.options[0], "Li")]


def opened_log(screen, label):
    """The screen with the part on the log unfolded."""
    key = next(str(one.key) for one in screen.expander if one.label == label)
    screen.session_state[key] = True
    return screen.run()
