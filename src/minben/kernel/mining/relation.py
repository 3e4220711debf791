"""Complexity, institutional obstacles, leaders' attention and delay: how they go together. Serves analysts (R109,
R110).

For every case: hours from first to last event; complexity as the number of different steps; each obstacle's count; the
sign-offs of leaders. Told are rank correlations (Spearman, with interval), one regression of log hours on all of them
(least squares, robust errors HC3, intervals), and a typology of four kinds of cases. These say what goes together in
this log. They cannot say what brings it about: a hard case both crosses more desks and takes longer. `limits` names
what the figures rest on, and is shown beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import EventLog
from minben.kernel.mining.chance import Z95, least_squares, spearman
from minben.kernel.mining.flow import throughput
from minben.kernel.mining.obstacles import Obstacles, obstacles
from minben.kernel.mining.orders import counted

Floats = NDArray[np.float64]
COMPLEXITY = "different_steps"
_LEAST = 50  # cases for a regression
_INFLATED = 10
_EACH = 10  # cases with a non-zero value before a variable enters


@dataclass(frozen=True)
class Related:
    """A variable and the hours of a case. `rho` is a rank correlation; `longer` is by how much longer (0.12: 12 %)
    a case with one more takes among cases otherwise alike, None when there was no regression. Intervals are 95 %.
    """

    variable: str
    cases: int  # with a value above zero (complexity: all)
    rho: float
    rho_low: float
    rho_high: float
    longer: float | None
    longer_low: float | None
    longer_high: float | None


@dataclass(frozen=True)
class Kind:
    """One of four kinds of cases: above the median in complexity, in obstacles, in both or neither."""

    complex: bool
    obstructed: bool
    cases: int
    share: float
    median: float | None  # hours


@dataclass(frozen=True)
class Relation:
    """`r2` is the share of the scatter of log hours that the regression describes; `together` the rank correlation of
    complexity and obstacles themselves, with its interval.
    """

    cases: int
    found: Obstacles
    rows: tuple[Related, ...]
    r2: float | None
    together: tuple[float, float, float]
    kinds: tuple[Kind, ...]
    limits: tuple[str, ...]


def relate(log: EventLog, found: Obstacles | None = None) -> Relation:
    """Relate delay to everything counted; `found` saves counting twice."""
    found = found or obstacles(log)
    spent = throughput(log)
    width = max(len(log.activities), 1)
    pairs, _ = counted(log.case_index * width + log.activity, len(log.cases) * width)
    steps = np.bincount(pairs // width, minlength=len(log.cases)).astype(np.float64)[spent.cases]
    variables = {COMPLEXITY: steps}
    for kind, values in found.per_case.items():
        if (values[spent.cases] > 0).sum() >= _EACH and np.ptp(values[spent.cases]):
            variables[kind] = values[spent.cases]
    burden = np.sum([variables[kind] for kind in variables if kind in _BURDENS] or [steps * 0], axis=0)
    slopes, r2 = _regression(variables, spent.hours)
    rows = tuple(_related(kind, values, spent.hours, slopes) for kind, values in variables.items())
    return Relation(
        cases=len(spent.cases),
        found=found,
        rows=rows,
        r2=r2,
        together=spearman(steps, burden),
        kinds=_kinds(steps, burden, spent.hours),
        limits=_limits(log, found, variables, r2),
    )


_BURDENS = (
    "departments",
    "levels",
    "regions",
    "repeated_collection",
    "repeated_approval",
    "returns",
    "sharing_refused",
)


def _regression(
    variables: dict[str, Floats], hours: Floats
) -> tuple[dict[str, tuple[float, float, float]], float | None]:
    """Variable -> share by which hours grow with one more, low, high."""
    columns = _told_apart(variables)
    if len(hours) < max(_LEAST, 10 * (len(columns) + 1)) or not columns or not np.ptp(hours):
        return {}, None
    design = np.column_stack([np.ones(len(hours)), *columns.values()])
    slope, error, fit = least_squares(design, np.log(hours + 1 / 60))  # a minute keeps instant cases in
    return {
        kind: (
            float(np.expm1(slope[at])),
            float(np.expm1(slope[at] - Z95 * error[at])),
            float(np.expm1(np.minimum(slope[at] + Z95 * error[at], 700))),
        )
        for at, kind in enumerate(columns, start=1)
    }, fit


def _told_apart(variables: dict[str, Floats]) -> dict[str, Floats]:
    """Without those that the others all but repeat (variance inflation above ten): their slopes would mean nothing."""
    columns = {kind: values for kind, values in variables.items() if len(values) and np.ptp(values)}
    while len(columns) > 1:
        inflation = np.diag(np.linalg.pinv(np.corrcoef(np.vstack(list(columns.values())))))
        rank = np.linalg.matrix_rank(np.corrcoef(np.vstack(list(columns.values()))))
        worst = list(columns)[int(np.argmax(inflation))]
        if inflation.max() <= _INFLATED and rank == len(columns):
            break
        del columns[worst]
    return columns


def _related(
    kind: str, values: Floats, hours: Floats, slopes: dict[str, tuple[float, float, float]]
) -> Related:
    longer = slopes.get(kind, (None, None, None))
    return Related(kind, int((values > 0).sum()), *spearman(values, hours), *longer)


def _kinds(steps: Floats, burden: Floats, hours: Floats) -> tuple[Kind, ...]:
    """Above the median or not, in both."""
    if not len(steps):
        return ()
    is_complex, obstructed = steps > np.median(steps), burden > np.median(burden)
    result: list[Kind] = []
    for one in (False, True):
        for two in (False, True):
            here = (is_complex == one) & (obstructed == two)
            number = int(here.sum())
            middle = float(np.median(hours[here])) if number else None
            result.append(Kind(one, two, number, number / len(steps), middle))
    return tuple(result)


def _limits(
    log: EventLog, found: Obstacles, variables: dict[str, Floats], r2: float | None
) -> tuple[str, ...]:
    """What to keep in mind, as keys of the report's sentences."""
    limits = ["association", "names"]
    if found.unseen:
        limits.append("unseen")
    if r2 is None:
        limits.append("few")
    elif len(_told_apart(variables)) < len(variables):
        limits.append("collinear")
    if log.start is None:
        limits.append("work")
    return tuple(limits)
