"""The main chart of a capability: histogram with limits and curve, or the share that misses with its interval."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from charts.capability_chart import capability_chart, share_chart
from charts.theme import Mode, Scale
from i18n import _, language
from views import capability_words, control_export, drawing, figures, loaders, loaders_capability
from views.escape import unmarked
from views.view import View
from workflows.capability_model import Capability, Measured
from workflows.read_capability import allowed_share

AREAS = loaders_capability.AREAS
SHARES_OF_ONE = ("share", "ratio")  # kept as 0 to 1, written in per cent
SHARE_FORMAT = ".1~%"


def draw(view: View, found: Capability, answer: str) -> None:
    """The chart in its card; nothing where there are no figures."""
    if found.study is None and found.attribute is None:
        return
    with st.container(border=True):
        values = _("Period values against the limits") if found.is_period else _("Values against the limits")
        heading = values if found.study is not None else _("Share that misses")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(heading, anchor=False, width="stretch")
            if drawing.scale() != "present":
                control_export.forms(
                    "capability", f"capability-{found.measured.kind}-{found.measured.measure_id}",
                    lambda: _chart(view, found, answer, mode="light", scale="export"), lambda: _table(view, found),
                )  # fmt: skip
        what = (
            "capability",
            view.scope,
            view.before_span,
            found.measured.code,
            repr(found.study),
            repr(found.attribute),
            repr(found.change),
            language(),
            drawing.mode(),
            drawing.scale(),
        )
        spec = loaders.made(
            AREAS,
            what,
            lambda: drawing.specification(_chart(view, found, answer, mode=drawing.mode(), scale=drawing.scale())),
        )
        drawing.draw(spec, key="capability_chart", alt_text=answer)
        if found.study is not None:
            st.caption(capability_words.shape_words(found.study.shape))
            if drawing.scale() == "present":
                return
            with st.expander(_("Show data"), on_change="rerun", key=f"capability_data|{language()}") as opened:
                if opened.open:
                    st.dataframe(_table(view, found), hide_index=True)


def _table(view: View, found: Capability) -> pd.DataFrame:
    """The figures of the chart: bars, or shares with their intervals."""
    if found.study is None:
        rows = pd.DataFrame(_shares(view, found), columns=["period", "share", "low", "high", "n"])
        return rows.rename(columns={"period": _("Period"), "share": _("Share that misses"), "low": _("95% from"),
                                    "high": _("95% to"), "n": _("n")})  # fmt: skip
    return _bars(found.measured, loaders_capability.picture(view.scope, found.measured.code, found.study).bins)


def _figure_words(found: Capability, answer: str, scale: Scale) -> dict[str, str]:
    """Title and subtitle of a figure that stands alone."""
    if scale != "export":
        return {}
    return {"title": capability_words.written_name(found.measured), "subtitle": unmarked(answer).replace("*", "")}


def _chart(view: View, found: Capability, answer: str, *, mode: Mode, scale: Scale) -> Any:
    if found.study is None:
        return _share(view, found, answer, mode=mode, scale=scale)
    picture = loaders_capability.picture(view.scope, found.measured.code, found.study)
    measured = found.measured
    named, unit = capability_words.written_name(measured), figures.unit_name(measured.unit)
    is_share = measured.unit in SHARES_OF_ONE
    labels = {
        "value": named if is_share else _("{name} ({unit})").format(name=named, unit=unit),
        "format": SHARE_FORMAT if is_share else "",
        "n": _("Period values") if found.is_period else _("Values"),
        "range": _("From – to"),
        "alt": answer,
        **_figure_words(found, answer, scale),
    }
    bins = picture.bins.assign(said=_said(measured, picture.bins))
    return capability_chart(
        bins,
        picture.curve,
        _lines(found, picture.low, picture.high),
        low=picture.low,
        high=picture.high,
        labels=labels,
        mode=mode,
        scale=scale,
    )


def _said(measured: Measured, bins: pd.DataFrame) -> list[str]:
    return [
        _("{low} to {high}").format(
            low=capability_words.unit_words(measured, low), high=capability_words.unit_words(measured, high)
        )
        for low, high in zip(bins["start"], bins["end"], strict=True)
    ]


def _bars(measured: Measured, bins: pd.DataFrame) -> pd.DataFrame:
    beyond = {True: _("beyond the limit"), False: ""}
    return pd.DataFrame(
        {
            _("From – to"): _said(measured, bins),
            _("Values"): bins["n"],
            _("Limits"): [beyond[bool(one)] for one in bins["is_beyond"]],
        }
    )


def _lines(found: Capability, low: float, high: float) -> pd.DataFrame:
    """Limits, target and centre with their names, each in its own text row, on the side with room."""
    study, measured = found.study, found.measured
    assert study is not None
    centre = (_("mean {value}"), study.mean) if study.shape.name == "normal" else (_("median {value}"), study.median)
    named = [
        (_("LSL {value}"), study.spec.lower, "limit"),
        (_("USL {value}"), study.spec.upper, "limit"),
        (_("target {value}"), study.spec.target, "target"),
        (*centre, "center"),
    ]
    rows = [
        {
            "value": value,
            "name": text.format(value=capability_words.unit_words(measured, value)),
            "kind": kind,
            "align": "left" if value < (low + high) / 2 else "right",
        }
        for text, value, kind in named
        if value is not None and low <= value <= high
    ]
    return pd.DataFrame(rows).assign(level=range(len(rows)))


def _shares(view: View, found: Capability) -> list[tuple[str, float, float | None, float | None, int]]:
    """One row per period: its name, the share that misses, the ends of the interval, n."""
    share = found.attribute
    assert share is not None
    rows = [(_("Now: {period}").format(period=view.period_text), share.share, share.low, share.high, share.n)]
    if found.change is not None:
        past = loaders_capability.capability(view.before, found.measured.code, 1.0, None, None) if view.before else None
        if past is not None and past.attribute is not None:
            then = past.attribute
            rows.append(
                (_("Before: {period}").format(period=view.before_text), then.share, then.low, then.high, then.n)
            )
    return rows


def _share(view: View, found: Capability, answer: str, *, mode: Mode, scale: Scale) -> Any:
    rows, allowed = _shares(view, found), allowed_share(found.measured)
    table = pd.DataFrame(
        {
            "name": [
                f"{row[0]}\n"
                + _("{share} ({interval}), n = {n}").format(
                    share=figures.share(row[1]),
                    interval=figures.share_interval(row[2], row[3]),
                    n=figures.count(row[4]),
                )
                for row in rows
            ],
            "share": [row[1] for row in rows],
            "low": [row[1] if row[2] is None else row[2] for row in rows],
            "high": [row[1] if row[3] is None else row[3] for row in rows],
        }
    )
    labels = {
        "value": capability_words.written_name(found.measured),
        "allowed": _("allowed {share}").format(share=figures.share(allowed)),
        "alt": answer,
        **_figure_words(found, answer, scale),
    }
    return share_chart(table, allowed=allowed, labels=labels, mode=mode, scale=scale)
