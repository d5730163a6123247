"""A comment lands without the personal data in it; the cells keep what was written."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data.store import Store
from tests.workflows.surveys import AT, HEADER, answers, read_here, write_csv
from workflows.import_survey import import_survey

SAID = {
    0: "The counter was closed, call me on +44 20 7946 0958 or anna.k@example.org.",
    1: "K. Okonkwo-Byrne promised a call and I waited the whole day for it.",
    2: "我打了13800138000三次都没有人接，太让人失望了。",
}


def test_what_a_comment_says_about_a_person_stays_in_the_file_only(store: Store, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    rows = [
        [*row[:-1], "K. Okonkwo-Byrne" if n == 1 else f"Guest No{n} Q", SAID.get(n, row[-1])]
        for n, row in enumerate(answers(range(60)))
    ]
    header = ("Response ID", "Date Submitted", "Finished", "Customer number", "Email", "Region",
              "How did you hear of us?", "Rate: booking", "Rate: pick-up", "Rate: return",
              "Overall satisfaction (1-5)", "Full name", "What could be better?")  # fmt: skip
    path = write_csv(tmp_path / "said.csv", rows, header)
    import_survey(store, path, None, name=path.name, at=AT, accept=True)
    texts = {row[0] for row in store.rows("SELECT text FROM comment")}
    assert "The counter was closed, call me on [phone] or [e-mail]." in texts
    assert "[name] promised a call and I waited the whole day for it." in texts
    assert "我打了［电话］三次都没有人接，太让人失望了。" in texts
    kept = pq.read_table(next((store.files / "uploads").glob("*/cells.parquet"))).column("c12").to_pylist()
    assert kept[:3] == list(SAID.values())


def test_personal_data_in_short_answers_is_masked(store: Store, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    reasons = ("box damaged, mail jane.doe@example.com", "great, call me on +44 7700 900123", "12345678Z")
    rows = [[*row[:-1], reasons[n % 3]] for n, row in enumerate(answers(range(60)))]
    header = ("Response ID", "Date Submitted", "Finished", "Customer number", "Email", "Region",
              "How did you hear of us?", "Rate: booking", "Rate: pick-up", "Rate: return",
              "Overall satisfaction (1-5)", "Main cause code")  # fmt: skip
    path = write_csv(tmp_path / "causes.csv", rows, header)
    import_survey(store, path, None, name=path.name, at=AT, accept=True)
    told = {str(value) for table, column in (("answer", "value_text"), ("comment", "text"), ("segment_value", "value"))
            for (value,) in store.rows(f"SELECT DISTINCT {column} FROM {table}")}  # fmt: skip
    assert {"box damaged, mail [e-mail]", "great, call me on [phone]"} <= told
    assert not any("jane.doe" in value or "900123" in value for value in told)


@pytest.mark.parametrize(
    ("place", "name", "role"),
    [(5, "Region", "segment"), (6, "How did you hear of us?", "choice")],
)
def test_codes_in_a_column_of_options_stay_and_the_sentences_among_them_are_masked(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int, name: str, role: str
) -> None:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    options = ("12345678Z", "87654321X", "AB1380013", "mail anna.k@example.org")
    rows = [[*row[:place], options[n % 4], *row[place + 1 :]] for n, row in enumerate(answers(range(60)))]
    path = write_csv(tmp_path / "codes.csv", rows, HEADER)
    column = read_here(path).columns[place]
    assert (column.name, column.role) == (name, role)
    import_survey(store, path, None, name=path.name, at=AT, accept=True)
    where = {"segment": ("segment_value", "value"), "choice": ("answer", "value_text")}[role]
    told = {str(value) for (value,) in store.rows(f"SELECT DISTINCT {where[1]} FROM {where[0]}")}
    assert {*options[:3], "mail [e-mail]"} <= told
    assert not any("anna.k" in value for value in told)
