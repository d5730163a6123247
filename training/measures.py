"""Held-out measures that the build prints: AUC and balanced accuracy, each with its n."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import balanced_accuracy_score, f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from analytics.voices.engine import ENGINES, score
from analytics.voices.ngrams import Language, logits
from training.fit_ngrams import fit_chinese, fit_english
from training.sources import GENRES, Rated, Signed


def line(name: str, found: NDArray[np.float64], is_true: NDArray[np.bool_]) -> None:
    """Prints one line of measures."""
    area, balanced = roc_auc_score(is_true, found), balanced_accuracy_score(is_true, found > 0)
    print(f"{name:48} n={is_true.size:6} AUC {area:.3f}  balanced accuracy {balanced:.3f}", flush=True)


def told(
    name: str,
    found: NDArray[np.float64],
    is_true: NDArray[np.bool_],
    used: NDArray[np.bool_],
    is_english: NDArray[np.bool_],
) -> None:
    """Measures of held-out logits on the own phrases, by language."""
    for language, here in (("en", used & is_english), ("zh", used & ~is_english)):
        line(f"own phrases, {language}, {name}", found[here], is_true[here])


def check(texts: Mapping[Language, Signed]) -> None:
    """The engines as written, on texts that nothing was fitted on: polarity, neutrality, and all three classes."""
    for engine in ENGINES:
        for language, signed in texts.items():
            found = score(signed.texts, language, engine=engine, with_evidence=False)
            classes = np.column_stack([found.p_negative, found.p_neutral, found.p_positive])
            polar = signed.sign != 0
            side = np.log(classes[:, 2] + 1e-12) - np.log(classes[:, 0] + 1e-12)
            line(f"check, {language}, {engine} polarity", side[polar], signed.sign[polar] > 0)
            line(f"check, {language}, {engine} neutral", classes[:, 1] - 0.5, ~polar)
            read = classes.argmax(axis=1) - 1
            macro, share = f1_score(signed.sign, read, average="macro"), np.mean(read == 0)
            print(f"check, {language}, {engine}, three classes: macro F1 {macro:.3f}, neutral said {share:.0%}")


def genres(rated: Rated) -> None:
    """English n-grams on a genre that was left out, rows rated at least one point from zero."""
    for number, genre in enumerate(GENRES):
        kept = rated.genre != number
        texts = [text for text, keep in zip(rated.texts, kept, strict=True) if keep]
        fitted = fit_english(texts, rated.valence[kept], np.ones(len(texts)))
        tested = ~kept & (np.abs(rated.valence) >= 1)
        found = logits(fitted, [text for text, test in zip(rated.texts, tested, strict=True) if test], "en")
        line(f"packaged en, other genres -> {genre}", found, rated.valence[tested] > 0)


def folds(signed: Signed) -> None:
    """Chinese n-grams, five folds."""
    found = np.zeros(signed.sign.size)
    for fitted_on, held_out in StratifiedKFold(5, shuffle=True, random_state=0).split(found, signed.sign):
        texts = [signed.texts[number] for number in fitted_on]
        fitted = fit_chinese(texts, signed.sign[fitted_on], np.ones(len(texts)))
        found[held_out] = logits(fitted, [signed.texts[number] for number in held_out], "zh")
    line("packaged zh, five folds", found, signed.sign > 0)
