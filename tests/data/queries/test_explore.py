"""What explore counts is what stands in the file: bases, options, means and weights, by every kind of split."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from data.queries import explore
from data.queries.explore import Asked
from data.queries.scope import Scope
from data.store import Store
from tests.workflows.surveys import AT, read_here
from workflows.import_survey import import_survey

HEADER = ("Response ID", "Date Submitted", "Region", "How did you hear of us?",
          "Which tools do you use? (all that apply)", "How satisfied were you with ordering? (1-5)",
          "weight")  # fmt: skip
REGIONS, HEARD, TOOLS = ("North", "South", "East"), ("Friend", "Search", "Fair"), ("Alpha", "Beta", "Gamma", "Delta")


def rows(n: int = 120) -> list[list[str]]:
    return [
        [f"R{i}", f"2026-{i % 6 + 1:02d}-{i % 27 + 1:02d} 10:00:00", REGIONS[i % 3], HEARD[(i // 2) % 3],
         ";".join(t for place, t in enumerate(TOOLS) if (i + place) % 3 == 0 or place == i % 4),
         str(i % 5 + 1), f"{0.5 + (i % 4) * 0.5}"]
        for i in range(n)
    ]  # fmt: skip


@pytest.fixture
def journey(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    path = tmp_path / "tools.csv"
    with path.open("w", newline="", encoding="utf-8") as sink:
        csv.writer(sink).writerows([HEADER, *rows()])
    found = import_survey(store, path, None, name=path.name, at=AT, accept=True)
    assert found.journey_id
    return found.journey_id


def code_of(store: Store, journey: str, words: str) -> str:
    frame = explore.questions(store, journey)
    return str(frame.loc[frame["label"].str.contains(words, regex=False), "code"].iloc[0])


def test_every_choice_and_score_has_a_place(store: Store, journey: str) -> None:
    labels = " ".join(explore.questions(store, journey)["label"])
    for words in ("hear of us", "tools", "ordering"):
        assert words in labels


def test_choices_by_a_segment_are_those_of_the_file(store: Store, journey: str) -> None:
    asked = Asked(code_of(store, journey, "hear of us"), "seg:Region")
    told = explore.counts(store, Scope(journey), asked).groupby(["group_name", "option"])["n"].sum().to_dict()
    assert told == Counter((row[2], row[3]) for row in rows())
    bases = explore.bases(store, Scope(journey), asked).groupby("group_name")["n"].sum().to_dict()
    assert bases == Counter(row[2] for row in rows())


def test_several_answers_count_each_response_once_in_the_base(store: Store, journey: str) -> None:
    asked = Asked(code_of(store, journey, "tools"))
    told = explore.counts(store, Scope(journey), asked).groupby("option")["n"].sum().to_dict()
    assert told == Counter(tool for row in rows() for tool in row[4].split(";"))
    assert explore.bases(store, Scope(journey), asked)["n"].sum() == 120


def test_means_and_top_two_by_another_question_and_by_month(store: Store, journey: str) -> None:
    for by, key in ((code_of(store, journey, "hear of us"), 3), ("per:month", 1)):
        asked = Asked(code_of(store, journey, "ordering"), by, is_number=True)
        told = explore.means(store, Scope(journey), asked, low=1, high=5, lower_is_better=False)
        sums = told.groupby(["group_name", "option"])[["n", "s"]].sum()
        groups = {row[key] if key == 3 else row[1][:7] + "-01" for row in rows()}
        for group in groups:
            scores = [int(row[5]) for row in rows() if (row[key] if key == 3 else row[1][:7] + "-01") == group]
            assert tuple(sums.loc[(group, "mean")]) == (len(scores), sum(scores))
            assert sums.loc[(group, "top2"), "n"] == sum(score >= 4 for score in scores)


def test_weights_add_up(store: Store, journey: str) -> None:
    assert explore.has_weights(store, journey)
    asked = Asked(code_of(store, journey, "hear of us"), weighted=True)
    told = explore.counts(store, Scope(journey), asked).groupby("option")["s"].sum()
    assert told["Friend"] == pytest.approx(sum(float(row[6]) for row in rows() if row[3] == "Friend"))


def test_the_answers_behind_a_figure_are_as_many_as_its_n(store: Store, journey: str) -> None:
    asked = Asked(code_of(store, journey, "hear of us"), "seg:Region")
    behind = explore.answer_rows(store, Scope(journey), asked, "Friend", "North")
    assert len(behind) == sum(row[2] == "North" and row[3] == "Friend" for row in rows())
    assert set(behind["answer"]) == {"Friend"}


@pytest.mark.parametrize("by", ["per:century", "col:respondent_id", "nothing", "seg:'; DROP TABLE answer; --", "q:x"])
def test_an_unknown_split_reads_nothing_else(store: Store, journey: str, by: str) -> None:
    bases = explore.bases(store, Scope(journey), Asked(code_of(store, journey, "hear of us"), by))
    assert set(bases["group_name"]) <= {"all"}
    assert store.value("SELECT count(*) FROM answer") > 0
