"""What lies behind a feature: its effects and the comments of its customers at the left, its cases at the right."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.intervals import wilson
from i18n import _, language, ngettext
from views import figures, loaders_paths, paths_words
from views.downloads import csv_button
from views.escape import plain
from views.loaders_paths import Feature, Found
from views.stream_rows import stem
from views.view import View
from views.voices_shown import are_hidden, are_told_apart

MOST_TARGETS = 6


def draw(view: View, feature: Feature, found: Found) -> None:
    """Customer left, process right."""
    st.header(plain(paths_words.feature_name(feature, view.journey_id)), anchor=False)
    customer, process = st.columns(2)
    with customer:
        st.subheader(_("What customers answered afterwards"), anchor=False)
        _effects(view, feature, found)
        draw_comments(view, loaders_paths.comments(view.scope, feature))
    with process.container(border=True):
        _cases(view, feature)


def _effects(view: View, feature: Feature, found: Found) -> None:
    effects = [effect for other, effect in found.effects if other == feature]
    if not effects:
        st.caption(
            _("Nearly all process instances go this way, or too few do: there is nothing to compare it with.")
        )  # fmt: skip
        return
    for effect in effects[:MOST_TARGETS]:
        name = plain(paths_words.target_name(effect.target, view.journey_id))
        said = paths_words.effect_words(effect, found.n_judged)
        st.markdown(f"**{name}**  \n{paths_words.coloured(effect, said)}")
    st.caption(
        _(
            "With the feature less without it, within the same question, scale and quarter, and only answers given "
            "after it was there. A difference goes along with the way; it does not show what caused what."
        )
    )


def draw_comments(view: View, comments: pd.DataFrame) -> None:
    """Comments with their score, the lowest first; hidden where they are too few."""
    n = int(comments["n"].iloc[0]) if len(comments) else 0
    st.subheader(_("What they wrote"), anchor=False)
    if not n:
        st.caption(_("Nobody left a comment after it."))
        return
    if are_hidden(n) or are_told_apart(view):
        return
    for text, norm in zip(comments["text"], comments["norm"], strict=True):
        score = _("{score} of 100").format(score=figures.number(float(norm), 0))
        st.markdown(f"> {plain(text, limit=240)} :gray[({score})]")
    said = ngettext("{n} comment, the lowest scores first.", "{n} comments, the lowest scores first.", n)
    st.caption(said.format(n=figures.count(n)))


def _cases(view: View, feature: Feature) -> None:
    rows = loaders_paths.cases(view.scope, feature)
    st.subheader(_("Process instances"), anchor=False)
    if rows.empty:
        st.caption(_("No process instance could have it."))
        return
    n_there, n_all = int(rows["n_there"].iloc[0]), int(rows["n_all"].iloc[0])
    n_shown = int(loaders_paths.variants(view.scope)["n_all"].iloc[0])
    low, high = wilson(n_there, n_all)
    st.caption(
        _("{n} of {all} process instances have it ({share}; {interval}): the effect rests on all instances that came "
          "this far, ended or not, and on the answers of the period; the picture shows the {shown} that ended in the "
          "period.").format(n=figures.count(n_there), all=figures.count(n_all), share=figures.share(n_there / n_all),
                            interval=figures.share_interval(low, high), shown=figures.count(n_shown))
    )  # fmt: skip
    titles = {
        "case_key": _("Process instance"), "account": _("Customer"), "is_there": _("Has it"), "known_at": _("Since"),
        "n_answers": _("Answers"), "score": _("Mean score (0–100)"),
    }  # fmt: skip
    known = [name for name in titles if name not in ("account", "score") or rows[name].notna().any()]
    table = rows[known].assign(**{"account": rows["account"].fillna("")} if "account" in known else {})
    st.dataframe(
        table, hide_index=True, height=320, key=f"paths_cases|{language()}",
        column_config={
            "case_key": st.column_config.TextColumn(titles["case_key"]),
            "account": st.column_config.TextColumn(titles["account"]),
            "is_there": st.column_config.CheckboxColumn(titles["is_there"]),
            "known_at": st.column_config.DateColumn(titles["known_at"]),
            "n_answers": st.column_config.NumberColumn(titles["n_answers"]),
            "score": st.column_config.NumberColumn(titles["score"], format="%.1f"),
        },
    )  # fmt: skip
    _download(view, feature, table, {name: titles[name] for name in known})


def _download(view: View, feature: Feature, table: pd.DataFrame, titles: dict[str, str]) -> None:
    csv_button(
        table,
        titles,
        name=stem(view, feature.code),
        key="paths_cases_csv",
        label=_("Download the process instances"),
        is_main=True,
    )
