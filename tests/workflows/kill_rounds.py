"""Imports that are killed: run as a script, prints one JSON line per round.

    python -m tests.workflows.kill_rounds FOLDER ROUNDS SEED

One process imports the libraries once and forks a child per round; the child opens the store and imports a new file,
and is killed with SIGKILL at a random moment. A second child opens the store again and says what is in it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from data.store import Store
from tests.workflows.surveys import AT, dump, read_here, survey
from workflows import import_survey as module
from workflows.undo_upload import undo_upload

N_ROWS = 120


def run(store_path: Path, path: Path) -> None:
    """Import one file."""
    store = Store.open(store_path)
    module.import_survey(store, path, None, name="survey.csv", at=AT, accept=True)
    store.close()


def in_child(work: object, *arguments: object) -> int:
    """Run `work` in a forked child; returns its process id."""
    child = os.fork()
    if child:
        return child
    try:
        work(*arguments)  # type: ignore[operator]
    except BaseException as error:  # noqa: BLE001 - the child must end here whatever happened
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def look(store_path: Path, before: Path, out: Path) -> None:
    """Whether the import is there whole, or the store is as it was; a landed one is undone."""
    store = Store.open(store_path)
    live = store.rows("SELECT upload_id, sha256 FROM upload WHERE state = 'live'")
    counts = [
        store.value(f"SELECT count(*) FROM {table}") for table in ("response", "answer", "score_fact", "row_origin")
    ]
    folders = sorted(folder.name for folder in (store.files / "uploads").iterdir())
    known = {row[0] for row in store.rows("SELECT sha256 FROM upload")}
    whole = {}
    for upload_id, sha256 in live:
        whole = {"files": sorted(p.name for p in (store.files / "uploads" / sha256).iterdir())}
        undo_upload(store, upload_id, at=AT)
    found = {
        "n_live": len(live),
        "counts": counts,
        "orphans": sorted(set(folders) - known),
        **whole,
        "as_before": dump(store) == json.loads(before.read_text("utf-8")),
    }
    out.write_text(json.dumps(found), "utf-8")
    store.close()


def keep_dump(store_path: Path, out: Path) -> None:
    """The empty store's dump."""
    store = Store.open(store_path)
    out.write_text(json.dumps(dump(store)), "utf-8")
    store.close()


def main() -> None:
    """Kill one import per round at a random moment of its usual duration."""
    module.inspect_file = read_here
    folder, rounds, rng = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    store_path, before, out = folder / "k.duckdb", folder / "before.json", folder / "found.json"
    assert os.waitpid(in_child(keep_dump, store_path, before), 0)[1] == 0
    started = time.monotonic()
    assert os.waitpid(in_child(run, store_path, survey(folder / "first.csv", range(N_ROWS), seed=0)), 0)[1] == 0
    usual = time.monotonic() - started
    assert os.waitpid(in_child(look, store_path, before, out), 0)[1] == 0
    sys.stdout.write(out.read_text("utf-8") + "\n")
    sys.stdout.flush()
    for number in range(rounds):
        path = survey(folder / "survey.csv", range(N_ROWS), seed=number + 1)
        child = in_child(run, store_path, path)
        time.sleep(rng.uniform(0.02, usual * 1.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert os.waitpid(in_child(look, store_path, before, out), 0)[1] == 0
        sys.stdout.write(out.read_text("utf-8") + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
