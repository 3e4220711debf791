"""Everything the report says, as plain values. Serves the report, the studio and whoever computes further.

`analyse` returns JSON-able dictionaries; times are hours, shares 0..1, moments ISO 8601 in UTC. Keys:

* `log`: name, cases, events, activities, variants, resources, first, last, has_start_times
* `throughput`: median, mean, p90, max, closed_only, histogram [{from, to, count}]
* `variants`: [{trace, count, share, cumulated, median}], the commonest; `variants_for_80`: how many hold 80
% of cases
* `flow`: [{source, target, count, median, mean}]; `starts`, `ends`: [{activity, count}]
* `waiting`: includes_work, total, activities [{activity, count, total, share, median, mean, p90}]
* `rework`: repeats, cases, share, activities [{activity, repeats, cases}]
* `handovers`: [{by, total, per_case, cases, share, unknown, pairs [{source, target, count}]}]
* `deadlines`: [{attribute, end, closed, open, late, in_time, without_limit, share_late, median_days_late}]
* `segments`: [{attribute, values [{value, cases, share, median, p90}]}], attributes of cases with few values
* `complexity`: the fields of `Complexity`
* `model`: miner, settings, coverage, tasks, exact, fitness, precision, f, size, aligned, candidates (the best of
`compared`, each with the same keys)
* `suspicions`: [{kind, count, examples}] of what was analysed; `chosen`: [{kind, choice, count}], what was done before

and the keys of `answers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from minben.kernel.eventlog import MISSING, NO_TIME, EventLog, Progress, diagnose, end_column
from minben.kernel.mining.align import Prefixes
from minben.kernel.mining.answers import Asked, answers
from minben.kernel.mining.complexity import complexity
from minben.kernel.mining.deadlines import deadlines, limit_columns
from minben.kernel.mining.flow import Throughput, directly_follows, start_end, throughput, waiting_before
from minben.kernel.mining.people import handovers, rework
from minben.kernel.mining.quality import Candidate, candidates, inductive, quality
from minben.kernel.mining.variants import Variant, variants
from minben.kernel.process.model import Process

Analysis = dict[str, Any]  # the keys are those of this module's docstring

SHOWN = 12  # variants and pairs kept; the totals always count all
_FEW = 12  # an attribute with at most so many values divides cases into segments
_STEPS = (1 / 60, 0.25, 1, 4, 8, 24, 72, 168, 336, 720, 1440, 2880, 4320, 8760, 17520)  # hours


def analyse(
    log: EventLog,
    found: tuple[Candidate, ...] | None = None,
    *,
    asked: Asked | None = None,
    now: int | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Ask a log with at least one event all questions of the report; `found` are the model candidates,
    best first.

    `asked` brings a calendar, a limit, a prescribed process, other places.
    `now` (UTC microseconds) lets future dates be noticed. `progress` hears 0..1.
    """
    distinct = variants(log)
    spent = throughput(log)
    found = candidates(log) if found is None else found
    steps: list[tuple[str, Callable[[], Any]]] = [
        ("log", lambda: _log(log, distinct)),
        ("throughput", lambda: _throughput(spent)),
        ("variants", lambda: _variants(log, distinct, spent)),
        ("variants_for_80", lambda: _variants_for(distinct, 0.8)),
        ("flow", lambda: [asdict(edge) for edge in directly_follows(log)]),
        ("starts", lambda: _counted(start_end(log)[0])),
        ("ends", lambda: _counted(start_end(log)[1])),
        ("waiting", lambda: _waiting(log)),
        ("rework", lambda: _rework(log)),
        ("handovers", lambda: _handovers(log)),
        (
            "deadlines",
            lambda: [_deadline(log, name) for name in limit_columns(log)] if end_column(log) else [],
        ),
        ("segments", lambda: _segments(log, spent)),
        ("complexity", lambda: asdict(complexity(log))),
        ("model", lambda: _model(found)),
        *answers(log, found[0].process, asked or Asked()),
        ("suspicions", lambda: [asdict(one) for one in diagnose(log, now=now)]),
        ("chosen", lambda: [asdict(one) for one in asked.chosen] if asked else []),
    ]
    result: Analysis = {}
    for number, (key, compute) in enumerate(steps, start=1):
        result[key] = compute()
        if progress is not None:
            progress(number / len(steps))
    return result


def with_noise(log: EventLog, noise: float) -> Candidate:
    """The inductive miner's model of the whole log with a chosen noise threshold."""
    distinct = variants(log)
    one = inductive(log, distinct, noise)
    return replace(one, quality=quality(one.process, Prefixes(distinct), one.tree))


def heat(analysis: Analysis, process: Process) -> tuple[dict[str, float], dict[str, float]]:
    """For each task of the process: heat 0..1 by total waiting before it, and the median waiting in hours."""
    rows = {row["activity"]: row for row in analysis["waiting"]["activities"]}
    most = max((row["total"] for row in rows.values()), default=0.0)
    tasks = [node for node in process.nodes if node.name in rows and node.kind == "user"]
    return (
        {node.id: rows[node.name]["total"] / most if most else 0.0 for node in tasks},
        {node.id: rows[node.name]["median"] for node in tasks},
    )


def _iso(time: int) -> str:
    return str(np.datetime64(time, "us").astype("datetime64[s]")) + "Z"


def _log(log: EventLog, distinct: tuple[Variant, ...]) -> Mapping[str, Any]:
    known = log.time[log.time != NO_TIME]
    return {
        "name": log.origin.replace("\\", "/").rpartition("/")[2],
        "cases": len(log.cases),
        "events": len(log),
        "activities": len(log.activities),
        "variants": len(distinct),
        "resources": len(log.resources),
        "first": _iso(int(known.min())) if known.size else "",
        "last": _iso(int(known.max())) if known.size else "",
        "has_start_times": log.start is not None,
    }


