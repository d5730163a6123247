"""Wall time of a piece of work."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median_seconds(work: Callable[[], object], times: int = 7) -> float:
    """Median wall time of `work`, after one warm-up call unless it is measured once only."""
    if times > 1:
        work()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)
