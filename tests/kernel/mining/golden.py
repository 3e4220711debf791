"""Three invented logs and what a report must say of them: figures and sentences, not bytes.

`python -m tests.kernel.mining.golden` writes `golden/*.json` anew; look at the difference before you commit it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from minben.kernel.eventlog import Event, EventLog, from_events
from minben.kernel.mining import LANGUAGES, analyse, headlines, sections

GOLDEN = Path(__file__).parent / "golden"
HOUR = 3_600_000_000
BEGIN = 1_767_571_200_000_000  # Monday 2026-01-05 00:00 UTC
NOW = BEGIN + 400 * 24 * HOUR
DIGITS = 6

Step = tuple[str, str, float, float]  # activity, who, hours of waiting, hours of work


def permits(dice: random.Random) -> Iterator[Step]:
    """A permit: papers are often incomplete, and every fifth waits for another office."""
    yield "receive", "window 1", 0.0, 0.2
    while dice.random() < 0.3:
        yield "ask for papers", "window 2", 4.0, 0.3
        yield "papers come", "applicant", dice.uniform(20, 200), 0.0
    yield "review", f"reviewer {dice.randint(1, 3)}", dice.uniform(2, 60), 2.0
    if dice.random() < 0.2:
        yield "opinion of another office", "fire service", dice.uniform(48, 240), 1.0
    yield "decide", "head", dice.uniform(10, 120), 0.5
    yield "send", "window 1", 1.0, 0.1


def claims(dice: random.Random) -> Iterator[Step]:
    """A travel claim: approvals that nearly always agree, and rejections that begin again."""
    for _ in range(3):
        yield "submit", "employee", 0.5, 0.1
        yield "approve by administration", "clerk", dice.uniform(5, 30), 0.1
        yield "approve by supervisor", f"supervisor {dice.randint(1, 5)}", dice.uniform(10, 90), 0.1
        if dice.random() > 0.1:
            break
        yield "reject", "supervisor 1", 0.1, 0.1
    yield "pay", "cashier", dice.uniform(24, 72), 0.1


def visits(dice: random.Random) -> Iterator[Step]:
    """A visit to a clinic: two examinations in either order, then one of two ends."""
    yield "register", "desk", 0.0, 0.1
    both = ["blood test", "x-ray"]
    dice.shuffle(both)
    for one in both:
        yield one, f"{one} room", dice.uniform(0.1, 3), 0.3
    yield "consult", f"doctor {dice.randint(1, 4)}", dice.uniform(0.2, 5), 0.4
    yield ("discharge" if dice.random() < 0.7 else "admit"), "desk", 0.2, 0.1


KINDS: dict[str, Callable[[random.Random], Iterator[Step]]] = {
    "permits": permits,
    "claims": claims,
    "visits": visits,
}


def events(name: str, cases: int = 120) -> list[Event]:
    """The rows of one log; the same name gives the same rows."""
    dice, rows = random.Random(name), []
    for case in range(cases):
        at = BEGIN + int(dice.uniform(0, 200 * 24 * 3600)) * 1_000_000  # no two events at the same moment
        for activity, who, wait, work in KINDS[name](dice):
            start = at + int(wait * 60) * HOUR // 60
            at = start + int(work * 60) * HOUR // 60
            rows.append(Event(f"{name} {case:03d}", activity, at, who, start))
    return rows


def told(log: EventLog) -> dict[str, Any]:
    """What a report says of a log: every figure (rounded), the sentences a leader would repeat, the parts."""
    analysis = analyse(log, now=NOW)
    plain: Any = json.loads(json.dumps(analysis, sort_keys=True))
    return {
        "figures": rounded({key: plain[key] for key in KEPT}),
        "says": {language: [row[2] for row in headlines(analysis, language)] for language in LANGUAGES},
        "parts": {language: [row[:2] for row in sections(analysis, "", language)] for language in LANGUAGES},
    }


KEPT = (
    "log", "throughput", "waiting", "causes", "rework", "first_time_right", "workload", "complexity", "model",
    "rules", "suspicions", "bottlenecks",
)  # fmt: skip


def rounded(value: Any) -> Any:
    """Numbers to DIGITS significant places: machines may differ in the last one."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    return value


def main() -> None:
    """Write what reports say now."""
    GOLDEN.mkdir(exist_ok=True)
    for name in KINDS:
        text = json.dumps(told(from_events(events(name))), ensure_ascii=False, indent=1, sort_keys=True)
        (GOLDEN / f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
