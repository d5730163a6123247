"""The number of comments said over the list is the number there is, not the number that was read."""

from __future__ import annotations

from data.queries import voices
from data.queries.scope import Scope

LOW = "it_delivery.requirement_confirmation"


def test_the_list_is_cut_but_the_count_is_whole(sample_store):
    scope = Scope("it_delivery")
    whole = voices.touchpoint_comments(sample_store, scope, LOW, most=100_000)
    short = voices.touchpoint_comments(sample_store, scope, LOW, most=3)
    alike = dict(zip(whole["is_own"], whole["n_alike"], strict=True))
    assert len(short) == 3 < len(whole)
    assert short["n_alike"].iloc[0] == alike[bool(short["is_own"].iloc[0])]
    counted = voices.comment_counts(sample_store, scope).set_index("touchpoint_id")["n"][LOW]
    assert sum(alike.values()) == counted
