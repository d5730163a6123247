"""The capability of a journey: what the page draws and `cli.py capability` prints, from one function."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from analytics.capability.attribute import AttributeCapability, attribute_capability, equivalent_z
from analytics.capability.change import Change, change_between
from analytics.capability.gate import cases_gate, series_gate, share_gate
from analytics.capability.model import Index
from analytics.capability.ranking import Characteristic, stage_ranks
from analytics.capability.study import (
    Stability,
    Study,
    Verdict,
    capability_study,
    equivalent_index,
    values_to_decide,
    verdict,
)
from data.queries import capability_rows, journey
from data.queries.scope import Scope
from data.store import Store
from errors import N_, BadInput, NegativeTimes, ThroughlineError
from workflows.capability_measures import capability_measures, rows_of
from workflows.capability_model import DURATIONS, Capability, Measured, Report, Rows

THRESHOLD = 1.33


def read_report(store: Store, scope: Scope, *, threshold: float = THRESHOLD) -> Report:
    """Every measure of a journey that has a limit, judged, and the stages by their weakest critical one.

    Raises
    ------
    BadInput
        A threshold that is not above zero.
    """
    checked_threshold(threshold)
    measures = [
        one for one in capability_measures(store, scope.journey_id) if one.limits is not None or one.fault is not None
    ]
    found = tuple(read_capability(store, scope, one, threshold=threshold) for one in measures)
    stages = journey.stages(store, scope.journey_id)["stage_id"].astype(str).tolist()
    critical = [
        Characteristic(
            one.measured.stage_id, one.measured.kind, one.measured.measure_id, one.index, margin(one, threshold),
            is_capable=one.verdict == "capable",
        )
        for one in found
        if one.measured.limits is not None and one.measured.limits.is_critical and one.measured.stage_id
    ]  # fmt: skip
    return Report(scope, threshold, found, tuple(stage_ranks(critical, stages)))


def checked_threshold(threshold: float) -> float:
    """The threshold, or BadInput."""
    if not 0 < threshold < 10:
        raise BadInput(field="threshold", value=threshold, fix=N_("Enter a number above 0, such as 1.33."))
    return threshold


def read_capability(
    store: Store, scope: Scope, measured: Measured, *, threshold: float = THRESHOLD, before: Scope | None = None,
    wanted: str | None = None,
) -> Capability:  # fmt: skip
    """One measure judged; with `before`, also against that period. What cannot be computed says why.

    What is not judged is not compared either: a verdict on its change would be one on the index.
    """
    rows = rows_of(store, scope, measured)
    stability = gate_of(rows)
    n = len(rows.values[pd.notna(rows.values)]) if rows.n is None else int(rows.n.sum())
    blank = Capability(
        measured, stability, "not_judged", n, is_period=rows.is_period and n > 0, cases_each=rows.cases_each
    )
    if measured.limits is None:
        return replace(blank, problem=measured.fault)
    try:
        found = _judged(store, scope, blank, rows, threshold, wanted)
    except ThroughlineError as problem:
        return replace(blank, problem=problem)
    if before is None or found.verdict == "not_judged":
        return found
    return replace(found, change=_change(store, before, found))


def gate_of(rows: Rows) -> Stability:
    """The control chart that fits the data of a measure."""
    if rows.stability is not None:
        return rows.stability
    if rows.missed is not None and rows.n is not None:
        return share_gate(rows.missed, rows.n)
    return series_gate(rows.values) if rows.groups is None else cases_gate(rows.values, rows.groups)


def _judged(
    store: Store, scope: Scope, blank: Capability, rows: Rows, threshold: float, wanted: str | None
) -> Capability:
    limits = blank.measured.limits
    assert limits is not None
    if rows.missed is not None:
        share = _attribute(store, scope, blank.measured, rows)
        told = _share_verdict(share, allowed_share(blank.measured), blank.stability)
        return replace(blank, attribute=share, index=equivalent_index(share), verdict=told, n=share.n)
    wrong = int((rows.values < 0).sum()) if blank.measured.unit.lower() in DURATIONS else 0
    if wrong:
        raise NegativeTimes(n=wrong, of=len(rows.values))
    study = capability_study(rows.values, limits.spec, groups=rows.groups, clusters=rows.clusters, wanted=wanted)
    if rows.is_period:  # how many single cases lie beyond a limit cannot be told from their medians or means
        study = replace(study, expected_within=None, expected_overall=None)
    index = study.judged(is_stable=blank.stability.state == "stable")
    told = verdict(index, blank.stability, threshold)
    wait_for = values_to_decide(index, threshold) if index is not None and told == "cannot_tell" else None
    return replace(blank, study=study, index=index, verdict=told, n=study.n, n_to_decide=wait_for)


def _attribute(store: Store, scope: Scope, measured: Measured, rows: Rows) -> AttributeCapability:
    """Answers cluster in accounts; the units of a KPI in its periods, which is what over-dispersion means."""
    if measured.kind == "rating":
        sums = capability_rows.floor_misses(store, scope)
        return attribute_capability(sums[sums["touchpoint_id"] == measured.measure_id])
    assert rows.n is not None
    sums = pd.DataFrame({"cluster_group": range(len(rows.n)), "n": rows.n.astype(int), "s": rows.missed})
    return attribute_capability(sums[sums["n"] > 0])


def allowed_share(measured: Measured) -> float | None:
    """The share that may miss: the upper limit, or what a lower limit of a share leaves."""
    if measured.limits is None:
        return None
    spec = measured.limits.spec
    limit = spec.upper if measured.direction == "down" else None if spec.lower is None else 1 - spec.lower
    return limit


def margin(found: Capability, threshold: float) -> float | None:
    """The lower bound less what is asked, both as Z; None where there is no bound or nothing is asked.

    An index is worth three times itself, a share its equivalent Z, so that both stand on one scale: what is judged is
    capable exactly where the margin is not below 0.
    """
    if found.index is None:
        return None
    if found.attribute is None:
        return 3 * (found.index.low - threshold)
    allowed = allowed_share(found.measured)
    if allowed is None:
        return None
    asked = equivalent_z(allowed)
    if asked is None:
        return -math.inf if allowed <= 0 else math.inf
    return 3 * found.index.low - asked


def _share_verdict(share: AttributeCapability, allowed: float | None, stability: Stability) -> Verdict:
    if stability.state != "stable":
        return "not_judged"
    if allowed is None or share.low is None or share.high is None:
        return "cannot_tell"
    if share.high <= allowed:
        return "capable"
    return "not_capable" if share.low > allowed else "cannot_tell"


def _change(store: Store, before: Scope, found: Capability) -> Change | None:
    """The change of the judged figure; both periods are measured by the distribution of the later one."""
    rows = rows_of(store, before, found.measured)
    try:
        if found.attribute is not None:
            then = _attribute(store, before, found.measured, rows)
            return _between(_share(then), _share(found.attribute), then.n, found.attribute.n)
        assert found.study is not None
        assert found.measured.limits is not None
        study = capability_study(
            rows.values, found.measured.limits.spec, groups=rows.groups, clusters=rows.clusters, like=found.study.shape
        )
    except ThroughlineError:
        return None  # too little data before: there is nothing to compare with, and the page says so
    return _between(_same(study, found.index), found.index, study.n, found.study.n)


def _same(study: Study, index: Index | None) -> Index | None:
    """The index of the same name, so that a Cpk is never held against a Ppk."""
    then = study.judged(is_stable=index is None or index.name == "cpk")
    return then if then is not None and index is not None and then.name == index.name else None


def _share(share: AttributeCapability) -> Index | None:
    if share.low is None or share.high is None:
        return None
    return Index("share", share.share, share.low, share.high, "overall")


def _between(before: Index | None, after: Index | None, n_before: int, n_after: int) -> Change | None:
    if before is None or after is None:
        return None
    one, two = ((each.value, each.low, each.high) for each in (before, after))
    return change_between(one, two, n_before=n_before, n_after=n_after)
