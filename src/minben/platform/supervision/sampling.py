"""The double random draw (雙隨機): which cases are looked at, and which inspector looks at which, by a public seed.

Serves inspectors and whoever checks them: with the seed and the list of cases anyone can draw again. The cases
drawn are those whose SHA-256 of `seed case-number` is smallest; inspectors are dealt in the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sample:
    """A draw: from `frame` cases (their number and digest are kept), `cases` in order, and who looks at each."""

    seed: str
    since: str
    until: str
    frame: int
    digest: str
    cases: tuple[str, ...]
    inspectors: dict[str, str]

    @property
    def asked(self) -> dict[str, Any]:
        return {"seed": self.seed, "since": self.since, "until": self.until, "number": len(self.cases)}

    @property
    def found(self) -> dict[str, Any]:
        return {
            "frame": self.frame,
            "digest": self.digest,
            "cases": list(self.cases),
            "inspectors": self.inspectors,
        }


def lot(seed: str, name: str) -> str:
    """The lot that this name draws under this seed."""
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


def draw(
    seed: str, frame: Sequence[str], number: int, inspectors: Sequence[str], since: str = "", until: str = ""
) -> Sample:
    """Draw `number` of the cases in `frame` and deal them to the inspectors. Raises ValueError without inspectors."""
    if not inspectors:
        raise ValueError("A sample needs at least one inspector.")
    chosen = tuple(sorted(frame, key=lambda case: lot(seed, case))[:number])
    dealt = {case: sorted(inspectors, key=lambda name: lot(seed, f"{case} {name}"))[0] for case in chosen}
    digest = hashlib.sha256("\n".join(sorted(frame)).encode()).hexdigest()
    return Sample(seed, since, until, len(frame), digest, chosen, dealt)
