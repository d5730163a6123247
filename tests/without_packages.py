"""Run in a process of its own: the server's start and end, one import, and what two pages say, without the packages.

`python -m tests.without_packages STORE CSV` prints one JSON document. The folder `tests/blocked` on PYTHONPATH hides
the packages from this process and from those it starts.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from analytics.voices.vectors import PACKAGES

SECONDS = 120


async def _served(csv: Path) -> dict[str, Any]:
    import app
    from data import runtime
    from workflows.import_survey import import_survey

    async with app.lifespan(app.app):
        store = runtime.store()
        import_survey(store, csv, None, name=csv.name, at=datetime.now(UTC), accept=True)
        ends = time.monotonic() + SECONDS
        while store.value("SELECT count(*) FROM reading_change") == 0:
            assert time.monotonic() < ends, "it was not read in time"
            await asyncio.sleep(0.1)
        read = store.rows("SELECT engine, count(*) FROM text_score JOIN text_model USING (model_version) GROUP BY ALL")
        n_comments = store.value("SELECT count(DISTINCT text_hash) FROM comment")
        journey = str(store.value("SELECT any_value(journey_id) FROM response"))
        said = {part: _said("pages/journey/voices.py", j=journey, per="all", vp=part) for part in ("themes", "model")}
        return {"read": read, "n_comments": n_comments, "settings": _said("pages/data/settings.py"), **said}


def _said(page: str, **query: str) -> list[str]:
    from streamlit.testing.v1 import AppTest

    screen = AppTest.from_file(str(Path("screen.py").resolve()), default_timeout=60)
    for key, value in query.items():
        screen.query_params[key] = value
    screen.switch_page(page)
    screen.run()
    assert not screen.exception, screen.exception
    return [str(one.value) for one in (*screen.markdown, *screen.caption)]


if __name__ == "__main__":
    found = [name for name, _distribution in PACKAGES.values() if find_spec(name) is not None]
    store, csv = sys.argv[1:]
    sys.argv[1:] = ["--store", store]
    sys.stdout.write(json.dumps({"found": found, **asyncio.run(_served(Path(csv)))}) + "\n")
