"""`make bench`: each speed claim as a ratio against a peer or the engine's floor, measured in one run.

Prints a table and writes nothing into the project. Ends with 1 when a bar of the text engines is missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clock import median_seconds
from benchmarks.drivers import driver_seconds
from benchmarks.imports import EVENTS, SURVEY, clean_file, measured
from benchmarks.links import link_seconds
from benchmarks.process import big_log
from benchmarks.process import measured as process_measured
from benchmarks.server import ROOT, serving
from benchmarks.spc import chart_seconds
from benchmarks.stores import JOURNEY, big_store
from benchmarks.voices import report
from data.queries import curve as curve_queries
from data.queries.scope import Scope
from data.store import Store
from server.visit import Tab

PAGES = {
    "home": "", "journey": "journey", "upload": "upload", "quality": "quality",
    "settings": "settings", "glossary": "glossary",
}  # fmt: skip
BARE = """import altair as alt, pandas as pd, streamlit as st
st.title("Bare")
frame = pd.DataFrame({"x": range(20), "y": range(20)})
st.altair_chart(alt.Chart(frame).mark_line().encode(x="x", y="y"))
"""
PLAIN = "SELECT touchpoint_id, count(*), avg(norm), stddev_samp(norm) FROM score_fact GROUP BY ALL"


@dataclass(frozen=True)
class Row:
    """One measured thing: seconds, and the seconds of what it is held against."""

    what: str
    seconds: float
    floor: float
    against: str

    def line(self) -> str:
        figures = f"{self.seconds * 1e3:>10.1f} ms{self.floor * 1e3:>12.1f} ms{self.seconds / self.floor:>9.2f}x"
        return f"{self.what:<46}{figures}  {self.against}"


def script_seconds(port: int, page: str, query: str = "", times: int = 15) -> float:
    """Median script time of one page in a running server, after three warm-up runs."""
    with Tab(port, page=page, query=query) as tab:
        for _ in range(3):
            tab.rerun()
        spent = statistics.median(tab.rerun() for _ in range(times))
        if tab.exceptions or tab.not_found or tab.n_elements < 10:
            raise RuntimeError(f"page {page!r} was not drawn: {tab.exceptions[:1]}")
        return spent


def quiet(store: Path) -> dict[str, str]:
    """The environment of a server that only does what is asked of it: no visits of its own, no scoring."""
    return {"THROUGHLINE_STORE": str(store), "THROUGHLINE_FIRST_VISIT": "false", "THROUGHLINE_SCORE": "false"}


def bare_page(folder: Path) -> float:
    """Script time of a page with a title and one chart, under Streamlit's own defaults."""
    script = folder / "bare.py"
    script.write_text(BARE, encoding="utf-8")
    with serving(script, "--runner.postScriptGC", "true") as port:
        return script_seconds(port, "")


def page_rows(folder: Path, floor: float) -> list[Row]:
    """Script time per page on the sample world."""
    with serving(ROOT / "app.py", environment=quiet(folder / "sample.duckdb")) as port:
        return [
            Row(f"page {name}, sample world", script_seconds(port, path), floor, "bare page with one chart")
            for name, path in PAGES.items()
        ]


def collection_row(folder: Path) -> Row:
    """What freezing the heap and collecting by timer saves on the home page."""
    environment = quiet(folder / "sample.duckdb")
    with serving(ROOT / "app.py", environment=environment) as port:
        ours = script_seconds(port, "")
    with serving(
        ROOT / "app.py", "--runner.postScriptGC", "true", environment={**environment, "THROUGHLINE_FREEZE": "0"}
    ) as port:
        default = script_seconds(port, "")
    return Row("page home, collection by timer, frozen heap", ours, default, "collection after each rerun")


def big_rows(folder: Path, n_answers: int, floor: float) -> list[Row]:
    """The curve's query against the engine's plain aggregate, and the journey page, at `n_answers`."""
    path = folder / f"big_{n_answers}.duckdb"
    big_store(path, n_answers)
    store = Store.open(path)
    try:
        scope = Scope(JOURNEY)
        ours = median_seconds(
            lambda: (curve_queries.cluster_sums(store, scope), curve_queries.touchpoint_counts(store, scope))
        )
        plain = median_seconds(lambda: store.frame(PLAIN))
    finally:
        store.close()
    rows = [Row(f"curve query, {n_answers:,} answers", ours, plain, "mean and deviation per touchpoint")]
    with serving(ROOT / "app.py", environment={**quiet(path), "THROUGHLINE_SAMPLE": "false"}) as port:
        seconds = script_seconds(port, "journey", query=f"j={JOURNEY}&per=all", times=9)
    return [*rows, Row(f"page journey, {n_answers:,} answers", seconds, floor, "bare page with one chart")]


def import_rows(folder: Path, n_rows: int) -> list[Row]:
    """Imports of clean files against the engine's bare reading of the same file, and against pandas."""
    rows = []
    for what, select in (("survey", SURVEY), ("event log", EVENTS)):
        path = clean_file(folder / f"{what}.csv", select, n_rows)
        told = measured(path)
        label = f"import, {what} of {n_rows:,} rows ({told.child_mb} MB)"
        rows += [
            Row(label, told.seconds, told.floor, "read_csv + CREATE TABLE"),
            Row(label, told.seconds, told.pandas, "pandas.read_csv"),
        ]
        path.unlink()
    return rows


def process_rows(folder: Path, n_events: int) -> list[Row]:
    """Event-log statistics against the engine's SQL with the same figures, and against pm4py if it is here."""
    path = folder / f"log_{n_events}.duckdb"
    big_log(path, n_events)
    rows = []
    for told in process_measured(path):
        label = f"{told.what}, {n_events:,} events"
        rows.append(Row(label, told.seconds, told.floor, "the same figures in the engine's SQL"))
        if told.peer is not None:
            rows.append(Row(label, told.seconds, told.peer, "pm4py, scaled up from a part"))
    path.unlink()
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, nargs="*", default=[20_000, 1_000_000, 10_000_000])
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000], help="rows of the imported files")
    parser.add_argument("--events", type=int, nargs="*", default=[10_000_000], help="events of the analysed logs")
    asked = parser.parse_args()
    missed = report()
    spc = chart_seconds()
    missed += spc.missed
    print(*spc.lines, sep="\n")
    links = link_seconds()
    missed += [line for spent in links for line in spent.missed]
    print(*(spent.line for spent in links), sep="\n")
    drivers = driver_seconds()
    missed += drivers.missed
    print(*drivers.lines, sep="\n")
    print(f"{'':<46}{'ours':>13}{'floor':>15}{'ratio':>10}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = bare_page(folder)
        for row in page_rows(folder, floor):
            print(row.line(), flush=True)
        print(collection_row(folder).line(), flush=True)
        for n_answers in asked.answers:
            for row in big_rows(folder, n_answers, floor):
                print(row.line(), flush=True)
        for n_events in asked.events:
            for row in process_rows(folder, n_events):
                print(row.line(), flush=True)
        for n_rows in asked.rows:
            for row in import_rows(folder, n_rows):
                print(row.line(), flush=True)
    if missed:
        print("\nMissed:", *missed, sep="\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
