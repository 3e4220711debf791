"""A reform by the three principles of organising offices: streamlined, unified, effective (精簡、統一、效能).

Serves whoever decides and whoever is asked. Every principle is numbers before and after, counted on the two versions or
simulated for the same applicants; nothing is weighed into one grade, which would hide what got worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from minben.kernel.pack import Place, Promise, Reform, Service, before_and_after

from .compare import Figure, Interval, interval
from .promise import SEED, figures_of

Principle = Literal["streamlined", "unified", "effective"]
REPLICATIONS, CASES = 8, 80
_SIMULATED = (
    Promise("steps_by_hand", "step", "less", 0, 0),
    Promise("mean_days", "day", "less", 0, 0),
    Promise("p90_days", "day", "less", 0, 0),
)


@dataclass(frozen=True)
class Score:
    """One number of one principle. Counted numbers have no spread: their limits are the number itself.

    `less`: whether less is better, else more.
    """

    principle: Principle
    key: str  # questions, materials, steps_by_hand, offices, by_rule, mean_days, p90_days
    figure: Figure
    less: bool = True

    @property
    def change(self) -> Literal["better", "same", "worse"]:
        """What the reform does to it, beyond chance."""
        if not self.figure.clear:
            return "same"
        return "better" if (self.figure.change.mean < 0) == self.less else "worse"


def score(place: Place, service: Service, reform: Reform) -> tuple[Score, ...]:
    """Seven numbers in the order of the principles. InputError when the reform gives no readable service; ValueError
    when the service cannot be simulated.
    """
    before, after = before_and_after(place, service, reform)
    samples = [
        np.array([figures_of(place, one, _SIMULATED, SEED + number, CASES) for number in range(REPLICATIONS)])
        for one in (before, after)
    ]
    by_hand, mean, p90 = (
        Figure(
            interval(samples[0][:, at]),
            interval(samples[1][:, at]),
            interval(samples[1][:, at] - samples[0][:, at]),
        )
        for at in range(len(_SIMULATED))
    )
    return (
        Score("streamlined", "questions", _counted(_questions(before), _questions(after))),
        Score("streamlined", "materials", _counted(_materials(before), _materials(after))),
        Score("streamlined", "steps_by_hand", by_hand),
        Score("unified", "offices", _counted(_offices(before), _offices(after))),
        Score("unified", "by_rule", _counted(_by_rule(before), _by_rule(after)), less=False),
        Score("effective", "mean_days", mean),
        Score("effective", "p90_days", p90),
    )


def _counted(before: int, after: int) -> Figure:
    numbers = [Interval(float(one), float(one), float(one)) for one in (before, after, after - before)]
    return Figure(*numbers)


def _questions(service: Service) -> int:
    """Questions that the form may ask."""
    return len(service.guiding) + sum(len(page.questions) for page in service.form)


def _materials(service: Service) -> int:
    """Materials that applicants must bring because no register answers."""
    return sum(not material.register for item in service.items for material in item.materials)


def _offices(service: Service) -> int:
    """Offices whose people must do something."""
    return len({node.lane for node in service.process.nodes if node.kind == "user"})


def _by_rule(service: Service) -> int:
    """Items that a published rule can decide: the same for everybody."""
    rules = (node.options.get("item", "") for node in service.process.nodes if node.kind == "rule")
    return len({item for item in rules if item})
