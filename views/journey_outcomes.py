"""Overall questions listed apart from the curve, and just-right questions as shares."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from i18n import _, language
from views import figures, loaders, loaders_scores
from views.outcome_scores import OutcomeScore, interval_text, kind_name, value_text
from views.view import View


def draw_outcomes(view: View) -> None:
    """One row per overall question; none is a point of the curve."""
    scores = loaders_scores.outcomes(view.scope)
    if scores:
        st.header(_("Overall scores"), anchor=False)
        st.caption(_("Asked about the whole or a stage; they are outcomes, not touchpoints."))
        st.dataframe(
            loaders.made(
                ("feedback", "journey", "setting"), ("outcomes", view.scope, language()), lambda: _frame(scores)
            ),
            hide_index=True,
            column_config=_columns(),
            alt=_("Overall scores with interval and n"),
        )
    _just_right(view)


def _frame(scores: tuple[OutcomeScore, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "question": [score.label for score in scores],
            "kind": [kind_name(score) for score in scores],
            "value": [value_text(score) for score in scores],
            "scale": [figures.ends(*score.scale) for score in scores],
            "interval": [interval_text(score) for score in scores],
            "satisfied": [
                figures.share(score.satisfied.value) if score.satisfied else figures.NONE for score in scores
            ],
            "n": [score.n for score in scores],
        }
    )


def _columns() -> dict[str, Any]:
    return {
        "question": st.column_config.TextColumn(_("Question"), width="large"),
        "kind": st.column_config.TextColumn(_("Measure")),
        "value": st.column_config.TextColumn(_("Score"), width="small"),
        "scale": st.column_config.TextColumn(_("Scale"), width="small"),
        "interval": st.column_config.TextColumn(_("95% confidence interval")),
        "satisfied": st.column_config.TextColumn(
            _("Satisfied share"), help=_("Share of the two highest answers of five.")
        ),
        "n": st.column_config.NumberColumn(_("Answers (n)"), format="localized"),
    }


def _just_right(view: View) -> None:
    rows = loaders_scores.scoped("just_right", view.scope)
    if rows.empty:
        return
    st.header(_("Just-right questions"), anchor=False)
    st.caption(_("The middle is best, so a mean would say nothing: shares per answer."))
    least = int(loaders.rules()["min_n_hidden"])
    totals = rows.groupby("question_id")["n"].transform("sum")
    shares = rows.assign(share=rows["n"] / totals)[totals >= least]
    st.dataframe(
        shares[["label", "answer", "share", "n"]],
        hide_index=True,
        column_config={
            "label": st.column_config.TextColumn(_("Question"), width="large"),
            "answer": st.column_config.TextColumn(_("Answer")),
            "share": st.column_config.ProgressColumn(_("Share"), format="percent", min_value=0.0, max_value=1.0),
            "n": st.column_config.NumberColumn(_("Answers (n)"), format="localized"),
        },
    )
