"""Commands that print the figures of a journey."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.answer import Document
from commands.options import EndOption, JourneyOption, StartOption, on_store


@on_store("curve")
def curve(journey: JourneyOption) -> Document:
    """Print the emotion curve of a journey."""
    return {"journey": journey}


@on_store("stream")
def stream(
    journey: Annotated[str | None, typer.Option("--journey", help="Id of the journey.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Id or file name of an event log that stands behind no journey.")
    ] = None,
    start: StartOption = None,
    end: EndOption = None,
    clock: Annotated[str, typer.Option(help="Durations by the clock: calendar, working.")] = "calendar",
) -> Document:
    """Print where the time of a journey's process instances goes, step by step."""
    return {"journey": journey, "source": source, "start": start, "end": end, "clock": clock}


@on_store("capability")
def capability(
    journey: JourneyOption,
    threshold: Annotated[float, typer.Option(help="Index that is asked for, such as 1.00 or 1.33.")] = 1.33,
    start: StartOption = None,
    end: EndOption = None,
) -> Document:
    """Print what the process delivers against its limits: indices with intervals, verdicts, weakest stages."""
    return {"journey": journey, "threshold": threshold, "start": start, "end": end}


@on_store("control")
def control(
    journey: JourneyOption,
    measure: Annotated[str | None, typer.Option(help="mean:TOUCHPOINT, kpi:KPI ...; none: the worst signal.")] = None,
    grain: Annotated[str | None, typer.Option(help="week, month or quarter.")] = None,
    chart: Annotated[str, typer.Option(help="Kind of chart; auto: by the data.")] = "auto",
    rules: Annotated[str, typer.Option(help="default, short, western or nelson8.")] = "default",
    start: StartOption = None,
    end: EndOption = None,
) -> Document:
    """Print the control chart of a measure, and a line on every other measure of the journey."""
    args = {"journey": journey, "measure": measure, "grain": grain, "kind": chart, "rules": rules}
    return args | {"start": start, "end": end}


@on_store("drivers")
def drivers(
    journey: JourneyOption,
    outcome: Annotated[str, typer.Option(help="overall, nps or top2 (the two best answers).")] = "overall",
    missing: Annotated[str, typer.Option(help="complete answer sets, or pairwise.")] = "complete",
    target: Annotated[str, typer.Option(help="Hold scores against: mean, floor or benchmark.")] = "mean",
    start: StartOption = None,
    end: EndOption = None,
) -> Document:
    """Print what moves satisfaction most: each touchpoint's share of explained variance, with interval and place."""
    args = {"journey": journey, "outcome": outcome, "missing": missing, "target": target}
    return args | {"start": start, "end": end}


@on_store("links")
def links(
    journey: JourneyOption,
    level: Annotated[str, typer.Option(help="case, period; auto: case by case where answers are linked.")] = "auto",
    grain: Annotated[str | None, typer.Option(help="Of the level period: week, month or quarter.")] = None,
    start: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD; all answers if not said.")] = None,
    end: EndOption = None,
) -> Document:
    """Print which process measure goes with which touchpoint: points per unit with interval, n and q."""
    return {"journey": journey, "level": level, "grain": grain, "start": start, "end": end}
