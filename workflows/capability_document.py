"""`cli.py capability`: the report of the page as one document."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

from analytics.capability.attribute import AttributeCapability
from analytics.capability.change import Change
from analytics.capability.model import Index, Nonconforming
from analytics.capability.study import Study
from data.queries import journey
from data.queries.scope import Scope
from data.queries.setting import setting
from data.store import Store
from errors import UnknownId
from workflows.capability_model import STAGE_KINDS, Capability, Limits, Report
from workflows.read_capability import THRESHOLD, read_report

Document = dict[str, Any]
Translate = Callable[[str], str]


def capability_document(
    store: Store, journey_id: str, *, threshold: float = THRESHOLD, start: date | None = None, end: date | None = None,
    translate: Translate = str,
) -> Document:  # fmt: skip
    """The capability of a journey, by default over the twelve months the page opens on.

    Raises
    ------
    UnknownId
        No such journey.
    """
    if journey_id not in set(journey.journeys(store)["journey_id"]):
        raise UnknownId(kind="journey", id=journey_id)
    scope = last_year(store, journey_id)
    if start is not None or end is not None:
        scope = scope.between(start, end)
    return report_document(read_report(store, scope, threshold=threshold), translate)


def last_year(store: Store, journey_id: str) -> Scope:
    """The twelve calendar months up to the last answer; everything where there are none."""
    basis = str(setting(store, "date_basis"))
    last = journey.data_span(store, journey_id)[f"last_{basis}"]
    if last is None or last != last:
        return Scope(journey_id, basis=basis)
    day = date.fromisoformat(str(last)[:10])
    months = day.year * 12 + day.month - 1
    first, after = months - 11, months + 1
    return Scope(
        journey_id,
        start=date(first // 12, first % 12 + 1, 1),
        end=date(after // 12, after % 12 + 1, 1),
        basis=basis,
    )


def report_document(report: Report, translate: Translate = str) -> Document:
    """All figures of a report; what is not known is null."""
    return {
        "journey_id": report.scope.journey_id,
        "start": None if report.scope.start is None else report.scope.start.isoformat(),
        "end": None if report.scope.end is None else report.scope.end.isoformat(),
        "threshold": report.threshold,
        "stages": [
            {
                "stage_id": rank.stage_id,
                "rank": rank.rank,
                "lowest": None if rank.lowest is None else f"{rank.lowest.kind}:{rank.lowest.measure_id}",
                "lower_bound": None
                if rank.lowest is None or rank.lowest.index is None
                else _finite(rank.lowest.index.low),
                "z_margin": None if rank.lowest is None or rank.lowest.margin is None else _finite(rank.lowest.margin),
                "critical": [f"{one.kind}:{one.measure_id}" for one in rank.characteristics],
            }
            for rank in report.ranks
        ],
        "characteristics": [one_document(one, translate) for one in report.capabilities],
    }


def one_document(found: Capability, translate: Translate = str) -> Document:
    """One characteristic."""
    measured, stability = found.measured, found.stability
    document: Document = {
        "code": measured.code,
        "stage_id": measured.stage_id,
        "unit": measured.unit,
        "clock": measured.clock if measured.kind in STAGE_KINDS else None,
        "limits": None if measured.limits is None else _limits(measured.limits),
        "n": found.n,
        "values": "units" if found.attribute is not None else "periods" if found.is_period else "single",
        "cases_per_period": found.cases_each,
        "stable": {"stable": True, "unstable": False, "unknown": None}[stability.state],
        "chart": stability.chart,
        "n_points": stability.n_points,
        "n_signals": stability.n_signals,
        "verdict": found.verdict,
        "judged": None if found.index is None else _index(found.index),
        "problem": None if found.problem is None else found.problem.sentence(translate),
    }
    if found.study is not None:
        document |= _study(found.study)
        if found.is_period:
            document["observed"]["dpmo"] = None
    if found.attribute is not None:
        document |= _attribute(found.attribute)
    if found.change is not None:
        document["change"] = _change(found.change)
    return document


def _limits(limits: Limits) -> Document:
    return {
        "lower": limits.spec.lower,
        "upper": limits.spec.upper,
        "target": limits.spec.target,
        "is_critical": limits.is_critical,
        "source": limits.source,
        "set_by": limits.set_by,
    }


def _study(study: Study) -> Document:
    return {
        "mean": study.mean,
        "median": study.median,
        "distribution": study.shape.name,
        "parameters": list(study.shape.parameters),
        "refused": list(study.shape.refused),
        "normality_p": study.normality.p,
        "design_effect": study.design_effect,
        "sigma_within": None if study.within is None else {"value": study.within.value, "method": study.within.method},
        "sigma_overall": None if study.overall is None else {"value": study.overall.value, "method": "overall"},
        "indices": [_index(index) for index in study.indices.values()],
        "expected_within": _beyond(study.expected_within),
        "expected_overall": _beyond(study.expected_overall),
        "observed": _attribute(study.observed),
    }


def _attribute(share: AttributeCapability) -> Document:
    return {
        "share": share.share,
        "share_low": share.low,
        "share_high": share.high,
        "n_missed": share.n_missed,
        "n_clusters": share.n_clusters,
        "dpmo": share.dpmo,
        "z": share.z,
        "z_low": share.z_low,
        "z_high": share.z_high,
    }


def _index(index: Index) -> Document:
    low, high = _finite(index.low), _finite(index.high)
    return {"name": index.name, "value": _finite(index.value), "low": low, "high": high, "sigma": index.sigma}


def _beyond(found: Nonconforming | None) -> Document | None:
    return None if found is None else dict(vars(found))


def _change(change: Change) -> Document:
    return dict(vars(change)) | {"verdict": change.verdict}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
