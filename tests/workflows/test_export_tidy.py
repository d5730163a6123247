"""The tidy export: what notebooks get, and what nobody can be recognised by."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.queries import tidy
from data.store import Store
from errors import BadInput
from tests.workflows.surveys import AT, answers, survey, write_csv
from workflows.export_tidy import export_tidy
from workflows.import_survey import import_survey
from workflows.withhold import withheld_segments

pytestmark = pytest.mark.usefixtures("quick_reading")


def exported(store: Store, folder: Path) -> dict[str, pd.DataFrame]:
    paths = export_tidy(store, folder)
    return {path.stem: pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path) for path in paths}


def test_the_export_holds_the_current_answers_and_describes_every_column(store: Store, tmp_path: Path) -> None:
    for name, numbers in (("march.csv", range(60)), ("april.csv", range(40, 100))):
        import_survey(store, survey(tmp_path / name, numbers), None, name=name, at=AT, accept=True)
    frames = exported(store, tmp_path / "out")
    assert len(frames["responses"]) == 100
    assert frames["responses"]["person_key"].nunique() == 40
    scores = frames["answers"].merge(frames["questions"], on="question_id").query("kind == 'score'")
    assert scores.groupby("label").size().tolist() == [100] * 4
    told = frames.pop("data_dictionary").dropna(subset=["column"])
    for name, frame in frames.items():
        described = set(told.loc[told["file"] == f"{name}.parquet", "column"])
        assert {column for column in frame if not column.startswith("segment_")} == described
    assert told[["meaning_en", "meaning_zh"]].notna().all(axis=None)


def test_nobody_is_named_and_small_groups_are_withheld(store: Store, tmp_path: Path) -> None:
    rows = answers(range(60))
    for place in range(3):
        rows[place][5], rows[place][6] = "Island", "Word of mouth"
    import_survey(store, write_csv(tmp_path / "a.csv", rows), None, name="a.csv", at=AT, accept=True)
    small = write_csv(tmp_path / "b.csv", answers(range(200, 204)))
    import_survey(store, small, None, name="b.csv", at=AT, accept=True, decisions={})
    export_tidy(store, tmp_path / "out")
    everything = "".join(pd.read_parquet(path).astype("str").to_csv() for path in (tmp_path / "out").glob("*.parquet"))
    assert "Island" not in everything
    assert "Word of mouth" not in everything
    assert "@example.org" not in everything
    assert "South" in everything
    known = [row[0] for row in store.rows("SELECT response_id FROM response UNION SELECT respondent_id FROM response")]
    assert not any(key in everything for key in known if key)


def test_a_file_in_place_of_the_folder_is_named(store: Store, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", "utf-8")
    with pytest.raises(BadInput):
        export_tidy(store, tmp_path / "taken")


def test_an_empty_store_exports_empty_tables(store: Store, tmp_path: Path) -> None:
    frames = exported(store, tmp_path / "out")
    assert set(frames) == {*tidy.described(), "data_dictionary"}
    assert frames["responses"].empty


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("wxyz"), st.sampled_from("12345")), max_size=60),
    st.integers(2, 6),
)
def test_no_combination_singles_out_fewer_than_k(rows: list[tuple[str, str, str]], k: int) -> None:
    frame = pd.DataFrame(rows, columns=["one", "two", "three"], dtype="str")
    shown = withheld_segments(frame, k=k)
    sizes = shown.fillna("-").groupby(["one", "two", "three"]).size()
    if len(frame) >= k:
        assert (sizes >= k).all()
    else:
        assert shown.isna().all(axis=None)
    for name in frame:
        kept = shown[name].notna()
        assert (shown.loc[kept, name] == frame.loc[kept, name]).all()
