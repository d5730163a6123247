"""Does the process go with the answers to its own cases where that was planted in the sample world, and only there?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from analytics.links.model import CaseMatrix
from benchmarks.path_worlds import JOURNEY, LATE, path_store
from benchmarks.rates import Rate
from data.queries.scope import Scope
from data.samples.truth import truth
from data.samples.world import UNTIL
from workflows.read_links import read_links

TOUCHPOINT: Final = LATE[2]
AGAIN: Final = "step_again:sample.it_delivery/Confirm requirements"
FOUND: Final = {(TOUCHPOINT, "late"), (TOUCHPOINT, "late_days")}


def planted_late() -> float:
    """Points by which acceptance after a late delivery differs from acceptance after one in time."""
    effects = truth(0, until=UNTIL)["journeys"][JOURNEY]["effects"]
    return float(next(one for one in effects if one["id"] == "late")["change"]["points"])


def linked_rates(seeds: Iterable[int], *, scale: float = 0.3) -> list[Rate]:
    """Late delivery against acceptance: found and covered; repeated confirmation and anything without effects: not."""
    drawn, points = list(seeds), planted_late()
    cells, again, strays, calls, worlds = [], 0, 0, 0, 0
    n_again = n_tested = 0
    for seed in drawn:
        found = _matrix(seed, scale, effects=True)
        cells.append(found.of(TOUCHPOINT, "late"))
        real = [(cell.touchpoint, cell.measure) for cell in found if cell.verdict == "likely_real"]
        again += sum(measure == AGAIN for _, measure in real)
        n_again += sum(cell.measure == AGAIN and cell.q is not None for cell in found)
        strays, calls = strays + sum(name not in FOUND for name in real), calls + len(real)
        free = _matrix(seed, scale, effects=False)
        worlds += any(cell.verdict == "likely_real" for cell in free)
        n_tested += free.n_tested
    right = sum(cell.verdict == "likely_real" and (cell.effect or 0) < 0 for cell in cells)
    covered = sum(cell.low is not None and cell.low <= points <= (cell.high or 0) for cell in cells)
    return [
        Rate("links, sample world: late delivery found at acceptance, sign right", right, len(cells), at_least=0.95),
        Rate("links, sample world: planted difference covered", covered, len(cells), 0.92, 0.98),
        Rate("links, sample world: repeated confirmation called a difference", again, n_again, at_most=0.05),
        Rate("links, sample world: calls without a planted effect", strays, max(calls, 1)),
        Rate("links, sample world, without effects: worlds with any call", worlds, len(drawn), at_most=0.05),
    ]


def _matrix(seed: int, scale: float, *, effects: bool) -> CaseMatrix:
    with path_store(seed, scale, effects=effects) as store:
        return read_links(store, Scope(JOURNEY)).matrix
