"""Published figures of driver analyses.

SWISS: covariances of R's data set `swiss` (Mosteller & Tukey 1977: 47 French-speaking provinces, 1888), computed from
its rows, and the measures of relaimpo 2.2 (Gromping 2006).
AZEN: Azen & Budescu (2003), Psychological Methods 8, 129-148.
"""

from __future__ import annotations

import numpy as np

N_SWISS = 47
SWISS_NAMES = ("Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality")
SWISS = np.array(  # the outcome, fertility, last
    [
        [515.79941721, -124.39283071, -139.65740056, 379.90437558, -4.02585106, 100.16914894],
        [-124.39283071, 63.6466235, 53.57585569, -190.56061055, -2.64953747, -64.36692877],
        [-139.65740056, 53.57585569, 92.4560592, -61.69882979, -2.78168363, -79.72950971],
        [379.90437558, -190.56061055, -61.69882979, 1739.29453719, 21.3181161, 241.56320305],
        [-4.02585106, -2.64953747, -2.78168363, 21.3181161, 8.48380204, 15.15619334],
        [100.16914894, -64.36692877, -79.72950971, 241.56320305, 15.15619334, 156.04249769],
    ]
)
SWISS_R2 = 0.7067350015927
SWISS_SHARES = {
    "lmg": (0.05709122076809, 0.1711730289002, 0.2601346786244, 0.1055701503735, 0.1127659229265),
    "first": (0.1246649099057, 0.4171644705006, 0.4406156467239, 0.2150035016185, 0.1735189273249),
    "last": (0.04286960712549, 0.007387418515124, 0.1619626930773, 0.06237262582742, 0.0569452587325),
    "betasq": (0.0979197290414, 0.02715186262323, 0.4494372059668, 0.1208257795659, 0.06306927859151),
    "pratt": (-0.1104859909624, 0.1064274043389, 0.445004567582, 0.1611768149966, 0.1046122056375),
    "johnson": (0.0484168958119, 0.1547082498062, 0.271964104646, 0.1146800299476, 0.1169657213811),
}
SWISS_LOW = (0.02984564953541, 0.08425059977389, 0.07051872843303, 0.03423974749846, 0.03294597256199)
SWISS_HIGH = (0.1088050896651, 0.2713013838763, 0.3908651742727, 0.2409419463441, 0.2470355488482)

AZEN = np.array(  # x1 to x4, y last
    [
        [1.0, 0.8, 0.1, 0.3, 0.6],
        [0.8, 1.0, 0.1, 0.1, 0.3],
        [0.1, 0.1, 1.0, 0.5, 0.4],
        [0.3, 0.1, 0.5, 1.0, 0.5],
        [0.6, 0.3, 0.4, 0.5, 1.0],
    ]
)
AZEN_LEVELS = (
    (0.36, 0.09, 0.16, 0.25),
    (0.3, 0.074, 0.095, 0.152),
    (0.263, 0.069, 0.063, 0.073),
    (0.246, 0.071, 0.061, 0.01),
)
AZEN_GENERAL = (0.2922, 0.0759, 0.0949, 0.1214)


def correlations(covariances: np.ndarray) -> np.ndarray:
    sd = np.sqrt(np.diag(covariances))
    return covariances / np.outer(sd, sd)


def rows_with(covariances: np.ndarray, n: int, seed: int = 0) -> np.ndarray:
    """(n, k) rows whose sample covariances (over n - 1) are exactly the ones given."""
    drawn = np.random.default_rng(seed).normal(size=(n, len(covariances)))
    drawn -= drawn.mean(axis=0)
    within = np.linalg.cholesky(drawn.T @ drawn / (n - 1))
    return drawn @ np.linalg.inv(within).T @ np.linalg.cholesky(covariances).T
