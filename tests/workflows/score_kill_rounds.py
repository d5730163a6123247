"""Scoring that is killed: run as a script, prints one JSON line per round.

    python -m tests.workflows.score_kill_rounds FOLDER ROUNDS SEED

A forked child scores a store in small batches and is killed with SIGKILL at a random moment; a second one opens the
store again and says what is in it; at last one runs to the end.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from data.store import Store
from tests.workflows.kill_rounds import in_child
from tests.workflows.surveys import read_here
from tests.workflows.voices import UP_TO_STANDARD, run_scoring, scored_survey
from workflows import import_survey as importing
from workflows import score_comments as scoring

N_TEXTS, BATCH = 120, 15


def prepare(store_path: Path) -> None:
    """A store with comments, none scored."""
    store = Store.open(store_path)
    scored_survey(store, store_path.parent, [f"good or bad, number {n}" for n in range(N_TEXTS)])
    store.close()


def run(store_path: Path) -> None:
    """Score everything."""
    store = Store.open(store_path)
    run_scoring(store, available=UP_TO_STANDARD)
    store.close()


def look(store_path: Path, out: Path) -> None:
    """How many rows there are, and what does not fit together."""
    store = Store.open(store_path)
    found = {
        "n": store.value("SELECT count(*) FROM text_score"),
        "n_standard": store.value("SELECT count(*) FROM text_score WHERE starts_with(model_version, 'standard')"),
        "n_states": store.value("SELECT count(*) FROM text_state"),
        "n_twice": store.value("SELECT count(*) - count(DISTINCT (text_hash, question_hash)) FROM text_score"),
        "n_lost_terms": store.value(
            "SELECT count(*) FROM text_state WHERE text_no NOT IN (SELECT text_no FROM text_term)"
        ),
        "n_no_model": store.value(
            "SELECT count(*) FROM text_score WHERE model_version NOT IN (SELECT model_version FROM text_model)"
        ),
    }
    out.write_text(json.dumps(found), "utf-8")
    store.close()


def _done(work: object, *arguments: object) -> None:
    assert os.waitpid(in_child(work, *arguments), 0)[1] == 0


def main() -> None:
    """Kill one scoring per round at a random moment of its usual duration."""
    importing.inspect_file = read_here
    scoring.BATCH = dict.fromkeys(scoring.ENGINES, BATCH)
    folder, rounds, rng = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    home, work, out = folder / "home", folder / "work", folder / "found.json"
    home.mkdir()
    _done(prepare, home / "k.duckdb")
    usual = 0.0
    for number in range(rounds + 1):
        if work.exists():
            shutil.rmtree(work)
        shutil.copytree(home, work)
        started = time.monotonic()
        child = in_child(run, work / "k.duckdb")
        if number:
            time.sleep(rng.uniform(0.05, usual))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        usual = usual or time.monotonic() - started
        _done(look, work / "k.duckdb", out)
        sys.stdout.write(out.read_text("utf-8") + "\n")
    _done(run, work / "k.duckdb")
    _done(look, work / "k.duckdb", out)
    sys.stdout.write(out.read_text("utf-8") + "\n")


if __name__ == "__main__":
    main()
