"""Big stores and files for the benchmarks, made by the engine itself so that making them is quick."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from data.store import Store

N_TOUCHPOINTS, PER_STAGE, N_ACCOUNTS = 24, 4, 600
JOURNEY = "bench"

FACTS = """
INSERT INTO score_fact
SELECT $journey, 'touchpoint', format('{}.tp_{}', $journey, i % $n_touchpoints), format('q_{}', i % $n_touchpoints),
       'csat|1|5', i // $per_response, (hash(i // $per_response) % $n_accounts)::INTEGER,
       (i // $per_response)::INTEGER, (hash(i // $per_response) % $n_accounts)::INTEGER,
       DATE '2026-10-31' - (hash(i // $per_response, 1) % 1000)::INTEGER,
       DATE '2026-10-31' - (hash(i // $per_response, 1) % 1000)::INTEGER,
       1 + hash(i, 2) % 5, (hash(i, 2) % 5) * 25, (hash(i, 3) % 500)::DOUBLE, 7, NULL, 'bench'
FROM range($n) rows(i)
"""

RESPONSES = """
INSERT INTO response (response_id, upload_id, response_no, revision, is_current, account_id, journey_id, row_no,
                      submitted_at, served_at, time_precision, status)
SELECT 'r' || i, 'bench', i, 1, true, 'a' || hash(i) % $n_accounts, $journey, i,
       TIMESTAMPTZ '2026-10-31 00:00:00+00' - to_days((hash(i, 1) % 1000)::INTEGER),
       TIMESTAMPTZ '2026-10-31 00:00:00+00' - to_days((hash(i, 1) % 1000)::INTEGER), 'day', 'complete'
FROM range($n // $per_response) rows(i)
"""


def big_store(path: Path, n_answers: int) -> None:
    """A store with one journey of 24 touchpoints and `n_answers` answers in 600 accounts over 1,000 days."""
    store = Store.open(path)
    try:
        with store.write("bench", "journey", "feedback") as write:
            _journey(write)
            sizes = {"n_accounts": N_ACCOUNTS, "per_response": 8, "journey": JOURNEY}
            write.execute(RESPONSES, n=n_answers, **sizes)
            write.execute(FACTS, n=n_answers, n_touchpoints=N_TOUCHPOINTS, **sizes)
            write.n_rows += n_answers
    finally:
        store.close()


def _journey(write: object) -> None:
    execute = write.execute  # type: ignore[attr-defined]
    execute(
        "INSERT INTO journey (journey_id, name_en, name_zh, created_at) VALUES ($id, 'Bench', 'Bench', $at)",
        id=JOURNEY,
        at=datetime(2026, 10, 31, tzinfo=UTC),
    )
    execute(
        "INSERT INTO stage SELECT format('{}.stage_{}', $id, i), $id, i, 'Stage ' || i, NULL, NULL FROM range($n) s(i)",
        id=JOURNEY,
        n=N_TOUCHPOINTS // PER_STAGE,
    )
    execute(
        "INSERT INTO touchpoint (touchpoint_id, journey_id, stage_id, position, name_en) "
        "SELECT format('{}.tp_{}', $id, i), $id, format('{}.stage_{}', $id, i // $per), i, 'Touchpoint ' || i "
        "FROM range($n) t(i)",
        id=JOURNEY,
        per=PER_STAGE,
        n=N_TOUCHPOINTS,
    )
    execute(
        "INSERT INTO question (question_id, survey_id, label, kind, about, target, metric, journey_id, touchpoint_id) "
        "SELECT 'q_' || i, 'bench', 'How satisfied were you with touchpoint ' || i, 'score', 'touchpoint', "
        "'touchpoint', 'csat', $id, format('{}.tp_{}', $id, i) FROM range($n) t(i)",
        id=JOURNEY,
        n=N_TOUCHPOINTS,
    )
