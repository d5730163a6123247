"""What a column holds, measured once over all its rows: distinct texts with counts, numbers, lengths."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.ingest.dates import DateFit, formats_of
from data.ingest.mapped import taken
from data.ingest.vendors import normal_name, rules

MAX_DISTINCT = 20_000
VERY_LONG = 1_500_000
LARGE_BYTES = 100 << 20
REST_PIECE = 200_000
LENGTH_SAMPLE = 2_000
SMALL = 500
# The last one of _SIGNED is the yuan as a word.
_MONEY = r"(?:(?:US|HK|A|C)?\$|[¥￥€£₹]|(?i:CNY|RMB|USD|EUR|GBP|CHF|JPY|HKD|SGD|AUD|CAD|INR|SEK|NOK|DKK|PLN|BRL))"
_SIGNED = re.compile(rf"^([-+]?)\s?{_MONEY}\s?(?=[-+]?[.\d])|(?<=\d)\s?(?:{_MONEY}|\u5143)$|(?<=\d)\s(?=%$)")
_COMMA_DECIMAL = rf"(?:{_MONEY}\s?)?-?(?:\d+|\d{{1,3}}(?:\.\d{{3}})+),\d+\s?(?:%|{_MONEY})?"
_SHORT_DECIMAL = re.compile(r"-?\d{1,6},\d{1,2} ?%?")
_POINT_DECIMAL = r"-?\d+\.\d+"
_POINT_GROUPS = re.compile(r"-?\d{1,3}(\.\d{3})+,\d+")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,2})?%?")
_WIDE = re.compile("[\u2e80-\uffef]")
_THOUSANDS = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")


@lru_cache(maxsize=1)
def missing_words() -> frozenset[str]:
    """Texts that mean no answer in any column."""
    return frozenset(str(word) for word in rules("words")["missing"])


def clean_text(text: str) -> str:
    """A cell without marks a person cannot see: zero-width, no-break blanks, runs of blanks."""
    if not text:
        return ""
    return " ".join(text.replace("\ufeff", "").replace("\u200b", "").split())


def is_missing(text: str) -> bool:
    """Blank, or a word that means no answer."""
    return not text or text.lower() in missing_words()


@dataclass(frozen=True)
class Evidence:
    """One column: names from the header rows, `counts` of the cleaned texts without blanks and missing words."""

    index: int
    name: str
    question: str
    option: str
    headers: tuple[str, ...]
    n_rows: int
    counts: pd.Series
    missing: Mapping[str, int]
    n_blank: int
    n_spaces: int
    n_distinct: int
    decimal: str = "."
    lines: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def n(self) -> int:
        """Answers that are neither blank nor a missing word."""
        return self.n_rows - self.n_blank - sum(self.missing.values())

    @cached_property
    def texts(self) -> list[str]:
        """The distinct texts, most frequent first."""
        return [str(text) for text in self.counts.index]

    @cached_property
    def strings(self) -> pd.Series:
        """The distinct texts as a text column."""
        return pd.Series(self.texts, dtype="str")

    @cached_property
    def weights(self) -> np.ndarray:
        """How often each of `texts` occurs."""
        return self.counts.to_numpy(dtype="int64")

    @cached_property
    def numbers(self) -> pd.Series:
        """Number per distinct text, NaN where it is none."""
        return plain_numbers(self.strings, self.decimal)

    @cached_property
    def number_share(self) -> float:
        """Share of the answers that are plain numbers."""
        return self.share(self.numbers.notna().to_numpy())

    @cached_property
    def whole_share(self) -> float:
        """Share of the numeric answers that are whole numbers."""
        values = self.numbers.to_numpy(dtype="float64", na_value=np.nan)
        is_number = np.isfinite(values)
        whole = is_number & (np.where(is_number, values, 0.5) % 1 == 0)
        total = self.weights[is_number].sum()
        return float(self.weights[whole].sum() / total) if total else 0.0

    @cached_property
    def values(self) -> dict[float, int]:
        """Numeric answers and how often each occurs."""
        numbers = self.numbers.to_numpy(dtype="float64", na_value=np.nan)
        is_number = ~np.isnan(numbers)
        values, at = np.unique(numbers[is_number], return_inverse=True)
        counts = np.bincount(at, weights=self.weights[is_number], minlength=len(values)).astype("int64")
        return dict(zip(values.tolist(), counts.tolist(), strict=True))

    @cached_property
    def mean_length(self) -> float:
        """Mean number of characters; a Chinese character counts for two."""
        sample = self.texts[:LENGTH_SAMPLE]
        lengths = np.array([len(text) + len(_WIDE.findall(text)) for text in sample])
        return float(np.average(lengths, weights=self.weights[: len(sample)])) if sample else 0.0

    @cached_property
    def distinct_share(self) -> float:
        """Distinct texts per answer."""
        return self.n_distinct / self.n if self.n else 0.0

    @cached_property
    def dates(self) -> DateFit | None:
        """The date formats that fit the answers, whatever the name says."""
        return formats_of(self.texts) if self.n else None

    @cached_property
    def key(self) -> str:
        """The normalised name."""
        return normal_name(self.name)

    @cached_property
    def words(self) -> str:
        """Name and question in lower case, for word rules."""
        return f" {normal_name(' '.join(self.headers))} {normal_name(self.question)} "

    @property
    def is_empty(self) -> bool:
        """No value in any row."""
        return self.n == 0 and not self.missing

    def share(self, mask: np.ndarray) -> float:
        """Share of the answers whose distinct text is marked."""
        total = self.weights.sum()
        return float(self.weights[mask].sum() / total) if total else 0.0


def plain_numbers(texts: pd.Series, decimal: str) -> pd.Series:
    """Each text as a number, NaN where it is none; hexadecimal, infinity and the like are none.

    A currency in front or behind and a percent sign are left out. With a decimal comma, points part thousands where
    one of the texts holds both.
    """
    plain = _without_signs(texts)
    decimal = "," if decimal != "," and _has_comma_decimals(plain) else decimal
    groups = r"(?<=\d)\.(?=\d{3}(?!\d))" if decimal == "," and plain.str.fullmatch(_POINT_GROUPS.pattern).any() else ""
    if len(plain) <= SMALL:
        return pd.Series(
            [_plain_number(str(text), decimal, groups) for text in plain], index=texts.index, dtype="float64"
        )
    if decimal == ",":
        plain = plain.str.replace(groups, "", regex=True) if groups else plain
        plain = plain.str.replace(",", ".", regex=False)
    else:
        plain = plain.where(~plain.str.match(_THOUSANDS.pattern), plain.str.replace(",", "", regex=False))
    is_number = plain.str.fullmatch(_NUMBER.pattern).fillna(False).astype(bool)
    return pd.to_numeric(plain.str.rstrip("%").where(is_number), errors="coerce").astype("float64")


def _has_comma_decimals(texts: pd.Series) -> bool:
    """Whether a column of its own writes "3,4" for 3.4: one comma at most, no groups of three, no codes in order."""
    head = [str(text) for text in texts.iloc[:LENGTH_SAMPLE]]
    marked = [text for text in head if "," in text]
    if not marked or len(marked) < 0.7 * len(head) or not all(_SHORT_DECIMAL.fullmatch(text) for text in marked):
        return False
    pairs = [text.rstrip("% ").lstrip("-").split(",") for text in marked]
    return any(int(whole) >= int(part) for whole, part in pairs)


def _without_signs(texts: pd.Series) -> pd.Series:
    """The texts without currencies and without the blank before a percent sign."""
    if len(texts) > SMALL:
        likely = texts.str.contains(rf"{_MONEY}|[^\x00-\x7f]$|\s%$", regex=True).fillna(False).astype(bool)
        if not likely.any():
            return texts
    return pd.Series([_SIGNED.sub(r"\1", str(text)) for text in texts], index=texts.index, dtype="str")


def _plain_number(text: str, decimal: str, groups: str) -> float:
    if decimal == ",":
        plain = (re.sub(groups, "", text) if groups else text).replace(",", ".")
    else:
        plain = text.replace(",", "") if _THOUSANDS.match(text) else text
    return float(plain.rstrip("%")) if _NUMBER.fullmatch(plain) else np.nan


def evidence_of(
    cells: pd.Series,
    index: int,
    names: tuple[str, str, str],
    headers: tuple[str, ...],
    decimal: str,
    codes: frozenset[str] = frozenset(),
) -> Evidence:
    """Measure one column; `names` are its name, question and option text, `codes` what else is no answer."""
    words = [*missing_words(), *codes]
    n_rows, texts_at = _distinct(cells)
    order = np.argsort(-n_rows, kind="stable")
    common = texts_at(order[:MAX_DISTINCT])
    counts = _cleaned(common)
    n_blank, missing, n_rest = _rest_of(texts_at, order[MAX_DISTINCT:], words)
    n_blank += int(counts.get("", 0))
    n_spaces = n_blank - int(common.get("", 0)) if n_blank else 0
    counts = counts.drop(index="", errors="ignore")
    is_word = counts.index.str.lower().isin(words)
    for text, n in counts[is_word].items():
        missing[str(text)] = missing.get(str(text), 0) + int(n)
    answers = counts[~is_word]
    n_distinct = len(answers) + n_rest
    lines = _lined(common)
    return Evidence(index, *names, headers, len(cells), answers, missing, n_blank, n_spaces, n_distinct, decimal, lines)


TextsAt = Callable[[np.ndarray], pd.Series]


def _distinct(cells: pd.Series) -> tuple[np.ndarray, TextsAt]:
    """Rows per distinct text in file order, and a way to the texts at some places of it, with their rows.

    In a very long or large column through 64-bit hashes: millions of texts in a hash table take gigabytes.
    """
    if len(cells) <= VERY_LONG and cells.array.nbytes <= LARGE_BYTES:
        found = cells.value_counts(sort=False, dropna=False)
        return found.to_numpy(), lambda places: found.iloc[places]
    first, counts = _first_and_counts(cells)
    held = pa.array(cells.array)

    def texts_at(places: np.ndarray) -> pd.Series:
        texts = pd.array(taken(held, first[places]), dtype="str")
        return pd.Series(counts[places], index=pd.Index(texts))

    return counts, texts_at


def _first_and_counts(cells: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The first row of each distinct text, in file order, and how many rows hold it."""
    held, found, start = pa.array(cells.array), [], 0
    chunks = held.chunks if isinstance(held, pa.ChunkedArray) else [held]
    pieces = [chunk.slice(low, REST_PIECE) for chunk in chunks for low in range(0, len(chunk), REST_PIECE)]
    with duckdb.connect(config={"threads": 2}) as connection:
        for piece in pieces:  # few texts differ in most columns: a piece leaves little
            connection.register("cells", pa.table({"cell": piece}))
            hashes = connection.execute("SELECT hash(cell) AS hashed FROM cells").fetchnumpy()["hashed"]
            one, first, counts = np.unique(hashes, return_index=True, return_counts=True)
            found.append((one, first + start, counts))
            start += len(piece)
    return _together(*map(np.concatenate, zip(*found, strict=True)))


