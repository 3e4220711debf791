"""Key figures of a log, real or simulated: what a citizen waits, what the office works, how often hands change."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import MISSING, EventLog
from minben.kernel.simulation import log_cycle_hours

# Activities whose name says that somebody outside is written to, called, asked or seen (English, Dutch, Chinese).
CONTACT = re.compile(
    r"send|notif|request for|receive|inform|call|contact|visit|verzend|ontvang|"
    r"通知|發送|发送|送達|送达|收件|受理|補正|补正",
    re.I,
)


@dataclass(frozen=True)
class Measure:
    """A key figure: `unit` is hours, share or number; `key` names it in the texts. Less is better in all of them."""

    key: str
    unit: str


MEASURES = (
    Measure("mean", "hours"),
    Measure("median", "hours"),
    Measure("p90", "hours"),
    Measure("late", "share"),
    Measure("work", "hours"),
    Measure("handovers", "number"),
    Measure("contacts", "number"),
    Measure("steps", "number"),
)
OBJECTIVES = ("mean", "p90", "late", "work", "handovers", "contacts")


def measure(log: EventLog, limit: float, contacts: frozenset[str] | None = None) -> NDArray[np.float64]:
    """The figures in the order of MEASURES, per case.

    Cycle time in hours from the first completion of a case to its last; `late`: share of cases above `limit` hours;
    work in person-hours (nan when the log has no start times; computed steps do not count); handovers: consecutive
    activities done by different people; contacts: activities in `contacts`, by default those whose names say so.
    """
    cases = max(len(log.cases), 1)
    hours = log_cycle_hours(log)
    who = log.resource
    within = np.ones(max(len(log) - 1, 0), dtype=bool)
    within[log.offsets[1:-1] - 1] = False
    changed = within & (who[1:] != who[:-1]) & (who[1:] != MISSING) & (who[:-1] != MISSING)
    speaks = np.array([_contacts(name, contacts) for name in log.activities], dtype=np.float64)
    work = float("nan")
    if log.start is not None:
        work = float(((log.time - log.start) * (who != MISSING)).sum()) / 3.6e9 / cases
    return np.array(
        [
            hours.mean(),
            np.median(hours),
            np.percentile(hours, 90),
            (hours > limit).mean(),
            work,
            changed.sum() / cases,
            speaks[log.activity].sum() / cases if len(log) else 0.0,
            len(log) / cases,
        ]
    )


def _contacts(name: str, contacts: frozenset[str] | None) -> int:
    """How many contacts an activity holds: merged activities ("A + B") still write their letters."""
    parts = [part.removeprefix("⚙ ").removeprefix("✓ ") for part in name.split(" + ")]
    return sum(part in contacts if contacts is not None else bool(CONTACT.search(part)) for part in parts)
