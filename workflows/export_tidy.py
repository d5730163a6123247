"""The store as tidy Parquet files with a data dictionary, for notebooks; small groups are withheld."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.queries import tidy
from data.queries.setting import setting
from data.store import Store
from errors import N_, BadInput
from workflows.withhold import withheld_segments

SEGMENT = "segment_"
DICTIONARY = "data_dictionary.csv"
FIX_FOLDER = N_("Choose a folder that can be written to.")


def export_tidy(store: Store, folder: Path) -> list[Path]:
    """Write one Parquet file per table and `data_dictionary.csv` into `folder`; returns the paths.

    Keys of answers and persons are numbers of this export only. Where fewer answers than the setting `min_n_hidden`
    share a touchpoint, an option or a combination of segments, these are withheld.
    """
    frames = tidy_frames(store, salt=secrets.token_hex(16))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = [_written(frame, folder / f"{name}.parquet") for name, frame in frames.items()]
        return [*paths, _dictionary(frames, folder / DICTIONARY)]
    except (NotADirectoryError, FileExistsError, PermissionError) as error:
        raise BadInput(field="folder", value=str(folder), fix=FIX_FOLDER) from error


def tidy_frames(store: Store, *, salt: str) -> dict[str, pd.DataFrame]:
    """The frames of the export by file name, thresholds applied."""
    k = int(setting(store, "min_n_hidden"))
    people = tidy.responses(store, k=k, zone=str(setting(store, "time_zone")), salt=salt)
    wide = _with_segments(people, tidy.segments(store), k=k)
    keys = people.set_index("response_no")["response_key"]
    frames = tidy.plain_frames(store)
    frames["responses"] = wide.drop(columns=["response_no", "response_id"]).sort_values("response_key")
    frames["answers"] = _keyed(tidy.answers(store, k=k), keys)
    frames["comments"] = _keyed(tidy.comments(store), keys)
    return {name: frames[name] for name in tidy.described()}


def _with_segments(people: pd.DataFrame, segments: pd.DataFrame, *, k: int) -> pd.DataFrame:
    """One column per dimension, journey by journey, small combinations withheld; the channel counts as one."""
    known = segments[segments["response_no"].isin(people["response_no"])]
    pivot = known.drop_duplicates(["response_no", "dim"]).pivot(index="response_no", columns="dim", values="value")
    wide = pivot.add_prefix(SEGMENT).reindex(people["response_no"])
    wide.index = people.index
    wide = wide.astype("str").assign(channel=people["channel"])
    kept = [_withheld(part, k) for _, part in wide.groupby(people["journey_id"])]
    shown = pd.concat(kept).reindex(people.index) if kept else wide
    return people.drop(columns="channel").join(shown)


def _withheld(part: pd.DataFrame, k: int) -> pd.DataFrame:
    """Only the dimensions that the journey has."""
    used = part.columns[part.notna().any()]
    return withheld_segments(part[used], k=k).reindex(columns=part.columns)


def _keyed(frame: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """Rows of exported answer sets with the export's own key first."""
    known = frame[frame["response_no"].isin(keys.index)]
    keyed = known.assign(response_key=known["response_no"].map(keys)).drop(columns="response_no")
    return keyed[["response_key", *keyed.columns.drop("response_key")]].sort_values("response_key", kind="stable")


def _written(frame: pd.DataFrame, path: Path) -> Path:
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, compression="zstd")
    return path


def _dictionary(frames: Mapping[str, pd.DataFrame], path: Path) -> Path:
    """One line per file and per column: type and meaning in both languages."""
    with path.open("w", encoding="utf-8-sig", newline="") as sink:
        writer = csv.writer(sink)
        writer.writerow(("file", "column", "type", "meaning_en", "meaning_zh"))
        for name, told in tidy.described().items():
            writer.writerow((f"{name}.parquet", "", "", told["rows"]["en"], told["rows"]["zh"]))
            for column, meaning in told["columns"].items():
                writer.writerow(
                    (f"{name}.parquet", column, str(frames[name][column].dtype), meaning["en"], meaning["zh"])
                )
    return path
