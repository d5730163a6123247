"""What the model in use learnt, step by step in words, and what the scores turned out to say about the texts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from i18n import _, language
from views import figures, loaders_model, model_words
from workflows.reading_model import ReadingModel


def draw(now: ReadingModel) -> None:
    """The guard's verdicts on the model in use, or on what was refused last; nothing where nothing was tried."""
    told = _told(now)
    if not told.get("verdicts") and not told.get("witness"):
        return
    st.header(_("What it learnt, measured on comments set aside"), anchor=False)
    for verdict in told.get("verdicts", []):
        st.markdown(model_words.verdict_words(verdict))
    witness = told.get("witness", [])
    if witness:
        st.markdown(witness_words(witness[-1]))
        _table(witness)


def _told(now: ReadingModel) -> dict[str, Any]:
    used = next((one for one in loaders_model.versions(now.engine) if one.name == now.version), None)
    if used is not None and used.told:
        return used.told
    run = loaders_model.last_run()
    return dict(run.told) if run is not None and run.model_version is None and run.engine == now.engine else {}


def witness_words(rates: dict[str, Any]) -> str:
    """How often people with something good and with something bad to say give a score at the upper end."""
    said = _("**What the scores say about the texts:** of people who write something positive, {positive} give a score "
             "at the upper end of the scale; of those who write something negative, {negative} do so too.")  # fmt: skip
    return said.format(positive=figures.share(rates["positive"][-1]), negative=figures.share(rates["negative"][-1]))


def _table(witness: list[dict[str, Any]]) -> None:
    """One row per question and sentiment of the text: the share of each step of the scale."""
    with st.expander(_("Scores by question"), key=f"model_witness|{language()}", on_change="rerun") as opened:
        if not opened.open:
            return
        st.dataframe(table(witness), hide_index=True, column_config={
            name: st.column_config.NumberColumn(format="percent") for name in steps_of_scale()})  # fmt: skip
        st.caption(_("Each row adds up to 100%. A scale of 0 to 10 is taken in five steps: 0–1, 2–3, 4–6, 7–8, 9–10."))


def steps_of_scale() -> list[str]:
    """The five steps of a scale from worst to best."""
    return [_("worst"), _("low"), _("middle"), _("high"), _("best")]


def table(witness: list[dict[str, Any]]) -> pd.DataFrame:
    """The rates as rows; the last question stands for all others."""
    names = {"negative": _("negative"), "positive": _("positive")}
    return pd.DataFrame(
        [
            {_("Question"): one["question"] or _("all others"), _("Text"): names[kind],
             **dict(zip(steps_of_scale(), one[kind], strict=True))}
            for one in witness for kind in names
        ]
    )  # fmt: skip
