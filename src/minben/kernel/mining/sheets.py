"""The report's tables as plain rows: what stands behind each chart. Serves whoever takes the figures to a spreadsheet.

Times are hours and shares 0..1, unrounded; the report shows the same values in words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from minben.kernel.mining.analysis import Analysis

Rows = list[dict[str, Any]]


def _variants(analysis: Analysis) -> Rows:
    return [row | {"trace": " > ".join(row["trace"])} for row in analysis["variants"]]


def _handovers(analysis: Analysis) -> Rows:
    return [{"by": one["by"], **pair} for one in analysis["handovers"] for pair in one["pairs"]]


def _segments(analysis: Analysis) -> Rows:
    return [{"attribute": one["attribute"], **row} for one in analysis["segments"] for row in one["values"]]


def _suspicions(analysis: Analysis) -> Rows:
    return [row | {"examples": "; ".join(row["examples"])} for row in analysis["suspicions"]]


def _drift(analysis: Analysis) -> Rows:
    return [{"time": one["until"], **row} for one in analysis["drift"] for row in one["moved"]]


def _reasons(analysis: Analysis) -> Rows:
    def words(rule: Mapping[str, Any]) -> str:
        return "; ".join(
            " ".join((one["kind"], one["subject"], one["value"])).strip() for one in rule["conditions"]
        )

    return [row | {"conditions": words(row)} for row in analysis["reasons"]["rules"]]


def _deviations(analysis: Analysis) -> Rows:
    found = analysis["deviations"] or {"rows": []}
    return [row | {"examples": "; ".join(row["examples"])} for row in found["rows"]]


def _rules(analysis: Analysis) -> Rows:
    found = analysis["rules"]
    rows = [{"part": part, **row} for part in ("given", "always", "nearly") for row in found[part] or ()]
    return [row | {"breaking": "; ".join(row["breaking"])} for row in rows]


def _places(analysis: Analysis) -> Rows:
    found = analysis["places"]
    return found["contrast"]["gaps"] if found and found["contrast"] else []


SHEETS: Mapping[str, Callable[[Analysis], Rows]] = {
    "throughput": lambda analysis: analysis["throughput"]["histogram"],
    "deadlines": lambda analysis: analysis["deadlines"],
    "waiting": lambda analysis: analysis["waiting"]["activities"],
    "variants": _variants,
    "flow": lambda analysis: analysis["flow"],
    "handovers": _handovers,
    "rework": lambda analysis: analysis["rework"]["activities"],
    "segments": _segments,
    "complexity": lambda analysis: [analysis["complexity"]],
    "model": lambda analysis: analysis["model"]["candidates"],
    "suspicions": _suspicions,
    "working_time": lambda analysis: [analysis["working_time"]],
    "causes": lambda analysis: (analysis["causes"] or {"activities": []})["activities"],
    "bottlenecks": lambda analysis: analysis["bottlenecks"],
    "reasons": _reasons,
    "deviations": _deviations,
    "rules": _rules,
    "places": _places,
    "drift": _drift,
    "first_time_right": lambda analysis: analysis["first_time_right"]["activities"],
    "workload": lambda analysis: analysis["workload"]["rows"],
    "obstacles": lambda analysis: analysis["obstacles"]["rows"],
    "relation": lambda analysis: analysis["relation"]["rows"],
}


def sheet(analysis: Analysis, key: str) -> str:
    """One table as CSV with a header row, empty text for no rows; KeyError for a section without a table."""
    rows = SHEETS[key](analysis)
    if not rows:
        return ""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guarded(value) for name, value in row.items()} for row in rows)
    return stream.getvalue()


def guarded(value: object) -> object:
    """A text that a spreadsheet would take for a formula is told to be text: names of steps come from strangers."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
