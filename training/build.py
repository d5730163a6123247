"""`python -m training.build FOLDER`: fits the weights in analytics/models/ and prints held-out measures.

FOLDER holds the source distributions named in `training/sources.py`. Both vector packages must be installed.
Everything is deterministic; `docs/methods/sentiment.md` says what is fitted on what and why.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.voices import heads, vectors
from analytics.voices.model_files import model_text
from analytics.voices.ngrams import Language, NgramModel, logits
from training import measures, sources
from training.fit_heads import EVEN_PRIOR, Floats, Rows, applied, head, platt, scaled
from training.fit_ngrams import SEED_VALENCE, SEED_WEIGHT, arrays, calibrated, fit_chinese, fit_english
from training.fit_places import directions, place_words
from training.fit_tones import chinese_words, english_words, tones
from training.fit_words import words

MODELS = Path(__file__).resolve().parent.parent / "analytics" / "models"
WORD_REPEATS = 6
"""How often an own phrase counts when words are learnt."""
LANGUAGES: tuple[Language, Language] = ("en", "zh")
FOLDS = 10
HEAD_STRENGTH: dict[vectors.Name, float] = {"standard": 0.0003, "accurate": 0.0005}
NEUTRAL_STRENGTH = {"standard": 0.0003, "accurate": 0.0003}
PACKAGED_POLAR = 0.5
"""Rated rows nearer to zero than this are neutral, those beyond twice as far are not."""
MIX: dict[str, dict[str, tuple[float, ...]]] = {
    "polarity": {
        "instant": (0.0, 1.25, 1.25, 0.0, 0.0),
        "standard": (0.0, 1.25, 0.85, 0.85, 0.0),
        "accurate": (0.0, 1.25, 0.4, 0.0, 1.3),
    },
    "neutral": {
        "instant": (0.0, 0.9, -1.1, 0.0, 0.0),
        "standard": (0.0, 0.8, -1.0, 1.2, 0.0),
        "accurate": (1.25, 0.6, -0.9, 0.42, 1.2),
    },
}
"""The sums of the engines, of members that are calibrated one by one: shift, and the factors of the rules, of the
n-grams (of the size of the polarity for "neutral"), of the standard and of the accurate vectors. The factors say how
sure a sum is, the shifts how much of a realistic mix is neutral: chosen by cross-validation on the tuned half of the
reviews in the tests and on the check texts (docs/methods/sentiment.md)."""
SEED_HEAD_WEIGHT = {
    "standard": {"polarity": 5.0, "neutral": 40.0},
    "accurate": {"polarity": 5.0, "neutral": 10.0},
}
"""How often an own phrase counts beside the packaged rows."""
SAMPLE, SAMPLE_SEED, LONGEST_SAMPLED = 3_000, 7, 200
"""Rows of each packaged source that the accurate heads see: their vectors take long. Chinese ones up to a length."""


class Material:
    """All rows, their vectors, and the folds of the own phrases."""

    def __init__(self, folder: Path) -> None:
        self.english = sources.english(folder)
        self.chinese = sources.chinese(folder)
        self.seeds = {language: sources.seeds(language) for language in LANGUAGES}
        self.sign = np.concatenate([self.seeds[language].sign for language in LANGUAGES])
        self.is_english = np.repeat([True, False], [self.seeds[language].sign.size for language in LANGUAGES])
        self.check = {language: sources.check(language) for language in LANGUAGES}
        self.fold = np.concatenate([sources.blocks(self.seeds[language], FOLDS) for language in LANGUAGES])
        everything = {"english": np.arange(len(self.english.texts)), "chinese": np.arange(len(self.chinese.texts))}
        self.rows = {"standard": everything, "accurate": self._sample()}

    def _sample(self) -> dict[str, NDArray[np.int64]]:
        """Numbers of the packaged rows that the accurate heads see."""
        rng = np.random.default_rng(SAMPLE_SEED)
        comments = np.flatnonzero(self.english.genre != sources.GENRES.index("nytEditorialSnippets"))
        short = np.flatnonzero(np.array([len(text) for text in self.chinese.texts]) <= LONGEST_SAMPLED)
        return {
            "english": np.sort(rng.choice(comments, SAMPLE, replace=False)),
            "chinese": np.sort(rng.choice(short, SAMPLE, replace=False)),
        }

    def texts(self) -> list[str]:
        """The own phrases, English first."""
        return [text for language in LANGUAGES for text in self.seeds[language].texts]

    def encode(self) -> None:
        """Computes the sentence vectors (five minutes on one core)."""
        self.vectors = {name: vectors.encoder(name).encode(self.texts()) for name in HEAD_STRENGTH}
        self.packaged = {
            (name, source): vectors.encoder(name).encode([texts[row] for row in self.rows[name][source]])
            for name in HEAD_STRENGTH
            for source, texts in (("english", self.english.texts), ("chinese", self.chinese.texts))
        }


def ngram_model(material: Material, language: Language, kept: NDArray[np.bool_]) -> NgramModel:
    """The uncalibrated model of a language from the packaged rows and the kept own phrases of that language."""
    own = material.seeds[language]
    texts = [text for text, keep in zip(own.texts, kept, strict=True) if keep]
    sign = own.sign[kept]
    if language == "en":
        rated = material.english
        weight = np.concatenate([np.ones(len(rated.texts)), np.full(sign.size, SEED_WEIGHT)])
        return fit_english(rated.texts + texts, np.concatenate([rated.valence, sign * SEED_VALENCE]), weight)
    polar = [text for text, one in zip(texts, sign, strict=True) if one]
    signed = material.chinese
    weight = np.concatenate([np.ones(len(signed.texts)), np.full(len(polar), SEED_WEIGHT)])
    return fit_chinese(signed.texts + polar, np.concatenate([signed.sign, sign[sign != 0]]), weight)


def held_out_ngrams(material: Material, language: Language) -> Floats:
    """Logits of the own phrases by models that did not see them."""
    of_language = material.is_english == (language == "en")
    fold, own = material.fold[of_language], material.seeds[language]
    found = np.zeros(fold.size)
    for number in range(FOLDS):
        fitted = ngram_model(material, language, fold != number)
        found[fold == number] = logits(fitted, own.texts, language)[fold == number]
    return found


def packaged_rows(material: Material, name: vectors.Name, kind: str) -> Rows:
    """Rows of the packaged sources for a head."""
    valence = material.english.valence[material.rows[name]["english"]]
    english, chinese = material.packaged[name, "english"], material.packaged[name, "chinese"]
    if kind == "neutral":
        used = (np.abs(valence) < PACKAGED_POLAR) | (np.abs(valence) > 2 * PACKAGED_POLAR)
        return Rows(english[used], np.abs(valence[used]) < PACKAGED_POLAR, np.ones(used.sum()))
    used = np.abs(valence) > PACKAGED_POLAR
    rated = Rows(english[used], valence[used] > 0, np.ones(used.sum()))
    signs = material.chinese.sign[material.rows[name]["chinese"]]
    return rated.joined(Rows(chinese, signs > 0, np.ones(signs.size)))


def fitted_head(material: Material, name: vectors.Name, kind: str, kept: NDArray[np.bool_]) -> Floats:
    """An uncalibrated head, fitted on own phrases and packaged rows."""
    used = kept & (material.sign != 0) if kind == "polarity" else kept
    is_true = material.sign > 0 if kind == "polarity" else material.sign == 0
    strength = HEAD_STRENGTH if kind == "polarity" else NEUTRAL_STRENGTH
    own = Rows(material.vectors[name][used], is_true[used], np.ones(used.sum()))
    heavy = Rows(own.vectors, own.is_true, own.weight * SEED_HEAD_WEIGHT[name][kind])
    return head(packaged_rows(material, name, kind).joined(heavy), strength[name])


def held_out_head(material: Material, name: vectors.Name, kind: str) -> Floats:
    """Logits of the own phrases by heads that did not see them."""
    found = np.zeros(material.sign.size)
    for number in range(FOLDS):
        fitted = fitted_head(material, name, kind, material.fold != number)
        found[material.fold == number] = applied(fitted, material.vectors[name])[material.fold == number]
    return found


def build_words(material: Material) -> None:
    """Writes the Chinese words that evidence is shown in, each with its occurrences."""
    found = words(material.chinese.texts + material.seeds["zh"].texts * WORD_REPEATS)
    lines = [f"{word} {count}\n" for word, count in found.items()]
    (MODELS / "words_zh.txt").write_text("".join(lines), encoding="utf-8")


def build_places() -> None:
    """Writes the directions of places in standard vectors."""
    found = directions(vectors.encoder("standard").encode(place_words()))
    np.savez_compressed(MODELS / "places.npz", allow_pickle=False, directions=found.astype(np.float16))


def build_tones(material: Material) -> None:
    """Writes the tone of single words by the fitted heads, which must be written before (four minutes on one core)."""
    lines: list[str] = []
    lists = model_text("codeframe.yaml") + model_text("topic_words.yaml")
    own = {language: "\n".join([*material.seeds[language].texts, lists]) for language in LANGUAGES}
    learnt = model_text("words_zh.txt").split()[::2]
    for told in (english_words(material.english.texts, own["en"]), chinese_words(learnt, own["zh"])):
        encoded = {name: vectors.encoder(name).encode(told) for name in HEAD_STRENGTH}
        polarity = [heads.polarity_logits(encoded[name], name) for name in HEAD_STRENGTH]
        neutral = [heads.neutral_logits(encoded[name], name) for name in HEAD_STRENGTH]
        found = tones(told, (polarity[0], polarity[1]), (neutral[0], neutral[1]))
        lines += [f"{word} {tone:g}\n" for word, tone in found.items()]
    (MODELS / "word_tones.txt").write_text("".join(lines), encoding="utf-8")


def build_ngrams(material: Material) -> Floats:
    """Writes both n-gram models; held-out calibrated logits of the own phrases."""
    polarity = np.zeros(material.sign.size)
    for language in LANGUAGES:
        here = material.is_english == (language == "en")
        sign, found = material.sign[here], held_out_ngrams(material, language)
        factor, shift = platt(found[sign != 0], sign[sign != 0] > 0)
        polarity[here] = found * factor + shift
        fitted = calibrated(ngram_model(material, language, np.ones(sign.size, dtype=bool)), factor, shift)
        np.savez_compressed(MODELS / f"ngrams_{language}.npz", allow_pickle=False, **arrays(fitted))
    return polarity


def build_heads(material: Material, ngram: Floats) -> None:
    """Writes the heads and the factors that mix them, and prints the measures of each member."""
    sign, everything = material.sign, np.ones(material.sign.size, dtype=bool)
    stored = {
        f"mix_{engine}_{kind}": np.array(factors) for kind, mixes in MIX.items() for engine, factors in mixes.items()
    }
    measures.told("n-grams polarity", ngram, sign > 0, sign != 0, material.is_english)
    for kind in MIX:
        used = sign != 0 if kind == "polarity" else everything
        is_true = sign > 0 if kind == "polarity" else sign == 0
        after = 0.0 if kind == "polarity" else EVEN_PRIOR
        for name in HEAD_STRENGTH:
            found = held_out_head(material, name, kind)
            factor, shift = platt(found[used], is_true[used])
            measures.told(f"{name} {kind}", found * factor + shift, is_true, used, material.is_english)
            stored[f"{name}_{kind}"] = scaled(fitted_head(material, name, kind, everything), factor, shift + after)
    np.savez_compressed(
        MODELS / "heads.npz", allow_pickle=False, **{key: value.astype(np.float32) for key, value in stored.items()}
    )


def main(folder: Path) -> None:
    """Fits, measures, writes."""
    material = Material(folder)
    measures.genres(material.english)
    measures.folds(material.chinese)
    build_words(material)
    ngram = build_ngrams(material)
    material.encode()
    build_heads(material, ngram)
    build_tones(material)
    build_places()
    measures.check(material.check)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m training.build FOLDER   (the folder of source distributions)")
    main(Path(sys.argv[1]))
