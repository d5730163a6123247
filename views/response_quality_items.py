"""Questions that people leave blank, and the columns that hold personal data."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from analytics.response_quality import share_of
from i18n import _, language, ngettext
from views import figures, loaders_quality
from views.escape import plain


def draw(survey_id: str) -> None:
    """Blanks per question, then personal data."""
    st.header(_("Which questions stay blank?"), anchor=False)
    items = loaders_quality.frame("item_nonresponse", survey_id)
    if items.empty:
        st.markdown(_("This survey has no question that everybody could answer."))
    else:
        st.markdown(sentence(items))
        _table(items)
    _personal(loaders_quality.frame("personal_columns", survey_id))


def label_of(row: dict[str, object]) -> str:
    """The question in the language of this thread where it is known."""
    told = figures.text_or_none(row["translations"])
    other = json.loads(told).get(language()) if told else None
    return str(other or figures.text_or_none(row["label"]) or row["question_id"])


def sentence(items: pd.DataFrame) -> str:
    """The question most often left blank; comments are optional and named last."""
    asked = items[items["kind"] != "comment"] if (items["kind"] != "comment").any() else items
    row = {str(key): value for key, value in asked.iloc[0].to_dict().items()}
    n_asked = int(row["n_asked"])
    found = share_of(n_asked - int(row["n_answered"]), n_asked)
    if found.value is None:
        return _("No complete answer to judge by.")
    if not found.n:
        return _("Every complete answer holds all ratings and choices; n = {n}.").format(n=figures.count(n_asked))
    said = _("“{question}” is left blank most often: {share} ({interval}), n = {n}.")
    return said.format(
        question=plain(label_of(row), limit=80),
        share=figures.share(found.value),
        interval=figures.share_interval(found.low, found.high),
        n=figures.count(n_asked),
    )


def _table(items: pd.DataFrame) -> None:
    told = [share_of(int(a - b), int(a)) for a, b in zip(items["n_asked"], items["n_answered"], strict=True)]
    config = st.column_config
    st.dataframe(
        pd.DataFrame(
            {
                "question": [label_of({str(k): v for k, v in row.items()}) for row in items.to_dict("records")],
                "asked": items["n_asked"],
                "blank": items["n_asked"] - items["n_answered"],
                "share": [100 * (share.value or 0.0) for share in told],
                "interval": [figures.share_span(share.low, share.high) for share in told],
            }
        ),
        hide_index=True,
        height="content" if len(items) <= 8 else 320,
        column_config={
            "question": config.TextColumn(_("Question"), width="large"),
            "asked": config.NumberColumn(_("n"), format="localized", width=80),
            "blank": config.NumberColumn(_("Blank"), format="localized", width=80),
            "share": config.ProgressColumn(_("Share"), format="%.0f%%", min_value=0, max_value=100, width=130),
            "interval": config.TextColumn(_("95% confidence interval"), width=170),
        },
        alt=_("Questions with the share left blank"),
    )
    st.caption(_("A question behind a filter looks the same as one that people refuse."))


def _personal(columns: pd.DataFrame) -> None:
    st.subheader(_("Personal data"), anchor=False)
    if columns.empty:
        st.markdown(_("No column of these files was found to hold personal data."))
        return
    named = _(", ").join(
        _("{name} ({kind})").format(name=plain(row.name, limit=60), kind=kind_label(str(row.pii_type)))
        for row in columns.itertuples(index=False)
    )
    n = len(columns)
    said = ngettext(
        "{n} column holds personal data, hashed and hidden: {names}.",
        "{n} columns hold personal data, hashed and hidden: {names}.",
        n,
    )
    st.markdown(said.format(n=n, names=named))


def kind_label(code: str) -> str:
    """The kind of personal data in words."""
    return {
        "email": _("e-mail address"),
        "ip": _("IP address"),
        "name": _("person's name"),
        "phone": _("phone number"),
        "geo": _("coordinates"),
        "location": _("place"),
        "postal_code": _("postal code"),
        "handle": _("user name"),
        "national_id": _("identity number"),
        "other": _("personal data"),
    }.get(code, code)
