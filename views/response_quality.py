"""How sound the answers of a survey are: chooser, headline, cards, then the parts of the report in order."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.response_quality import Share, share_of
from i18n import _, ngettext, pick
from views import (
    figures,
    flag_words,
    loaders_quality,
    response_quality_base,
    response_quality_days,
    response_quality_findings,
    response_quality_items,
    response_quality_rates,
    state,
)
from views.cards import Card, draw_cards
from views.escape import plain

SUSPECT = ("duplicate", "speeder", "straight", "attention")


def draw() -> None:
    """The report of the chosen survey, or why there is none."""
    surveys = loaders_quality.surveys()
    if surveys.empty:
        st.markdown(_("No survey has answers yet, so there is nothing to judge."))
        st.page_link("pages/data/upload.py", label=_("Add data"), icon=":material/upload_file:")
        return
    chosen = _chosen(surveys)
    survey_id = str(chosen.survey_id)
    st.markdown(headline(survey_id))
    draw_cards(cards(survey_id))
    response_quality_days.draw(survey_id)
    response_quality_findings.draw(survey_id)
    response_quality_base.draw(survey_id)
    response_quality_rates.draw(survey_id)
    response_quality_items.draw(survey_id)


def _chosen(surveys: Any) -> Any:
    """The survey of the link or the one with most answers, by a select box."""
    names = {str(row.survey_id): survey_name(row) for row in surveys.itertuples(index=False)}
    wanted = state.get(state.SURVEY)
    if wanted and wanted not in names:
        state.refuse(state.SURVEY, wanted)
        st.warning(state.refusals()[-1], icon=":material/link_off:")  # the frame has drawn its own before this page
    code = state.bound(
        st.selectbox,
        _("Survey"),
        list(names),
        state.SURVEY,
        format_func=lambda key: names[key],
        after=lambda: state.put(state.FINDING, ""),
        width=420,
    )
    state.show(state.SURVEY, code)
    return next(row for row in surveys.itertuples(index=False) if row.survey_id == code)


def survey_name(row: Any) -> str:
    """Title, journey and number of responses."""
    journey = pick(figures.text_or_none(row.journey_en), figures.text_or_none(row.journey_zh))
    title = figures.text_or_none(row.title) or str(row.survey_id)
    n = ngettext("{n} response", "{n} responses", int(row.n)).format(n=figures.count(int(row.n)))
    return " · ".join(dict.fromkeys(part for part in (title, journey, n) if part))


def largest(survey_id: str) -> tuple[str, Share]:
    """The most frequent finding among complete responses, with share and interval."""
    found = loaders_quality.frame("findings", survey_id)
    rows = found[found["flag"].isin(SUSPECT)]
    row = rows.iloc[int(rows["n"].to_numpy().argmax())]
    return str(row["flag"]), share_of(int(row["n"]), int(row["of"]))


def counted(survey_id: str) -> tuple[int, int]:
    """(responses left out of the scores, all responses with answers)."""
    found = loaders_quality.frame("findings", survey_id)
    return loaders_quality.basis(survey_id).n_out, int(found.loc[found["flag"] == "test", "of"].iloc[0])


def headline(survey_id: str) -> str:
    """The finding that matters most, with n and interval, and how many responses do not count."""
    flag, share = largest(survey_id)
    n_out, n_all = counted(survey_id)
    if share.value is None or share.n == 0:
        said = _("**No complete response is suspect** by any rule that this survey allows; n = {n}.")
        first = said.format(n=figures.count(n_all))
    else:
        said = _("**{finding}** are the most frequent suspicion: {n} of {of}, {share} ({interval}).")
        first = said.format(
            finding=plain(flag_words.heading(flag)),
            n=figures.count(share.n),
            of=figures.count(share.of or 0),
            share=figures.share(share.value),
            interval=figures.share_interval(share.low, share.high),
        )
    rest = ngettext(
        "{n} of {all} responses is left out of the scores.", "{n} of {all} responses are left out of the scores.", n_out
    )
    second = rest.format(n=figures.count(n_out), all=figures.count(n_all))
    return _("{first} {second}").format(first=first, second=second)


def cards(survey_id: str) -> list[Card]:
    """Responses that count, the largest suspicion, the response rate, the fit with the customer base."""
    n_out, n_all = counted(survey_id)
    out = _("left out: {n}").format(n=figures.count(n_out))
    basis = _("of {n} responses").format(n=figures.count(n_all))
    return [
        Card(_("Responses that count"), figures.count(n_all - n_out), out, "gray", basis),
        _suspect_card(survey_id),
        response_quality_rates.card(survey_id),
        response_quality_base.card(survey_id),
    ]


def _suspect_card(survey_id: str) -> Card:
    flag, share = largest(survey_id)
    basis = figures.share_interval(share.low, share.high)
    name = flag_words.heading(flag)
    told = _("{name}: {n} of {of}").format(name=name, n=figures.count(share.n), of=figures.count(share.of or 0))
    return Card(_("Most frequent suspicion"), figures.share(share.value), told, "gray", basis)
