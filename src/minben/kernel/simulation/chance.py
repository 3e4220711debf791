"""Common random numbers: one stream per purpose and place, one cell per case and visit.

Two variants of a process that share a task see the same luck for the same case there, so their difference is the
redesign's effect and not noise (Law, Simulation Modeling and Analysis, 5th ed., 11.2).
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

from .scenario import Floats

_BLOCK = 4  # visits drawn at once; most cases visit a place once, loops ask for further blocks


class Chance:
    """Uniform numbers in [0, 1) by purpose, place, case and visit, from one seed."""

    def __init__(self, seed: int, cases: int) -> None:
        self.seed, self.cases = seed, cases
        self._blocks: dict[tuple[str, str, int], list[list[float]]] = {}

    def generator(self, purpose: str, place: str = "", block: int = 0) -> np.random.Generator:
        """The stream itself, the same whatever else is drawn."""
        return np.random.default_rng([self.seed, crc32(purpose.encode()), crc32(place.encode()), block])

    def uniforms(self, purpose: str, place: str, block: int = 0) -> Floats:
        """A block of shape (cases, 4)."""
        return self.generator(purpose, place, block).random((self.cases, _BLOCK))

    def cell(self, purpose: str, place: str, case: int, visit: int) -> float:
        """One number."""
        block, column = divmod(visit, _BLOCK)
        key = (purpose, place, block)
        rows = self._blocks.get(key)
        if rows is None:
            rows = self._blocks[key] = self.uniforms(purpose, place, block).tolist()
        return rows[case][column]
