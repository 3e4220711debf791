"""Every panel on five million synthetic events: CPU seconds, memory, and whether each keeps within its bound.

    python -m benchmarks.large_log [millions]

The bounds are one second a panel and 2 GiB in all. The peer: the same questions asked of DuckDB (`benchmarks.engines`).
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.engines import invented
from minben.kernel import mining
from minben.kernel.eventlog import EventLog, diagnose

PANELS: dict[str, Callable[[EventLog], Any]] = {
    "process map": mining.directly_follows,
    "paths": mining.variants,
    "throughput": mining.throughput,
    "first and last steps": mining.start_end,
    "waiting": mining.waiting_before,
    "rework": mining.rework,
    "handovers": mining.handovers,
    "workload": mining.workload,
    "bottlenecks": mining.bottlenecks,
    "first time right": mining.first_time_right,
    "working time": mining.working_time,
    "reasons of lateness": mining.reasons,
    "obstacles": mining.obstacles,
    "suspicions": diagnose,
    "drift": mining.drifts,
    "complexity": mining.complexity,
    "causes of waiting": mining.waiting_causes,
}


def memory() -> float:
    """The most so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """One line a panel."""
    log = invented(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
    print(f"{len(log)} events, {len(log.cases)} cases in memory: {memory():.0f} MiB")
    for name, panel in PANELS.items():
        begun = time.process_time()
        panel(log)
        spent = time.process_time() - begun
        print(
            f"{name:<22} {spent:6.2f} s   {memory():5.0f} MiB   {'within' if spent < 1 else 'ABOVE'} 1 s",
            flush=True,
        )


if __name__ == "__main__":
    main()