def _together(hashes: np.ndarray, first: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First row and count per hash, in the order of the rows, from those of the pieces."""
    order = np.argsort(hashes, kind="stable")
    starts = np.flatnonzero(np.diff(hashes[order], prepend=~hashes[order[0]]))
    first, counts = first[order[starts]], np.add.reduceat(counts[order], starts)
    order = np.argsort(first)
    return first[order], counts[order]


def _lined(common: pd.Series) -> dict[str, int]:
    """The texts as written where some cells hold several short lines; nothing for other columns."""
    head = common.iloc[:LENGTH_SAMPLE]
    texts = [str(text).strip() for text in head.index]
    if not any("\n" in text and len(text) < 400 for text in texts):
        return {}
    return {text.replace("\r", ""): int(n) for text, n in zip(texts, head.to_numpy(), strict=True) if text}


def _cleaned(common: pd.Series) -> pd.Series:
    """Counts per cleaned text, most frequent first, equals in file order."""
    counts: dict[str, int] = {}
    for text, n in zip(common.index, common.to_numpy(), strict=True):
        clean = clean_text(str(text))
        counts[clean] = counts.get(clean, 0) + int(n)
    ordered = sorted(counts, key=lambda text: -counts[text])
    return pd.Series([counts[text] for text in ordered], index=pd.Index(ordered, dtype="str"), dtype="int64")


def _rest_of(texts_at: TextsAt, rest: np.ndarray, words: list[str]) -> tuple[int, dict[str, int], int]:
    """Blanks, missing words and distinct answers among the rare texts of a column with very many."""
    n_blank, missing, n_distinct = 0, Counter[str](), 0
    words_of = pa.array(words, type=pa.large_string())
    for start in range(0, len(rest), REST_PIECE):  # piece by piece: the texts of a long comment column are large
        piece = texts_at(rest[start : start + REST_PIECE])
        counts = piece.to_numpy()
        texts = pc.utf8_trim_whitespace(pa.array(piece.index.array, type=pa.large_string()))
        blank = pc.equal(texts, "").to_numpy(zero_copy_only=False)
        word = pc.is_in(pc.utf8_lower(texts), value_set=words_of).to_numpy(zero_copy_only=False) & ~blank
        for place in np.flatnonzero(word):
            missing[texts[int(place)].as_py()] += int(counts[place])
        n_blank, n_distinct = n_blank + int(counts[blank].sum()), n_distinct + int((~blank & ~word).sum())
    return n_blank, dict(missing), n_distinct


def decimal_mark(cells: pd.DataFrame, delimiter: str | None) -> str:
    """A comma when at least one column writes decimals with it and none with a point."""
    head = cells.head(2_000)
    comma = point = 0
    for name in head.columns:
        texts = head[name].tolist()
        has_comma, has_point = any("," in text for text in texts), any("." in text for text in texts)
        if not (has_comma or has_point):
            continue
        filled = pd.Series([text.strip() for text in texts if text.strip()], dtype="str")
        if has_comma and not filled.str.match(_THOUSANDS).all():
            comma += bool(filled.str.fullmatch(_COMMA_DECIMAL).mean() > 0.4)
        if has_point:
            point += bool(filled.str.fullmatch(_POINT_DECIMAL).mean() > 0.4)
    return "," if (comma and comma >= point and delimiter != ",") or (comma > 0 and not point) else "."
