"""Shares drawn as shares: NPS bars centred on the passives, just-right questions centred on "just right"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.bars import GROUPS, PARTS, Bars, layers
from charts.ground import Layout
from charts.rows import flag, inline, number
from charts.theme import Mode, Scale, framed, palette, sizes
from charts.wrapping import clipped


def nps_bars(
    groups: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    layout: Layout = "wide",
) -> alt.LayerChart:
    """Detractors left, promoters right, passives on the centre line; NPS, interval and n outside the bars.

    Parameters
    ----------
    groups : one row per bar in drawing order: name, promoters, passives, detractors (shares 0 to 1), score, low,
        high (points), n; optional low_n and hidden (no bar, no score).
    labels : promoters, passives, detractors, score, interval, answers, share, group, low_n, hidden, to, alt
        (`reports.chart_labels.nps_labels`).
    """
    colours = palette(mode)
    to = labels["to"]
    known = _known(groups, labels, ("promoters", "passives", "detractors", "score", "low", "high"))
    said = [
        "–" if pd.isna(score) else f"{_signed(score)} ({_plain(low)}{to}{_plain(high)})"
        for score, low, high in zip(known["score"], known["low"], known["high"], strict=True)
    ]
    bars = Bars(
        parts=("detractors", "passives", "promoters"),
        colors=(colours.bad, colours.neutral, colours.good),
        inks=(colours.on_bad, "#10161F", colours.on_good),
        signs=("▼ ", "", "▲ "),
        colours=colours,
        size=sizes(scale),
        labels=labels,
        layout=layout,
        **_ends(known, ("detractors", "passives", "promoters")),
    )
    heading = f"{labels['score']}  ({labels['interval']})"
    return _drawn(known.assign(said=said), bars, heading, labels, mode, scale)


def just_right_bars(
    groups: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    layout: Layout = "wide",
) -> alt.LayerChart:
    """Shares of too little, just right and too much, centred on just right; never a mean.

    Parameters
    ----------
    groups : one row per question in drawing order: name, too_little, just_right, too_much (shares 0 to 1), n;
        optional low (and high): interval of the just-right share; low_n, hidden.
    labels : too_little, just_right, too_much, answers, share, group, low_n, hidden, to, alt.
    """
    colours = palette(mode)
    known = _known(groups, labels, ("too_little", "just_right", "too_much", "low", "high"))
    to = labels["to"]
    said = [
        "–" if pd.isna(share) else _percent(share) + ("" if pd.isna(low) else f" ({_percent(low)}{to}{_percent(high)})")
        for share, low, high in zip(known["just_right"], known["low"], known["high"], strict=True)
    ]
    bars = Bars(
        parts=("too_little", "just_right", "too_much"),
        colors=(colours.bad, colours.neutral, colours.bad),
        inks=(colours.on_bad, "#10161F", colours.on_bad),
        signs=("◀ ", "", "▶ "),
        colours=colours,
        size=sizes(scale),
        labels=labels,
        layout=layout,
        **_ends(known, ("too_little", "just_right", "too_much")),
    )
    return _drawn(known.assign(said=said), bars, labels["just_right"], labels, mode, scale)


def _known(groups: pd.DataFrame, labels: Mapping[str, str], numbers: tuple[str, ...]) -> pd.DataFrame:
    frame = groups.reset_index(drop=True)
    hidden, low_n = flag(frame, "hidden"), flag(frame, "low_n")
    return frame.assign(
        **{name: number(frame, name).mask(hidden) for name in numbers},
        position=range(1, len(frame) + 1),
        short=[clipped(str(name), 22) for name in frame["name"]],
        low_n=low_n,
        answers=[_sample(*facts, labels) for facts in zip(frame["n"], hidden, low_n, strict=True)],
    )


def _sample(n: float, is_hidden: bool, is_low: bool, labels: Mapping[str, str]) -> str:
    """n with its warning; the number itself is withheld where the figures are."""
    if is_hidden or pd.isna(n):
        return labels["hidden"]
    return f"n = {int(n):,}" + (f" · {labels['low_n']}" if is_low else "")


def _ends(known: pd.DataFrame, parts: tuple[str, str, str]) -> dict[str, Any]:
    """Ends of the axis around the middle of the middle part."""
    left, middle, right = (known[name].fillna(0.0) for name in parts)
    reach = max(float((left + middle / 2).max()), float((right + middle / 2).max()), 0.01) if len(known) else 1.0
    return {"low": -reach, "high": reach, "n": max(len(known), 1)}


def _signed(points: float) -> str:
    rounded = round(points) + 0
    return f"{rounded:+d}".replace("-", "−") if rounded else "0"


def _plain(points: float) -> str:
    return f"{round(points) + 0}".replace("-", "−")


def _percent(share: float) -> str:
    return f"{share * 100:.{1 if 0 < share < 0.1 else 0}f}%"


def _drawn(
    known: pd.DataFrame, bars: Bars, heading: str, labels: Mapping[str, str], mode: Mode, scale: Scale
) -> alt.LayerChart:
    datasets = {PARTS: inline(_part_rows(known, bars)), GROUPS: inline(known)}
    row = round(bars.size.text * (3.4 if bars.is_wide else 4.6))
    with debug_mode(False):
        return framed(
            layers(bars, known, heading), datasets, labels=labels, mode=mode, scale=scale, height=row * bars.n + 12
        )


def _part_rows(known: pd.DataFrame, bars: Bars) -> pd.DataFrame:
    """One row per bar and part: start, end, share, shown."""
    left, middle = known[bars.parts[0]], known[bars.parts[1]]
    starts = (-middle / 2 - left, -middle / 2, middle / 2)
    pieces = []
    for index, (name, start) in enumerate(zip(bars.parts, starts, strict=True)):
        share = known[name]
        pieces.append(
            known[["position", "name", "answers", "low_n"]].assign(
                part=index,
                part_name=bars.labels[name],
                start=start,
                end=start + share,
                middle=start + share / 2,
                share=share,
                shown=[bars.signs[index] + _percent(value) if value == value else "–" for value in share],
            )
        )
    return pd.concat(pieces, ignore_index=True).dropna(subset=["share"])
