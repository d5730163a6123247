"""The picture of all ways and the list of effects, as finished specifications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from charts.contrast_rows import PARAMETER as ROW
from charts.contrast_rows import contrast_rows
from charts.path_graph import PARAMETERS, path_graph
from charts.wrapping import clipped
from i18n import _, language
from views import drawing, figures, loaders, loaders_paths, state
from views.loaders_paths import Feature, Found
from views.paths_words import change_words, effect_words, feature_name, mark, target_name, tone
from views.view import View

MOST_EDGES = 60
NAME_LENGTH = 52
LEAST_LABEL = 0.4  # share of the cases under which a passage that is no next step carries no number


def draw_picture(
    view: View, nodes: pd.DataFrame, edges: pd.DataFrame, found: Found, chosen: str, least: float, alt: str
) -> None:
    """Steps and the passages that at least `least` of the cases take; a click on either chooses it."""
    if not state.is_on(state.PRESENT):
        st.subheader(_("The ways of all process instances"), anchor=False)
    st.caption(
        _(
            "Width = share of process instances; numbers = share of the instances at a step that go this way; dashed = "
            "back; ↻ = done again. Blue or orange only where satisfaction differs beyond chance."
        )
        + " "
        + _("A share that would lie on another line is told when you point at its own.")
    )
    loops = edges["activity"] == edges["other"]
    n_all = int(loaders_paths.variants(view.scope)["n_all"].iloc[0])
    shown = edges[~loops & (edges["n_cases"] >= least * n_all)].head(MOST_EDGES)
    box_rows = _boxes(view, nodes, found, chosen).assign(onward=_onward(nodes, edges[~loops]))
    edge_rows = _passages(view, nodes, shown, found, chosen, n_all)
    names = loaders.stage_names(view.journey_id, language())
    what = ("path picture", box_rows.to_csv(), edge_rows.to_csv(), language(), drawing.mode(), drawing.is_phone(),
            drawing.scale())  # fmt: skip
    spec = loaders.made(
        loaders_paths.AREAS, what,
        lambda: drawing.specification(path_graph(
            box_rows, edge_rows, tuple(names.items()), labels={"alt": alt}, mode=drawing.mode(), scale=drawing.scale(),
            is_wide=not drawing.is_phone())),
    )  # fmt: skip
    clickable(spec, "paths_picture", PARAMETERS, "edge_id", alt)


def _onward(nodes: pd.DataFrame, edges: pd.DataFrame) -> list[str]:
    """Where most instances go from each step, with their share; "" where none goes on."""
    most = edges.sort_values("n_cases", ascending=False, kind="stable").drop_duplicates("activity")
    n_from = dict(zip(nodes["activity"], nodes["n_cases"], strict=True))
    said = {
        str(one): _("{share} → {step}").format(share=figures.share(n / n_from[one]), step=clipped(str(other), 24))
        for one, other, n in zip(most["activity"], most["other"], most["n_cases"], strict=True)
    }
    return [said.get(str(activity), "") for activity in nodes["activity"]]


def _boxes(view: View, nodes: pd.DataFrame, found: Found, chosen: str) -> pd.DataFrame:
    best = found.best()
    at_step: dict[str, tuple[Feature, Any]] = {}
    for feature, effect in best.items():
        if feature.kind in ("loop", "wait", "late", "handoff"):
            at_step.setdefault(feature.activity, (feature, effect))
    rows = []
    for row in nodes.to_dict("records"):
        activity, n = str(row["activity"]), int(row["n_cases"])
        feature, effect = at_step.get(activity, (Feature("loop", activity), None))
        is_real = effect is not None and tone(effect) != "chance"
        feature = feature if is_real else Feature("loop", activity)
        again = int(row["n_again"]) / n if n else 0.0
        said = _("n = {n}").format(n=figures.count(n, on_chart=True))
        if again:
            said = _("n = {n} · ↻ {share}").format(n=figures.count(n, on_chart=True), share=figures.share(again))
        rows.append({
            "edge_id": feature.code, "activity": activity, "stage_id": row["stage_id"], "said": said,
            "effect": _short(feature, effect) if is_real else "", "tone": tone(effect) if is_real else "chance",
            "tip": _tip(view, found, feature, effect, said), "is_selected": feature.code == chosen,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _short(feature: Feature, effect: Any) -> str:
    said = {"loop": _("again {mark}"), "wait": _("delay {mark}"), "late": _("late {mark}"),
            "handoff": _("hand-off {mark}")}[feature.kind]  # fmt: skip
    return said.format(mark=mark(effect))


def _passages(
    view: View, nodes: pd.DataFrame, edges: pd.DataFrame, found: Found, chosen: str, n_all: int
) -> pd.DataFrame:
    best = found.best()
    at = dict(zip(nodes["activity"], nodes["n_cases"], strict=True))
    place = {str(activity): number for number, activity in enumerate(nodes["activity"])}
    rows = []
    for row in edges.to_dict("records"):
        feature = Feature("edge", str(row["activity"]), str(row["other"]))
        effect = best.get(feature)
        share = int(row["n_cases"]) / int(at[row["activity"]])
        is_next = place[feature.other] == place[feature.activity] + 1
        is_real = effect is not None and tone(effect) != "chance"
        is_told = is_next or is_real or share >= LEAST_LABEL or feature.code == chosen
        label = figures.share(share) if is_told else ""
        rows.append({
            "edge_id": feature.code, "activity": feature.activity, "other": feature.other,
            "width": int(row["n_cases"]) / n_all, "tone": tone(effect),
            "share": f"{label} {mark(effect)}".strip() if is_real and effect is not None else label,
            "tip": _tip(view, found, feature, effect, _("{share} of {n} instances go this way").format(
                share=figures.share(share), n=figures.count(int(at[row["activity"]])))),
            "is_selected": feature.code == chosen,
        })  # fmt: skip
    columns = ["edge_id", "activity", "other", "width", "tone", "share", "tip", "is_selected"]
    return pd.DataFrame(rows, columns=columns)


def _tip(view: View, found: Found, feature: Feature, effect: Any, said: str) -> str:
    name = feature_name(feature, view.journey_id)
    if effect is None:
        return _("{name}: {said}").format(name=name, said=said)
    return _("{name}: {said}. {target}: {effect}").format(
        name=name,
        said=said,
        target=target_name(effect.target, view.journey_id),
        effect=effect_words(effect, found.n_judged),
    )


def draw_list(view: View, found: Found, chosen: str, alt: str, *, most: int) -> None:
    """The effects with the strongest evidence, one row each, around zero."""
    st.subheader(_("What goes with satisfaction"), anchor=False)
    st.caption(
        _("Points of 100 with 95% confidence interval, the strongest evidence first; grey where it could be chance.")
    )
    judged = [(feature, effect) for feature, effect in found.best().items() if effect.change is not None][:most]
    if not judged:
        st.info(_("No comparison has enough linked answers on both sides."), icon=":material/info:")
        return
    frame = pd.DataFrame(
        {
            "theme_id": feature.code,
            "name": feature_name(feature, view.journey_id),
            "change": effect.change,
            "low": effect.low,
            "high": effect.high,
            "tone": tone(effect),
            "said": _("{target}: {change}").format(
                target=target_name(effect.target, view.journey_id), change=change_words(effect)
            ),
            "short": figures.signed(effect.change),
            "is_selected": feature.code == chosen,
        }
        for feature, effect in judged
    )
    labels = {"name": _("Feature"), "said": _("Difference"), "alt": alt}
    clickable(rows_spec(frame, labels, "path list"), "paths_list", (ROW,), "theme_id", alt)


def clickable(
    spec: dict[str, Any], name: str, parameters: tuple[str, ...], field: str, alt: str, *, state_key: str = state.WAY
) -> None:
    """Draw a chart whose marks choose what `state_key` holds."""
    key = f"{name}|{language()}"
    clicked = _choose(key, parameters, field, state_key)
    drawing.clickable(spec, clicked, key=key, parameter=parameters, alt_text=alt)


def _choose(key: str, parameters: tuple[str, ...], field: str, state_key: str) -> Callable[[], None]:
    """What a click does: the one choice that is not the one shown before goes into the state."""

    def clicked() -> None:
        event = st.session_state.get(key)
        codes = [drawing.chosen_code(event, parameter, field) for parameter in parameters]
        fresh = [code for code in codes if code and code != state.get(state_key)]
        if fresh:
            state.put(state_key, fresh[0])

    return clicked


def rows_spec(frame: pd.DataFrame, labels: dict[str, str], what: str) -> dict[str, Any]:
    """The specification of `contrast_rows`, kept until the data change."""
    key = (what, frame.to_csv(), language(), drawing.mode(), drawing.is_phone(), drawing.scale())
    return loaders.made(
        loaders_paths.AREAS, key,
        lambda: drawing.specification(contrast_rows(
            frame, labels=labels, mode=drawing.mode(), is_wide=not drawing.is_phone(), scale=drawing.scale(),
                name_length=NAME_LENGTH)),
    )  # fmt: skip
