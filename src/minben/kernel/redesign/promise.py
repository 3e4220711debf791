"""Does the simulation support what a reform promises? The service without and with it, for the same applicants.

Serves the designer who drafts a reform, the citizen who is asked about it and `minben check`. Both versions see the
same applicants (drawn from what simulation.yaml supposes), the same officers' luck and the same seed; rules are
evaluated, not drawn. A difference is the mean over replications of paired differences, with 95 % limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import EventLog
from minben.kernel.finding import Finding, InputError
from minben.kernel.pack import Place, Promise, Reform, Service, before_and_after, read_place
from minben.kernel.simulation import Game, simulate

from .applicants import Applicants, scenario_of
from .compare import BELIEVABLE, Figure, interval

REPLICATIONS, CASES, SEED = 12, 120, 353  # bounded: some seconds for one reform
_START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday; only the week's shape matters
_DAY = 86_400e6  # microseconds
VERDICTS = ("supported", "weaker", "other_start", "not_shown", "opposite")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shown:
    """One promised figure as the simulation shows it.

    `verdict`: supported; weaker (the effect is there, but smaller than promised); other_start (the figure before is not
    the simulation's); not_shown (no difference beyond chance); opposite (it goes the other way).
    """

    promise: Promise
    figure: Figure

    @property
    def verdict(self) -> str:
        """One of VERDICTS."""
        promise, figure = self.promise, self.figure
        sign = 1.0 if promise.direction == "more" else -1.0
        low, high = sorted((sign * figure.change.low, sign * figure.change.high))
        if high < 0:
            return "opposite"
        if low <= 0:
            return "not_shown"
        if abs(figure.before.mean - promise.before) > BELIEVABLE * max(
            abs(promise.before), abs(figure.before.mean)
        ):
            return "other_start"
        reached = max(sign * figure.after.low, sign * figure.after.high)
        return "supported" if sign * promise.after <= reached else "weaker"


def trial(
    place: Place, service: Service, reform: Reform, *, replications: int = REPLICATIONS, cases: int = CASES
) -> tuple[Shown, ...]:
    """Simulate the service without and with the reform and read off each promised figure, in their order.

    InputError when the reform gives no readable service; ValueError when the service has no simulation.yaml.
    """
    versions = before_and_after(place, service, reform)
    samples = [
        [figures_of(place, one, reform.promises, SEED + number, cases) for number in range(replications)]
        for one in versions
    ]
    before, after = (np.array(rows) for rows in samples)
    return tuple(
        Shown(promise, _figure(before[:, at], after[:, at])) for at, promise in enumerate(reform.promises)
    )


def _figure(before: Floats, after: Floats) -> Figure:
    return Figure(interval(before), interval(after), interval(after - before))


def figures_of(
    place: Place, service: Service, promises: Sequence[Promise], seed: int, cases: int
) -> list[float]:
    """The figures that these promises name, of one simulated run; what they claim does not matter."""
    game = Game(service.process)
    applicants = Applicants(place, service, game, seed, cases)
    log = simulate(
        service.process,
        scenario_of(place, service),
        cases=cases,
        seed=seed,
        start=_START,
        game=game,
        ways=applicants.ways(),
    )
    return [measured(log, service, promise) for promise in promises]


def measured(log: EventLog, service: Service, promise: Promise) -> float:
    """One figure of a simulated log, in the unit of its measure."""
    if promise.measure in ("mean_days", "p90_days"):
        days = _days(log, np.ones(len(log), dtype=bool))
        return float(np.nanmean(days) if promise.measure == "mean_days" else np.nanpercentile(days, 90))
    if promise.measure == "item_days":
        return float(np.nanmean(_days(log, _events(log, service, promise.item))))
    if promise.measure == "item_share":
        found = _events(log, service, promise.item)
        return 100.0 * float(np.isfinite(_days(log, found)).mean())
    by_hand = _events(log, service, "")
    return float(by_hand.sum()) / max(len(log.cases), 1)


def _events(log: EventLog, service: Service, item: str) -> NDArray[np.bool_]:
    """Which events decide the item: done by a person or a rule; without an item, which are done by a person."""
    names = {
        node.name or node.id
        for node in service.process.nodes
        if (
            node.kind == "user"
            if not item
            else node.options.get("item") == item and node.kind in ("user", "rule")
        )
    }
    wanted = np.array([name in names for name in log.activities], dtype=bool)
    return wanted[log.activity] if len(log) else np.zeros(0, dtype=bool)


def _days(log: EventLog, counted: NDArray[np.bool_]) -> Floats:
    """Per case, days from its arrival to the last of the counted events; nan where there is none."""
    arrivals = np.array(log.case_columns["arrival"].values, dtype=np.float64)
    last = np.full(len(log.cases), np.nan)
    owner = np.repeat(np.arange(len(log.cases)), np.diff(log.offsets))[counted]
    moments = log.time[counted].astype(np.float64)
    np.fmax.at(last, owner, moments)
    return (last - arrivals) / _DAY


# --- the checker ---


def check_promises(folder: Path) -> list[Finding]:
    """What the simulation does not support of what a place's reforms promise: errors; warnings for mere drafts."""
    place = read_place(folder)
    return [
        finding
        for service in place.services.values()
        if service.assumptions is not None
        for reform in service.reforms
        for finding in _unsupported(place, service, reform, folder)
    ]


def _unsupported(place: Place, service: Service, reform: Reform, folder: Path) -> Iterator[Finding]:
    file = str(folder / "services" / service.id / "reforms" / reform.id / "promise.yaml")
    try:
        shown = trial(place, service, reform)
    except InputError as error:
        yield from error.findings
        return
    for one in shown:
        if one.verdict == "supported":
            continue
        name = f"promises.{one.promise.measure}"
        message = f"The simulation does not support the promise: {_told(one)}"
        severity = "warning" if reform.status == "draft" else "error"
        yield Finding(file, 0, name, message, _ADVICE[one.verdict], severity)


_ADVICE: Mapping[str, str] = {
    "weaker": "Promise less, or change more.",
    "other_start": "Write the figure before as measured or simulated, or correct simulation.yaml.",
    "not_shown": "Promise what the reform changes, or drop the figure.",
    "opposite": "The reform makes this worse: say so, and promise something else.",
}


def _told(one: Shown) -> str:
    figure = one.figure
    return (
        f"{one.promise.before:g} to {one.promise.after:g} {one.promise.unit} is promised; simulated are "
        f"{figure.before.mean:.2f} to {figure.after.mean:.2f} (95 % of the change: {figure.change.low:+.2f} to "
        f"{figure.change.high:+.2f})."
    )
