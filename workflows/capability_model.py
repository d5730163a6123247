"""What a capability report holds, one characteristic after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.capability.attribute import AttributeCapability
from analytics.capability.change import Change
from analytics.capability.model import Floats, Index, Spec
from analytics.capability.ranking import StageRank
from analytics.capability.study import Stability, Study, Verdict
from data.queries.scope import Scope
from errors import ThroughlineError

VALUES, SHARE = "values", "share"
CALENDAR_TIME, WORKING_TIME = "calendar", "working"
CLOCKS = (WORKING_TIME, CALENDAR_TIME)
HOURS = {CALENDAR_TIME: "hours", WORKING_TIME: "working hours"}
DURATIONS = frozenset({*HOURS.values(), "minutes", "days", "h", "d"})
STAGE_KINDS = {"stage_wait": "wait_hours", "stage_lead": "lead_hours"}


@dataclass(frozen=True)
class Limits:
    """What a measure is held to, and who said so.

    Attributes
    ----------
    spec : limits in the measure's unit; of a share, the share that may be reached.
    is_critical : counts in the rank of its stage.
    source : "catalogue" (stated with the KPI), "entered", or "tolerance" (derived from customers).
    set_by, set_at, version : of entered and derived ones.
    facts : what a derived limit rests on.
    """

    spec: Spec
    is_critical: bool
    source: str
    set_by: str | None = None
    set_at: datetime | None = None
    version: int = 0
    facts: dict[str, Any] | None = None


@dataclass(frozen=True)
class Measured:
    """One thing that can be held to a limit.

    Attributes
    ----------
    kind, measure_id : kpi (imported) or derived (from records) and its id; stage_wait, stage_lead and a stage; rating
        and a touchpoint.
    figure : "values" (indices of capability) or "share" (attribute capability).
    grain : length of a point of the control chart.
    unit : of values and limits; of a stage's times "hours" or "working hours", by the clock its limits are stated in.
    fault : why the limits stated with a KPI cannot be used, where they cannot.
    """

    kind: str
    measure_id: str
    stage_id: str | None
    name_en: str | None
    name_zh: str | None
    unit: str
    direction: str
    figure: str
    grain: str
    limits: Limits | None
    fault: ThroughlineError | None = None

    @property
    def clock(self) -> str:
        """The clock that counts a stage's hours: "working" or "calendar"."""
        return WORKING_TIME if self.unit == HOURS[WORKING_TIME] else CALENDAR_TIME

    @property
    def code(self) -> str:
        """The measure in a link."""
        return f"{self.kind}:{self.measure_id}"


@dataclass(frozen=True, eq=False)
class Rows:
    """The data of one measure in a period, in time order.

    Attributes
    ----------
    values : shape (n,) for "values", shape (periods,) shares for "share".
    groups, clusters : shape (n,) subgroup and account numbers, None without.
    missed, n : shape (periods,) counts of "share".
    sizes : shape (periods,) cases behind each value of a KPI that is known per period only, nan where nobody counted.
    stability : what the control chart says, where it is of another series than `values`.
    """

    values: Floats
    groups: NDArray[np.intp] | None = None
    clusters: NDArray[np.intp] | None = None
    missed: Floats | None = None
    n: Floats | None = None
    sizes: Floats | None = None
    stability: Stability | None = None

    @property
    def is_period(self) -> bool:
        """Whether each value sums up a period, so that nothing is known of its single cases."""
        return self.missed is None and self.groups is None

    @property
    def cases_each(self) -> float | None:
        """Cases behind the typical period value, None where nobody counted them."""
        known = None if self.sizes is None else self.sizes[np.isfinite(self.sizes) & (self.sizes > 0)]
        return None if known is None or not known.size else float(np.median(known))


@dataclass(frozen=True)
class Capability:
    """One measure judged: stable or not, capable or not, or why neither is said.

    Attributes
    ----------
    study : of "values"; attribute : of "share"; both None where `problem` says why.
    index : the index the rank uses (Cpk, Ppk, Z / 3).
    change : against the period before, where it was asked for and could be computed.
    n_to_decide : about how many values would decide.
    is_period : the values sum up periods; nothing is said of single cases, so there is no ppm.
    cases_each : cases behind the typical period value, where somebody counted them.
    """

    measured: Measured
    stability: Stability
    verdict: Verdict
    n: int
    study: Study | None = None
    attribute: AttributeCapability | None = None
    index: Index | None = None
    change: Change | None = None
    n_to_decide: int | None = None
    problem: ThroughlineError | None = None
    is_period: bool = False
    cases_each: float | None = None


@dataclass(frozen=True)
class Report:
    """The capability of a journey in a period."""

    scope: Scope
    threshold: float
    capabilities: tuple[Capability, ...]
    ranks: tuple[StageRank, ...]

    def of(self, code: str) -> Capability | None:
        """The capability of one measure by its code."""
        return next((one for one in self.capabilities if one.measured.code == code), None)
