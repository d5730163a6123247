"""Scoring that dies leaves whole batches or nothing, and the next run goes on from there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflows.score_kill_rounds import BATCH, N_TEXTS

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_sigkill_at_random_moments_leaves_whole_batches(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.workflows.score_kill_rounds", str(tmp_path), str(ROUNDS), "11"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    whole, *killed, resumed = [json.loads(line) for line in ended.stdout.splitlines()]
    assert whole["n"] == whole["n_standard"] == whole["n_states"] == N_TEXTS
    assert resumed == whole
    assert len(killed) == ROUNDS
    for found in killed:
        assert found["n"] % BATCH == 0
        assert found["n_standard"] % BATCH == 0
        assert found["n_states"] == found["n"]
        assert (found["n_twice"], found["n_lost_terms"], found["n_no_model"]) == (0, 0, 0)
    assert any(found["n_standard"] < N_TEXTS for found in killed)
