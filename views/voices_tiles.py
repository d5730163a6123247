"""The four tiles of the page voices: how people sound, what says nothing, what is not sure, each against before."""

from __future__ import annotations

import streamlit as st

from analytics.intervals import Estimate
from analytics.voices.two_sides import Contrast
from i18n import _, in_a_row, language, ngettext
from views import figures, loaders_sides, loaders_voices, state, voices_filters
from views.cards import Card, Tone, draw_cards
from views.compare_choice import Sides
from views.escape import plain
from views.loaders_voices import Heard
from views.view import View
from views.voices_shown import least


def draw(view: View, heard: Heard) -> None:
    """The row of tiles, what they are compared with, and who read the comments."""
    found = loaders_sides.heard_contrasts(view.scope, view.before) if view.before else {}
    draw_cards(cards(heard, found))
    _ways(heard)
    told = [beside(heard, loaders_voices.bare(view.scope)[1]), _read_by(), *not_read(heard)]
    if found:
        told.insert(0, _("Compared with {before}.").format(before=view.before_text))
    st.caption(in_a_row(*told))


def _ways(heard: Heard) -> None:
    """One line of buttons to the comments that the tiles count; none to so few that the list would be hidden."""
    ways = (
        ("negative", _("Read the negative ones ({n})"), heard.n_negative, {state.SENTIMENT: "negative"}),
        ("none", _("Read those without content ({n})"), heard.n_none, {state.CONTENT: "none"}),
        ("low", _("Read those of little confidence ({n})"), heard.n_low,
         {state.SURENESS: "unsure", state.CONTENT: "some"}),
    )  # fmt: skip
    with st.container(horizontal=True, gap="small", key="voices_ways"):
        for name, said, n, codes in ways:
            if n >= least():
                st.button(said.format(n=figures.count(n)), type="tertiary", icon=":material/arrow_forward:",
                          key=f"voices_way_{name}|{language()}", on_click=voices_filters.open_list,
                          args=(codes,))  # fmt: skip


def draw_sides(sides: Sides, heard: Heard) -> None:
    """The tiles of one side, held against the other."""
    draw_cards(cards(heard, loaders_sides.heard_contrasts(sides.side.scope, sides.other.scope)))
    said = _("Figures of {side}; differences against {other}.")
    told = said.format(side=plain(sides.side.name), other=plain(sides.other.name))
    st.caption(in_a_row(told, *not_read(heard)))
    for one in (sides.side, sides.other):
        said = beside(loaders_voices.heard(one.scope), loaders_voices.bare(one.scope)[1])
        st.caption(_("{side}: {told}").format(side=plain(one.name), told=said))


def cards(heard: Heard, found: dict[str, Contrast]) -> list[Card]:
    """Net sentiment, negative, without content, read with little confidence."""
    return [
        _net_card(heard.net, found.get("net")),
        _share_card(_("Negative"), heard.n_negative, heard.n, found.get("negative"),
                    _("Share of the comments with content that are negative."), heard.negative),
        _share_card(_("Without content"), heard.n_none, heard.n_all, found.get("none"),
                    _("Answers such as “none”, “nothing to add” or “N/A”: counted, but in no average. Cells that hold "
                      "only “-” or the word of a tool for blank are no comments.")),
        _share_card(_("Read with little confidence"), heard.n_low, heard.n, found.get("low"),
                    _("Comments the model is not sure of. Review them to teach it.")),
    ]  # fmt: skip


def _net_card(net: Estimate | None, change: Contrast | None) -> Card:
    basis = figures.NONE
    if net is not None:
        low, high = (None if end is None else 100 * end for end in (net.low, net.high))
        basis = _("{interval}, n = {n}").format(interval=figures.interval(low, high, 0), n=figures.count(net.n))
    return Card(
        _("Net sentiment"), figures.NONE if net is None else figures.signed(100 * net.value, 0),
        *change_words(change, 1.0, is_better=1), _with_change(basis, change, 1.0),
        help=_("Chance of positive less chance of negative, mean over comments with content, from −100 to +100."),
    )  # fmt: skip


def _share_card(label: str, n: int, of: int, change: Contrast | None, told: str, share: Estimate | None = None) -> Card:
    value = figures.share(n / of) if of else figures.NONE
    basis = _("{n} of {all} comments").format(n=figures.count(n), all=figures.count(of))
    if share is not None and share.low is not None:
        basis = _("{interval}, {n} of {all} comments").format(
            interval=figures.share_interval(share.low, share.high), n=figures.count(n), all=figures.count(of)
        )
    return Card(label, value, *change_words(change, 100.0, is_better=-1), _with_change(basis, change, 100.0), help=told)


def change_words(change: Contrast | None, factor: float, *, is_better: int) -> tuple[str, Tone]:
    """The change in points with its verdict; grey unless beyond chance. `is_better`: +1 where more is better, else -1.

    `factor` brings the change to points.
    """
    if change is None:
        return _("no comparison"), "gray"
    if change.change is None:
        return figures.verdict(change.verdict), "gray"
    said = _("{change} · {verdict}").format(
        change=figures.signed(factor * change.change), verdict=figures.verdict(change.verdict)
    )
    if not change.is_real:
        return said, "gray"
    return said, "blue" if change.change * is_better > 0 else "orange"


def _with_change(basis: str, change: Contrast | None, factor: float) -> str:
    if change is None or change.low is None or change.high is None:
        return basis
    return _("{basis}; difference {low} to {high} points, against n = {n}").format(
        basis=basis,
        low=figures.signed(factor * change.low),
        high=figures.signed(factor * change.high),
        n=figures.count(change.n_other),
    )


def beside(heard: Heard, n_bare: int) -> str:
    """What stands beside an average of sentiment: answers without content, and those that say only "nothing"."""
    none = _("{share} of {n} comments have no content and are in no average.").format(
        share=_part(heard.n_none, heard.n_all), n=figures.count(heard.n_all)
    )
    if not n_bare:
        return none
    bare = ngettext(
        "{n} more says only “nothing” and takes its sign from the question ({share} of those with content).",
        "{n} more say only “nothing” and take their sign from the question ({share} of those with content).",
        n_bare,
    ).format(n=figures.count(n_bare), share=_part(n_bare, heard.n))
    return _("{none} {bare}").format(none=none, bare=bare)


def _part(n: int, of: int) -> str:
    return figures.share(n / of) if of else figures.NONE


def not_read(heard: Heard) -> list[str]:
    """How many comments stand beside all figures because of their language, if any do."""
    if not heard.n_foreign:
        return []
    said = ngettext(
        "{n} comment in another language is not read and in no share or average.",
        "{n} comments in other languages are not read and in no share or average.",
        heard.n_foreign,
    )
    return [said.format(n=figures.count(heard.n_foreign))]


def _read_by() -> str:
    total, by = loaders_voices.engines()
    if not by:
        return _("No comment has been read yet.")
    names = {"instant": _("Instant"), "standard": _("Standard"), "accurate": _("Accurate")}
    said = _("Read by {engine}: {n} of {all} different texts, on this computer.")
    engine, n_read = by[0]
    return said.format(engine=names.get(engine, engine), n=figures.count(n_read), all=figures.count(total))
