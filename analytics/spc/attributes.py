"""Charts of counts: p and np (shares), u and c (per opportunity), and Laney's p' and u' for over-dispersion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analytics.spc.between import between_ratio
from analytics.spc.inputs import Counts
from analytics.spc.model import Bools, Chart, Floats, NoChart, Settings
from analytics.spc.serial import widening
from analytics.spc.variables import stage_chart

SHARES = ("p", "np", "p_prime")


def _sizes(data: Counts) -> Floats:
    """Size per point; a period in which nothing was looked at takes the mean size, so that its limits go on."""
    return np.where(data.sizes > 0, data.sizes, data.sizes[data.sizes > 0].mean())


def attribute_chart(kind: str, data: Counts, counted: Bools, settings: Settings) -> Chart | NoChart:
    """One stage of a p, np, u, c, p' or u' chart [1]_ [2]_.

    center = counts / sizes over all counted periods; sd of a share = sqrt(center (1 - center) / n), of a rate
    sqrt(center / n), each with the point's own n; Laney's charts multiply it by sigma_z. Limits are cut at 0 and, for
    shares, at 1. np and c are drawn as counts. sigma_z of points that hang together (`Settings.serial`) is widened.

    References
    ----------
    .. [1] Montgomery (2009), chapter 7.
    .. [2] Laney (2002), Quality Engineering 14, 531-537.
    """
    rates, sizes = data.plotted, _sizes(data)
    used = counted & np.isfinite(rates)
    center = settings.center if settings.center is not None else data.counts[used].sum() / data.sizes[used].sum()
    if not center > 0 or (kind in SHARES and center >= 1):
        return NoChart(kind, "all_zero" if not center > 0 else "all_full")
    sds = np.sqrt(center * (1 - center) / sizes) if kind in SHARES else np.sqrt(center / sizes)
    ratio = between_ratio(rates, sds, center, counted, screen=settings.screen) * widening(settings.serial)
    facts = {"center": float(center), "sigma_z": ratio}
    if kind.endswith("_prime"):
        if not facts["sigma_z"] > 0:
            return NoChart(kind, "constant", {"value": float(center)})
        sds = sds * facts["sigma_z"]
        if settings.serial:
            facts["widened"] = widening(settings.serial)
    chart = stage_chart(
        kind,
        rates,
        center,
        sds,
        data.sizes,
        counted,
        settings,
        bounds=(0.0, 1.0 if kind in SHARES else np.inf),
        facts=facts,
    )
    return chart if kind not in ("np", "c") else _times(chart, sizes)


def _times(chart: Chart, units: Floats) -> Chart:
    """The chart of rates drawn as counts; its scores stay."""
    return replace(
        chart,
        values=chart.values * units,
        center=chart.center * units,
        lcl=chart.lcl * units,
        ucl=chart.ucl * units,
        sigma=chart.sigma * units,
    )
