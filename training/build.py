"""`python -m training.build FOLDER`: fits the weights in analytics/models/ and prints held-out measures.

FOLDER holds the source distributions named in `training/sources.py`. Both vector packages must be installed.
Everything is deterministic; `docs/methods/sentiment.md` says what is fitted on what and why.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.voices import vectors
from analytics.voices.ngrams import Language, NgramModel, logits
from training import measures, sources
from training.fit_heads import EVEN_PRIOR, Floats, Rows, applied, head, platt, scaled
from training.fit_ngrams import SEED_VALENCE, SEED_WEIGHT, arrays, calibrated, fit_chinese, fit_english

MODELS = Path(__file__).resolve().parent.parent / "analytics" / "models"
LANGUAGES: tuple[Language, Language] = ("en", "zh")
FOLDS = 10
HEAD_STRENGTH: dict[vectors.Name, float] = {"standard": 0.0003, "accurate": 0.0005}
NEUTRAL_STRENGTH = {"standard": 0.0003, "accurate": 0.001}
PACKAGED_POLAR = 0.5
"""Rated rows nearer to zero than this are neutral, those beyond twice as far are not."""
ACCURATE_SHARE = 2.5
"""How often the accurate vectors count in a sum: on own phrases held out they know more than the rest together."""
SEED_HEAD_WEIGHT = {"polarity": 10.0, "neutral": 60.0}


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

    def texts(self) -> list[str]:
        """The own phrases, English first."""
        return [text for language in LANGUAGES for text in self.seeds[language].texts]

    def encode(self) -> None:
        """Computes the sentence vectors (two minutes on one core)."""
        standard = vectors.encoder("standard")
        self.vectors = {name: vectors.encoder(name).encode(self.texts()) for name in HEAD_STRENGTH}
        self.check_vectors = {
            (name, language): vectors.encoder(name).encode(self.check[language].texts)
            for name in HEAD_STRENGTH
            for language in LANGUAGES
        }
        self.english_vectors = standard.encode(self.english.texts)
        self.chinese_vectors = standard.encode(self.chinese.texts)


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


def packaged_rows(material: Material, kind: str) -> Rows:
    """Rows of the packaged sources for a standard head."""
    valence = material.english.valence
    if kind == "neutral":
        used = (np.abs(valence) < PACKAGED_POLAR) | (np.abs(valence) > 2 * PACKAGED_POLAR)
        return Rows(material.english_vectors[used], np.abs(valence[used]) < PACKAGED_POLAR, np.ones(used.sum()))
    used = np.abs(valence) > PACKAGED_POLAR
    rated = Rows(material.english_vectors[used], valence[used] > 0, np.ones(used.sum()))
    signs = material.chinese.sign
    return rated.joined(Rows(material.chinese_vectors, signs > 0, np.ones(signs.size)))


def fitted_head(material: Material, name: vectors.Name, kind: str, kept: NDArray[np.bool_]) -> Floats:
    """An uncalibrated head: accurate vectors from own phrases alone, standard ones from packaged rows as well."""
    used = kept & (material.sign != 0) if kind == "polarity" else kept
    is_true = material.sign > 0 if kind == "polarity" else material.sign == 0
    strength = HEAD_STRENGTH if kind == "polarity" else NEUTRAL_STRENGTH
    own = Rows(material.vectors[name][used], is_true[used], np.ones(used.sum()))
    if name == "accurate":
        return head(own, strength[name])
    heavy = Rows(own.vectors, own.is_true, own.weight * SEED_HEAD_WEIGHT[kind])
    return head(packaged_rows(material, kind).joined(heavy), strength[name])


def held_out_head(material: Material, name: vectors.Name, kind: str) -> Floats:
    """Logits of the own phrases by heads that did not see them."""
    found = np.zeros(material.sign.size)
    for number in range(FOLDS):
        fitted = fitted_head(material, name, kind, material.fold != number)
        found[material.fold == number] = applied(fitted, material.vectors[name])[material.fold == number]
    return found


def build_ngrams(material: Material) -> tuple[Floats, Floats]:
    """Writes both n-gram models; held-out calibrated logits (polarity, neutral) of the own phrases."""
    polarity, neutral = np.zeros(material.sign.size), np.full(material.sign.size, EVEN_PRIOR)
    for language in LANGUAGES:
        here = material.is_english == (language == "en")
        sign, found = material.sign[here], held_out_ngrams(material, language)
        factor, shift = platt(found[sign != 0], sign[sign != 0] > 0)
        polarity[here] = found * factor + shift
        voice = (EVEN_PRIOR, 0.0)
        if language == "en":
            slope, start = platt(np.abs(polarity[here]), sign == 0)
            voice = (start + EVEN_PRIOR, slope)
            neutral[here] = voice[0] + voice[1] * np.abs(polarity[here])
        fitted = calibrated(ngram_model(material, language, np.ones(sign.size, dtype=bool)), factor, shift, voice)
        np.savez_compressed(MODELS / f"ngrams_{language}.npz", allow_pickle=False, **arrays(fitted))
    return polarity, neutral


def build_heads(material: Material, ngram: tuple[Floats, Floats]) -> None:
    """Writes the heads and the factors that mix them, and prints the measures of each engine."""
    stored: dict[str, Floats] = {}
    sign, everything = material.sign, np.ones(material.sign.size, dtype=bool)
    for kind, instant in zip(("polarity", "neutral"), ngram, strict=True):
        used = sign != 0 if kind == "polarity" else everything
        is_true = sign > 0 if kind == "polarity" else sign == 0
        after = 0.0 if kind == "polarity" else EVEN_PRIOR
        parts = [instant]
        for name in HEAD_STRENGTH:
            found = held_out_head(material, name, kind)
            factor, shift = platt(found[used], is_true[used])
            parts.append(found * factor + shift + after)
            stored[f"{name}_{kind}"] = scaled(fitted_head(material, name, kind, everything), factor, shift + after)
        for engine, members in measures.ENGINES[kind].items():
            share = np.array([ACCURATE_SHARE if member == 2 else 1.0 for member in members])
            total = share @ np.array([parts[member] for member in members])
            factor, shift = platt(total[used], is_true[used])
            mix = np.zeros(4)
            mix[0], mix[[1 + member for member in members]] = shift + after, factor * share
            stored[f"mix_{engine}_{kind}"] = mix
            measures.told(f"{engine} {kind}", total * factor + shift, is_true, used, material.is_english)
    np.savez_compressed(
        MODELS / "heads.npz", allow_pickle=False, **{key: value.astype(np.float32) for key, value in stored.items()}
    )


def main(folder: Path) -> None:
    """Fits, measures, writes."""
    material = Material(folder)
    measures.genres(material.english)
    measures.folds(material.chinese)
    ngram = build_ngrams(material)
    material.encode()
    build_heads(material, ngram)
    measures.check(material.check, material.check_vectors)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m training.build FOLDER   (the folder of source distributions)")
    main(Path(sys.argv[1]))
