"""Simulated cases and events per second, beside a peer in the same run.

    python -m benchmarks.simulation [cases]

The model: three steps in a row, three clerks, exponential times, 75 % load; the check sends one case in ten back.
Peers: SimPy when it is installed; always a bare heapq loop of the same queue that knows no process, no pools, no
calendars, no log: what plain Python could do at best if it were written for this one model.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from datetime import UTC, datetime
from heapq import heappop, heappush
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import numpy as np

from minben.kernel.process import Flow, Node, Process
from minben.kernel.simulation import Arrivals, Branch, Durations, Pool, Scenario, Work, simulate

GAP, SERVICE, CLERKS, AGAIN = 100.0, 72.0, 3, 0.1  # a case visits 3 + 1/9 steps: load 0.75


def model() -> tuple[Process, Scenario]:
    """start → a → (join) → b → (split: back or on) → c → end."""
    kinds = {
        "s": "start",
        "a": "user",
        "j": "exclusive",
        "b": "user",
        "g": "exclusive",
        "c": "user",
        "e": "end",
    }
    pairs = [("s", "a"), ("a", "j"), ("j", "b"), ("b", "g"), ("g", "c"), ("g", "j"), ("c", "e")]
    nodes = tuple(Node(key, kind, key) for key, kind in kinds.items())  # type: ignore[arg-type]
    process = Process("bench", "bench", nodes, tuple(Flow(a + b, a, b) for a, b in pairs))
    work = Work("clerks", Durations("exponential", (SERVICE,)))
    pools = {"clerks": Pool({f"clerk{index}": 1.0 for index in range(CLERKS)})}
    branches = {"g": Branch({"gc": 1 - AGAIN, "gj": AGAIN})}
    arrivals = Arrivals(Durations("exponential", (GAP,)))
    return process, Scenario(arrivals, dict.fromkeys("abc", work), branches, pools)


def ours(cases: int) -> int:
    """Events of a run of minben's simulator, log included."""
    process, scenario = model()
    return len(simulate(process, scenario, cases=cases, seed=1, start=datetime(2026, 1, 5, tzinfo=UTC)))


def bare(cases: int) -> int:
    """The same queue with nothing around it."""
    dice = np.random.default_rng(1)
    arrivals = np.cumsum(dice.exponential(GAP, cases)).tolist()
    services = iter(dice.exponential(SERVICE, cases * 5).tolist())
    luck = iter(dice.random(cases * 5).tolist())
    heap: list[tuple[float, int, int]] = [(moment, case, 0) for case, moment in enumerate(arrivals)]
    waiting: deque[tuple[int, int]] = deque()
    free, events = CLERKS, 0
    while heap:
        now, case, step = heappop(heap)
        if step:  # a step is done: its clerk is free
            events += 1
            free += 1
            if step == 2 and next(luck) < AGAIN:
                step = 1
            if step < 3:
                waiting.append((case, step + 1))
        else:
            waiting.append((case, 1))
        while free and waiting:
            who, what = waiting.popleft()
            free -= 1
            heappush(heap, (now + next(services), who, what))
    return events


def simpy_run(cases: int) -> int:
    """The same queue in SimPy."""
    simpy: ModuleType = import_module("simpy")
    world = simpy.Environment()
    clerks = simpy.Resource(world, CLERKS)
    dice = np.random.default_rng(1)
    events = 0

    def case():
        nonlocal events
        step = 1
        while step <= 3:
            with clerks.request() as request:
                yield request
                yield world.timeout(dice.exponential(SERVICE))
            events += 1
            if step != 2 or dice.random() >= AGAIN:
                step += 1

    def source():
        for _ in range(cases):
            world.process(case())
            yield world.timeout(dice.exponential(GAP))

    world.process(source())
    world.run()
    return events


def main() -> None:
    """Print one line per engine: best of three runs in CPU seconds."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    engines = {"minben": ours, "bare heapq loop": bare} | ({"SimPy": simpy_run} if find_spec("simpy") else {})
    for name, run in engines.items():
        best, events = float("inf"), 0
        for _ in range(3):
            begun = time.process_time()
            events = run(cases)
            best = min(best, time.process_time() - begun)
        print(
            f"{name:16} {cases / best:10,.0f} cases/s {events / best:12,.0f} events/s  ({cases:,} cases, {best:.2f} s)"
        )


if __name__ == "__main__":
    main()
