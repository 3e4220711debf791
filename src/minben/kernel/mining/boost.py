"""Gradient boosted trees, small and exact to repeat. Serves the forecast of running cases.

Friedman 2001, with features in at most 32 bins and trees of fixed depth: some hundred lines of numpy instead of SciPy
and scikit-learn in the base install. No dice: the same rows give the same trees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bins = NDArray[np.uint8]
_BINS, _DEPTH, _RATE = 32, 3, 0.1
_LEAST, _SHARE = 20, 50  # rows in a leaf: that many, and one in so many of all


@dataclass(frozen=True)
class Tree:
    """`feature[node]` and `bin[node]` for inner nodes in level order (go right when above), then a value a leaf."""

    feature: NDArray[np.int64]
    bin: NDArray[np.int64]
    values: Floats

    def leaves(self, rows: Bins) -> NDArray[np.int64]:
        """The leaf of every row."""
        node = np.zeros(len(rows), np.int64)
        index = np.arange(len(rows))
        for _ in range(_DEPTH):
            node = 2 * node + 1 + (rows[index, self.feature[node]] > self.bin[node])
        return node - len(self.feature)


@dataclass(frozen=True)
class Boosted:
    """A fitted sum of trees."""

    edges: tuple[Floats, ...]
    base: float
    trees: tuple[Tree, ...]

    def __call__(self, features: Floats) -> Floats:
        """One value a row of features (rows × features)."""
        rows = _binned(features, self.edges)
        total = np.full(len(rows), self.base)
        for tree in self.trees:
            total += _RATE * tree.values[tree.leaves(rows)]
        return total


def median_trees(features: Floats, target: Floats, rounds: int = 80) -> Boosted:
    """Least absolute error: the forecast is a median."""
    return _boosted(features, target, float(np.median(target)), rounds, np.subtract, _medians, np.sign)


def odds_trees(features: Floats, target: Floats, rounds: int = 60) -> Boosted:
    """Logistic loss for a target of 0 and 1: the forecast is the logarithm of the odds."""
    share = float(np.clip(target.mean(), 1e-3, 1 - 1e-3))

    def left(target: Floats, total: Floats) -> Floats:
        return target - chance(total)

    return _boosted(features, target, float(np.log(share / (1 - share))), rounds, left, _newton, np.asarray)


def chance(odds: Floats) -> Floats:
    """From the logarithm of the odds to a probability."""
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))


def _boosted(
    features: Floats,
    target: Floats,
    base: float,
    rounds: int,
    left: Callable[[Floats, Floats], Floats],
    valued: Callable[[NDArray[np.int64], Floats], Floats],
    pull: Callable[[Floats], Floats],
) -> Boosted:
    edges = tuple(_edges(column) for column in features.T)
    rows = _binned(features, edges)
    total = np.full(len(rows), base)
    trees: list[Tree] = []
    for _ in range(rounds):
        rest = left(target, total)
        feature, cut, leaf = _grown(rows, pull(rest))
        trees.append(Tree(feature, cut, valued(leaf, rest)))
        total += _RATE * trees[-1].values[leaf]
    return Boosted(edges, base, tuple(trees))


def _edges(column: Floats) -> Floats:
    return np.unique(np.quantile(column, np.linspace(0, 1, _BINS + 1)[1:-1]))


def _binned(features: Floats, edges: tuple[Floats, ...]) -> Bins:
    columns = [np.searchsorted(bounds, column) for bounds, column in zip(edges, features.T, strict=True)]
    return np.stack(columns, axis=1).astype(np.uint8)


def _grown(rows: Bins, pull: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Level by level the split that explains most of `pull`; a node without a good one sends all to the left."""
    inner = (1 << _DEPTH) - 1
    feature, cut = np.zeros(inner, np.int64), np.full(inner, _BINS, np.int64)
    place, index = np.zeros(len(rows), np.int64), np.arange(len(rows))
    for level in range(_DEPTH):
        width, first = 1 << level, (1 << level) - 1
        best = np.zeros(width)
        for column in range(rows.shape[1]):
            gain, where = _gains(place * _BINS + rows[:, column], pull, width)
            better = gain > best + 1e-9
            best[better] = gain[better]
            feature[first : first + width][better] = column
            cut[first : first + width][better] = where[better]
        node = first + place
        place = 2 * place + (rows[index, feature[node]] > cut[node])
    return feature, cut, place


def _gains(codes: NDArray[np.int64], pull: Floats, width: int) -> tuple[Floats, NDArray[np.int64]]:
    """For every node the best gain over its bins, and the last bin that goes left."""
    size = width * _BINS
    sums = np.bincount(codes, weights=pull, minlength=size).reshape(width, _BINS).cumsum(axis=1)
    counts = np.bincount(codes, minlength=size).reshape(width, _BINS).cumsum(axis=1)
    all_sums, all_counts = sums[:, -1:], counts[:, -1:]
    right = all_counts - counts
    gain = sums**2 / np.maximum(counts, 1) + (all_sums - sums) ** 2 / np.maximum(right, 1)
    gain = np.where(
        (counts >= _LEAST) & (right >= _LEAST), gain - all_sums**2 / np.maximum(all_counts, 1), 0.0
    )
    where = gain.argmax(axis=1)
    return gain[np.arange(width), where], where


def _medians(leaf: NDArray[np.int64], rest: Floats) -> Floats:
    order = np.lexsort((rest, leaf))
    bounds = np.searchsorted(leaf[order], np.arange((1 << _DEPTH) + 1))
    parts = (rest[order[low:high]] for low, high in pairwise(bounds))
    return np.array([float(np.median(part)) if len(part) else 0.0 for part in parts])


def _newton(leaf: NDArray[np.int64], rest: Floats) -> Floats:
    size = 1 << _DEPTH
    steepness = np.abs(rest) * (1 - np.abs(rest))
    sums = np.bincount(leaf, weights=rest, minlength=size)
    return np.clip(sums / (np.bincount(leaf, weights=steepness, minlength=size) + 1.0), -4, 4)
