"""Four cards of a capability: stable, the index judged, what lies beyond the limits, and the change."""

from __future__ import annotations

import math

from analytics.capability.attribute import AttributeCapability, equivalent_z
from i18n import _, ngettext
from views import capability_words, figures
from views.cards import Card, Tone
from views.view import View
from workflows.capability_model import SHARE, Capability
from workflows.read_capability import allowed_share


def capability_cards(view: View, found: Capability) -> list[Card]:
    """The cards; where a figure cannot be given its card says why."""
    return [_stable(found), _judged(found), _beyond(found), _change(view, found)]


def _stable(found: Capability) -> Card:
    told = found.stability
    points = ngettext("{n} point on the chart", "{n} points on the chart", told.n_points).format(n=told.n_points)
    signals = ngettext("{n} signal", "{n} signals", told.n_signals).format(n=told.n_signals)
    return Card(
        _("Stable?"),
        capability_words.stable_word(found),
        signals,
        "gray",
        points,
        help=_("Control chart of the same data under Nelson 1 and 2; needs 12 points."),
    )


def _judged(found: Capability) -> Card:
    index = found.index
    if found.attribute is not None:
        return _judged_share(found)
    if index is None:
        return Card(_("Index"), figures.NONE, capability_words.capable_word(found), "gray", _sample(found))
    named = _("{index}, sigma {sigma}") if index.name != "z3" else _("{index} of the share that misses")
    label = named.format(index=capability_words.index_name(index.name), sigma=capability_words.sigma_name(index.sigma))
    value = capability_words.index_value(index.value)
    return Card(
        label,
        value,
        capability_words.capable_word(found),
        "gray",
        f"{capability_words.index_span(index)} · {_sample(found)}",
    )


def _judged_share(found: Capability) -> Card:
    """A share on the scale of Z, with the Z that is asked beside it; never on that of an index."""
    share, asked = found.attribute, equivalent_z(allowed_share(found.measured))
    assert share is not None
    span = figures.span(share.z_low, share.z_high, 2)
    parts = [span] if asked is None else [span, _("{z} asked").format(z=capability_words.index_value(asked))]
    return Card(
        _("Equivalent Z of the share that misses"),
        capability_words.index_value(share.z),
        capability_words.capable_word(found),
        "gray",
        " · ".join([*parts, _sample(found)]),
        help=_("The normal quantile with this share beyond it; asked is that of the share that is allowed."),
    )


def _sample(found: Capability) -> str:
    if found.is_period:
        return _("n = {n} period values").format(n=figures.count(found.n))
    return _("n = {n}").format(n=figures.count(found.n))


def _beyond(found: Capability) -> Card:
    label = _("Beyond the limits")
    seen = found.attribute if found.attribute is not None else None if found.study is None else found.study.observed
    if seen is None:
        return Card(label, figures.NONE, _("nothing to compare with"), "gray", _sample(found))
    if found.measured.figure == SHARE and found.attribute is not None:
        label = _("Share that misses")
        dpmo = _("{n} DPMO").format(n=figures.count(round(seen.dpmo)))
        told = _("DPMO: defects per million opportunities.")
        return Card(
            label, figures.share(seen.share), dpmo, "gray", figures.share_interval(seen.low, seen.high), help=told
        )
    if found.is_period:
        return _periods_beyond(seen)
    expected = None if found.study is None else found.study.expected_overall
    told = _("no distribution") if expected is None else _("expected {ppm} ppm").format(ppm=_ppm(expected.ppm))
    basis = _("{k} of {n} seen").format(k=figures.count(seen.n_missed), n=figures.count(seen.n))
    if expected is not None:
        ends = _("95% CI {low} to {high} ppm").format(low=_ppm(expected.ppm_low), high=_ppm(expected.ppm_high))
        basis = f"{basis} · {ends}"
    return Card(
        label, figures.share(seen.share), told, "gray", basis, help=_("ppm: parts per million, from the overall sigma.")
    )


def _periods_beyond(seen: AttributeCapability) -> Card:
    """Periods are counted; how many single cases lie beyond is not known, so neither a share nor ppm is said."""
    told = _("{k} of {n}").format(k=figures.count(seen.n_missed), n=figures.count(seen.n))
    basis = _("single cases are not known: no ppm")
    return Card(_("Period values beyond the limits"), told, _("of periods, not of cases"), "gray", basis)


def _ppm(value: float) -> str:
    return figures.number(value, 2) if value < 1 else figures.count(round(value))


def _change(view: View, found: Capability) -> Card:
    label = _("Before and after")
    change = found.change
    if view.before is not None and found.verdict == "not_judged":
        return Card(label, figures.NONE, _("not judged"), "gray", _("what is not judged is not compared"))
    if view.before is None or change is None:
        return Card(label, figures.NONE, _("no comparison"), "gray", view.before_text or _sample(found))
    is_share = found.attribute is not None
    verdict = figures.verdict("likely_real" if change.verdict == "likely_real" else "could_be_chance")
    better = (change.change > 0) != is_share
    tone: Tone = "gray" if change.verdict != "likely_real" else "blue" if better else "orange"
    if is_share:
        label = _("Before and after, percentage points")
        value = figures.signed(100 * change.change, 1)
        span = figures.interval(100 * change.low, 100 * change.high, 1)
    elif math.isfinite(change.change):
        if found.index is not None:
            label = _("Before and after, {index}").format(index=capability_words.index_name(found.index.name))
        value, span = figures.signed(change.change, 2), figures.interval(change.low, change.high, 2)
    else:
        return Card(label, figures.NONE, _("no comparison"), "gray", view.before_text)
    against = _("against {period}").format(period=view.before_text)
    return Card(label, value, verdict, tone, f"{span} · {against}", rise=change.change)
