"""The evidence on a few seeds; `make evidence` runs the full sets."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from analytics.voices.tones import weighed_mentions
from benchmarks import evidence
from benchmarks.facts import cluster_sums, touchpoint_counts
from benchmarks.rates import Rate, pooled, table
from benchmarks.theme_impacts import JOURNEY, sample_impacts, sample_truth
from benchmarks.theme_texts import read_tones
from benchmarks.world_facts import world_facts
from data.queries import curve as curve_queries
from data.queries.scope import Scope
from data.samples.world import world
from data.store import Store
from workflows.build_sample import ensure_sample


@pytest.fixture(scope="module")
def rates() -> dict[str, Rate]:
    return {rate.name: rate for rate in evidence.evidence(quick=True)}


def test_planted_truths_are_found_in_three_seeds(rates):
    for name in ("low point", "fall", "segment difference"):
        rate = rates[f"planted {name} found"]
        assert (rate.hits, rate.trials) == (3, 3), name


def test_planted_shifts_are_found_on_their_charts_and_dated(rates):
    for name in ("fall", "KPI jump"):
        rate = rates[f"planted {name} found on its control chart and dated"]
        assert (rate.hits, rate.trials) == (3, 3), name


def test_control_charts_without_effects_signal_at_the_printed_rate(rates):
    found = [rate for name, rate in rates.items() if "without effects with a" in name]
    assert [rate.name.split()[0] for rate in found] == ["control", "journeys"]
    assert all(rate.holds for rate in found), found
    assert all(rate.trials >= 3 for rate in found)


def test_planted_paths_are_found_and_nothing_else(rates):
    late = rates["paths: late delivery found at acceptance"]
    assert (late.hits, late.trials) == (3, 3)
    again = rates["paths: repeated confirmation called a difference"]
    assert again.trials >= 9
    assert again.hits == 0
    assert rates["paths, without effects: worlds with a false discovery"].hits == 0
    assert rates["paths, without effects: comparisons called real"].trials > 1_000


def test_at_most_one_touchpoint_in_twenty_is_low_without_effects(rates):
    false_low = [rate for name, rate in rates.items() if "called low" in name]
    assert len(false_low) == 2
    assert all(rate.value <= 0.05 and rate.trials >= 60 for rate in false_low)


def test_intervals_cover_on_clustered_surveys(rates):
    assert rates["coverage: all figures"].holds
    assert rates["for comparison: mean, accounts ignored"].value < 0.85


def test_capability_intervals_cover_and_tolerance_needs_a_break(rates):
    named = [rate for name, rate in rates.items() if name.startswith(("capability", "customer tolerance"))]
    assert len(named) == 12
    assert all(rate.holds for rate in named)


def test_planted_impacts_of_themes_are_covered_and_none_is_called_without_effects(rates):
    for name in ("theme impact", "theme impact, sample world"):
        covered, false = rates[f"{name}: covered"], rates[f"{name}, without effects: called real"]
        assert covered.holds, name
        assert covered.trials >= 24, name
        assert rates[f"{name}: on the right side of 0"].value >= 0.9, name
        assert false.holds, name
        assert false.trials >= 24, name


def test_learning_from_scores_does_no_harm_in_made_worlds_and_in_the_sample_world(rates):
    for world_name in ("learning from scores: balanced accuracy", "learning from scores, sample world:"):
        rate = rates[f"{world_name} not lower by more than .01"]
        assert rate.hits == rate.trials >= 1


def test_themes_and_tones_read_from_texts_are_mostly_right_and_their_impacts_covered(rates):
    assert rates["planted mentions found in texts, theme and tone, instant"].value > 0.85
    assert rates["found mentions of planted themes, right in theme and tone, instant"].value > 0.85
    covered = rates["theme impact read from texts, instant: covered"]
    assert covered.holds
    assert covered.trials >= 24
    assert rates["theme impact read from texts, instant, without effects: called real"].holds
    assert rates["theme impact read from texts, sample world, instant: covered, of what the texts say"].holds
    assert rates["theme impact read from texts, sample world, instant: on the right side of 0"].value >= 0.9


def test_stable_charts_signal_as_often_as_is_printed(rates):
    found = [rate for name, rate in rates.items() if name.startswith("stable ")]
    assert len(found) >= 14
    assert all(rate.trials == 20 for rate in found)
    assert sum(not rate.holds for rate in found) <= 1  # twenty charts a row, rows at 95 %
    assert rates["step of 2 sigma, proposed within 2 points"].holds


def test_links_are_found_where_planted_and_the_search_is_paid_for(rates):
    by_case = [rate for name, rate in rates.items() if name.startswith("links by case")]
    assert len(by_case) == 6
    assert all(rate.holds for rate in by_case), by_case
    assert rates["links by case, without effects: covered"].trials >= 140
    searched = [rate for name, rate in rates.items() if name.endswith("p of the search <= .05")]
    assert len(searched) == 4
    assert all(rate.holds and rate.trials >= 100 for rate in searched), searched
    plain = rates["links by period, nothing linked, 104 weeks, carry .6, trend: for comparison, best plain p <= .05"]
    assert plain.value > 0.8
    found = rates["links by period: planted link found at its lag, sign right"]
    assert (found.hits, found.trials) == (4, 4)


def test_in_the_sample_world_late_deliveries_are_linked_to_acceptance_and_nothing_else(rates):
    found = {name.partition(": ")[2]: rate for name, rate in rates.items() if name.startswith("links, sample world")}
    assert len(found) == 5
    assert all(rate.holds for rate in found.values()), found
    assert found["late delivery found at acceptance, sign right"].hits == 3
    assert found["repeated confirmation called a difference"].hits == 0
    assert found["repeated confirmation called a difference"].trials >= 45


def test_the_shipped_world_shows_all_of_its_themes_when_only_its_texts_are_read():
    drawn, planted = world(7, journeys=(JOURNEY,)), sample_truth()
    comments = drawn["comment"]
    read = weighed_mentions(read_tones(comments["text"].tolist(), comments["language"].tolist()))
    read["response"] = comments["response_id"].to_numpy()[read["response"]]
    found = sample_impacts(drawn, read)
    called = {key for key in planted if found.of(*key).q < 0.05}
    assert called == {key for key, impact in planted.items() if impact}
    # Some tones are misread, and sentences on touchpoints speak of themes too.
    assert all(0.5 < found.of(*key).value / planted[key] < 2 for key in called)
    assert (found.impacts[0].theme, found.impacts[0].sentiment) == ("speed_waiting", "negative")


def test_a_bar_holds_if_the_interval_includes_or_exceeds_it():
    assert Rate("found", 18, 20, at_least=0.95).holds  # 68.3 % to 98.8 %
    assert not Rate("found", 14, 20, at_least=0.95).holds
    assert not Rate("low", 20, 200, at_most=0.05).holds
    assert not Rate("covered", 200, 200, 0.92, 0.98).holds
    assert pooled("both", [Rate("a", 1, 2), Rate("b", 3, 3)]).interval == Rate("", 4, 5).interval


def test_a_missed_bar_is_said_and_fails_the_command(monkeypatch, capsys):
    monkeypatch.setattr(evidence, "evidence", lambda **_: [Rate("planted fall found", 2, 20, at_least=0.95)])
    assert evidence.main(["--quick"]) == 1
    assert "Missed: planted fall found" in capsys.readouterr().out
    assert "FAILS" in table([Rate("planted fall found", 2, 20, at_least=0.95)])


def test_sums_of_the_simulated_world_are_those_of_the_store(tmp_path: Path):
    store = Store.open(tmp_path / "sample.duckdb")
    try:
        ensure_sample(store, seed=3, scale=0.05, at=datetime(2026, 11, 1, tzinfo=UTC))
        scope = Scope("it_delivery")
        stored, counts = curve_queries.cluster_sums(store, scope), curve_queries.touchpoint_counts(store, scope)
    finally:
        store.close()
    facts = world_facts(world(3, 0.05, is_full=False), "it_delivery")
    pd.testing.assert_frame_equal(touchpoint_counts(facts), counts, check_dtype=False)
    keys = ["touchpoint_id", "comparison_group", "n", "s", "s_native", "paired_s", "rest_n"]
    drawn = cluster_sums(facts)
    one, other = (frame[keys].round(6).sort_values(keys).reset_index(drop=True) for frame in (drawn, stored))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)
