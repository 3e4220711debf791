"""What chance could do: intervals and least squares in numpy. Serves every question that compares shares or relates
figures, so that a small number is never shown as a certain one.

Sources: Wilson 1927 (shares); Welch 1947 (means); Spearman 1904 with Fisher's z (ranks); White 1980 in the form HC3 of
MacKinnon and White 1985 (regression whose scatter differs between cases).
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Z95 = 1.959963984540054


def wilson(hits: int, size: int, z: float = Z95) -> tuple[float, float]:
    """The interval of a share; (0, 1) when nothing was counted."""
    if size <= 0:
        return 0.0, 1.0
    share, square = hits / size, z * z / size
    middle = share + square / 2
    half = z * math.sqrt(share * (1 - share) / size + square / (4 * size))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))


def bonferroni(tried: int, level: float = 0.05) -> float:
    """The z a difference must pass when it is the best of `tried`."""
    return NormalDist().inv_cdf(1 - level / (2 * max(tried, 1)))


def means_apart(one: Floats, two: Floats) -> tuple[float, float, float]:
    """mean(one) - mean(two) with its 95 % interval (normal, unequal scatter)."""
    gap = float(one.mean() - two.mean())
    error = math.sqrt(float(one.var(ddof=1)) / len(one) + float(two.var(ddof=1)) / len(two))
    return gap, gap - Z95 * error, gap + Z95 * error


def ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]


def spearman(one: Floats, two: Floats) -> tuple[float, float, float]:
    """Rank correlation with its 95 % interval; zeros when either does not vary or cases are fewer than four."""
    a, b = ranks(one), ranks(two)
    if len(a) < 4 or not a.std() or not b.std():
        return 0.0, 0.0, 0.0
    rho = float(np.clip(np.corrcoef(a, b)[0, 1], -1, 1))
    if abs(rho) > 0.999999:
        return rho, rho, rho
    error = math.sqrt((1 + rho * rho / 2) / (len(a) - 3))  # Bonett and Wright 2000
    return rho, math.tanh(math.atanh(rho) - Z95 * error), math.tanh(math.atanh(rho) + Z95 * error)


def least_squares(design: Floats, target: Floats) -> tuple[Floats, Floats, float]:
    """Coefficients, their robust standard errors (HC3), and R²; `design` has a row a case and its own constant."""
    inverse = np.linalg.pinv(design.T @ design)
    found = inverse @ design.T @ target
    left = target - design @ found
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    weight = (left / np.maximum(1 - leverage, 1e-6)) ** 2
    spread = inverse @ (design.T * weight @ design) @ inverse
    total = float(((target - target.mean()) ** 2).sum())
    fit = 1 - float((left**2).sum()) / total if total else 0.0
    return found, np.sqrt(np.maximum(np.diag(spread), 0)), fit
