"""A scenario as a JSON file a designer can read, change and keep beside the process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from minben.kernel.finding import refuse

from .scenario import Arrivals, Branch, Durations, Note, Pool, Scenario, Shift, Work

_KINDS = ("empirical", "exponential", "lognormal", "fixed")


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write UTF-8 JSON with a stable order: the same scenario gives the same bytes."""
    text = json.dumps(asdict(scenario), ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_scenario(path: Path) -> Scenario:
    """Read what `write_scenario` wrote. Raises InputError with the place of the first fault."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        line = getattr(error, "lineno", 0)
        raise refuse(
            str(path), f"is not a JSON file: {error}.", "Write one with `minben simulate`.", line=line
        ) from error
    try:
        return scenario_from_json(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        advice = "Compare with a file written by `minben simulate`."
        raise refuse(str(path), f"does not describe a scenario: {error}.", advice) from error


def scenario_from_json(raw: Mapping[str, Any]) -> Scenario:
    """Values from `json.load`. Raises KeyError, TypeError or ValueError where they do not fit."""
    return Scenario(
        arrivals=_arrivals(raw["arrivals"]),
        activities={node: _work(node, value) for node, value in raw["activities"].items()},
        branches={gateway: _branch(gateway, value) for gateway, value in raw.get("branches", {}).items()},
        pools={name: _pool(name, value) for name, value in raw.get("pools", {}).items()},
        people={str(name): str(calendar) for name, calendar in raw.get("people", {}).items()},
        calendars={
            name: tuple(_shift(name, part) for part in parts)
            for name, parts in raw.get("calendars", {}).items()
        },
        notes=tuple(Note(str(note["key"]), float(note["number"])) for note in raw.get("notes", ())),
    )


def _durations(where: str, raw: Mapping[str, Any]) -> Durations:
    kind = raw["kind"]
    values = tuple(float(value) for value in raw["values"])
    if kind not in _KINDS or not values or min(values) < 0:
        raise ValueError(
            f"{where}: a duration is one of {', '.join(_KINDS)} with values in seconds, none negative"
        )
    return Durations(kind, tuple(sorted(values)) if kind == "empirical" else values)


def _arrivals(raw: Mapping[str, Any]) -> Arrivals:
    profile = tuple(float(weight) for weight in raw.get("profile", ()))
    if profile and (len(profile) != 168 or min(profile) < 0 or sum(profile) <= 0):
        raise ValueError("arrivals.profile: 168 weights, one per hour of the week, none negative")
    return Arrivals(_durations("arrivals.gaps", raw["gaps"]), profile)


def _work(node: str, raw: Mapping[str, Any]) -> Work:
    return Work(
        pool=str(raw.get("pool", "")),
        service=_durations(f"{node}.service", raw["service"]),
        delay=_durations(f"{node}.delay", raw.get("delay", {"kind": "fixed", "values": [0]})),
        keep=float(raw.get("keep", 0.0)),
        tempo=float(raw.get("tempo", 0.0)),
        desk=float(raw.get("desk", 0.0)),
        priority=int(raw.get("priority", 0)),
    )


def _odds(where: str, raw: Mapping[str, Any]) -> dict[str, float]:
    odds = {str(flow): float(share) for flow, share in raw.items()}
    if not odds or min(odds.values()) < 0 or not 0.999 < sum(odds.values()) < 1.001:
        raise ValueError(f"{where}: probabilities must be at least 0 and sum to 1")
    return odds


def _branch(gateway: str, raw: Mapping[str, Any]) -> Branch:
    given = {str(node): _odds(f"{gateway} after {node}", odds) for node, odds in raw.get("given", {}).items()}
    return Branch(_odds(gateway, raw["flows"]), given)


def _pool(name: str, raw: Mapping[str, Any]) -> Pool:
    members = {str(person): float(weight) for person, weight in raw["members"].items()}
    if not members:
        raise ValueError(f"pool {name}: nobody in it")
    return Pool(members, str(raw.get("calendar", "")))


def _shift(name: str, raw: Mapping[str, Any]) -> Shift:
    shift = Shift(float(raw["begin"]), float(raw["end"]))
    if not 0 <= shift.begin < shift.end <= 604800:
        raise ValueError(f"calendar {name}: a shift begins before it ends, in seconds since Monday 00:00")
    return shift
