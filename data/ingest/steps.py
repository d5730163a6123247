"""What reading and importing a file is doing, in words for the progress bar."""

from __future__ import annotations

from collections.abc import Callable

from errors import N_

Step = Callable[[float, str], None]

CHECKING = N_("Checking the file")
READING = N_("Reading the file")
RECOGNISING = N_("Recognising the columns")
STAGING = N_("Keeping the file and its cells")
ROWS = N_("Giving every row its key")
WRITING = N_("Writing answers")
FACTS = N_("Preparing the scores")
DONE = N_("Done")


def silent(share: float, message: str) -> None:
    """A step that tells nobody."""


def part_of(step: Step, low: float, high: float) -> Step:
    """A step whose shares 0 to 1 fill the stretch from `low` to `high` of `step`.

    >>> part_of(lambda share, message: print(share), 0.2, 0.6)(0.5, "")
    0.4
    """
    return lambda share, message: step(low + (high - low) * share, message)
