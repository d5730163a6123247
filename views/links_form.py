"""A pair that is not linked yet: the columns that may hold the same key, what was measured, and the button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.ingest.link_rules import METHODS
from data.queries.links import Candidate
from errors import N_, BadInput
from i18n import _, language, ngettext
from views import figures, loaders, loaders_links
from views.attempts import attempt
from views.escape import plain
from views.links_words import key_name, method_label, source_name
from views.loaders_links import LinkPair
from workflows.link_responses import OWN, link_responses, rule_for

AT_ONCE = 200_000
LOOK = "links_look"
DEFAULT_HOURS = 72.0
MEASURED = "measured"


def draw(pair: LinkPair) -> None:
    """Candidates with their rates, then the choice; large files are looked at on demand."""
    st.markdown(_unlinked_sentence(pair))
    if pair.n_answers + pair.n_cases > AT_ONCE and st.session_state.get(LOOK) != pair.code:
        st.button(
            _("Look for common keys"),
            icon=":material/manage_search:",
            type="primary",
            key=f"links_look_button|{language()}",
            on_click=lambda: st.session_state.update({LOOK: pair.code}),
        )
        return
    found = loaders_links.candidates(pair)
    if found:
        _table(found)
    else:
        st.markdown(
            _(
                "No column of the survey holds keys that the process data have too. Add the order, ticket or customer "
                "number to the survey as a hidden field, or link by time where one instance at a time is served."
            )
        )
    _choice(pair, found)


def _unlinked_sentence(pair: LinkPair) -> str:
    n = pair.n_answers
    said = ngettext(
        "{n} answer of “{survey}” is not linked to “{source}” yet.",
        "{n} answers of “{survey}” are not linked to “{source}” yet.",
        n,
    )
    return said.format(
        n=f"{n:,}", survey=plain(source_name(pair.survey), limit=60), source=plain(source_name(pair.source), limit=60)
    )


def candidate_frame(found: Sequence[Candidate]) -> pd.DataFrame:
    """One row per measured pair of columns, as it is shown."""
    return pd.DataFrame(
        {
            "answer_key": [key_name(pair.answer_key) for pair in found],
            "case_key": [key_name(pair.case_key) for pair in found],
            "method": [method_label(pair.form.form) for pair in found],
            "answer_rate": [100 * pair.answer_rate for pair in found],
            "case_rate": [100 * pair.case_rate for pair in found],
            "per_key": [pair.cases_per_key for pair in found],
            "note": [_("running numbers agree by chance") if pair.is_running else "" for pair in found],
        }
    ).drop(columns=[] if any(pair.is_running for pair in found) else ["note"])


def _table(found: Sequence[Candidate]) -> None:
    config = st.column_config

    def share(label: str) -> Any:
        return config.ProgressColumn(label, format="%.0f%%", min_value=0, max_value=100, width=150)

    st.dataframe(
        candidate_frame(found),
        hide_index=True,
        height="content" if len(found) <= 6 else 260,
        column_config={
            "answer_key": config.TextColumn(_("Key in the answers"), width=150, pinned=True),
            "case_key": config.TextColumn(_("Key in the process data"), width=160),
            "method": config.TextColumn(_("Compared as"), width=225),
            "answer_rate": share(_("Keys of answers found")),
            "case_rate": share(_("Keys of process found")),
            "per_key": config.NumberColumn(_("Instances per key"), format="%.1f", width=120),
            "note": config.TextColumn(_("Note"), width=200),
        },
        alt=_("Columns that may hold the same key, with the share of keys found on the other side"),
    )


def _choice(pair: LinkPair, found: Sequence[Candidate]) -> None:
    methods = [MEASURED, *METHODS] if found else ["time"]
    methods = [method for method in methods if method != "time" or pair.target != "respondent"]
    if not methods:
        return
    place = f"links_{pair.code}|{language()}"
    with st.form(f"{place}_form"):
        if found:
            st.selectbox(
                _("Keys to compare"),
                range(len(found)),
                key=f"{place}_keys",
                format_func=lambda number: _keys_label(found[number]),
            )
        left, right = st.columns(2)
        left.selectbox(
            _("Method"),
            methods,
            key=f"{place}_method",
            format_func=method_label,
        )
        right.number_input(
            _("Closed at most so many hours before (empty: no limit)"),
            min_value=0.0,
            value=None if found else DEFAULT_HOURS,
            step=24.0,
            key=f"{place}_window",
        )
        if not found:
            st.checkbox(_("Join by time alone, whoever the customer is"), key=f"{place}_everybody")
        st.form_submit_button(
            _("Link"), type="primary", icon=":material/link:", on_click=_link, args=(pair, tuple(found), place)
        )


def _keys_label(pair: Candidate) -> str:
    return _("{answer} = {case} · {rate} of the answers’ keys found").format(
        answer=key_name(pair.answer_key), case=key_name(pair.case_key), rate=figures.share(pair.answer_rate)
    )


def _link(pair: LinkPair, found: tuple[Candidate, ...], place: str) -> None:
    """Make the rule from the form and run it; what is refused is told on the page."""
    attempt(lambda: _linked(pair, found, place), _("The answers are linked."))


def _linked(pair: LinkPair, found: tuple[Candidate, ...], place: str) -> None:
    chosen = st.session_state.get(f"{place}_keys", 0)
    if found and not (isinstance(chosen, int) and 0 <= chosen < len(found)):
        raise BadInput(field=N_("Keys to compare"), value=str(chosen), fix=N_("Choose one of the listed values."))
    keys = found[chosen] if found else None
    hours, method = st.session_state.get(f"{place}_window"), str(st.session_state[f"{place}_method"])
    rule = rule_for(
        loaders.store(),
        pair.survey_id,
        pair.source_id,
        method=keys.form.form if keys and method == MEASURED else method,
        answer_key=(keys.answer_key.column or OWN) if keys else None,
        case_key=(keys.case_key.column or OWN) if keys else None,
        window_hours=float(hours) if hours else None,
        everybody=bool(st.session_state.get(f"{place}_everybody")),
        proposed=found,
    )
    link_responses(loaders.store(), rule, at=datetime.now(UTC))
