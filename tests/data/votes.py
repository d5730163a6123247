"""What the store's tests write: votes of a room, and a process that writes them until it is stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from data.store import Store, Write

ROOT = Path(__file__).resolve().parents[2]
ROWS = 400


def vote_rows(room: str, n: int = ROWS) -> pd.DataFrame:
    """One row per vote of one room."""
    return pd.DataFrame(
        {
            "room_id": room,
            "question_id": [f"q{number}" for number in range(n)],
            "participant": "p",
            "value": [f'"{number}"' for number in range(n)],
            "voted_at": pd.Timestamp("2026-03-01 08:00", tz="UTC"),
        }
    )


def add_votes(store: Store, room: str, n: int = ROWS) -> None:
    """One batch: the votes, and a second table that must always agree with them."""
    with store.write("votes", "room") as write:
        write.insert("vote", vote_rows(room, n))
        add_workshop(write, room)


def add_workshop(write: Write, room: str) -> None:
    write.execute("INSERT INTO workshop (room_id, state, title) VALUES ($room, 'open', 'of its votes')", room=room)


def whole_rooms(store: Store) -> set[str]:
    """The rooms in the store; fails when one is there in part."""
    rooms = store.rows(
        "SELECT coalesce(w.room_id, v.room_id), w.room_id IS NOT NULL, v.n FROM workshop w "
        "FULL JOIN (SELECT room_id, count(*) AS n FROM vote GROUP BY ALL) v USING (room_id)"
    )
    assert all(has_workshop and n == ROWS for _, has_workshop, n in rooms), rooms
    return {str(room) for room, _, _ in rooms}


def start_writer(path: Path, **environment: str) -> subprocess.Popen[str]:
    """A process that opens the store and adds rooms, printing OPEN, then each room it was told is saved."""
    command = [sys.executable, "-m", "tests.data.votes", str(path)]
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def write_on(path: Path) -> None:
    store = Store.open(path, address="http://127.0.0.1:8501")
    print("OPEN", flush=True)  # noqa: T201 - the parent reads it
    number = int(store.value("SELECT count(*) FROM workshop"))
    while True:
        add_votes(store, f"room{number}")
        print(f"room{number}", flush=True)  # noqa: T201
        if number % 5 == 4:
            store.rows("CHECKPOINT")
        number += 1


if __name__ == "__main__":
    write_on(Path(sys.argv[1]))
