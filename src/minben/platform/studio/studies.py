"""Everything that the pages of a log say, computed once and kept: figures, process, paths, deviations, what the charts
draw. Serves the worker, which computes it, and the pages, which only read.

Values in, values out: nothing here reads or writes a row. What is kept is in the log's own codes, so it is the same in
every language.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from minben.kernel import mining
from minben.kernel.eventlog import NO_TIME, Chosen, EventLog
from minben.kernel.mining import Analysis, Asked, Deviation, Deviations, NoAutomaton, analyse, discovered
from minben.kernel.process import Process, read_bpmn, write_bpmn
from minben.platform.casework.eventlog import stamp
from minben.platform.studio.drawing import Thin, thin
from minben.platform.studio.keeping import kept, log_in
from minben.platform.studio.whatif import packed, unpacked

EDITION = "1"  # of what is kept: a study of another edition is made anew
Tell = Callable[[float], None]


@dataclass(frozen=True)
class Path:
    """One way that cases take: its place by frequency, what it and those before it cover, the median time in hours."""

    place: int
    trace: tuple[str, ...]
    count: int
    share: float
    cumulated: float
    median: float | None
    examples: tuple[str, ...]

    def plain(self) -> dict[str, object]:
        """As a row of a table."""
        return {
            "place": self.place,
            "trace": " > ".join(self.trace),
            "cases": self.count,
            "share": self.share,
            "cumulated": self.cumulated,
            "median_hours": self.median,
            "examples": "; ".join(self.examples),
        }


@dataclass(frozen=True)
class Study:
    """What is known of a log at a moment, in the log's own codes."""

    analysis: Analysis
    process: Process
    paths: tuple[Path, ...]
    months: tuple[tuple[str, int, int], ...]  # month, cases begun, events
    deviations: Deviations | None  # None: the process cannot be compared step by step, for the reason given
    impossible: str
    thin: Thin
    activities: tuple[str, ...]
    at: datetime


def studied(
    log: EventLog,
    at: datetime,
    *,
    chosen: tuple[Chosen, ...] = (),
    prescribed: tuple[EventLog, Process] | None = None,
    tell: Tell | None = None,
) -> Study:
    """Ask a log all questions of its pages. `prescribed`: the log of the deployed process's tasks, and that process;
    else cases are compared with the process found. `tell` hears the share done.
    """
    say = tell or _silent
    found, process = discovered(log)
    say(0.2)
    analysis = analyse(
        log, found, asked=Asked(chosen=chosen), now=stamp(at), progress=lambda share: say(0.2 + 0.5 * share)
    )
    steps, model = prescribed or (log, process)
    try:
        deviations, impossible = mining.deviations(steps, model), ""
    except NoAutomaton as error:
        deviations, impossible = None, str(error)
    say(0.9)
    ways = paths_of(log)
    return Study(
        analysis, process, ways, months_of(log), deviations, impossible, thin(log), log.activities, at
    )


def _silent(_share: float) -> None:
    """Nobody is watching."""


def paths_of(log: EventLog) -> tuple[Path, ...]:
    """Every way that cases of a log take, the commonest first."""
    spent = mining.throughput(log)
    hours = np.full(len(log.cases), np.nan)
    hours[spent.cases] = spent.hours
    found: list[Path] = []
    so_far = 0
    for place, one in enumerate(mining.variants(log), 1):
        so_far += one.count
        known = hours[one.cases][~np.isnan(hours[one.cases])]
        median = float(np.median(known)) if known.size else None
        examples = tuple(log.cases[case] for case in one.cases[:3].tolist())
        shares = one.count / len(log.cases), so_far / len(log.cases)
        found.append(Path(place, one.trace, one.count, *shares, median, examples))
    return tuple(found)


def months_of(log: EventLog) -> tuple[tuple[str, int, int], ...]:
    """For each month how many cases began and how many events happened."""
    timed = log.time != NO_TIME
    month = log.time[timed].astype("datetime64[us]").astype("datetime64[M]")
    _cases, first = np.unique(log.case_index[timed], return_index=True)
    names, counts = np.unique(month, return_counts=True)
    begun = Counter(month[first].astype(str).tolist())
    events = zip(names.astype(str).tolist(), counts.tolist(), strict=True)
    return tuple((name, begun[name], count) for name, count in events)


def written(study: Study) -> bytes:
    """The study as one archive; the same study gives the same bytes."""
    code = {name: at for at, name in enumerate(study.activities)}
    rest = {
        "paths": [
            [one.count, one.median, [code[step] for step in one.trace], one.examples] for one in study.paths
        ],
        "months": study.months,
        "deviations": None if study.deviations is None else asdict(study.deviations),
        "impossible": study.impossible,
        "counts": study.thin.counts,
        "cases": study.thin.cases,
        "activities": study.activities,
        "names": {node.id: node.name for node in study.process.nodes},
        "at": study.at.isoformat(),
    }
    return packed(
        {
            "analysis.json": _json(study.analysis),
            "process.bpmn": write_bpmn(study.process),
            "rest.json": _json(rest),
            "thin.npz": kept(study.thin.log),
        }
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def read(archive: bytes) -> Study:
    """The study that `written` put into these bytes."""
    files = unpacked(archive)
    rest = json.loads(files["rest.json"])
    (process,) = read_bpmn(files["process.bpmn"])
    names = rest["names"]  # XML keeps no blank at the ends of a name, a log does
    nodes = tuple(replace(node, name=names.get(node.id, node.name)) for node in process.nodes)
    return Study(
        json.loads(files["analysis.json"]),
        replace(process, nodes=nodes),
        _paths(rest),
        tuple((month, begun, events) for month, begun, events in rest["months"]),
        _deviations(rest["deviations"]),
        rest["impossible"],
        Thin(log_in(files["thin.npz"]), tuple(map(tuple, rest["counts"])), rest["cases"]),
        tuple(rest["activities"]),
        datetime.fromisoformat(rest["at"]),
    )


def _paths(rest: Mapping[str, Any]) -> tuple[Path, ...]:
    total = sum(count for count, *_others in rest["paths"])
    found: list[Path] = []
    so_far = 0
    for place, (count, median, codes, examples) in enumerate(rest["paths"], 1):
        so_far += count
        trace = tuple(rest["activities"][code] for code in codes)
        found.append(Path(place, trace, count, count / total, so_far / total, median, tuple(examples)))
    return tuple(found)


def _deviations(told: dict[str, Any] | None) -> Deviations | None:
    if told is None:
        return None
    rows = tuple(Deviation(**{**row, "examples": tuple(row["examples"])}) for row in told["rows"])
    return Deviations(**{**told, "rows": rows})
