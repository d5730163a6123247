"""Paths: which way, loop, hand-off or delay goes with how many points of satisfaction."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.paths.effects import PathEffect
from i18n import _, without_bold
from views import (
    empty,
    figures,
    frame,
    loaders_paths,
    paths_chart,
    paths_detail,
    paths_table,
    present,
    state,
)
from views.cards import Card, Tone, draw_cards
from views.escape import plain
from views.links_warning import draw_journey_warning
from views.loaders_paths import Feature, Found
from views.paths_words import effect_words, feature_name, n_words, target_name, tone, verdict_words
from views.view import View

MOST, MOST_PRESENTING = 14, 8  # rows of the list
MOST_CHOICES = 200
FORMS = ("picture", "list", "table")  # of those of the map, which has the whole one too


def draw(view: View) -> None:
    """Sentence, cards, the picture or the list, and what lies behind the chosen feature."""
    nodes, edges = loaders_paths.picture(view.scope)
    if nodes.empty:
        empty.no_data(_("No process instance ended in this period. Choose a longer period or fewer segments."))
        return
    found = loaders_paths.found(view.scope)
    features = choices(found, edges)
    if state.is_on(state.PRESENT):
        _present(view, nodes, edges, found, features)
        return
    said = answer(view, found)
    st.markdown(said)
    draw_cards(cards(view, found))
    draw_journey_warning(view.journey_id)
    form, least = _controls()
    chosen = state.known(state.WAY, features)
    if form == "picture":
        paths_chart.draw_picture(view, nodes, edges, found, chosen, int(least) / 100, said.replace("*", ""))
    elif form == "list":
        paths_chart.draw_list(view, found, chosen, said.replace("*", ""), most=MOST)
    else:
        paths_table.draw(view, found)
    _choice(view, features, chosen)
    paths_detail.draw(view, features[chosen], found)
    if form != "table":
        with st.expander(_("Show data")):
            paths_table.draw(view, found)


def _present(view: View, nodes: pd.DataFrame, edges: pd.DataFrame, found: Found, features: dict[str, Feature]) -> None:
    """One message and one chart; the arrow keys walk the features with the strongest evidence."""
    chosen = state.known(state.WAY, features)
    steps = list(features)[:MOST_PRESENTING]
    steps += [chosen] if chosen not in steps else []
    with frame.tools():
        present.step(steps, chosen, state.WAY)
    said = answer(view, found) if chosen == steps[0] else of_feature(view, found, features[chosen])
    present.message(said)
    if state.get(state.STREAM_FORM) == "list":
        paths_chart.draw_list(view, found, chosen, without_bold(said), most=MOST_PRESENTING)
        return
    least = int(state.get(state.STREAM_LEAST)) / 100
    paths_chart.draw_picture(view, nodes, edges, found, chosen, least, without_bold(said))


def of_feature(view: View, found: Found, feature: Feature) -> str:
    """One feature with its effect in a sentence."""
    name = plain(feature_name(feature, view.journey_id))
    effect = found.best().get(feature)
    if effect is None:
        return _("**{feature}**: nearly all process instances go this way, or too few do to compare.").format(
            feature=name
        )
    return _("**{feature}** at {target}: {effect}.").format(
        feature=name,
        target=plain(target_name(effect.target, view.journey_id)),
        effect=effect_words(effect, found.n_judged),
    )


def answer(view: View, found: Found) -> str:
    """The strongest effect with interval and n; that nothing goes with the score where nothing does."""
    n_real = sum(effect.verdict == "likely_real" for _feature, effect in found.effects)
    if not n_real:
        if not found.n_judged:
            return _("Too few linked answers to say what goes with satisfaction: answers are linked to process "
                     "instances on the page Data quality.")  # fmt: skip
        return _(
            "No path, loop, hand-off or delay goes with satisfaction beyond chance: {n} comparisons in {period}, false "
            "discoveries held to 5%."
        ).format(n=figures.count(found.n_judged), period=view.period_text)
    feature, effect = found.effects[0]
    return _(
        "**{feature}** goes with **{change} points** of 100 ({interval}) at {target}: {n}. "
        "{real} of {all} comparisons in {period} are beyond chance."
    ).format(
        feature=plain(feature_name(feature, view.journey_id)), change=figures.signed(effect.change),
        interval=figures.interval(effect.low, effect.high),
        target=plain(target_name(effect.target, view.journey_id)), n=n_words(effect), real=figures.count(n_real),
        all=figures.count(found.n_judged), period=view.period_text,
    )  # fmt: skip


def cards(view: View, found: Found) -> list[Card]:
    """Ways through the case, most frequent loop, strongest effect, how much was judged."""
    ways = loaders_paths.variants(view.scope)
    n_all = int(ways["n_all"].iloc[0])
    basis = _("n = {n} process instances").format(n=figures.count(n_all))
    n_real = sum(effect.verdict == "likely_real" for _feature, effect in found.effects)
    shown = [
        Card(_("Variants"), figures.count(int(ways["n_variants"].iloc[0])), _frequent_words(ways), "gray", basis),
        Card(_("Beyond chance"), _("{n} of {all}").format(n=figures.count(n_real), all=figures.count(found.n_judged)),
             _("false discoveries ≤ 5%"), "gray", _("comparisons of a feature with a question")),
    ]  # fmt: skip
    strongest = found.effects[0] if found.effects and found.effects[0][1].change is not None else None
    if strongest is not None:
        shown.insert(1, _effect_card(view, found, _("Strongest effect"), *strongest))
    loop = _frequent_loop(found)
    if loop is not None:
        shown.insert(2, _effect_card(view, found, _("Most frequent loop"), *loop))
    return shown


def _frequent_words(ways: pd.DataFrame) -> str:
    """How frequent the most frequent variant is; that none is where no two instances went the same way."""
    n_top = int(ways["n_cases"].iloc[0])
    if n_top == 1:
        return _("every instance went its own way")
    return _("most frequent: {share}").format(share=figures.share(n_top / int(ways["n_all"].iloc[0])))


def _effect_card(view: View, found: Found, label: str, feature: Feature, effect: PathEffect) -> Card:
    colours: dict[str, Tone] = {"good": "blue", "bad": "orange"}
    basis = _("{feature}; {target}").format(
        feature=plain(feature_name(feature, view.journey_id)), target=plain(target_name(effect.target, view.journey_id))
    )
    value = _("{change} points").format(change=figures.signed(effect.change))
    delta = _("{interval} · {verdict}").format(
        interval=figures.span(effect.low, effect.high), verdict=verdict_words(effect, found.n_judged)
    )
    return Card(
        label, value, delta, colours.get(tone(effect), "gray"), basis, help=effect_words(effect, found.n_judged)
    )


def _frequent_loop(found: Found) -> tuple[Feature, PathEffect] | None:
    """The loop most cases go through, with the effect that has the strongest evidence."""
    loops = [(feature, effect) for feature, effect in found.best().items()
             if feature.kind == "loop" and effect.change is not None]  # fmt: skip
    return max(loops, key=lambda pair: pair[1].cases_with, default=None)


def _controls() -> tuple[str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form = state.bound(
            st.segmented_control, _("Form"), list(FORMS), state.STREAM_FORM, required=True,
            format_func=lambda code: {"picture": _("Picture"), "list": _("Effects"), "table": _("Table")}[code],
        )  # fmt: skip
        least = state.bound(
            st.segmented_control, _("Passages that at least so many process instances take"), list(state.STREAM_LEASTS),
            state.STREAM_LEAST, required=True,
            format_func=lambda code: _("all") if code == "0" else f"{code}%",
        )  # fmt: skip
    return form, least


def choices(found: Found, edges: pd.DataFrame) -> dict[str, Feature]:
    """Code -> feature: what was judged, strongest evidence first, then the frequent passages and steps."""
    features = list(found.best())
    features += [loaders_paths.Feature("edge", str(one), str(other))
                 for one, other in zip(edges["activity"], edges["other"], strict=True) if one != other]  # fmt: skip
    features += [loaders_paths.Feature("loop", str(one)) for one in dict.fromkeys(edges["activity"])]
    return {feature.code: feature for feature in dict.fromkeys(features)}


def _choice(view: View, features: dict[str, Feature], chosen: str) -> None:
    shown = list(features)[:MOST_CHOICES]
    shown += [chosen] if chosen not in shown else []
    names = {code: feature_name(features[code], view.journey_id) for code in shown}
    state.bound(st.selectbox, _("Passage, loop, hand-off, delay or path"), shown, state.WAY, fallback=chosen,
                format_func=lambda code: names.get(code, code), width=520)  # fmt: skip
