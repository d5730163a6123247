"""The sample world holds what its truth says, computed here by plain means and none of our analytics."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.samples.model import Window
from data.samples.world import World, world

ZONE = "Asia/Shanghai"


@pytest.fixture(scope="module")
def large() -> World:
    """Five times the usual size and independent answers, so that plain standard errors hold."""
    return world(11, 5.0, clustered=False, is_full=False)


@pytest.fixture(scope="module")
def usual() -> World:
    return world(7)


def scores(drawn: World, touchpoint_id: str) -> pd.DataFrame:
    """One row per answer: value_num, served (local day), response_id, case_id, account_id."""
    answers = drawn["answer"].loc[lambda rows: rows["touchpoint_id"] == touchpoint_id, ["response_id", "value_num"]]
    responses = drawn["response"][["response_id", "served_at", "submitted_at", "case_id", "account_id"]]
    joined = answers.merge(responses, on="response_id")
    return joined.assign(served=joined["served_at"].dt.tz_convert(ZONE).dt.tz_localize(None))


def effect(drawn: World, name: str, journey: str = "it_delivery") -> dict:
    return next(row for row in drawn.truth["journeys"][journey]["effects"] if row["id"] == name)


def assert_difference(on: pd.Series, off: pd.Series, expected: float) -> None:
    """The difference of two means lies within 4.5 standard errors of what was planted."""
    error = np.sqrt(on.var() / len(on) + off.var() / len(off))
    assert len(on) > 500
    assert abs(on.mean() - off.mean() - expected) < 4.5 * error


def test_the_same_seed_gives_the_same_frames_and_another_seed_others() -> None:
    first, again, other = world(3, 0.05), world(3, 0.05), world(4, 0.05)
    for name, frame in first.frames.items():
        pd.testing.assert_frame_equal(frame, again[name])
    for name in ("response", "answer", "comment", "event", "kpi_value", "work_item"):
        assert not first[name].equals(other[name])


def test_the_answers_do_not_depend_on_the_rest_being_drawn() -> None:
    pd.testing.assert_frame_equal(world(3, 0.05)["answer"], world(3, 0.05, is_full=False)["answer"])


def test_one_touchpoint_falls_by_twelve_percent_in_a_known_week_and_stays_low(large: World) -> None:
    fall = effect(large, "fall")
    assert fall["change"]["relative_native"] == pytest.approx(-0.12, abs=0.001)
    assert fall["weeks"] == 16
    rows = scores(large, fall["touchpoint_id"])
    after = rows["served"] >= fall["week"]
    assert_difference(rows["value_num"][after], rows["value_num"][~after], fall["change"]["native"])
    weeks = rows[after].assign(week=lambda part: part["served"].dt.to_period("W")).groupby("week")["value_num"].mean()
    assert len(weeks) >= 16
    assert weeks.max() < rows["value_num"][~after].mean() - 0.2


def test_late_deliveries_depress_acceptance(large: World) -> None:
    late = effect(large, "late")
    full = world(11, 1.0, clustered=False)
    handed = full["event"].loc[full["event"]["activity"] == "Hand over delivery", ["case_id", "end_ts", "target_ts"]]
    rows = scores(full, late["touchpoint_id"]).merge(handed, on="case_id")
    is_late = rows["end_ts"] > rows["target_ts"]
    assert_difference(rows["value_num"][is_late], rows["value_num"][~is_late], late["change"]["native"])


def test_lateness_shows_in_acceptance_two_weeks_on(usual: World) -> None:
    kpi = usual["kpi_value"].loc[lambda rows: rows["kpi_id"] == "it_delivery.on_time_delivery_rate"]
    on_time = kpi.set_index("period_start")["value"]
    rows = scores(usual, effect(usual, "late")["touchpoint_id"])
    answered = rows["submitted_at"].dt.tz_convert(ZONE).dt.tz_localize(None)
    acceptance = rows.groupby(answered.dt.to_period("W").dt.start_time)["value_num"].mean()
    by_lag = {lag: on_time.shift(lag).corr(acceptance) for lag in range(-4, 9)}
    assert max(by_lag, key=lambda lag: by_lag[lag]) == effect(usual, "late")["lag_weeks"] == 2
    assert by_lag[2] > 0.4


def test_one_segment_rates_one_touchpoint_lower_and_no_other(large: World) -> None:
    planted = effect(large, "segment")
    of = large["segment_value"].loc[lambda rows: rows["dim"] == planted["dim"], ["owner_id", "value"]]
    for touchpoint_id, expected in (
        (planted["touchpoint_id"], planted["change"]["native"]),
        ("it_delivery.service_desk", 0.0),
    ):
        rows = scores(large, touchpoint_id).merge(of, left_on="response_id", right_on="owner_id")
        member = rows["value"] == planted["value"]
        assert_difference(rows["value_num"][member], rows["value_num"][~member], expected)


@pytest.mark.parametrize("name", ["works", "no_sign"])
def test_one_action_works_and_one_does_not(large: World, name: str) -> None:
    planted = effect(large, name)
    rows = scores(large, planted["touchpoint_id"])
    after = rows["served"] >= planted["week"]
    assert_difference(rows["value_num"][after], rows["value_num"][~after], planted["change"]["native"])
    assert (planted["change"]["native"] > 0.3) == (name == "works")
    actions = large["improvement_action"].set_index("touchpoint_id")["live_on"]
    assert actions[planted["touchpoint_id"]] == pd.Timestamp(planted["week"])


def test_the_persistent_low_point_is_the_only_one(large: World) -> None:
    for journey, told in large.truth["journeys"].items():
        low = {key for key, row in told["touchpoints"].items() if row["contrast_points"] <= -5}
        assert low == {effect(large, "low", journey)["touchpoint_id"]}


def test_every_touchpoint_has_the_mean_the_truth_states(large: World) -> None:
    answers = large["answer"].dropna(subset=["touchpoint_id"]).groupby("touchpoint_id")["value_num"]
    found = answers.agg(["mean", "std", "size"])
    stated = pd.Series(
        {key: row["native"] for told in large.truth["journeys"].values() for key, row in told["touchpoints"].items()}
    )
    error = (found["mean"] - stated) / (found["std"] / np.sqrt(found["size"]))
    assert len(error) == 35
    # weeks of late deliveries are shared by many answers, so acceptance spreads more than plain errors say
    assert error.drop("it_delivery.acceptance_signoff").abs().max() < 4.5
    assert abs(found["mean"] - stated)["it_delivery.acceptance_signoff"] < 0.04


def test_without_effects_all_touchpoints_have_one_mean() -> None:
    plain = world(5, 5.0, effects=False, clustered=False, is_full=False)
    answers = plain["answer"].dropna(subset=["touchpoint_id"]).groupby("touchpoint_id")["value_num"]
    found = answers.agg(["mean", "var", "size"])
    together = np.average(found["mean"], weights=found["size"])
    error = (found["mean"] - together) / np.sqrt(found["var"] / found["size"])
    assert error.abs().max() < 4.5
    assert (error**2).sum() < 75  # chi-square with 34 degrees of freedom: P < .0001
    stated = [row["native"] for told in plain.truth["journeys"].values() for row in told["touchpoints"].values()]
    assert np.ptp(stated) < 0.006
    assert not any(told["effects"] for told in plain.truth["journeys"].values())


def test_answers_cluster_in_accounts_and_people_when_asked_to() -> None:
    def share_between(drawn: World, key: str) -> float:
        people = drawn["response"][["response_id", "respondent_id"]]
        rows = scores(drawn, "it_delivery.issue_resolution").merge(people, on="response_id")
        groups = rows.groupby(key)["value_num"].agg(["mean", "size"])
        apart = groups["mean"] - rows["value_num"].mean()
        between = (groups["size"] * apart**2).sum() / (len(groups) - 1)
        within = (rows["value_num"] - rows[key].map(groups["mean"])).pow(2).sum() / (len(rows) - len(groups))
        size = (len(rows) - (groups["size"] ** 2).sum() / len(rows)) / (len(groups) - 1)
        return (between - within) / (between + (size - 1) * within)  # one-way analysis of variance

    nested, plain = world(9, 1.0, is_full=False), world(9, 1.0, clustered=False, is_full=False)
    assert 0.05 < share_between(nested, "account_id") < 0.2
    assert share_between(nested, "respondent_id") > share_between(nested, "account_id")
    assert abs(share_between(plain, "account_id")) < 0.02


@pytest.mark.parametrize("seed", range(5))
def test_the_falling_touchpoint_has_two_hundred_answers_in_every_month(seed: int) -> None:
    drawn = world(seed, is_full=False, journeys=("it_delivery",))
    rows = (
        scores(drawn, effect(drawn, "fall")["touchpoint_id"])
        if seed == 0
        else scores(drawn, "it_delivery.service_desk")
    )
    for column in ("served_at", "submitted_at"):
        months = rows[column].dt.tz_convert(ZONE).dt.tz_localize(None).dt.to_period("M").value_counts()
        assert len(months) == 36
        assert months.min() >= 200


def test_each_response_rates_every_touchpoint_of_its_stage_on_whole_steps(usual: World) -> None:
    rated = usual["answer"].dropna(subset=["touchpoint_id"])
    per_response = rated.groupby("response_id")["touchpoint_id"].nunique()
    stages = usual["touchpoint"].loc[lambda rows: rows["kind"] == "touchpoint"].groupby("stage_id").size()
    of = usual["response"].set_index("response_id")["survey_id"].str.removeprefix("sample.")
    assert (per_response == of.map(stages).reindex(per_response.index)).all()
    assert set(rated["value_num"]) == {1.0, 2.0, 3.0, 4.0, 5.0}
    assert ((rated["value_num"] - 1) * 25).equals(rated["value_norm"])


def test_repeated_confirmation_costs_days_and_changes_no_score(usual: World) -> None:
    waste = effect(usual, "waste")
    events = usual["event"].loc[lambda rows: rows["case_id"].str.startswith("it_delivery")]
    confirmed = (
        events[events["activity"] == waste["activity"]].groupby("case_id")["end_ts"].agg(rounds="size", last="max")
    )
    begun = events[events["activity"] == "Interview users"].groupby("case_id")["start_ts"].agg(n="size", first="min")
    spans = confirmed.join(begun).query("n == 2")
    days = (spans["last"] - spans["first"]).dt.total_seconds() / 86_400
    slope = np.polyfit(spans["rounds"] - 1, days, 1)[0]
    assert slope == pytest.approx(waste["change"]["days_per_extra_round"], abs=0.25)
    rows = scores(usual, "it_delivery.requirement_confirmation").merge(
        confirmed["rounds"], left_on="case_id", right_index=True
    )
    assert abs(np.corrcoef(rows["rounds"], rows["value_num"])[0, 1]) < 0.06
    plain = world(7, 0.2, effects=False)["event"]
    assert plain.loc[plain["activity"] == waste["activity"]].groupby("case_id").size().max() == 1


def test_a_kpi_jumps_with_the_fall(usual: World) -> None:
    jump = effect(usual, "kpi_jump")
    rows = usual["kpi_value"].loc[lambda part: part["kpi_id"] == jump["kpi_id"]]
    after = rows["period_start"] >= jump["week"]
    change = rows["value"][after].mean() - rows["value"][~after].mean()
    assert change == pytest.approx(jump["change"]["value"], abs=0.2)


def test_the_world_has_the_size_the_story_tells(usual: World) -> None:
    def of_it(table: str, column: str) -> int:
        return int(usual[table][column].str.startswith("it_delivery").sum())

    assert of_it("response", "response_id") == 20_000
    assert of_it("process_case", "case_id") == 1_200
    assert 36_000 < of_it("event", "event_id") < 46_000
    assert of_it("kpi_def", "kpi_id") == 12
    days = usual["response"]["submitted_at"].dt.tz_convert(ZONE).dt.date
    assert (str(days.min()), str(days.max())) == ("2023-11-01", "2026-10-31")


@pytest.mark.parametrize(("until", "start"), [("2026-10-31", "2023-11-01"), ("2028-02-29", "2025-03-01")])
def test_the_window_is_three_years(until: str, start: str) -> None:
    window = Window(date.fromisoformat(until))
    assert window.start == date.fromisoformat(start)
    assert window.monday_before_end(16).weekday() == 0
    assert 16 * 7 <= (window.until - window.monday_before_end(16)).days + 1 < 17 * 7


def test_everything_that_is_named_exists(usual: World) -> None:
    keys = {
        "response": {"case_id": "process_case", "respondent_id": "respondent", "survey_id": "survey"},
        "project": {"account_id": "customer_account", "parent_id": "project"},
        "answer": {"response_id": "response", "question_id": "question", "touchpoint_id": "touchpoint"},
        "comment": {"response_id": "response", "touchpoint_id": "touchpoint", "question_id": "question"},
        "event": {"case_id": "process_case", "touchpoint_id": "touchpoint", "stage_id": "stage"},
        "process_case": {"account_id": "customer_account", "respondent_id": "respondent", "project_id": "project"},
        "kpi_value": {"kpi_id": "kpi_def"},
        "touchpoint_kpi": {"kpi_id": "kpi_def"},
        "question": {"scale_id": "scale"},
        "link": {"case_id": "process_case"},
        "contact": {"account_id": "customer_account"},
        "improvement_action": {"touchpoint_id": "touchpoint"},
        "activity_map": {"touchpoint_id": "touchpoint"},
    }
    for table, columns in keys.items():
        for column, target in columns.items():
            assert set(usual[table][column].dropna()) <= set(usual[target][column]), (table, column)
    unique = {"response": "response_id", "event": "event_id", "comment": "comment_id", "work_item": "item_id"}
    for table, key in unique.items():
        assert usual[table][key].is_unique


def test_comments_speak_two_languages_in_the_tone_of_the_score(usual: World) -> None:
    comments = usual["comment"]
    shares = comments["language"].value_counts(normalize=True)
    assert shares["en"] > 0.25
    assert shares["zh"] > 0.5
    assert not comments["text"].str.contains(r"[{}]").any()
    assert comments["text"].nunique() > 0.75 * len(comments)
    is_chinese = comments["text"].str.contains("[\u4e00-\u9fff]")
    assert is_chinese[comments["language"] == "en"].sum() == 0
    assert is_chinese[comments["language"] == "zh"].mean() > 0.98
    ends_well = comments["text"].str.contains("Keep it up|继续保持")
    rated = comments.merge(
        usual["answer"][["response_id", "touchpoint_id", "value_num"]], on=["response_id", "touchpoint_id"]
    )
    assert len(rated) == len(comments)
    assert rated.loc[ends_well.to_numpy(), "value_num"].min() >= 4
