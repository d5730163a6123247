"""The parts Capability and Baselines: figures of the command, two verdicts apart, limits and baselines by name."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from analytics.capability.change import change_between
from data.queries.baselines import baselines
from data.queries.specifications import specification_versions
from i18n import set_language
from tests.pages.bench import ROOT, press, words
from views import capability_cards
from views.cards import arrow
from views.escape import unmarked
from workflows.capability_model import Capability
from workflows.commands import run_command
from workflows.set_specification import set_limits

JOURNEY = "it_delivery"
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
HOURS = "kpi:it_delivery.resolution_hours"
WAIT = "stage_wait:it_delivery.requirements"


def enter(part: str, *, lang: str = "en", **query: str) -> AppTest:
    set_language(lang)
    app = AppTest.from_file(str(ROOT / "screen.py"), default_timeout=60)
    app.switch_page("pages/process/control.py")
    for name, value in {"lang": lang, "cpart": part, **query}.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    return "\n".join(words(app))


def type_into(app: AppTest, kind: str, label: str, value: object) -> None:
    """Fill the input of a form by its label."""
    next(box for box in app.get(kind) if box.label == label).set_value(value)


@pytest.mark.parametrize(
    ("lang", "title"), [("en", "Is the process stable and capable?"), ("zh", "过程受控且能力充足吗？")]
)
def test_the_page_shows_the_figures_the_command_prints(sample_store, lang, title):
    told = run_command(sample_store, "capability", {"journey": JOURNEY})
    judged = next(one for one in told["characteristics"] if one["code"] == HOURS)["judged"]
    app = enter("capability", lang=lang, pcm=HOURS)
    assert not app.exception
    assert app.title[0].value == title
    assert len(app.get("vega_lite_chart")) == 1
    cards = [metric.value for metric in app.metric]
    assert f"{judged['value']:.2f}" in cards
    assert f"{judged['low']:.2f}" in said(app)
    table = next(frame.value for frame in app.dataframe if "rank" in frame.value)
    ranked = [stage for stage in told["stages"] if stage["rank"] is not None]
    shown = [f"{stage['z_margin']:+.2f}".replace("-", "−") for stage in ranked]
    assert table["margin"].tolist()[: len(ranked)] == shown


def test_an_unstable_measure_is_not_judged_and_both_verdicts_stand_apart(sample_view):
    app = enter("capability", pcm="kpi:it_delivery.first_response_hours")
    assert not app.exception
    assert "**Not stable**" in said(app)
    assert "**Capability is not judged**" in said(app)


def stage_table(app: AppTest):
    return next(frame.value for frame in app.dataframe if "rank" in frame.value)


def test_the_page_opens_on_the_worst_judged_measure(sample_store):
    found = run_command(sample_store, "capability", {"journey": JOURNEY})["characteristics"]
    order = ["not_capable", "cannot_tell", "capable", "not_judged"]
    worst = min((one["verdict"] for one in found if one["problem"] is None), key=order.index)
    app = enter("capability")
    assert not app.exception
    opened = next(box for box in app.selectbox if box.label == "Measure")
    assert next(one for one in found if one["code"] == opened.value)["verdict"] == worst


@pytest.mark.parametrize(("lang", "told"), [("en", "single cases are not known: no ppm"), ("zh", "不给出 ppm")])
def test_period_values_are_called_so_and_show_no_ppm(sample_view, lang, told):
    app = enter("capability", lang=lang, pcm=HOURS)
    assert not app.exception
    assert told in said(app)
    assert {"en": "about 90 cases each", "zh": "约 90 个单例"}[lang] in said(app)
    assert not any("ppm" in str(metric.delta) for metric in app.metric)
    assert "DPMO" not in said(app)


def test_what_is_not_judged_gets_no_verdict_on_its_change(sample_view):
    app = enter("capability", pcm="kpi:it_delivery.first_response_hours")
    change = next(metric for metric in app.metric if metric.label.startswith("Before and after"))
    assert change.delta == "not judged"
    assert change.value == "–"


def test_the_arrow_follows_the_sign_of_the_change():
    assert arrow("likely real", "orange", -1.03) == "down"
    assert arrow("likely real", "blue", 0.4) == "up"
    assert arrow("could be chance", "gray", -1.03) == "off"
    found = Capability(
        measured=None, stability=None, verdict="not_capable", n=60,
        change=change_between((1.9, 1.7, 2.1), (0.9, 0.7, 1.1), n_before=60, n_after=60),
    )  # fmt: skip
    card = capability_cards._change(SimpleNamespace(before=object(), before_text="2025"), found)
    assert (arrow(card.delta, card.tone, card.rise), card.tone) == ("down", "orange")


def test_names_in_tables_carry_no_escapes_and_stages_without_a_choice_say_so(sample_store):
    with sample_store.write("test", "process", "journey") as write:
        write.execute("UPDATE kpi_def SET name_en = 'Sign-off (all)' WHERE kpi_id = 'it_delivery.resolution_hours'")
        write.execute("UPDATE stage SET name_en = 'Use-phase' WHERE stage_id = 'it_delivery.use'")
    app = enter("capability", pcm=HOURS)
    table = stage_table(app)
    assert "Use-phase" in table["stage"].tolist()
    assert table.loc[table["stage"] == "Use-phase", "critical"].tolist() == ["2"]
    assert "Use-phase: First response time; Sign-off (all)" in unmarked(said(app)), "listed in full below the table"
    assert not any("\\" in str(cell) for cell in table.to_numpy().ravel())
    assert list(table.columns[:4]) == ["rank", "stage", "capable", "weakest"]
    assert (table["weakest"] == "none chosen yet").any()
    assert "tick “Critical for its stage”" in said(app)


def test_a_share_shows_the_z_that_is_asked_and_no_index(sample_view):
    app = enter("capability", pcm="kpi:it_delivery.defect_escape_rate")
    assert not app.exception
    assert not any(box.label == "Index asked for" for box in app.selectbox)
    assert any(metric.label == "Equivalent Z of the share that misses" for metric in app.metric)
    assert " asked" in said(app)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_single_cases_of_a_kpi_stand_behind_the_share_beyond_its_limit(sample_store, lang):
    with sample_store.write("test", "process") as write:
        write.execute("DELETE FROM kpi_value WHERE kpi_id = 'it_delivery.resolution_hours'")
    found = run_command(sample_store, "capability", {"journey": JOURNEY})["characteristics"]
    n = next(one for one in found if one["code"] == "derived:it_delivery.resolution_hours")["observed"]["n_missed"]
    assert n > 0
    app = enter("capability", lang=lang, pcm="derived:it_delivery.resolution_hours")
    assert not app.exception
    label = {"en": f"Single cases beyond the limit ({n})", "zh": f"超出规格限的单例（{n}）"}[lang]
    assert label in [one.label for one in app.expander]
    app.session_state[f"capability_cases|{lang}"] = True
    app.run()
    assert not app.exception
    assert n in [len(frame.value) for frame in app.dataframe if "record_id" in frame.value]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_limits_are_entered_by_name_and_crossed_ones_are_refused(sample_store, lang):
    words_of = {
        "en": ("Set limits", "Lower limit (hours)", "Upper limit (hours)", "Who decides this (name)", "Save limits"),
        "zh": ("设定规格限", "规格下限（小时）", "规格上限（小时）", "决定人（姓名）", "保存规格限"),
    }[lang]
    app = enter("capability", lang=lang, pcm=WAIT)
    assert not app.exception
    app.session_state[f"limits_form|{lang}"] = True
    app.run()
    type_into(app, "number_input", words_of[1], 500.0)
    type_into(app, "number_input", words_of[2], 400.0)
    type_into(app, "text_input", words_of[3], "Li Wei")
    press(app, words_of[4])
    assert any("500" in error.value for error in app.error)
    assert specification_versions(sample_store, JOURNEY, "stage_wait", "it_delivery.requirements").empty
    type_into(app, "number_input", words_of[1], None)
    press(app, words_of[4])
    assert not app.exception
    kept = specification_versions(sample_store, JOURNEY, "stage_wait", "it_delivery.requirements")
    assert kept[["upper_limit", "set_by", "source"]].values.tolist() == [[400.0, "Li Wei", "entered"]]
    assert "Li Wei" in said(app)


def test_a_distribution_chosen_by_hand_that_does_not_fit_is_said(sample_store):
    set_limits(sample_store, JOURNEY, "stage_wait:it_delivery.use", lower=None, upper=300.0, by="Ann", at=AT)
    app = enter("capability", pcm="stage_wait:it_delivery.use", dis="lognormal")
    assert not app.exception
    assert "It was chosen by hand and does not fit" in said(app)
    assert "It was chosen by hand" not in said(enter("capability", pcm="stage_wait:it_delivery.use"))


def test_ratings_have_no_cp(sample_view):
    app = enter("capability", pcm="rating:it_delivery.service_desk")
    assert not app.exception
    assert "A rating has no Cp" in said(app)
    assert not any(metric.label.startswith("Cpk") for metric in app.metric)


def test_an_unknown_measure_of_the_link_is_refused_with_a_sentence(sample_view):
    app = enter("capability", pcm="kpi:nothing")
    assert any("is not known here" in warning.value for warning in app.warning)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_baseline_is_approved_by_name_and_a_second_one_does_not_replace_it(sample_store, lang):
    label = {"en": ("Approved by (name)", "Approve"), "zh": ("批准人（姓名）", "批准")}[lang]
    app = enter("baselines", lang=lang, cm="mean:it_delivery.service_desk", cg="month")
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 1
    press(app, label[1])
    assert len(app.error) == 1  # nobody named
    for name in ("Li Wei", "Ann"):
        type_into(app, "text_input", label[0], name)
        press(app, label[1])
        assert not app.exception
    kept = baselines(sample_store, JOURNEY)
    assert kept["version"].tolist() == [2, 1]
    assert kept["approved_by"].tolist() == ["Ann", "Li Wei"]
    assert kept["center"].nunique() == 1


@pytest.mark.parametrize("part", ["capability", "baselines"])
def test_without_a_journey_the_parts_say_so(store, part):
    app = enter(part)
    assert not app.exception
    assert "No journey yet" in [header.value for header in app.header]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_chart_of_capability_and_of_baselines_can_be_taken_away(sample_view, lang):
    for part in ("capability", "baselines"):
        app = enter(part, lang=lang)
        assert not app.exception
        endings = {str(button.key).split("|")[0].rsplit("_", 1)[-1] for button in app.get("download_button")}
        assert {"png", "svg", "csv"} <= endings
        shown = enter(part, lang=lang, present="1")
        assert not shown.get("download_button")


@pytest.mark.parametrize(("lang", "label"), [("en", "Before and after, Cpk"), ("zh", "前后对比，Cpk")])
def test_the_change_says_of_which_index_it_is(lang, label):
    set_language(lang)
    found = Capability(
        measured=None, stability=None, verdict="not_capable", n=60, index=SimpleNamespace(name="cpk"),
        change=change_between((0.9, 0.7, 1.1), (1.9, 1.7, 2.1), n_before=60, n_after=60),
    )  # fmt: skip
    card = capability_cards._change(SimpleNamespace(before=object(), before_text="2025"), found)
    set_language("en")
    assert card.label == label
