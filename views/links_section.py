"""Links between answers and the process: how many, by what, whether they may speak for all, and the answers behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import streamlit as st

from data.ingest.link_rules import StoredRule
from i18n import _, language
from views import links_bias, links_form, links_rows, links_words, loaders, loaders_links, state
from views.attempts import attempt, draw_outcomes
from views.confirmed import confirmed
from views.empty import add_data_link
from views.escape import plain
from views.loaders_links import LinkPair
from views.store_card import moment_text
from views.term import term
from workflows.link_responses import LinkOutcome, remove_link, repeat_link

LABELS = "links_labels"


def draw() -> None:
    """The section; one pair of a survey and a source at a time."""
    st.header(_("Links between answers and the process"), anchor=False)
    draw_outcomes()
    pairs = loaders_links.pairs()
    if not pairs:
        _empty()
        return
    pair = _chosen(pairs)
    if pair.method or loaders_links.rule(pair) is not None:
        _linked(pair)
    else:
        links_form.draw(pair)


def _empty() -> None:
    with st.container(border=True):
        st.markdown(
            _(
                "Nothing can be linked yet. It takes a survey and an event log, a list of work items or a customer "
                "table that share a number: of the order, the ticket or the customer."
            )
        )
        add_data_link()


def _chosen(pairs: tuple[LinkPair, ...]) -> LinkPair:
    by_code = {pair.code: pair for pair in pairs}
    labels = tuple(map(links_words.pair_label, pairs))
    if st.session_state.get(LABELS) != labels:  # the box keeps the words of its choice until it is set anew
        st.session_state[LABELS] = labels
        st.session_state.pop(state.widget_key(state.LINKED), None)
    code = state.bound(
        st.selectbox,
        _("Survey and process data"),
        list(by_code),
        state.LINKED,
        format_func=lambda code: links_words.pair_label(by_code[code]),
    )
    return by_code[code]


def _linked(pair: LinkPair) -> None:
    st.markdown(links_words.match_sentence(pair))
    found = loaders_links.rule(pair)
    if found is None:
        st.caption(links_words.came_with_file(pair.method))
    else:
        _rule(pair, *found)
    links_bias.draw(pair)
    links_rows.draw(pair)
    with st.container(horizontal=True, gap="small"):
        term("match rate", place="links")
        term("match bias", place="links")


def _rule(pair: LinkPair, stored: StoredRule, outcome: LinkOutcome) -> None:
    zone = str(loaders.rules()["time_zone"])
    st.markdown(links_words.method_sentence(stored.rule))
    st.caption(
        _("Last run by a person on {when}; every import and undo of either side makes the links anew.").format(
            when=moment_text(stored.last_run, zone)
        )
    )
    _left_out(outcome)
    rule_id = stored.rule.rule_id
    with st.container(horizontal=True):
        st.button(
            _("Repeat"),
            icon=":material/refresh:",
            key=f"links_repeat_{rule_id}|{language()}",
            on_click=_repeat,
            args=(rule_id,),
        )
        confirmed(
            _("Remove"),
            "link_off",
            _("Takes the links of this pair away and forgets how they were made. Answers and events stay."),
            _("Yes, remove the links"),
            key=f"links_remove_{rule_id}",
            on_click=_remove,
            args=(rule_id,),
        )


def _left_out(outcome: LinkOutcome) -> None:
    """Why answers are not linked, with the most frequent unknown keys, masked."""
    run = outcome.run
    n_without = int(run["n_answers"]) - int(run["n_with_key"])
    reasons = [
        (n_without, _("{n} without a key")),
        (int(run["n_unknown"]), _("{n} with a key nothing there has")),
        (int(run["n_ambiguous"]), _("{n} where several fit")),
        (int(run["n_outside"]), _("{n} with nothing closed in time")),
    ]
    said = [words.format(n=f"{n:,}") for n, words in reasons if n]
    if said:
        st.markdown(_("Not linked: {reasons}.").format(reasons=_(", ").join(said)))
    unmatched = json.loads(run["unmatched"])
    if unmatched:
        shown = _(", ").join(f"{plain(str(item['key']))} ({item['n']:,})" for item in unmatched)
        st.caption(_("Most frequent unknown keys, masked: {keys}").format(keys=shown))


def _repeat(rule_id: str) -> None:
    attempt(lambda: repeat_link(loaders.store(), rule_id, at=datetime.now(UTC)), _("The links were made anew."))


def _remove(rule_id: str) -> None:
    attempt(lambda: remove_link(loaders.store(), rule_id), _("The links were removed."))
