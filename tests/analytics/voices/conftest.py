"""What the tests of the reading of texts share."""

from __future__ import annotations

import pytest

from analytics.voices.engine import available_engines


@pytest.fixture(params=["instant", "standard", "accurate"])
def engine(request) -> str:
    """Each engine in turn."""
    reason = available_engines()[request.param]
    if request.param == "accurate" and reason is not None:  # its wheel exists for some platforms only
        pytest.skip(f"accurate engine: {reason}")
    assert reason is None
    return request.param
