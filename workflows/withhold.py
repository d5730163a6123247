"""Small groups in exports: attributes are withheld so that every combination left holds at least `k` answers."""

from __future__ import annotations

import pandas as pd


def withheld_segments(segments: pd.DataFrame, *, k: int) -> pd.DataFrame:
    """`segments` with values withheld (missing) where a combination of values would single out fewer than `k` rows.

    `segments` has one row per answer set and one column per dimension. Dimensions are taken one after the other, those
    with few values first; each splits the groups reached so far. Within a group, values held by fewer than `k` rows are
    withheld together; when the withheld rows are still fewer than `k`, the rarest remaining value joins them, so that
    nothing can be recovered by subtraction.

    Examples
    --------
    >>> frame = pd.DataFrame({"region": ["N"] * 6 + ["S"] * 6 + ["E"] * 2})
    >>> withheld_segments(frame, k=5)["region"].fillna("-").value_counts().to_dict()
    {'-': 8, 'S': 6}
    """
    if segments.empty:
        return segments.copy()
    order = sorted(segments.columns, key=lambda name: (segments[name].nunique(), str(name)))
    kept = pd.DataFrame(index=segments.index)
    group = pd.Series(0, index=segments.index)
    for name in order:
        kept[name] = _split(segments[name].astype("str"), group, k)
        group = pd.Series(
            pd.factorize(pd.MultiIndex.from_arrays([group, kept[name].fillna("\0")]))[0], index=group.index
        )
    return kept[list(segments.columns)]


def _split(values: pd.Series, group: pd.Series, k: int) -> pd.Series:
    """The values that may be shown within each group."""
    frame = pd.DataFrame({"group": group, "value": values})
    sizes = frame.groupby(["group", "value"], sort=True).size().rename("n").reset_index()
    sizes = sizes.sort_values(["group", "n", "value"], kind="stable")
    blank = frame["value"].isna().groupby(frame["group"]).sum().rename("blank")
    sizes = sizes.merge(blank, left_on="group", right_index=True)
    running = sizes.groupby("group")["n"].cumsum() + sizes["blank"]
    before = running - sizes["n"]
    hidden = (sizes["n"] < k) | ((before > 0) & (before < k))
    shown = sizes.loc[~hidden, ["group", "value"]].assign(shown=True)
    marked = frame.merge(shown, how="left", on=["group", "value"])
    marked.index = values.index
    return values.where(marked["shown"].notna())
