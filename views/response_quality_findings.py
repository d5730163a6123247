"""The findings as a table, a switch for each that takes its responses out of the scores, and the rows behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from analytics.response_quality import Share, share_of
from i18n import _, language, ngettext
from views import attempts, figures, flag_words, loaders, loaders_quality, state
from views.store_card import moment_text
from workflows.judge_responses import leave_out


def draw(survey_id: str) -> None:
    """Table, switches, rows of the chosen finding."""
    st.header(_("What speaks against answers"), anchor=False)
    found = loaders_quality.frame("findings", survey_id)
    _table(found, survey_id)
    _rules(found, survey_id)
    _switches(found, survey_id)
    _rows(found, survey_id)


def shares(found: pd.DataFrame) -> list[Share]:
    """The share of each finding with its interval."""
    return [share_of(int(n), int(of)) for n, of in zip(found["n"], found["of"], strict=True)]


def shown_frame(found: pd.DataFrame) -> pd.DataFrame:
    """The findings in words: name, n, share, interval, whether they count."""
    told = shares(found)
    return pd.DataFrame(
        {
            "finding": [flag_words.heading(str(flag)) for flag in found["flag"]],
            "n": found["n"],
            "share": [_share(share) for share in told],
            "interval": [figures.share_span(share.low, share.high) for share in told],
            "state": [_("left out") if out else _("counts") for out in found["is_out"]],
        }
    )


def _share(share: Share) -> str:
    return figures.share(share.value) if share.value is not None else _("unknown")


def chosen_flag(found: pd.DataFrame) -> str:
    """The finding of the link, else the most frequent one."""
    wanted = state.get(state.FINDING)
    flags = list(found["flag"].astype(str))
    return wanted if wanted in flags else flags[int(found["n"].to_numpy().argmax())]


def _table(found: pd.DataFrame, survey_id: str) -> None:
    flags = list(found["flag"].astype(str))
    key = f"quality_findings_{survey_id}|{language()}"
    config = st.column_config
    st.dataframe(
        shown_frame(found),
        key=key,
        hide_index=True,
        height="content",
        on_select=lambda: _picked(key, flags),
        selection_mode="single-row",
        selection_default={"selection": {"rows": [flags.index(chosen_flag(found))]}},
        column_config={
            "finding": config.TextColumn(_("Finding"), width=176, pinned=True),
            "n": config.NumberColumn(_("n"), format="localized", width=52),
            "share": config.TextColumn(_("Share"), width=70),
            "interval": config.TextColumn(_("95% confidence interval"), width=190),
            "state": config.TextColumn(_("Scores"), width=120),
        },
        alt=_("Findings with number, share and interval"),
    )
    state.show(state.FINDING, chosen_flag(found))


def _rules(found: pd.DataFrame, survey_id: str) -> None:
    """The rule of the chosen finding, and behind a button the rules of all."""
    facts = loaders_quality.basis(survey_id).facts
    said = _("{finding}: {rule}.")
    told = {str(flag): said.format(finding=flag_words.heading(str(flag)), rule=flag_words.rule(str(flag), facts))
            for flag in found["flag"]}  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(told[chosen_flag(found)])
        with st.popover(_("All rules"), icon=":material/info:", type="tertiary", key=f"quality_rules|{language()}"):
            st.markdown("\n".join(f"- {line}" for line in told.values()))
            st.markdown(_("Formulas and sources: docs/methods/response-quality.md"))


def _picked(key: str, flags: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and 0 <= rows[0] < len(flags):
        state.put(state.FINDING, flags[rows[0]])


def _switches(found: pd.DataFrame, survey_id: str) -> None:
    """One switch per finding with responses; a change derives the scores again at once."""
    wanted = found[(found["n"] > 0) | found["is_out"]]
    st.markdown(_("**Leave out of all scores of this survey**"))
    with st.container(horizontal=True, gap="medium"):
        for row in wanted.itertuples(index=False):
            _switch(row, survey_id)


def _switch(row: Any, survey_id: str) -> None:
    flag = str(row.flag)
    key = f"quality_out_{survey_id}_{flag}|{language()}"
    st.session_state[key] = bool(row.is_out)
    label = _("{name} ({n})").format(name=flag_words.heading(flag), n=figures.count(int(row.n)))
    st.toggle(label, key=key, on_change=_leave_out, args=(survey_id, flag, key), width="content")


def _leave_out(survey_id: str, flag: str, key: str) -> None:
    is_out = bool(st.session_state[key])
    said = (
        _("{name}: left out of every score of this survey.") if is_out else _("{name}: counted again in every score.")
    )
    attempts.attempt(
        lambda: leave_out(loaders.store(), survey_id, flag, is_out, at=datetime.now(UTC)),
        said.format(name=flag_words.heading(flag)),
    )


def _rows(found: pd.DataFrame, survey_id: str) -> None:
    flag = chosen_flag(found)
    n = int(found.loc[found["flag"] == flag, "n"].iloc[0])
    if not n:
        return
    title = ngettext("{finding}: the response behind the number", "{finding}: the responses behind the number", n)
    with st.expander(
        title.format(finding=flag_words.heading(flag)),
        icon=":material/list_alt:",
        on_change="rerun",
        key=f"quality_rows_{survey_id}_{flag}|{language()}",
    ) as opened:
        if opened.open:
            _draw_rows(loaders_quality.flagged(survey_id, flag), n)


def _draw_rows(rows: pd.DataFrame, n: int) -> None:
    zone = str(loaders.rules()["time_zone"])
    shown = rows.assign(
        submitted_at=["" if pd.isna(at) else moment_text(at.to_pydatetime(), zone) for at in rows["submitted_at"]]
    )
    config = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(shown) <= 10 else 380,
        column_config={
            "file_name": config.TextColumn(_("File"), width=180),
            "row_no": config.NumberColumn(_("Row"), width=64),
            "submitted_at": config.TextColumn(_("Answered"), width=150),
            "duration_s": config.NumberColumn(_("Seconds"), format="%.0f", width=80),
            "scores": config.TextColumn(_("Ratings"), width=170),
            "words": config.TextColumn(_("Comment"), width="large"),
        },
        alt=_("Responses behind the finding"),
    )
    if len(shown) < n:
        st.caption(_("The newest {n} of {all} are shown.").format(n=figures.count(len(shown)), all=figures.count(n)))
