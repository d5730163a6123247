"""The header row: journey, segments, period, comparison, language, the link to this view and its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from i18n import _, language, pick
from views import loaders, periods, present, segment_choice, state
from views.escape import plain
from views.figures import in_language
from views.language_choice import draw_language

if TYPE_CHECKING:
    from views.view import View


def draw_tools(view: View, rows: Callable[[View], bytes] | None) -> Any:
    """Beside the title: language, the link to this view, the rows behind it; returns the place of the link."""
    with st.container(horizontal=True, vertical_alignment="center", width="content", key="header_tools"):
        draw_language()
        share = st.popover(_("Copy link"), icon=":material/link:")
        if rows is not None and view.exists:
            _download(view, rows)
    return share


def draw_filters(view: View, *, filters: bool = True) -> None:
    """One row that wraps on a narrow screen: journey, segments, period, comparison; the active filters as chips.

    Pages whose content no filter changes get the same controls folded into one button.
    """
    if not view.exists:
        return
    if not filters:
        with st.popover(view_words(view), icon=":material/tune:", type="tertiary"):
            _filters(view)
        return
    _filters(view, presents=True)
    _chips(view)


def view_words(view: View) -> str:
    """The view in a few words: journey and period."""
    return f"{plain(view.journey_name)} · {view.period_text}"


def _filters(view: View, *, presents: bool = False) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="header_row"):
        draw_journey(view)
        _segments(view)
        _period(view)
        _comparison(view)
        if presents:
            present.start_button()


def draw_journey(view: View) -> None:
    """The choice of the journey; what belongs to the one before is dropped."""
    rows = loaders.journeys()
    names = {str(row.journey_id): pick(_text(row.name_en), _text(row.name_zh)) for row in rows.itertuples(index=False)}

    def choose() -> None:
        for key in (
            state.TOUCHPOINT,
            state.SEGMENTS,
            state.OVERLAY,
            state.SELECTION,
            state.STREAM_LOG,
            state.LINK_CELL,
            state.LINK_STAGE,
        ):
            state.put(key, "")

    state.bound(
        st.selectbox,
        _("Journey"),
        list(names),
        state.JOURNEY,
        format_func=lambda code: names[code],
        fallback=view.journey_id,
        after=choose,
        label_visibility="collapsed",
        width=220,
    )


def _text(value: object) -> str | None:
    return None if value is None or value != value else str(value)


def _segments(view: View) -> None:
    values = loaders.segment_values(view.journey_id)
    if values.empty:
        return
    n = len(view.segments)
    label = _("Segment") if n == 0 else _("Segment ({n})").format(n=n)
    with st.popover(label, icon=":material/group:", key=f"segments_{language()}", on_change="rerun") as opened:
        if opened.open:
            segment_choice.draw_choice(view, values)


def _period(view: View) -> None:
    icon = ":material/calendar_month:"
    with st.popover(view.period_text, icon=icon, key=f"period_{language()}", on_change="rerun") as opened:
        if not opened.open:
            return
        code = state.get(state.PERIOD)
        grain = code.partition(":")[0]

        def choose_grain() -> None:
            state.put(state.PERIOD, st.session_state.get(state.widget_key("grain")) or "12m")

        key = state.widget_key("grain")
        if st.session_state.get(key) != grain:
            st.session_state[key] = grain
        st.segmented_control(
            _("Period"),
            periods.GRAINS,
            key=key,
            format_func=state.labelled(periods.GRAINS, periods.grain_label),
            on_change=choose_grain,
            required=True,
        )
        _which_period(view, grain)
        state.bound(
            st.segmented_control,
            _("Dates are those of"),
            state.BASES,
            state.BASIS,
            format_func=lambda code: _("the answer") if code == "answer" else _("the service"),
            required=True,
            fallback=view.basis,
        )


def _which_period(view: View, grain: str) -> None:
    now = loaders.rules()
    fiscal, week = int(now["fiscal_year_start"]), str(now["week_start"])
    options = periods.choices(grain, view.first, view.last, fiscal_start=fiscal, week_start=week)
    current = state.get(state.PERIOD)
    if current not in options:
        options = [*options, current]

    def words(code: str) -> str:
        return periods.label(periods.window(code, view.last, fiscal_start=fiscal, week_start=week), fiscal)

    if len(options) > 1:
        state.bound(st.selectbox, _("Which one"), options, state.PERIOD, format_func=words)


def comparison_label(code: str) -> str:
    """The name of a comparison on screen."""
    return {
        "none": _("No comparison"),
        "previous": _("Against previous period"),
        "year_ago": _("Against same period last year"),
        "target": _("Against target"),
    }[code]


def _comparison(view: View) -> None:
    state.bound(
        st.selectbox,
        _("Compare with"),
        state.COMPARISONS,
        state.COMPARISON,
        format_func=comparison_label,
        label_visibility="collapsed",
        width=230,
    )


def draw_link(share: Any) -> None:
    """The link to this view, written last: what a page picks by itself belongs to it."""
    with share:
        st.caption(_("This link opens the same view: journey, period, segments, selection and language."))
        base = (st.context.url or "").split("?")[0]
        st.code(f"{base}?{state.query()}", language=None, wrap_lines=True)


def _download(view: View, rows: Callable[[View], bytes]) -> None:
    st.download_button(
        _("Download CSV"),
        in_language(lambda: rows(view)),
        file_name=f"{view.journey_id}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=state.widget_key("download_csv"),
    )


def _chips(view: View) -> None:
    """The active filters; one click removes one, or all."""
    if not view.segments:
        return
    from views.view import segment_code, segment_label

    def keep(pairs: tuple[tuple[str, str], ...]) -> None:
        state.put(state.SEGMENTS, segment_code(pairs))

    with st.container(horizontal=True, vertical_alignment="center", key="filter_chips"):
        for number, pair in enumerate(view.segments):
            rest = tuple(other for other in view.segments if other != pair)
            st.button(
                plain(segment_label(pair)),
                key=f"chip_{number}",
                icon=":material/close:",
                icon_position="right",
                on_click=keep,
                args=(rest,),
                help=_("Remove this filter"),
            )
        st.button(_("Clear all"), key="chips_clear", type="tertiary", on_click=keep, args=((),))
