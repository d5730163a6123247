"""What the tests of workflows share."""

from __future__ import annotations

import pytest

from tests.workflows.surveys import read_here


@pytest.fixture
def quick_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports read their files in this process."""
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
