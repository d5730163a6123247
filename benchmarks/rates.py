"""Rates over simulated worlds with exact binomial intervals, and the bars they must hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.intervals import clopper_pearson


@dataclass(frozen=True)
class Rate:
    """`hits` of `trials`; `at_least` and `at_most` are bars between 0 and 1, None without one."""

    name: str
    hits: int
    trials: int
    at_least: float | None = None
    at_most: float | None = None

    @property
    def value(self) -> float:
        """Share of hits."""
        return self.hits / self.trials

    @property
    def interval(self) -> tuple[float, float]:
        """Exact binomial 95 % interval."""
        return clopper_pearson(self.hits, self.trials)

    @property
    def holds(self) -> bool:
        """A bar holds if the interval includes it or lies on its good side."""
        low, high = self.interval
        return (self.at_least is None or high >= self.at_least) and (self.at_most is None or low <= self.at_most)

    @property
    def bar(self) -> str:
        """The bar in words."""
        if self.at_least is not None and self.at_most is not None:
            digits = 0 if self.at_most - self.at_least >= 0.01 else 1
            return f"{self.at_least:.{digits}%} to {self.at_most:.{digits}%}"
        if self.at_least is not None:
            return f">= {self.at_least:.0%}"
        return "" if self.at_most is None else f"<= {self.at_most:.0%}"


def pooled(name: str, rates: Iterable[Rate], *, at_least: float | None = None, at_most: float | None = None) -> Rate:
    """All trials of several rates as one rate."""
    parts = list(rates)
    hits, trials = sum(part.hits for part in parts), sum(part.trials for part in parts)
    return Rate(name, hits, trials, at_least, at_most)


def table(rates: Sequence[Rate]) -> str:
    """One line per rate: name, rate, interval, trials, bar, verdict."""
    width = max(len(rate.name) for rate in rates)
    lines = [f"{'':{width}}     rate   95 % interval    trials  bar"]
    for rate in rates:
        low, high = rate.interval
        verdict = "" if not rate.bar else ("holds" if rate.holds else "FAILS")
        numbers = f"{rate.value:7.1%}  {low:6.1%} - {high:6.1%}  {rate.trials:8,d}"
        lines.append(f"{rate.name:{width}}  {numbers}  {rate.bar:12} {verdict}".rstrip())
    return "\n".join(lines)
