"""Open process instances by their probability: the spread of all, the course of one, the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics.performance.calibration import Told
from analytics.performance.forecast import AT_MOST, ENDS
from analytics.performance.model import predictions
from charts.chances import PARAMETER, chance_bars, chance_course
from i18n import _, language, ngettext
from views import drawing, figures, loaders, loaders_forecast, state
from views.downloads import csv_button
from views.escape import plain
from views.forecast_held import base_rate
from views.forecast_words import amount, outcome_name
from views.kpi_words import in_a_row
from views.selecting import key_of
from views.stream_rows import stem

if TYPE_CHECKING:
    from views.forecast_part import Judged

CLASSES = 10
TEXTS = ("case_key", "project_name", "account", "stage")


def chance_text(value: float) -> str:
    """A probability in percent; what is passed is said, and nothing else is certain."""
    if np.isnan(value):
        return figures.NONE
    if value == 0:
        return "0%"
    return "<1%" if value < 0.01 else ">99%" if value > 0.99 else figures.share(value)


def open_sentence(judged: Judged) -> str:
    """How many open instances are expected to meet the objectives; not counted where later instances refute it."""
    chances = judged.waiting["chance"].dropna()
    n = len(chances)
    if not n:
        return _("No process instance is open ({objective}).").format(objective=judged.told)
    facts = {"n": figures.count(n), "passed": figures.count(int((chances == 0).sum())), "objective": judged.told}
    refuted = None if judged.held is None else judged.held.refuted
    if refuted is not None:
        said = ngettext(
            "How many of {n} open process instance will meet the objective ({objective}) is therefore not counted; "
            "{passed} cannot any more.",
            "How many of {n} open process instances will meet the objective ({objective}) is therefore not counted; "
            "{passed} cannot any more.",
            n,
        )
        return in_a_row(refuted_sentence(refuted), said.format(**facts))
    said = ngettext(
        "**About {likely} of {n}** open process instance will meet the objective ({objective}); {passed} cannot any "
        "more.",
        "**About {likely} of {n}** open process instances will meet the objective ({objective}); {passed} cannot any "
        "more.",
        n,
    )
    return said.format(likely=figures.count(round(chances.sum())), **facts)


def refuted_sentence(refuted: Told) -> str:
    """What later instances refute, and in which direction."""
    is_high, is_all = refuted.fault == "high", (refuted.low, refuted.high) == (0.0, 1.0)
    if is_all:
        said = (
            _("**These probabilities are too high:** of {n} forecasts of later instances {told} were told to come true "
              "on average, and **{met}** did ({interval}).") if is_high else
            _("**These probabilities are too low:** of {n} forecasts of later instances {told} were told to come true "
              "on average, and **{met}** did ({interval}).")
        )  # fmt: skip
    else:
        said = (
            _("**The probabilities from {low} to {high} are too high:** of {n} such forecasts of later instances "
              "{told} were told to come true on average, and **{met}** did ({interval}).") if is_high else
            _("**The probabilities from {low} to {high} are too low:** of {n} such forecasts of later instances "
              "{told} were told to come true on average, and **{met}** did ({interval}).")
        )  # fmt: skip
    return said.format(
        n=figures.count(refuted.met.n), told=figures.share(refuted.mean), met=figures.share(refuted.met.value),
        interval=figures.share_interval(refuted.met.low, refuted.met.high), low=figures.share(refuted.low),
        high=figures.share(refuted.high))  # fmt: skip


def classes(chances: pd.Series[float]) -> pd.Series[float]:
    """The class of each probability, 0 to 9; missing where it cannot be told."""
    return (chances * CLASSES // 1).clip(upper=CLASSES - 1)


def draw_spread(judged: Judged, alt: str) -> None:
    """The main chart: how many open instances have which probability."""
    if judged.waiting.empty:
        return
    st.subheader(_("How likely the open process instances are to meet it"), anchor=False)
    found = classes(judged.waiting["chance"])
    counts = found.value_counts().reindex(range(CLASSES), fill_value=0)
    chosen = state.get(state.CHANCE_CLASS)
    width = 100 // CLASSES
    frame = pd.DataFrame(
        {"code": str(number), "name": f"{number * width}–{(number + 1) * width}%", "n": int(n),
         "said": _("{n} open process instances").format(n=figures.count(int(n))), "is_selected": str(number) == chosen}
        for number, n in enumerate(counts)
    )  # fmt: skip
    labels = {"name": _("Probability of meeting the objectives"), "n": _("Open process instances"), "alt": alt}
    look = {"mode": drawing.mode(), "scale": drawing.scale()}
    what = ("chance bars", frame.to_csv(), language(), *look.values())
    spec = loaders.made(loaders_forecast.AREAS, what, lambda: drawing.specification(
        chance_bars(frame, labels=labels, **look)))  # type: ignore[arg-type]  # fmt: skip
    key = key_of(f"forecast_spread_{language()}", chosen, lambda event: drawing.chosen_code(event, PARAMETER, "code"))

    def clicked() -> None:
        code = drawing.chosen_code(st.session_state.get(key), PARAMETER, "code")
        if code:
            state.put(state.CHANCE_CLASS, code)

    drawing.clickable(spec, clicked, key=key, parameter=PARAMETER, alt_text=alt)
    n_unknown = int(found.isna().sum())
    if n_unknown:
        told = ngettext(
            "Of {n} it cannot be told: hardly any past instance was that old when it ended.",
            "Of {n} it cannot be told: hardly any past instance was that old when it ended.",
            n_unknown,
        )
        st.caption(told.format(n=figures.count(n_unknown)))


def _shown(judged: Judged) -> pd.DataFrame:
    """The instances of the class clicked, else all; a class that is empty by now counts as none."""
    code = state.get(state.CHANCE_CLASS)
    mine = judged.waiting[classes(judged.waiting["chance"]) == float(code)] if code else judged.waiting
    return judged.waiting if mine.empty else mine


def draw_one(judged: Judged) -> None:
    """One instance: its probability after each stage it has passed, and now."""
    st.header(_("One open process instance, stage by stage"), anchor=False)
    shown = _shown(judged)
    if shown.empty:
        st.caption(_("No process instance is open."))
        return
    keys = shown["case_key"].tolist()
    chances = dict(zip(keys, shown["chance"], strict=True))
    option = _("{key}: {chance}")
    labels = {key: option.format(key=key, chance=chance_text(chances[key])) for key in keys}
    first = next((number for number, key in enumerate(keys) if chances[key] > 0), 0)
    key = st.selectbox(
        _("Process instance"), keys, first, key=f"forecast_case|{language()}|{state.get(state.CHANCE_CLASS)}",
        format_func=labels.__getitem__,
    )  # fmt: skip
    row = shown.iloc[keys.index(key)]
    account = figures.text_or_none(row["account"])
    said = _("{project}, customer {account}, open for {age}: probability now **{chance}**.").format(
        project=plain(row["project_name"]), account=plain(account or figures.NONE),
        age=amount("lead", float(row["age_days"]), digits=0), chance=chance_text(float(row["chance"])))  # fmt: skip
    st.markdown(said)
    if judged.held is not None and judged.held.refuted is not None:
        st.caption(_("Later instances refute such probabilities (see above)."))
    for line in foreseen(judged, row):
        st.markdown(f"- {line}")
    course = _course(judged, row)
    labels = {"name": _("Known after the stage"), "chance": _("Probability"), "alt": said.replace("*", "")}  # fmt: skip
    look = {"mode": drawing.mode(), "scale": drawing.scale()}
    usual = base_rate(judged.errors[judged.rank], judged.aims).value
    what = ("chance course", course.to_csv(), usual, language(), *look.values())
    spec = loaders.made(loaders_forecast.AREAS, what, lambda: drawing.specification(
        chance_course(course, usual, labels=labels, **look)))  # type: ignore[arg-type]  # fmt: skip
    drawing.draw(spec, key=f"forecast_course|{language()}", alt_text=labels["alt"])
    st.caption(
        _("Filled: a model tells more than the mean there. Hollow: the base rate at that age. Dotted: {share} of past "
          "instances.").format(share=figures.share(usual))
    )  # fmt: skip


def foreseen(judged: Judged, row: pd.Series[Any]) -> list[str]:
    """Per outcome what a model foresees for one instance, where it beats the mean after the stage passed last."""
    rank, said = int(row["rank"]), []
    case = judged.waiting[judged.waiting["case_key"] == row["case_key"]]
    for aim in judged.aims:
        model = judged.found[aim.outcome].models.get(rank)
        if model is None or not model.is_better:
            told = _("{outcome}: no model beats the mean after this stage, so no value is foreseen.")
            said.append(told.format(outcome=outcome_name(aim.outcome)))
            continue
        least, most = ENDS[aim.outcome]
        least = float(row["age_days"]) if aim.outcome == "lead" else least
        one = predictions(model, case, objective=aim.limit, at_most=AT_MOST[aim.outcome], least=least, most=most)
        low, high = float(one["low"].iloc[0]), float(one["high"].iloc[0])
        told = _("{outcome}: **{prediction}** foreseen (95% prediction interval {low} to {high}).")
        said.append(told.format(
            outcome=outcome_name(aim.outcome), prediction=amount(aim.outcome, float(one["prediction"].iloc[0])),
            low=amount(aim.outcome, low), high=amount(aim.outcome, high)))  # fmt: skip
    return said


def _course(judged: Judged, row: pd.Series) -> pd.DataFrame:
    points = [(int(rank), float(chance), judged.names.get(int(rank), str(rank)))
              for rank, chance in zip(row["ranks"], row["chances"], strict=True)]  # fmt: skip
    points.append((int(row["rank"]), float(row["chance"]), _("now")))
    said = _("After {stage}: objective met with probability {share}")
    return pd.DataFrame(
        {"place": str(number), "name": name, "chance": chance, "short": chance_text(chance),
         "said": said.format(stage=name, share=chance_text(chance)),
         "is_foreseen": any(judged.errors[rank].is_foreseen)}
        for number, (rank, chance, name) in enumerate(points, 1)
    )  # fmt: skip


def draw_list(judged: Judged) -> None:
    """The list, opened on demand, and its download."""
    shown = _shown(judged)
    if shown.empty:
        return
    label = ngettext("{n} open process instance, the least likely first",
                     "{n} open process instances, the least likely first", len(shown))  # fmt: skip
    with st.expander(label.format(n=figures.count(len(shown))), on_change="rerun",
                     key=f"forecast_listed|{language()}") as opened:  # fmt: skip
        if state.get(state.CHANCE_CLASS):
            st.button(_("Show all classes"), key=f"forecast_all|{language()}", on_click=state.put,
                      args=(state.CHANCE_CLASS, ""))  # fmt: skip
        if opened.open:
            _table(judged, shown)


def _table(judged: Judged, shown: pd.DataFrame) -> None:
    titles = {"case_key": _("Process instance"), "project_name": _("Project"), "account": _("Customer"),
              "stage": _("Passed"), "age_days": _("Open for (days)"), "chance": _("Probability of the objective"),
              "chances": _("After each stage")}  # fmt: skip
    stage = [judged.names.get(int(rank), str(rank)) for rank in shown["rank"]]
    table = shown.assign(stage=stage)[list(titles)]
    st.dataframe(
        table, hide_index=True, height=320, key=f"forecast_open|{language()}",
        column_config={
            **{name: st.column_config.Column(titles[name]) for name in TEXTS},
            "age_days": st.column_config.NumberColumn(titles["age_days"], format="%.0f"),
            "chance": st.column_config.ProgressColumn(titles["chance"], min_value=0, max_value=1, format="percent"),
            "chances": st.column_config.LineChartColumn(titles["chances"], y_min=0, y_max=1),
        },
    )  # fmt: skip
    flat = table.assign(chances=[" ".join(f"{value:.2f}" for value in values) for values in table["chances"]])
    csv_button(
        flat, titles, name=stem(judged.view, "forecast"), key="forecast_csv", label=_("Download the process instances")
    )