def _throughput(spent: Throughput) -> Mapping[str, Any]:
    return {
        "median": spent.quantile(0.5),
        "mean": spent.mean,
        "p90": spent.quantile(0.9),
        "max": spent.quantile(1.0),
        "histogram": _histogram(spent),
    }


def _histogram(spent: Throughput) -> list[Mapping[str, Any]]:
    """Counts in steps that people think in: a quarter of an hour, a working day, a week, a quarter of a
    year.
    """
    if not spent.hours.size:
        return []
    top = float(spent.hours.max())
    bounds = [0.0, *(step for step in _STEPS if step < top), max(top, _STEPS[0])]
    counts = np.histogram(spent.hours, bounds)[0].tolist()
    rows: list[Mapping[str, Any]] = [
        {"from": low, "to": high, "count": count}
        for low, high, count in zip(bounds, bounds[1:], counts, strict=False)
    ]
    while len(rows) > 1 and not rows[0]["count"]:
        rows.pop(0)
    return rows


def _variants(log: EventLog, distinct: tuple[Variant, ...], spent: Throughput) -> list[Mapping[str, Any]]:
    hours = np.full(len(log.cases), np.nan)
    hours[spent.cases] = spent.hours
    rows: list[Mapping[str, Any]] = []
    so_far = 0
    for variant in distinct[:SHOWN]:
        so_far += variant.count
        known = hours[variant.cases]
        known = known[~np.isnan(known)]
        row = {"trace": list(variant.trace), "count": variant.count, "share": variant.count / len(log.cases)}
        row |= {
            "cumulated": so_far / len(log.cases),
            "median": float(np.median(known)) if known.size else None,
        }
        rows.append(row)
    return rows


def _variants_for(distinct: tuple[Variant, ...], share: float) -> int:
    running = np.cumsum([variant.count for variant in distinct])
    return int(np.searchsorted(running, share * running[-1])) + 1


def _counted(counts: Mapping[str, int]) -> list[Mapping[str, Any]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"activity": name, "count": count} for name, count in ordered]


def _waiting(log: EventLog) -> Mapping[str, Any]:
    rows = waiting_before(log)
    total = sum(row.total for row in rows)
    keys = ("activity", "count", "total", "median", "mean", "p90")
    shown = [
        {key: getattr(row, key) for key in keys} | {"share": row.total / total if total else 0.0}
        for row in rows
    ]
    return {"includes_work": log.start is None, "total": total, "activities": shown}


def _rework(log: EventLog) -> Mapping[str, Any]:
    rows = rework(log)
    touched = sum(variant.count for variant in variants(log) if len(set(variant.trace)) < len(variant.trace))
    return {
        "repeats": sum(row.repeats for row in rows),
        "cases": touched,
        "share": touched / len(log.cases),
        "activities": [asdict(row) for row in rows],
    }


def _handovers(log: EventLog) -> list[Mapping[str, Any]]:
    """Between people, and between departments or roles where the log names them."""
    result: list[Mapping[str, Any]] = []
    for by in ("resource", "org:group", "org:role", "level"):
        if by not in log.event_columns and not (by == "resource" and len(log.resources) > 1):
            continue
        found = handovers(log, by)
        pairs = [{"source": one, "target": two, "count": count} for one, two, count in found.pairs[:SHOWN]]
        row = {"by": by, "total": found.total, "per_case": found.per_case, "cases": found.cases}
        row |= {"share": found.cases / len(log.cases), "unknown": found.unknown, "pairs": pairs}
        result.append(row)
    return result


def _deadline(log: EventLog, name: str) -> Mapping[str, Any]:
    found = deadlines(log, name)
    judged = found.late + found.in_time
    return asdict(found) | {"share_late": found.late / judged if judged else 0.0}


def _segments(log: EventLog, spent: Throughput) -> list[Mapping[str, Any]]:
    """Attributes of cases with two to a dozen values, fewest first: where a process differs by channel
    or kind.
    """
    result: list[Mapping[str, Any]] = []
    for name in sorted(log.case_columns):
        column = log.case_columns[name]
        codes, table = column.coded()
        if column.type != "text" or not 2 <= len(table) <= _FEW:
            continue
        of_case = codes[spent.cases]
        values: list[Mapping[str, Any]] = []
        for code in np.unique(codes[codes != MISSING]).tolist():
            hours = spent.hours[of_case == code]
            middle, high = np.quantile(hours, (0.5, 0.9)).tolist() if hours.size else (None, None)
            count = int((codes == code).sum())
            row = {"value": str(table[code]), "cases": count, "share": count / len(log.cases)}
            values.append(row | {"median": middle, "p90": high})
        values.sort(key=lambda row: (-row["cases"], row["value"]))
        result.append({"attribute": name, "values": values})
    return sorted(result, key=lambda entry: len(entry["values"]))[:4]


def _model(found: tuple[Candidate, ...]) -> Mapping[str, Any]:
    rows = [
        {
            "miner": one.miner,
            "settings": dict(one.settings),
            "coverage": one.coverage,
            **asdict(one.quality),
            "f": one.quality.f,
        }
        for one in found[:SHOWN]
    ]
    tasks = [node.name for node in found[0].process.nodes if node.kind == "user"]
    return {**rows[0], "tasks": tasks, "candidates": rows, "compared": len(found)}
