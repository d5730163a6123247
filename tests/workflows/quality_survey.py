"""An invented survey with planted haste, straight lines, repeats and inattention; who is who is known by the id."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from tests.workflows.surveys import write_csv

HEADER = (
    "Response ID",
    "Start Date",
    "End Date",
    "Duration (in seconds)",
    "IP Address",
    "Finished",
    "Region",
    "Source",
    *(f"How satisfied were you with your stay? [{item}]" for item in ("Room", "Breakfast", "Staff", "Price", "Noise")),
    "To show that you are reading, please choose 'Blue'",
    "What could be better?",
)
N_CLEAN = 240
SPEEDERS, STRAIGHT, INATTENTIVE, REPEATS, TESTS, PARTIAL = 12, 9, 7, 6, 3, 5


def rows(seed: int = 5, n_clean: int = N_CLEAN, *, planted: bool = True, first: int = 0) -> list[list[str]]:
    """Clean answer sets C…, then the planted ones: S speeders, L straight lines, A inattentive, D repeats, T, P."""
    rng = np.random.default_rng([seed, first])
    told = [_row(f"C{number + first:04d}", number + first, rng) for number in range(n_clean)]
    if not planted:
        return told
    base = n_clean + first
    told += [_row(f"S{n:04d}", base + n, rng, seconds=9) for n in range(SPEEDERS)]
    told += [_row(f"L{n:04d}", base + 20 + n, rng, ratings=["4"] * 5) for n in range(STRAIGHT)]
    told += [_row(f"A{n:04d}", base + 40 + n, rng, control="Green") for n in range(INATTENTIVE)]
    told += [_again(told[n * 11], f"D{n:04d}") for n in range(REPEATS)]
    told += [_row(f"T{n:04d}", base + 60 + n, rng, words="this is a test, please ignore") for n in range(TESTS)]
    told += [_row(f"P{n:04d}", base + 70 + n, rng, finished="False") for n in range(PARTIAL)]
    return told


def _row(
    key: str,
    number: int,
    rng: np.random.Generator,
    *,
    seconds: int | None = None,
    ratings: list[str] | None = None,
    control: str = "Blue",
    finished: str = "True",
    words: str = "",
) -> list[str]:
    began = datetime(2026, 3, 1, 9, 0) + timedelta(hours=2 * number)
    took = seconds or int(60 + 60 * rng.random())
    given = ratings
    while given is None or (ratings is None and len(set(given)) == 1):
        given = [str(value) for value in rng.integers(1, 6, 5)]
    place = f"198.51.{number // 250}.{number % 250}"
    told = words or f"Remark number {number} about what happened at breakfast on that day"
    region, source = ("North", "South", "East")[number % 3], ("email", "web")[number % 2]
    return [key, f"{began:%Y-%m-%d %H:%M:%S}", f"{began + timedelta(seconds=took):%Y-%m-%d %H:%M:%S}", str(took), place,
            finished, region, source, *given, control, told]  # fmt: skip


def _again(row: list[str], key: str) -> list[str]:
    """The same answers from the same place, two minutes later."""
    later = [f"{datetime.fromisoformat(cell) + timedelta(minutes=2):%Y-%m-%d %H:%M:%S}" for cell in row[1:3]]
    return [key, *later, *row[3:]]


def write_quality(path: Path, **options: int | bool) -> Path:
    """The survey as a file."""
    return write_csv(path, rows(**options), HEADER)  # type: ignore[arg-type]
