"""Reading in a process of its own: it tells how far it is, can be stopped, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from errors import Cancelled, FileRefused
from workflows import reading_process
from workflows.inspect_file import inspect_file

ANSWERS = "Timestamp,How satisfied are you? (1-5)\n" + "2024-01-01 10:00:00,4\n" * 40


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "work"))
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def test_reading_tells_how_far_it_is(answers: Path) -> None:
    told: list[tuple[float, str]] = []
    inspect_file(answers, progress=lambda share, message: told.append((share, message)))
    shares = [share for share, _ in told]
    assert told
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0
    assert {message for _, message in told} <= {"Checking the file", "Reading the file", "Recognising the columns"}


def test_reading_can_be_stopped(answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*args: Any, **kwargs: Any) -> subprocess.Popen[bytes]:
        started.append(start(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    with pytest.raises(Cancelled):
        inspect_file(answers, cancelled=lambda: True)
    assert [child.returncode for child in started] == [-signal.SIGKILL]
    assert not list((tmp_path / "work").iterdir())


def test_a_process_over_its_time_has_refused_the_file(answers: Path, tmp_path: Path) -> None:
    order = {"seconds": 0.01, "memory_mb": 1024, "path": str(answers)}
    with pytest.raises(FileRefused) as told:
        reading_process.answer_of(order, tmp_path / "work", cancelled=None)
    assert told.value.issue == "reading_failed"


@pytest.mark.parametrize(("place", "slug"), [("folder", "not_a_file"), ("pipe", "not_a_file"), ("gone.csv", "no_file")])
def test_only_a_file_is_opened(tmp_path: Path, place: str, slug: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileRefused) as told:
        inspect_file(tmp_path / place)
    assert told.value.issue == slug
