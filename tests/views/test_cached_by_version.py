"""What a page has loaded is computed again only when an area it reads was written."""

from __future__ import annotations

import pytest

from data.queries.scope import Scope
from data.store import Store
from views import loaders, loaders_scores

SCOPE = Scope("it_delivery")


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query the store runs from now on."""
    seen: list[str] = []
    for name in ("frame", "rows"):
        plain = getattr(Store, name)

        def noted(self, sql, /, *args, _plain=plain, **params):  # type: ignore[no-untyped-def]
            seen.append(sql)
            return _plain(self, sql, *args, **params)

        monkeypatch.setattr(Store, name, noted)
    return seen


def load_everything_from_feedback() -> None:
    loaders_scores.journey_curve(SCOPE)
    loaders_scores.outcomes(SCOPE)
    loaders_scores.totals(SCOPE)
    loaders.segment_values(SCOPE.journey_id)
    loaders.data_span(SCOPE.journey_id)
    loaders_scores.scoped("comment_counts", SCOPE)


def test_a_hundred_votes_in_the_room_recompute_no_feedback(sample_store: Store, queries: list[str]) -> None:
    load_everything_from_feedback()
    assert queries, "the first load reads the store"
    for number in range(100):
        with sample_store.write("vote", "room") as write:
            write.execute("INSERT INTO workshop (room_id, state) VALUES ($id, 'open')", id=str(number))
        queries.clear()
        load_everything_from_feedback()
        assert queries == []


def test_a_write_to_the_feedback_shows_at_once(sample_store: Store, queries: list[str]) -> None:
    before = loaders_scores.totals(SCOPE)
    with sample_store.write("import", "feedback") as write:
        write.execute("DELETE FROM score_fact WHERE response_no % 2 = 0")
    queries.clear()
    assert loaders_scores.totals(SCOPE) != before
    assert queries
